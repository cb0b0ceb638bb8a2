//! What an address, or a small mail domain, used up on one day.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::budget::dsl;
use crate::domain::clock::Day;
use crate::domain::ids::TransitTag;
use crate::domain::postage::Spent;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "budget" };
/// How many days after its own a line is kept: while its day's codes can still be used.
pub const KEPT_DAYS: i32 = 1;

/// What this tag used up.
pub fn load(conn: &mut Conn, tag: &TransitTag) -> Result<Spent, StoreError> {
    let row: Option<(i32, i32, i32, i32)> = dsl::budget
        .find(tag.bytes().as_slice())
        .select((dsl::mails, dsl::long_mails, dsl::wrong, dsl::used))
        .first(conn)
        .optional()?;
    let Some((mails, long_mails, wrong, used)) = row else {
        return Ok(Spent::default());
    };
    let whole = |number: i32| u32::try_from(number).map_err(|_| INCONSISTENT);
    Ok(Spent {
        mails: whole(mails)?,
        long_mails: whole(long_mails)?,
        wrong: whole(wrong)?,
        used: whole(used)?,
    })
}

/// Keeps what this tag used up.
pub fn save(conn: &mut Conn, tag: &TransitTag, spent: Spent, day: Day) -> Result<(), StoreError> {
    let whole = |number: u32| i32::try_from(number).map_err(|_| INCONSISTENT);
    diesel::delete(dsl::budget.find(tag.bytes().as_slice())).execute(conn)?;
    diesel::insert_into(dsl::budget)
        .values((
            dsl::tag.eq(tag.bytes().as_slice()),
            dsl::mails.eq(whole(spent.mails)?),
            dsl::long_mails.eq(whole(spent.long_mails)?),
            dsl::wrong.eq(whole(spent.wrong)?),
            dsl::used.eq(whole(spent.used)?),
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
