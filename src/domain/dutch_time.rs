//! The time on Dutch clocks, by the one rule of the European Union since 1996 (directive 2000/84):
//! summer time runs from the last Sunday of March to the last Sunday of October, each time at one
//! o'clock UTC. For people to read; nothing is decided by it.

use time::{Date, Month};

use super::clock::{Day, Timestamp};

const HOUR: i64 = 3_600;

/// Day, hour and minute on a Dutch clock at this moment.
#[must_use]
pub fn dutch_time(at: Timestamp) -> (Day, u8, u8) {
    let ahead = if is_summer(at) { 2 } else { 1 };
    let there = at.plus(ahead * HOUR);
    let minutes = there.unix().rem_euclid(24 * HOUR) / 60;
    let part = |number: i64| u8::try_from(number).unwrap_or(0);
    (there.day(), part(minutes / 60), part(minutes % 60))
}

fn is_summer(at: Timestamp) -> bool {
    let year = at.day().date().year();
    let turns = |month| {
        let last = Day::of(Date::from_calendar_date(year, month, 31).ok()?);
        // The first day of 1970 was a Thursday.
        let since_sunday = (last.number() + 4).rem_euclid(7);
        Some(i64::from(last.number() - since_sunday) * 24 * HOUR + HOUR)
    };
    match (turns(Month::March), turns(Month::October)) {
        (Some(spring), Some(autumn)) => (spring..autumn).contains(&at.unix()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_turn_on_the_last_sundays_of_march_and_october() {
        // `TZ=Europe/Amsterdam date -d @SECONDS` says the same.
        for (unix, hour, minute) in [
            (1_774_745_999, 1, 59), // 29 March 2026
            (1_774_746_000, 3, 0),
            (1_792_889_999, 2, 59), // 25 October 2026
            (1_792_890_000, 2, 0),
            (0, 1, 0),
        ] {
            let (_, at, past) = dutch_time(Timestamp::from_unix(unix));
            assert_eq!((at, past), (hour, minute), "{unix}");
        }
        let late = Timestamp::from_unix(1_767_222_000 - 1_800);
        assert_eq!(dutch_time(late).0.iso(), "2025-12-31");
        assert_eq!(dutch_time(late.plus(1_800)).0.iso(), "2026-01-01");
    }
}
