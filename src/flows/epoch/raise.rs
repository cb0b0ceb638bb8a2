//! The step itself: from here on everything is written under the next key.

use std::path::PathBuf;

use crate::app::App;
use crate::domain::month::Month;
use crate::flows::FlowError;
use crate::store::meta::{self, Epoch};
use crate::store::{Conn, StoreError};

/// Why the epoch goes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise {
    /// A month of the register's calendar has passed.
    Monthly,
    /// Somebody asked for it.
    ByHand,
}

/// Goes a step when it is due and everything carries the current one; whether it did.
///
/// # Errors
/// When the keys are not the register's, or it cannot be written.
pub fn raise(app: &App, why: Raise) -> Result<bool, FlowError> {
    let calendar = app
        .store
        .register
        .read("is a step due", |conn| meta::calendar(conn))?;
    let before = calendar.epoch;
    if before.oldest < before.current {
        return Ok(false);
    }
    // Not before this host's own chain is known to be the register's.
    app.keys.epoch_checked(before.current, &before.check)?;
    let next = Epoch {
        current: before.current + 1,
        oldest: before.current,
        check: app.keys.epoch(before.current + 1)?.check().to_owned(),
        check_before: before.check.clone(),
    };
    let raised = app.store.register.write("go a step", move |conn| {
        conn.hold_calendar()?;
        let calendar = meta::calendar(conn)?;
        let due = is_due(conn, why, Month::of(calendar.open.week))?;
        if calendar.epoch != before || !due {
            return Ok(false);
        }
        meta::set_epoch(conn, &next)?;
        Ok(true)
    })?;
    Ok(raised)
}

/// A step by hand does not count for the month.
fn is_due(conn: &mut Conn, why: Raise, month: Month) -> Result<bool, StoreError> {
    let noted = meta::epoch_month(conn)?;
    if why == Raise::ByHand {
        return Ok(true);
    }
    if noted != Some(month) {
        meta::note_epoch_month(conn, month)?;
    }
    Ok(noted.is_some_and(|noted| noted < month))
}

/// Begins the next step's key from new randomness. The file, which every other host must have
/// before the step is made.
///
/// # Errors
/// [`FlowError::Refused`] while a step is under way; the file cannot be written.
pub fn begin_fresh(app: &App) -> Result<PathBuf, FlowError> {
    let epoch = super::current(app)?;
    if epoch.oldest < epoch.current {
        return Err(FlowError::Refused(
            "rows are still being re-wrapped: wait until `enkel doctor` says they are, or run \
             `enkel keys rotate` to finish it"
                .into(),
        ));
    }
    app.keys.epoch_checked(epoch.current, &epoch.check)?;
    let (file, _) = app.keys.begin_fresh_epoch(epoch.current + 1)?;
    Ok(file)
}
