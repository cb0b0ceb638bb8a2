//! Wrong codes per visit, and which of the day's codes opened it.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::attempt::dsl;
use crate::domain::clock::Timestamp;
use crate::domain::ids::TransitTag;

/// Lines are kept this many hours after the last try: longer than the code can be used.
pub const KEPT_HOURS: i64 = 25;
const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "attempt" };

/// What one visit tried so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// Wrong codes typed.
    pub tries: u32,
    /// Which of the day's codes opened it, counted from 0.
    pub opened_with: Option<u32>,
}

/// What this visit tried so far.
pub fn load(conn: &mut Conn, tag: &TransitTag) -> Result<Attempt, StoreError> {
    let row: Option<(i32, Option<i32>)> = dsl::attempt
        .find(tag.bytes().as_slice())
        .select((dsl::tries, dsl::opened_with))
        .get_result(conn)
        .optional()?;
    let Some((tries, opened_with)) = row else {
        return Ok(Attempt::default());
    };
    Ok(Attempt {
        tries: u32::try_from(tries).map_err(|_| INCONSISTENT)?,
        opened_with: opened_with
            .map(u32::try_from)
            .transpose()
            .map_err(|_| INCONSISTENT)?,
    })
}

/// Keeps what this visit tried. The caller holds its mailbox: between the two statements nobody
/// else puts the same line in.
pub fn save(
    conn: &mut Conn,
    tag: &TransitTag,
    attempt: Attempt,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tries = i32::try_from(attempt.tries).map_err(|_| INCONSISTENT)?;
    let opened_with = attempt
        .opened_with
        .map(i32::try_from)
        .transpose()
        .map_err(|_| INCONSISTENT)?;
    // Taken out and put in: both statements stay prepared, and Diesel prepares an UPDATE each time.
    diesel::delete(dsl::attempt.find(tag.bytes().as_slice())).execute(conn)?;
    diesel::insert_into(dsl::attempt)
        .values((
            dsl::tag.eq(tag.bytes().as_slice()),
            dsl::tries.eq(tries),
            dsl::opened_with.eq(opened_with),
            dsl::hour.eq(now.hour()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets visits that no cookie can lead back to.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
    diesel::delete(dsl::attempt.filter(dsl::hour.lt(now.hour() - KEPT_HOURS))).execute(conn)?;
    Ok(())
}
