//! Which week and quarter are open, and what closing them brings. The open periods stand in the
//! database; a clock only says when a close is due.

use super::clock::Day;
use super::period::{Cohort, Quarter, Week};

/// The open periods as the database has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// The open week.
    pub week: Week,
    /// The open quarter.
    pub quarter: Quarter,
}

/// What closing the open week does, all in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// The week that closes.
    pub week: Week,
    /// The quarter that closes with it, when the week is its last.
    pub quarter: Option<Quarter>,
    /// The cohort that lapses after the rows were noted, when the quarter ends the year.
    pub lapsing: Option<Cohort>,
    /// What is open afterwards.
    pub then: Open,
}

impl Open {
    /// The periods open on the register's first day.
    #[must_use]
    pub fn on(day: Day) -> Self {
        let week = Week::of(day);
        Self {
            week,
            quarter: week.quarter(),
        }
    }

    /// The close that is due by this day: the open week is over. Late closes come one by one.
    #[must_use]
    pub fn due(self, today: Day) -> Option<Close> {
        (self.week.last_day() < today).then(|| self.close())
    }

    fn close(self) -> Close {
        let next = self.week.next();
        let quarter = (next.quarter() != self.quarter).then_some(self.quarter);
        Close {
            week: self.week,
            quarter,
            lapsing: quarter.and_then(Quarter::lapsing_cohort),
            then: Self {
                week: next,
                quarter: next.quarter(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_closes_on_the_monday_after_it_and_not_before() {
        let sunday = Day::parse_iso("2026-11-22").unwrap();
        let open = Open::on(sunday);
        assert_eq!(open.due(sunday), None);
        let close = open.due(sunday.plus(1)).unwrap();
        assert_eq!((close.quarter, close.then.week), (None, open.week.next()));
    }

    #[test]
    fn a_host_that_slept_a_year_closes_every_week_and_quarter_once() {
        let mut open = Open::on(Day::parse_iso("2026-01-05").unwrap());
        let (mut weeks, mut quarters, mut lapses) = (0, 0, Vec::new());
        while let Some(close) = open.due(Day::parse_iso("2027-01-11").unwrap()) {
            weeks += 1;
            quarters += i32::from(close.quarter.is_some());
            lapses.extend(close.lapsing);
            open = close.then;
        }
        assert_eq!(
            (weeks, quarters, lapses),
            (53, 4, vec![Cohort::of_year(2024)])
        );
    }
}
