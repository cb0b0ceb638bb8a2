//! What the calendar asks for: closing weeks and quarters, weekly numbers, counting, daily keys,
//! sweeping.

use std::time::Duration;

use super::schedule::Stop;
use crate::app::App;
use crate::config::{CountingMode, ReleaseBy};
use crate::flows::FlowError;
use crate::flows::close_period::close_due_periods;
use crate::flows::count::{Counted, count_quarter, publish_due_weeks};
use crate::flows::epoch::destroy_old;
use crate::flows::office::approve::take_effect;
use crate::flows::step_keys::{Stepped, step_keys};
use crate::flows::sweep::sweep;

const EVERY: Duration = Duration::from_secs(60);

/// Looks once a minute whether something is due, until told to stop.
pub(super) fn run(app: &App, stop: &Stop) {
    loop {
        match step_keys(app) {
            Ok(Stepped::InStep) => follow_the_calendar(app),
            // A clock in doubt closes nothing: a week that closed too early cannot be reopened.
            Ok(Stepped::ClockInDoubt) => {}
            Err(error) => tell("keys cannot be stepped", Err(error)),
        }
        if stop.waits(EVERY) {
            return;
        }
    }
}

/// Steps the keys of a process that runs no other job.
pub(super) fn keys_alone(app: &App, stop: &Stop) {
    loop {
        tell("keys cannot be stepped", step_keys(app).map(drop));
        tell(
            "an old step of the epoch cannot be destroyed",
            destroy_old(app).map(drop),
        );
        if stop.waits(EVERY) {
            return;
        }
    }
}

/// One thing that fails does not keep the next from being tried.
fn follow_the_calendar(app: &App) {
    tell(
        "a period cannot be closed",
        close_due_periods(app).map(drop),
    );
    tell(
        "the weekly number cannot be published",
        publish_due_weeks(app).map(drop),
    );
    let counting = &app.settings.counting;
    if (counting.mode, counting.release_by) == (CountingMode::Automatic, ReleaseBy::Calendar) {
        tell("a quarter cannot be counted", count_what_is_due(app));
    }
    tell("what was approved cannot come out", take_effect(app));
    tell("the sweep failed", sweep(app));
}

fn count_what_is_due(app: &App) -> Result<(), FlowError> {
    while let Counted::Released(quarter) | Counted::Already(quarter) =
        count_quarter(app, None, None)?
    {
        tracing::info!(%quarter, "a quarter was counted and released");
    }
    Ok(())
}

fn tell(what: &str, outcome: Result<(), FlowError>) {
    if let Err(error) = outcome {
        tracing::error!(cause = %error.causes(), "{what}");
    }
}
