//! Time as the register sees it: whole seconds and whole days, both UTC, both handed in.

use time::{Date, Duration, OffsetDateTime};

/// Where "now" comes from. Production asks the host or the database; tests turn the hands.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Whether the host's clock jumped, so that nothing may be done that cannot be undone.
    fn is_in_doubt(&self) -> bool {
        false
    }
}

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many seconds after the start of 1970 (UTC).
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the start of 1970 (UTC).
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This moment moved by `seconds`.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The UTC day this moment falls on.
    #[must_use]
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(86_400)).unwrap_or(i32::MAX))
    }

    /// Whole hours since the start of 1970: the finest time the transit store keeps.
    #[must_use]
    pub const fn hour(self) -> i64 {
        self.0.div_euclid(3_600)
    }
}

/// A UTC day, counted from 1970-01-01 = 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day with this number (1970-01-01 is 0).
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The first second of this day.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0) * 86_400)
    }

    /// The same day as a calendar date.
    #[must_use]
    pub fn date(self) -> Date {
        OffsetDateTime::UNIX_EPOCH
            .date()
            .saturating_add(Duration::days(i64::from(self.0)))
    }

    /// The day of a calendar date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let days = (date - OffsetDateTime::UNIX_EPOCH.date()).whole_days();
        Self(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// `2026-11-23`.
    #[must_use]
    pub fn iso(self) -> String {
        let date = self.date();
        format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }

    /// Reads `2026-11-23`.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || text.len() != 10 {
            return None;
        }
        let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
        let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
        Some(Self::of(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let day = Day::parse_iso("2026-11-23").unwrap();
        assert_eq!(day.iso(), "2026-11-23");
        assert_eq!(day.start().day(), day);
        assert_eq!(day.start().plus(-1).day(), day.plus(-1));
        assert_eq!(Day::parse_iso("2026-02-30"), None);
        assert_eq!(Day::parse_iso("2026-2-3"), None);
    }
}
