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
    let (before, due) = app.store.register.read("is a step due", move |conn| {
        let calendar = meta::calendar(conn)?;
        let noted = meta::epoch_month(conn)?;
        let due = why == Raise::ByHand || noted != Some(Month::of(calendar.open.week));
        Ok((calendar.epoch, due))
    })?;
    if !due || before.oldest < before.current {
        return Ok(false);
    }
    // Not before this host's own chain is known to be the register's, as its files have it now.
    app.keys.epoch_checked(before.current, &before.check)?;
    let step = before.current + 1;
    // A chain that was begun is taken up by hand alone: other hosts must have it first.
    let fresh = why == Raise::ByHand && app.keys.fresh_epoch_step()? == Some(step);
    let check = match fresh {
        true => app.keys.epoch_check(step)?,
        false => {
            let key = app.keys.epoch_after(before.current, &before.check)?;
            key.check().to_owned()
        }
    };
    let next = Epoch {
        current: step,
        oldest: before.current,
        check,
        check_before: before.check.clone(),
    };
    // Withdrawing must go on where the journal's disk fills up later.
    app.journal.make_room(step)?;
    let raised = app.store.register.write("go a step", move |conn| {
        conn.hold_calendar()?;
        let calendar = meta::calendar(conn)?;
        if calendar.epoch != before || !is_due(conn, why, Month::of(calendar.open.week))? {
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

/// Whether a chain from new randomness waits for the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// One does; the next step by hand takes it up.
    Waits,
    /// None does.
    Nothing,
}

/// Whether a chain from new randomness waits for the next step on this host.
///
/// # Errors
/// When register or keys cannot be read.
pub fn begun(app: &App) -> Result<Begun, FlowError> {
    let next = super::current(app)?.current + 1;
    Ok(match app.keys.fresh_epoch_step()? {
        Some(step) if step == next => Begun::Waits,
        // One that the register went past is destroyed with the next step.
        _ => Begun::Nothing,
    })
}

/// Begins the next step's key from new randomness. The file, and whether there are other hosts,
/// which must have it before the step is made.
///
/// # Errors
/// [`FlowError::Refused`] while a step is under way; the file cannot be written.
pub fn begin_fresh(app: &App) -> Result<(PathBuf, bool), FlowError> {
    let epoch = super::current(app)?;
    let hosts = app
        .store
        .register
        .read("are there other hosts", |conn| meta::get(conn, "hosts"))?;
    let several = hosts.unwrap_or_default().split_whitespace().count() > 1;
    if epoch.oldest < epoch.current {
        return Err(FlowError::Refused(
            "rows are still being re-wrapped: wait until `enkel doctor` says they are, or run \
             `enkel keys rotate` to finish it"
                .into(),
        ));
    }
    // A chain that the register took up must not be taken for one that nobody needs.
    super::destroy_old(app)?;
    app.keys.epoch_checked(epoch.current, &epoch.check)?;
    if app.keys.oldest().0 != epoch.current {
        return Err(FlowError::Refused(
            "this host's keys are not at the register's step: look again in a minute".into(),
        ));
    }
    let (file, _) = app.keys.begin_fresh_epoch(epoch.current + 1)?;
    Ok((file, several))
}
