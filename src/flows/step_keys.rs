//! The daily keys: each day the oldest ones are destroyed, so that what they sealed goes dark.

use crate::app::App;
use crate::domain::clock::{Day, Timestamp};
use crate::store::{Conn, StoreError, meta};

use super::FlowError;

/// How far the database's clock and the host's may differ, in seconds.
const MOST_DIFFERENCE_SECONDS: i64 = 300;
/// The last day that was believed, and since which hour another one is not.
const BELIEVED: &str = "clock_believed_day";
const DOUBTED: &str = "clock_doubted_since_hour";
/// Since which hour a running process saw its clock jump, or differ from the database's.
const UNSTEADY: &str = "clock_unsteady_since_hour";

/// What a look at the clock led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// Keys older than yesterday's were destroyed, or there were none.
    InStep,
    /// The clocks differ, or one jumped: nothing was destroyed, nothing that follows the calendar
    /// should happen, and the administrator must look.
    ClockInDoubt,
}

/// Destroys daily keys older than yesterday's, unless the clock is in doubt: a key that is gone
/// cannot be brought back, a key that lives a day longer can.
///
/// # Errors
/// When a key file cannot be written or the register not be read.
pub fn step_keys(app: &App) -> Result<Stepped, FlowError> {
    let now = app.now();
    let today = now.day();
    let unsteady = app.clock.is_in_doubt() || !clocks_agree(app, now)?;
    let believed = app.store.register.write("look at the clock", move |conn| {
        note_unsteady(conn, unsteady, now)?;
        Ok::<_, StoreError>(!unsteady && is_believed(conn, now)?)
    })?;
    if !believed {
        tracing::error!("the clock is in doubt: no key was destroyed, no period closed");
        return Ok(Stepped::ClockInDoubt);
    }
    app.keys.step_daily(today.plus(-1))?;
    Ok(Stepped::InStep)
}

/// Since when the clock is in doubt, to the hour; `None` when it is believed.
///
/// # Errors
/// When the register cannot be read.
pub fn in_doubt_since(app: &App) -> Result<Option<Timestamp>, FlowError> {
    let noted = app.store.register.read("is the clock in doubt", |conn| {
        Ok::<_, StoreError>([meta::get(conn, DOUBTED)?, meta::get(conn, UNSTEADY)?])
    })?;
    let hours = noted.into_iter().flatten();
    let since = hours.filter_map(|hour| hour.parse::<i64>().ok()).min();
    Ok(since.map(|hour| Timestamp::from_unix(hour.saturating_mul(3_600))))
}

/// For `doctor`, which is another process and saw nothing jump.
fn note_unsteady(conn: &mut Conn, unsteady: bool, now: Timestamp) -> Result<(), StoreError> {
    let noted = meta::get(conn, UNSTEADY)?.is_some();
    match (unsteady, noted) {
        (true, false) => meta::set(conn, UNSTEADY, &now.hour().to_string()),
        (false, true) => meta::remove(conn, UNSTEADY),
        _ => Ok(()),
    }
}

fn clocks_agree(app: &App, now: Timestamp) -> Result<bool, FlowError> {
    if !app.watch_database_clock {
        return Ok(true);
    }
    let theirs = app
        .store
        .register
        .read("what does the database's clock say", |conn| {
            conn.own_clock()
        })?;
    Ok(theirs.is_none_or(|theirs| (now.unix() - theirs).abs() <= MOST_DIFFERENCE_SECONDS))
}

/// A clock that jumps and comes back must not cost the keys of the days between. So a jump is
/// believed only once the clock has gone on from there for a whole day, as it does after a host
/// was down for long.
fn is_believed(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    let today = now.day();
    let last = meta::get(conn, BELIEVED)?;
    let last = last.as_deref().and_then(Day::parse_iso);
    let doubted = meta::get(conn, DOUBTED)?.and_then(|text| text.parse::<i64>().ok());
    let stands = last.is_none_or(|last| today == last || today == last.plus(1));
    let hours = doubted.map(|since| now.hour() - since);
    if stands || hours.is_some_and(|hours| (24..48).contains(&hours)) {
        if last != Some(today) {
            meta::set(conn, BELIEVED, &today.iso())?;
        }
        if doubted.is_some() {
            meta::remove(conn, DOUBTED)?;
        }
        return Ok(true);
    }
    if !hours.is_some_and(|hours| (0..24).contains(&hours)) {
        meta::set(conn, DOUBTED, &now.hour().to_string())?;
    }
    Ok(false)
}
