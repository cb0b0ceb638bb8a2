//! The keys: there, closed to others, fitting, and moved on day by day.

use super::Line;
use crate::app::HostClock;
use crate::cli::{Stopped, open};
use crate::config::{CountingMode, Settings};
use crate::crypto::ballot_box::CountingKey;
use crate::crypto::keys::Keys;
use crate::domain::clock::{Clock, Day};

/// Daily keys live for two days; on the third the jobs have not run.
const OLDEST_DAYS: i32 = 2;

pub(super) fn look(settings: &Settings) -> Vec<Line> {
    let keys = match open::keys(settings) {
        Ok(keys) => keys,
        Err(stopped) => return vec![Line::fail("keys", stopped.to_string())],
    };
    let lines = vec![
        Line::ok(
            "keys",
            "Every key is there and readable by its owner alone.",
        ),
        daily(&keys, HostClock.now().day()),
        counting(&keys, settings),
    ];
    lines
}

fn daily(keys: &Keys, today: Day) -> Line {
    let (epoch, visits, post) = keys.oldest();
    let age = today.number() - visits.min(post).number();
    if age < 0 {
        return Line::fail(
            "daily-keys",
            "The daily keys are ahead of this clock, and they never go back. Set the clock right.",
        );
    }
    if age > OLDEST_DAYS {
        return Line::warn(
            "daily-keys",
            format!(
                "The oldest daily key is {age} days old; it should be gone after two. Is `enkel \
                 serve` or `enkel worker` running?"
            ),
        );
    }
    Line::ok(
        "daily-keys",
        format!("The oldest daily key is {age} days old; the epoch is at step {epoch}."),
    )
}

fn counting(keys: &Keys, settings: &Settings) -> Line {
    let here = match counting_key(keys, settings) {
        Ok(here) => here,
        Err(stopped) => return Line::fail("counting", stopped.to_string()),
    };
    match (settings.counting.mode, here) {
        (CountingMode::Automatic, true) => Line::ok(
            "counting",
            "Automatic: this server holds the counting key, and the privacy page says so.",
        ),
        (CountingMode::Automatic, false) => Line::fail(
            "counting",
            "Automatic, but the counting key is not here, so no quarter can be counted. Put it \
             back, or set counting.mode = \"ceremony\".",
        ),
        (CountingMode::Ceremony, false) => Line::ok(
            "counting",
            "Ceremony: the counting key is not on this server.",
        ),
        (CountingMode::Ceremony, true) => Line::fail(
            "counting",
            "Ceremony, but the counting key lies on this server. Take it away, and think of it \
             as read by whoever had access.",
        ),
    }
}

/// Whether the counting key is here; one that is must fit.
fn counting_key(keys: &Keys, settings: &Settings) -> Result<bool, Stopped> {
    let Some(file) = &settings.keys.counting_key else {
        return Ok(keys.counting_key()?.is_some());
    };
    if CountingKey::load(file)?.public() == *keys.counting_public() {
        return Ok(true);
    }
    Err(Stopped::Refused(format!(
        "{} does not belong to counting.pub. Restore both from one copy.",
        file.display()
    )))
}
