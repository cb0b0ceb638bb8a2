//! Weeks, quarters and cohorts: the register's own calendar, made of ISO weeks.
//!
//! A quarter is thirteen ISO weeks, the fourth thirteen or fourteen; a cohort is an ISO year.
//! These types only know the arithmetic; which period is *open* stands in the database.

use std::fmt;

use time::{Date, Weekday};

use super::clock::Day;

/// A cohort: the ISO year in which a declaration was made or last renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cohort(i32);

impl Cohort {
    /// The cohort of this ISO year.
    #[must_use]
    pub const fn of_year(year: i32) -> Self {
        Self(year)
    }

    /// The ISO year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0
    }

    /// The last day on which declarations of this cohort are kept: the Sunday that ends the
    /// second ISO year after their own (24 to 36 months after joining).
    #[must_use]
    pub fn last_day(self) -> Day {
        Week::last_of_year(self.0 + 2).last_day()
    }

    /// The cohort whose declarations are kept up to this day.
    #[must_use]
    pub fn of_last_day(day: Day) -> Self {
        Self(Week::of(day).year() - 2)
    }
}

/// One ISO week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    year: i32,
    week: u8,
}

impl Week {
    /// The ISO week a day falls in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        let (year, week, _) = day.date().to_iso_week_date();
        Self { year, week }
    }

    fn last_of_year(year: i32) -> Self {
        // The 28th of December always lies in the last ISO week of its year.
        let date = Date::from_calendar_date(year, time::Month::December, 28);
        let week = date.map_or(52, Date::iso_week);
        Self { year, week }
    }

    /// The ISO year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The week after this one.
    #[must_use]
    pub fn next(self) -> Self {
        if self == Self::last_of_year(self.year) {
            Self {
                year: self.year + 1,
                week: 1,
            }
        } else {
            Self {
                year: self.year,
                week: self.week + 1,
            }
        }
    }

    /// The week before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        if self.week == 1 {
            Self::last_of_year(self.year - 1)
        } else {
            Self {
                year: self.year,
                week: self.week - 1,
            }
        }
    }

    /// Its Monday.
    #[must_use]
    pub fn first_day(self) -> Day {
        Date::from_iso_week_date(self.year, self.week, Weekday::Monday)
            .map_or(Day::from_number(i32::MAX), Day::of)
    }

    /// Its Sunday.
    #[must_use]
    pub fn last_day(self) -> Day {
        self.first_day().plus(6)
    }

    /// The quarter it belongs to.
    #[must_use]
    pub fn quarter(self) -> Quarter {
        Quarter {
            year: self.year,
            number: ((self.week - 1) / 13 + 1).min(4),
        }
    }

    /// Whether closing this week closes its quarter too.
    #[must_use]
    pub fn ends_quarter(self) -> bool {
        self.next().quarter() != self.quarter()
    }

    /// Reads `2026-W47`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, week) = text.split_once("-W")?;
        let found = Self {
            year: parse_year(year)?,
            week: two_digits(week)?,
        };
        (found.week >= 1 && found <= Self::last_of_year(found.year)).then_some(found)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

/// Thirteen ISO weeks (the fourth of a year: thirteen or fourteen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    number: u8,
}

/// How many days after its close a quarter is counted and released.
pub const RELEASE_DELAY_DAYS: i32 = 15;

