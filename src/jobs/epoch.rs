//! The epoch: a step a month, re-wrapping, and destroying what is old.

use std::time::Duration;

use super::pace::Pace;
use super::schedule::Stop;
use crate::app::App;
use crate::flows::epoch::{Looked, look_after};

const EVERY: Duration = Duration::from_secs(60);

/// Looks once a minute whether something is due, until told to stop. Between batches it rests,
/// so that visitors' writes get through.
pub(super) fn run(app: &App, stop: &Stop) {
    let mut seen = None;
    loop {
        let mut pace = Pace::start();
        let mut rest = || {
            let stopped = stop.waits(pace.due());
            pace.goes_on();
            !stopped
        };
        seen = match look_after(app, seen.as_deref(), &mut rest) {
            Ok(Looked::SomebodyElse(turn)) => Some(turn),
            Ok(Looked::InOrder | Looked::Stopped) => None,
            Err(error) => {
                tracing::error!(cause = %error.causes(), "the epoch cannot be looked after");
                stop.failed();
                None
            }
        };
        if stop.waits(EVERY) {
            return;
        }
    }
}
