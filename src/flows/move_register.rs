//! Moving a register to another database. The old one is closed before its first row is read, so
//! that nobody's declaration stays behind; the new one is compared row by row before it is put in
//! its place; and at no moment are both open.

use super::back_up::Fingerprint;
use crate::store::copy::{self, Page};
use crate::store::{Conn, Database, Location, Store, StoreError, meta};

const ROWS_IN_PAGE: usize = 4_000;
const CONNECTIONS: u32 = 2;
const MOVED: &str = "moved";

/// Why a register was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// Nothing would be left to move.
    #[error("both settings name the same database: write the new one into the second file")]
    SamePlace,
    /// Nothing is overwritten.
    #[error("the new database holds a register already: empty it, or name another one")]
    Taken,
    /// There is nothing to move.
    #[error("the old database holds no register")]
    Nothing,
    /// What was written is not what was read.
    #[error(
        "what the new database gave back differs from the old one, so it was thrown away: look at \
         its disk; the register stays where it was and is open again"
    )]
    Differs,
    /// A database failed; the old one is open again.
    #[error("the register was not moved and stays where it was")]
    Store(#[from] StoreError),
    /// Whether the last step took is unknown, so the old one stays closed.
    #[error(
        "whether the last step took is unknown: the old database stays closed. Look into the new \
         one with `enkel doctor`; if it holds no register, run the same move again"
    )]
    Unknown(#[source] StoreError),
}

/// Moves the register from one database to another. What passes through is not moved: letters
/// that wait are lost, and codes under way end.
///
/// # Errors
/// [`MoveError`]; the old register is open again except where that says otherwise.
pub fn move_register(from: &Location, to: &Location) -> Result<(), MoveError> {
    if from.is_same_as(to) {
        return Err(MoveError::SamePlace);
    }
    if !Store::holds_a_register(from)? {
        return Err(MoveError::Nothing);
    }
    if Store::holds_a_register(to)? {
        return Err(MoveError::Taken);
    }
    let source = Store::open(from, CONNECTIONS)?.register;
    source.write("close a register", close)?;
    let moved = fill(&source, to).and_then(|()| Ok(Store::empty_transit(to)?));
    if let Err(error) = moved {
        open_again(&source)?;
        Store::discard_staged(to)?;
        return Err(error);
    }
    finish(&source, to)
}

fn finish(source: &Database, to: &Location) -> Result<(), MoveError> {
    let Err(error) = Store::put_in_place(to) else {
        return Ok(());
    };
    // Only a place that surely holds no register lets the old one open again.
    match Store::holds_a_register(to) {
        Ok(false) => {
            open_again(source)?;
            Err(MoveError::Store(error))
        }
        _ => Err(MoveError::Unknown(error)),
    }
}

fn open_again(source: &Database) -> Result<(), StoreError> {
    source.write("open a register again", |conn| {
        meta::remove(conn, meta::CLOSED)
    })
}

/// Whoever wrote before this is in the copy; whoever comes after is refused. A move that broke
/// off before may have closed it already; one that is being restored must not be moved.
fn close(conn: &mut Conn) -> Result<(), StoreError> {
    conn.hold_calendar()?;
    if meta::get(conn, meta::CLOSED)?.as_deref() != Some(MOVED) {
        meta::calendar(conn)?;
    }
    meta::set(conn, meta::CLOSED, MOVED)
}

/// Fills the staged database, compares, and opens it.
fn fill(source: &Database, to: &Location) -> Result<(), MoveError> {
    let staged = Store::stage(to)?;
    let mut read = Fingerprint::default();
    source.read("copy a register", |conn| {
        copy::each_page(conn, ROWS_IN_PAGE, &mut |page: Page| {
            read.add(&page)?;
            staged.write("add rows", move |conn| copy::add(conn, &page))
        })
    })?;
    let mut written = Fingerprint::default();
    staged.read("compare a copy", |conn| {
        copy::each_page(conn, ROWS_IN_PAGE, &mut |page| written.add(&page))
    })?;
    if read != written {
        return Err(MoveError::Differs);
    }
    staged.write("open a moved register", |conn| {
        meta::remove(conn, meta::CLOSED)
    })?;
    Ok(())
}
