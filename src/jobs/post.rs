//! Delivering letters, round after round.

use std::time::{Duration, Instant};

use super::schedule::Stop;
use crate::app::App;
use crate::flows::deliver::{LEASE, Post};

const WHEN_QUIET: Duration = Duration::from_millis(500);
const WHEN_FAILING: Duration = Duration::from_secs(5);
/// One thread sends a letter each so often, 111 a second: hours of backlog are gone in minutes,
/// and visitors notice next to nothing meanwhile (docs/performance.md has both as measured).
const A_LETTER_EACH: Duration = Duration::from_millis(9);

/// Delivers until told to stop: soon again while letters wait, otherwise after a longer rest.
pub(super) fn run(app: &App, stop: &Stop) {
    let (mut rest, mut began) = (Duration::ZERO, Instant::now());
    let mut post = Post::default();
    while !stop.waits(rest) {
        // What it held is another's by now. Told also when it held nothing: else whoever reads
        // that would know that somebody's letter was under way.
        if began.elapsed() > LEASE {
            tracing::warn!("the post stood still for longer than a lease");
            stop.failed();
        }
        began = Instant::now();
        rest = match post.round(app) {
            Ok(round) if round.taken > 0 => left(round.taken, began.elapsed()),
            Ok(_) => WHEN_QUIET,
            Err(error) => {
                tracing::error!(cause = %error.causes(), "letters cannot be delivered");
                WHEN_FAILING
            }
        };
    }
    if let Err(error) = post.settle(app) {
        tracing::error!(cause = %error.causes(), "letters that were sent may be sent once more");
    }
}

/// What is left of the time that so many letters may take.
fn left(letters: usize, took: Duration) -> Duration {
    let letters = u32::try_from(letters).unwrap_or(u32::MAX);
    A_LETTER_EACH.saturating_mul(letters).saturating_sub(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_relay_leaves_no_time_to_rest() {
        let millis = Duration::from_millis;
        assert_eq!(left(8, millis(3)).as_millis(), 69);
        assert_eq!(left(8, millis(400)), Duration::ZERO);
    }
}