impl Quarter {
    /// The quarter a day falls in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Week::of(day).quarter()
    }

    /// The ISO year: the cohort of everything that happens in it.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The cohort of joinings in this quarter.
    #[must_use]
    pub const fn cohort(self) -> Cohort {
        Cohort(self.year)
    }

    /// Whether it is the last of its ISO year.
    #[must_use]
    pub const fn ends_year(self) -> bool {
        self.number == 4
    }

    /// The quarter after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.number == 4 {
            Self {
                year: self.year + 1,
                number: 1,
            }
        } else {
            Self {
                year: self.year,
                number: self.number + 1,
            }
        }
    }

    /// The quarter before this one.
    #[must_use]
    pub const fn previous(self) -> Self {
        if self.number == 1 {
            Self {
                year: self.year - 1,
                number: 4,
            }
        } else {
            Self {
                year: self.year,
                number: self.number - 1,
            }
        }
    }

    /// Its first ISO week.
    #[must_use]
    pub const fn first_week(self) -> Week {
        Week {
            year: self.year,
            week: (self.number - 1) * 13 + 1,
        }
    }

    /// Its last ISO week.
    #[must_use]
    pub fn last_week(self) -> Week {
        self.next().first_week().previous()
    }

    /// The day its figures come out: fifteen days after the day on which it closes.
    #[must_use]
    pub fn release_day(self) -> Day {
        self.next()
            .first_week()
            .first_day()
            .plus(RELEASE_DELAY_DAYS)
    }

    /// The cohorts whose declarations can still be alive in this quarter: its own ISO year and
    /// the two before, but none from before the register's first year.
    #[must_use]
    pub fn live_cohorts(self, first_year: i32) -> Vec<Cohort> {
        (self.year - 2..=self.year)
            .filter(|year| *year >= first_year)
            .map(Cohort)
            .collect()
    }

    /// The cohort that lapses when this quarter closes: two years before its own, and only when
    /// the quarter ends the year.
    #[must_use]
    pub const fn lapsing_cohort(self) -> Option<Cohort> {
        if self.ends_year() {
            Some(Cohort(self.year - 2))
        } else {
            None
        }
    }

    /// Quarters since the year 0; for compact storage.
    #[must_use]
    pub const fn ordinal(self) -> i32 {
        self.year * 4 + (self.number as i32 - 1)
    }

    /// The quarter with this ordinal.
    #[must_use]
    pub const fn from_ordinal(ordinal: i32) -> Self {
        Self {
            year: ordinal.div_euclid(4),
            number: ordinal.rem_euclid(4) as u8 + 1,
        }
    }

    /// Reads `2026-Q4`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once("-Q")?;
        let number = match number {
            "1" => 1,
            "2" => 2,
            "3" => 3,
            "4" => 4,
            _ => return None,
        };
        Some(Self {
            year: parse_year(year)?,
            number,
        })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

fn parse_year(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn every_ordinal_is_that_of_its_quarter() {
        for ordinal in [i32::MIN, -1, 0, 1, 8_104, i32::MAX] {
            assert_eq!(Quarter::from_ordinal(ordinal).ordinal(), ordinal);
        }
    }

    #[test]
    fn a_long_year_has_a_fourth_quarter_of_fourteen_weeks() {
        // 2026 has 53 ISO weeks.
        let last = Week::of(day("2026-12-31"));
        assert_eq!(last.to_string(), "2026-W53");
        assert_eq!(last.quarter().to_string(), "2026-Q4");
        assert!(last.ends_quarter());
        assert_eq!(Quarter::parse("2026-Q4").unwrap().last_week(), last);
        assert_eq!(last.next().to_string(), "2027-W01");
    }

    #[test]
    fn every_week_of_thirty_years_lies_in_exactly_one_quarter() {
        let mut week = Week::of(day("2020-01-06"));
        for _ in 0..30 * 52 {
            let quarter = week.quarter();
            assert!(quarter.first_week() <= week && week <= quarter.last_week());
            assert_eq!(week.next().previous(), week);
            assert_eq!(Week::parse(&week.to_string()), Some(week));
            assert_eq!(week.ends_quarter(), week == quarter.last_week());
            assert_eq!(Quarter::from_ordinal(quarter.ordinal()), quarter);
            week = week.next();
        }
    }

    #[test]
    fn a_declaration_is_kept_for_two_to_three_years() {
        assert_eq!(Cohort::of_year(2026).last_day().iso(), "2028-12-31");
        assert_eq!(
            Quarter::parse("2028-Q4").unwrap().lapsing_cohort(),
            Some(Cohort(2026))
        );
    }

    #[test]
    fn figures_come_fifteen_days_after_the_close() {
        assert_eq!(
            Quarter::parse("2026-Q3").unwrap().release_day().iso(),
            "2026-10-13"
        );
    }

    #[test]
    fn nonsense_is_no_period() {
        for text in [
            "2026-Q5", "2026-W00", "2025-W53", "26-Q1", "2026Q1", "", "2026-W1",
        ] {
            assert_eq!(
                (Week::parse(text), Quarter::parse(text)),
                (None, None),
                "{text}"
            );
        }
    }
}
