//! Forgetting what passed through: letters over twelve hours old, tries and budgets of days
//! whose codes are dead, visits that no cookie can lead back to, sessions of the office that ended.

use crate::app::App;
use crate::store::{attempts, budgets, done, operator_sessions, outbox, pressure};

use super::FlowError;
use super::office::sessions::SESSION_SECONDS;

/// Sweeps both databases, then empties SQLite's log so that no old page stays in it.
///
/// # Errors
/// When a database does not answer; the next sweep does it all again.
pub fn sweep(app: &App) -> Result<(), FlowError> {
    let now = app.now();
    app.store
        .transit
        .write("sweep the transit store", move |conn| {
            outbox::sweep(conn, now)?;
            attempts::sweep(conn, now)?;
            operator_sessions::sweep(conn, now.plus(-SESSION_SECONDS))?;
            pressure::note(conn, now.day())?;
            budgets::sweep(conn, now.day())
        })?;
    app.store
        .register
        .write("sweep ended visits", move |conn| {
            done::sweep(conn, now.day())
        })?;
    app.store.transit.empty_log()?;
    app.store.register.empty_log()?;
    Ok(())
}
