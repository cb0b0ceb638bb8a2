//! What readers told about pages of states: one line each under one key of `meta`, in the order
//! of the alphabet, so that two copies of the database do not even say which came first.

use std::collections::BTreeSet;

use super::conn::Conn;
use super::error::StoreError;
use super::meta;
use crate::domain::report::Report;

const KEY: &str = "reports";

/// So many may wait; the board reads them and lets them go.
pub const MOST: usize = 500;

/// Every report, none twice.
///
/// # Errors
/// When the register cannot be read.
pub fn all(conn: &mut Conn) -> Result<BTreeSet<Report>, StoreError> {
    let text = meta::get(conn, KEY)?.unwrap_or_default();
    let read: Option<BTreeSet<Report>> = text.lines().map(Report::from_line).collect();
    read.ok_or(StoreError::Inconsistent { table: "meta" })
}

/// Keeps a report; `false` when too many wait already. One that waits already is kept once.
///
/// # Errors
/// When the register cannot be written.
pub fn add(conn: &mut Conn, report: Report) -> Result<bool, StoreError> {
    // Two hosts must not write over one another's lines.
    conn.hold_calendar()?;
    let mut reports = all(conn)?;
    if reports.len() >= MOST && !reports.contains(&report) {
        return Ok(false);
    }
    if reports.insert(report) {
        let lines: Vec<String> = reports.iter().map(Report::line).collect();
        meta::set(conn, KEY, &lines.join("\n"))?;
    }
    Ok(true)
}

/// Lets a report go; `false` when it was not there.
///
/// # Errors
/// When the register cannot be written.
pub fn remove(conn: &mut Conn, report: &Report) -> Result<bool, StoreError> {
    conn.hold_calendar()?;
    let mut reports = all(conn)?;
    let was_there = reports.remove(report);
    if was_there {
        let lines: Vec<String> = reports.iter().map(Report::line).collect();
        meta::set(conn, KEY, &lines.join("\n"))?;
    }
    Ok(was_there)
}
