//! Counting where the board is: the server hands out the closed ballot box once, the board opens
//! and counts it on a machine of its own, and the server releases what the board brings back.
//!
//! There is one export of a quarter for ever, and one result of an export: the noise follows from
//! the key and the export, so no second look gives a second draw.

mod count;
mod error;
mod export;
mod import;
mod sheet;

pub use count::count_export;
pub use error::CeremonyError;
pub use export::{Exported, export_quarter};
pub use import::{Fits, Imported, fits, import_outcome};
pub use sheet::{Export, Outcome};

use super::journal::Journal;
use crate::crypto::digest::{hex, sha256};
use crate::crypto::keys::Keys;
use crate::domain::period::Quarter;
use crate::store::{Conn, StoreError, meta};

/// Whether a quarter was exported and waits for its result. The journal knows it first.
pub(super) fn is_exported(
    conn: &mut Conn,
    journal: &Journal,
    quarter: Quarter,
) -> Result<bool, StoreError> {
    Ok(journal.folder().export(quarter)?.is_some() || meta::exported(conn, quarter)?.is_some())
}

/// Which register this is: one for every salt and ballot box.
fn register_of(conn: &mut Conn, keys: &Keys) -> Result<String, StoreError> {
    let salt = meta::get(conn, "derivation_salt")?;
    let salt = salt.ok_or(StoreError::Inconsistent { table: "meta" })?;
    let lock = hex(keys.counting_public().bytes());
    Ok(hex(&sha256(
        format!("enkel register {salt} {lock}").as_bytes(),
    )))
}
