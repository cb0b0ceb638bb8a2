//! A month of the register's own calendar: four, four and five weeks of a quarter (the last of a
//! long year's fourth quarter has six).
//!
//! The epoch goes a step a month. Because a month is known from the open week alone, which stands
//! in the database, no clock decides about a key that cannot be brought back.

use std::fmt;

use super::clock::Day;
use super::period::{Quarter, Week};

/// One month of the register's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    quarter: Quarter,
    number: i32,
}

/// How many steps of the epoch an escrow reaches back: the newest two are kept.
const STEPS_IN_ESCROW: u32 = 2;

impl Month {
    /// The month this week lies in.
    #[must_use]
    pub fn of(week: Week) -> Self {
        let quarter = week.quarter();
        let days = week.first_day().number() - quarter.first_week().first_day().number();
        Self {
            quarter,
            number: (days / 28 + 1).min(3),
        }
    }

    /// The month after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.number == 3 {
            Self {
                quarter: self.quarter.next(),
                number: 1,
            }
        } else {
            Self {
                quarter: self.quarter,
                number: self.number + 1,
            }
        }
    }

    /// Its first Monday.
    #[must_use]
    pub fn first_day(self) -> Day {
        let first = self.quarter.first_week().first_day();
        first.plus((self.number - 1) * 28)
    }

    /// Reads `2026-Q4-M2`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (quarter, number) = text.rsplit_once("-M")?;
        let number = number.parse().ok().filter(|n| (1..=3).contains(n))?;
        Some(Self {
            quarter: Quarter::parse(quarter)?,
            number,
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-M{}", self.quarter, self.number)
    }
}

/// The last day on which a copy can surely be opened whose oldest seal is of step `lowest`, when
/// the epoch came to step `current` in the month of the open week: two steps later the escrow
/// that opens it is gone. Later when the jobs are late, earlier when the epoch is moved by hand.
#[must_use]
pub fn opens_until(lowest: u32, current: u32, open: Week) -> Day {
    let mut month = Month::of(open);
    for _ in current..lowest.saturating_add(STEPS_IN_ESCROW) {
        month = month.next();
    }
    month.first_day().plus(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_week_lies_in_one_month_and_months_follow_one_another() {
        let mut week = Week::parse("2026-W01").unwrap();
        let mut month = Month::of(week);
        assert_eq!(month.to_string(), "2026-Q1-M1");
        let mut weeks = Vec::new();
        let mut long = 0;
        while week < Week::parse("2027-W14").unwrap() {
            if Month::of(week) != month {
                month = month.next();
                assert_eq!(
                    (Month::of(week), week.first_day()),
                    (month, month.first_day())
                );
                weeks.push(long);
                long = 0;
            }
            long += 1;
            week = week.next();
        }
        // 2026 has 53 weeks.
        assert_eq!(weeks, [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6, 4, 4]);
        assert_eq!(
            Month::parse("2026-Q4-M2").map(|m| m.to_string()),
            Some("2026-Q4-M2".into())
        );
        for text in ["2026-Q4-M0", "2026-Q4-M4", "2026-Q4", "M1", ""] {
            assert!(Month::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_copy_opens_for_two_steps_counted_from_its_oldest_seal() {
        let open = Week::parse("2026-W02").unwrap();
        let until = |lowest, current| opens_until(lowest, current, open).iso();
        // The months after it begin on 26 January and 23 February.
        assert_eq!(until(5, 5), "2026-02-22");
        assert_eq!(until(4, 5), "2026-01-25");
    }
}
