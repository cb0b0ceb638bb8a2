//! Delivering letters, round after round.

use std::time::Duration;

use super::schedule::Stop;
use crate::app::App;
use crate::flows::deliver::deliver;

const WHEN_QUIET: Duration = Duration::from_millis(500);
const WHEN_FAILING: Duration = Duration::from_secs(5);

/// Delivers until told to stop: at once again while letters wait, otherwise after a short rest.
pub(super) fn run(app: &App, stop: &Stop) {
    let mut rest = Duration::ZERO;
    while !stop.waits(rest) {
        rest = match deliver(app) {
            Ok(round) if round.taken > 0 => Duration::ZERO,
            Ok(_) => WHEN_QUIET,
            Err(error) => {
                tracing::error!(cause = %error.causes(), "letters cannot be delivered");
                WHEN_FAILING
            }
        };
    }
}
