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
use crate::flows::turn::{Candidate, Task};

const EVERY: Duration = Duration::from_secs(60);

/// Looks once a minute whether something is due, until told to stop. Each host steps its own keys;
/// the rest one process does for all. Were two to do it at once, each deed would still be done once.
pub(super) fn run(app: &App, stop: &Stop) {
    let mut turn = Candidate::for_task(Task::Calendar);
    loop {
        match step_keys(app) {
            Ok(Stepped::InStep) => match turn.is_chosen(app) {
                Ok(true) => follow_the_calendar(app, stop),
                Ok(false) => {}
                Err(error) => tell(stop, "it is not known whose turn it is", Err(error)),
            },
            // A clock in doubt closes nothing: a week that closed too early cannot be reopened.
            // Another host's clock may be right.
            Ok(Stepped::ClockInDoubt) => steps_back(app, stop, &mut turn),
            Err(error) => tell(stop, "keys cannot be stepped", Err(error)),
        }
        if stop.waits(EVERY) {
            return steps_back(app, stop, &mut turn);
        }
    }
}

fn steps_back(app: &App, stop: &Stop, turn: &mut Candidate) {
    tell(stop, "the turn cannot be given back", turn.steps_back(app));
}

/// Steps the keys of a process that runs no other job.
pub(super) fn keys_alone(app: &App, stop: &Stop) {
    loop {
        tell(stop, "keys cannot be stepped", step_keys(app).map(drop));
        tell(
            stop,
            "an old step of the epoch cannot be destroyed",
            destroy_old(app).map(drop),
        );
        if stop.waits(EVERY) {
            return;
        }
    }
}

/// One thing that fails does not keep the next from being tried.
fn follow_the_calendar(app: &App, stop: &Stop) {
    tell(
        stop,
        "a period cannot be closed",
        close_due_periods(app).map(drop),
    );
    tell(
        stop,
        "the weekly number cannot be published",
        publish_due_weeks(app).map(drop),
    );
    let counting = &app.settings.counting;
    if (counting.mode, counting.release_by) == (CountingMode::Automatic, ReleaseBy::Calendar) {
        tell(stop, "a quarter cannot be counted", count_what_is_due(app));
    }
    tell(stop, "what was approved cannot come out", take_effect(app));
    tell(stop, "the sweep failed", sweep(app));
}

fn count_what_is_due(app: &App) -> Result<(), FlowError> {
    while let Counted::Released(quarter) | Counted::Already(quarter) =
        count_quarter(app, None, None)?
    {
        tracing::info!(%quarter, "a quarter was counted and released");
    }
    Ok(())
}

fn tell(stop: &Stop, what: &str, outcome: Result<(), FlowError>) {
    if let Err(error) = outcome {
        tracing::error!(cause = %error.causes(), "{what}");
        stop.failed();
    }
}
