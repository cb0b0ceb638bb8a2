//! What an address, or a small mail domain, used up on one day.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::budget::dsl;
use crate::domain::clock::Day;
use crate::domain::ids::TransitTag;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "budget" };
/// A line is kept while its day's codes can still be used.
const KEPT_DAYS: i32 = 1;

/// What was used up on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Letters sent for the present code.
    pub mails: u32,
    /// Letters with a long code sent beyond them, for the present code.
    pub long_mails: u32,
    /// Wrong codes typed, over all visits.
    pub wrong: u32,
    /// Codes used up.
    pub used: u32,
}

/// What this tag used up.
pub fn load(conn: &mut Conn, tag: &TransitTag) -> Result<Budget, StoreError> {
    let row: Option<(i32, i32, i32, i32)> = dsl::budget
        .find(tag.bytes().as_slice())
        .select((dsl::mails, dsl::long_mails, dsl::wrong, dsl::used))
        .first(conn)
        .optional()?;
    let Some((mails, long_mails, wrong, used)) = row else {
        return Ok(Budget::default());
    };
    let whole = |number: i32| u32::try_from(number).map_err(|_| INCONSISTENT);
    Ok(Budget {
        mails: whole(mails)?,
        long_mails: whole(long_mails)?,
        wrong: whole(wrong)?,
        used: whole(used)?,
    })
}

/// Keeps what this tag used up.
pub fn save(conn: &mut Conn, tag: &TransitTag, budget: Budget, day: Day) -> Result<(), StoreError> {
    let whole = |number: u32| i32::try_from(number).map_err(|_| INCONSISTENT);
    diesel::delete(dsl::budget.find(tag.bytes().as_slice())).execute(conn)?;
    diesel::insert_into(dsl::budget)
        .values((
            dsl::tag.eq(tag.bytes().as_slice()),
            dsl::mails.eq(whole(budget.mails)?),
            dsl::long_mails.eq(whole(budget.long_mails)?),
            dsl::wrong.eq(whole(budget.wrong)?),
            dsl::used.eq(whole(budget.used)?),
            dsl::day.eq(day.number()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets days whose codes cannot be used any more.
pub fn sweep(conn: &mut Conn, today: Day) -> Result<(), StoreError> {
    diesel::delete(dsl::budget.filter(dsl::day.lt(today.plus(-KEPT_DAYS).number())))
        .execute(conn)?;
    Ok(())
}
