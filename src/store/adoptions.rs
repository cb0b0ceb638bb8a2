//! Which families of tables the register adopted after its first, as its own facts keep it: one
//! line for each, with its first quarter.

use super::conn::Conn;
use super::error::StoreError;
use super::meta;
use crate::domain::cells::FIRST_FAMILY;
use crate::domain::period::Quarter;

/// Under this key of `meta` they stand.
pub(super) const KEY: &str = "families";

/// Every adopted version with the first quarter in which it is in force, in order.
///
/// # Errors
/// When the register cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<(u16, Quarter)>, StoreError> {
    let text = meta::get(conn, KEY)?.unwrap_or_default();
    read(&text).ok_or(StoreError::Inconsistent { table: "meta" })
}

/// Keeps these in place of what was there.
///
/// # Errors
/// When the register cannot be written.
pub fn keep(conn: &mut Conn, adopted: &[(u16, Quarter)]) -> Result<(), StoreError> {
    let lines = adopted.iter();
    let lines: Vec<String> = lines
        .map(|(version, from)| format!("{version} {from}"))
        .collect();
    meta::set(conn, KEY, &lines.join("\n"))
}

/// The version that a joining in this quarter counts in.
pub(super) fn in_force(text: &str, quarter: Quarter) -> Option<u16> {
    let adopted = read(text)?;
    let since = adopted.iter().rev().find(|(_, from)| *from <= quarter);
    Some(since.map_or(FIRST_FAMILY, |(version, _)| *version))
}

fn read(text: &str) -> Option<Vec<(u16, Quarter)>> {
    let line = |line: &str| {
        let (version, from) = line.split_once(' ')?;
        Some((version.parse().ok()?, Quarter::parse(from)?))
    };
    text.lines().map(line).collect()
}
