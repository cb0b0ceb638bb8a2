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
    if contains(conn, visit)? {
        return Ok(());
    }
    diesel::insert_into(dsl::done)
        .values((
            dsl::nonce.eq(visit.bytes().as_slice()),
            dsl::expiry.eq(today.plus(KEPT_DAYS).number()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets visits that could not open anything any more.
pub fn sweep(conn: &mut Conn, today: Day) -> Result<(), StoreError> {
    diesel::delete(dsl::done.filter(dsl::expiry.lt(today.number()))).execute(conn)?;
    Ok(())
}
