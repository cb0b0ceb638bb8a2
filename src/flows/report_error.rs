//! A reader tells that something is wrong on a page of a state.

use super::FlowError;
use crate::app::App;
use crate::domain::report::Report;
use crate::store::reports;

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It is kept, or was already.
    Kept,
    /// Too many wait; nothing was kept.
    Full,
}

/// Keeps a report for the board.
///
/// # Errors
/// When the register cannot be written; nothing was kept then.
pub fn report_error(app: &App, report: Report) -> Result<Reported, FlowError> {
    let kept = app.store.register.write("report an error", move |conn| {
        reports::add(conn, report.clone())
    })?;
    Ok(if kept { Reported::Kept } else { Reported::Full })
}
