//! The weekly number: the change in rows between two closes, with noise, published by itself.

use crate::app::App;
use crate::disclosure::draw;
use crate::disclosure::policy::Policy;
use crate::domain::period::Week;
use crate::domain::release::{Flow, Period};
use crate::flows::families;
use crate::store::{Conn, StoreError, meta, releases};

use super::super::FlowError;
use super::super::publish::Publisher;
use super::SystemBits;
use super::draws::is_drawn_by_now;

/// Draws and publishes every closed week that was not yet, in order; says which.
///
/// # Errors
/// When the register cannot be read or written, or no noise can be drawn.
pub fn publish_due_weeks(app: &App) -> Result<Vec<Week>, FlowError> {
    let mut published = Vec::new();
    while let Some((week, change, policy)) = app.store.register.read("which week is next", next)? {
        let flow = draw::week(week, change, &policy, &mut SystemBits)
            .map_err(|error| FlowError::Refused(error.to_string()))?;
        if write(app, week, flow)? {
            published.push(week);
        }
    }
    Ok(published)
}

/// The first closed week without a draw, with its true change and the family in force then. The
/// true change never leaves this file without noise.
fn next(conn: &mut Conn) -> Result<Option<(Week, i64, Policy)>, StoreError> {
    let week = match releases::last_week(conn)? {
        Some(last) => last.next(),
        None => meta::first_week(conn)?,
    };
    if week >= meta::calendar(conn)?.open.week {
        return Ok(None);
    }
    let inconsistent = StoreError::Inconsistent { table: "meta" };
    let now = meta::week_note(conn, week)?;
    let before = meta::week_note(conn, week.previous())?;
    match (now, before) {
        (Some(now), Some(before)) => {
            let adopted = families::of_register(conn)?;
            let policy = *adopted.in_force(week.quarter());
            Ok(Some((week, now.at_close - before.after_lapse, policy)))
        }
        _ => Err(inconsistent),
    }
}

fn write(app: &App, week: Week, flow: Flow) -> Result<bool, FlowError> {
    let publisher = Publisher::new(app)?;
    // Work that is done anew finds its own draw in the journal.
    let mut drawn = false;
    let ours = app.store.register.write("publish a week", move |conn| {
        conn.hold_calendar()?;
        if is_drawn_by_now(conn, &publisher, Period::Week(week))? {
            return Ok(drawn);
        }
        publisher.draw(conn, Period::Week(week), std::slice::from_ref(&flow))?;
        drawn = true;
        Ok(true)
    })?;
    app.store.register.has_grown();
    Ok(ours)
}
