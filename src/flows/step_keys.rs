//! The daily keys: each day the oldest ones are destroyed, so that what they sealed goes dark.

use crate::app::App;
use crate::domain::clock::{Day, Timestamp};
use crate::store::meta;

use super::FlowError;

/// How far the database's clock and the host's may differ, in seconds.
const MOST_DIFFERENCE_SECONDS: i64 = 300;
/// How many days the clock may seem to have moved between two looks of a running host.
const MOST_JUMP_DAYS: i32 = 1;
const LAST_SEEN: &str = "clock_last_seen_day";

/// What a look at the clock led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// Keys older than yesterday's were destroyed, or there were none.
    InStep,
    /// The clocks differ, or one jumped: nothing was destroyed, and the administrator must look.
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
    if !clocks_agree(app, now)? || !came_step_by_step(app, today)? {
        tracing::error!("the clock is in doubt; no key was destroyed");
        return Ok(Stepped::ClockInDoubt);
    }
    app.keys.step_daily(today.plus(-1))?;
    Ok(Stepped::InStep)
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

/// A clock that jumps ahead and back again must not cost the keys of the days between. A jump is
/// believed once the clock has stood there for a day, as after a host was down for long.
fn came_step_by_step(app: &App, today: Day) -> Result<bool, FlowError> {
    let believed = app.store.register.write("look at the clock", move |conn| {
        let last = meta::get(conn, LAST_SEEN)?.and_then(|text| Day::parse_iso(&text));
        let step = last.map_or(0, |last| today.number() - last.number());
        if step != 0 || last.is_none() {
            meta::set(conn, LAST_SEEN, &today.iso())?;
        }
        Ok((0..=MOST_JUMP_DAYS).contains(&step))
    })?;
    Ok(believed)
}
