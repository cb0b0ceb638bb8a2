//! Visits that ended. In the same database as the guest list, so that a visit ends in the very
//! transaction in which it wrote.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::done::dsl;
use crate::domain::clock::Day;
use crate::domain::ids::Nonce;

/// After this many days no cookie of an ended visit opens anyway: its seal's key is gone.
pub const KEPT_DAYS: i32 = 3;

/// One visit that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which visit.
    pub visit: Nonce,
    /// The day after which it is forgotten.
    pub expiry: Day,
}

/// Whether this visit ended.
pub fn contains(conn: &mut Conn, visit: &Nonce) -> Result<bool, StoreError> {
    let found: i64 = dsl::done
        .find(visit.bytes().as_slice())
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// Ends a visit; ending it twice is no error.
pub fn end(conn: &mut Conn, visit: &Nonce, today: Day) -> Result<(), StoreError> {
    match contains(conn, visit)? {
        true => Ok(()),
        false => end_first(conn, visit, today),
    }
}

/// Ends a visit that this transaction has found not to have ended.
pub fn end_first(conn: &mut Conn, visit: &Nonce, today: Day) -> Result<(), StoreError> {
    diesel::insert_into(dsl::done)
        .values((
            dsl::nonce.eq(visit.bytes().as_slice()),
            dsl::expiry.eq(today.plus(KEPT_DAYS).number()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Says once more that a visit ended, which writes what is there already: this transaction then waits
/// until all that it has seen is as safe as its own write. A database that was killed shows, once it is
/// up again, commits that reached its own disk alone; whoever is told of one must not be told too soon.
pub fn end_again(conn: &mut Conn, visit: &Nonce) -> Result<(), StoreError> {
    let same = dsl::done.find(visit.bytes().as_slice());
    let expiry: Option<i32> = same.select(dsl::expiry).get_result(conn).optional()?;
    if let Some(expiry) = expiry {
        let same = dsl::done.find(visit.bytes().as_slice());
        diesel::update(same)
            .set(dsl::expiry.eq(expiry))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets visits that could not open anything any more.
pub fn sweep(conn: &mut Conn, today: Day) -> Result<(), StoreError> {
    diesel::delete(dsl::done.filter(dsl::expiry.lt(today.number()))).execute(conn)?;
    Ok(())
}
