//! Which families of tables the register adopted, as its own facts keep it: one line for each,
//! with its first quarter. The first family is never written down.

use super::conn::Conn;
use super::error::StoreError;
use super::meta;
use crate::disclosure::families::Families;
use crate::domain::period::Quarter;

/// Under this key of `meta` they stand.
pub(super) const KEY: &str = "families";

/// The families of this register.
///
/// # Errors
/// When the register cannot be read, or names a family that this program does not know: then a
/// newer program wrote it.
pub fn of_register(conn: &mut Conn) -> Result<Families, StoreError> {
    let text = meta::get(conn, KEY)?;
    read(text.as_deref().unwrap_or_default())
}

/// Keeps them, where the register knows fewer.
///
/// # Errors
/// When the register cannot be read or written.
pub fn keep(conn: &mut Conn, families: &Families) -> Result<(), StoreError> {
    if families.adopted().count() <= of_register(conn)?.adopted().count() {
        return Ok(());
    }
    let lines = families.adopted();
    let lines: Vec<String> = lines
        .map(|(version, from)| format!("{version} {from}"))
        .collect();
    meta::set(conn, KEY, &lines.join("\n"))
}

pub(super) fn read(text: &str) -> Result<Families, StoreError> {
    let line = |line: &str| {
        let (version, from) = line.split_once(' ')?;
        Some((version.parse().ok()?, Quarter::parse(from)?))
    };
    let adopted: Option<Vec<_>> = text.lines().map(line).collect();
    let adopted = adopted.ok_or(StoreError::Inconsistent { table: "meta" })?;
    Families::read(&adopted).map_err(StoreError::given_up)
}
