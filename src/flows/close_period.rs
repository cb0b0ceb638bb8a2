//! Closing weeks and quarters: rows are noted per cohort, what lapses goes, the next opens.
//!
//! All of it is one transaction that holds every writer off, so each event lies in exactly one
//! week and quarter, however late the close comes. A close names what it closes: two hosts at
//! once close it once.

use crate::app::App;
use crate::domain::calendar::{Close, Open};
use crate::store::meta::{RowsPerCohort, WeekNote};
use crate::store::{Conn, StoreError, meta, registrations};

use super::FlowError;

/// Closes every period that is over, one by one, and says which weeks were closed here.
///
/// # Errors
/// When the register cannot be read or written; what was closed before stays closed.
pub fn close_due_periods(app: &App) -> Result<Vec<Close>, FlowError> {
    let mut closed = Vec::new();
    loop {
        let open = app.store.register.read("which periods are open", |conn| {
            Ok(meta::calendar(conn)?.open)
        })?;
        let Some(close) = open.due(app.today()) else {
            return Ok(closed);
        };
        let ours = app
            .store
            .register
            .write("close a period", move |conn| apply(conn, open, close))?;
        if ours {
            closed.push(close);
        }
    }
}

/// Closes it unless somebody else did meanwhile.
fn apply(conn: &mut Conn, named: Open, close: Close) -> Result<bool, StoreError> {
    conn.hold_calendar()?;
    if meta::calendar(conn)?.open != named {
        return Ok(false);
    }
    let rows = registrations::rows_per_cohort(conn)?;
    let at_close = total(&rows);
    if let Some(quarter) = close.quarter {
        meta::note_quarter(conn, quarter, &rows)?;
    }
    let mut after_lapse = at_close;
    if let Some(cohort) = close.lapsing {
        registrations::lapse(conn, cohort)?;
        after_lapse = total(&registrations::rows_per_cohort(conn)?);
    }
    let note = WeekNote {
        at_close,
        after_lapse,
    };
    meta::note_week(conn, close.week, note)?;
    meta::set_open(conn, close.then)?;
    Ok(true)
}

fn total(rows: &RowsPerCohort) -> i64 {
    rows.values().sum()
}
