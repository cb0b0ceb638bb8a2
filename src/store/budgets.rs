//! What an address, or a small mail domain, used up on one day.

use std::collections::HashMap;

use diesel::prelude::*;

use super::conn::{Conn, per_backend};
use super::error::StoreError;
use super::schema::budget::dsl;
use crate::domain::clock::Day;
use crate::domain::ids::TransitTag;
use crate::domain::postage::Spent;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "budget" };
/// How many days after its own a line is kept: while its day's codes can still be used.
pub const KEPT_DAYS: i32 = 1;

/// What is counted of a tag, in the order of the columns.
type Counted = (i32, i32, i32, i32);

fn spent((mails, long_mails, wrong, used): Counted) -> Result<Spent, StoreError> {
    let whole = |number: i32| u32::try_from(number).map_err(|_| INCONSISTENT);
    Ok(Spent {
        mails: whole(mails)?,
        long_mails: whole(long_mails)?,
        wrong: whole(wrong)?,
        used: whole(used)?,
    })
}

/// What this tag used up.
pub fn load(conn: &mut Conn, tag: &TransitTag) -> Result<Spent, StoreError> {
    let row: Option<Counted> = dsl::budget
        .find(tag.bytes().as_slice())
        .select((dsl::mails, dsl::long_mails, dsl::wrong, dsl::used))
        .get_result(conn)
        .optional()?;
    row.map_or(Ok(Spent::default()), spent)
}

/// What each of these tags used up; those that used up nothing are not among them.
pub fn load_all(
    conn: &mut Conn,
    tags: &[TransitTag],
) -> Result<HashMap<TransitTag, Spent>, StoreError> {
    let wanted: Vec<&[u8]> = tags.iter().map(|tag| tag.bytes().as_slice()).collect();
    let rows: Vec<(Vec<u8>, Counted)> = per_backend!(conn, conn => dsl::budget
        .filter(dsl::tag.eq_any(wanted))
        .select((
            dsl::tag,
            (dsl::mails, dsl::long_mails, dsl::wrong, dsl::used),
        ))
        .load(conn)?);
    let read = |(tag, counted): (Vec<u8>, Counted)| {
        let tag = TransitTag::try_from(tag.as_slice()).map_err(|_| INCONSISTENT)?;
        Ok((tag, spent(counted)?))
    };
    rows.into_iter().map(read).collect()
}

/// One line as it is written.
type Line = (
    diesel::dsl::Eq<dsl::tag, Vec<u8>>,
    diesel::dsl::Eq<dsl::mails, i32>,
    diesel::dsl::Eq<dsl::long_mails, i32>,
    diesel::dsl::Eq<dsl::wrong, i32>,
    diesel::dsl::Eq<dsl::used, i32>,
    diesel::dsl::Eq<dsl::day, i32>,
);

fn line(tag: &TransitTag, spent: Spent, day: Day) -> Result<Line, StoreError> {
    let whole = |number: u32| i32::try_from(number).map_err(|_| INCONSISTENT);
    Ok((
        dsl::tag.eq(tag.bytes().to_vec()),
        dsl::mails.eq(whole(spent.mails)?),
        dsl::long_mails.eq(whole(spent.long_mails)?),
        dsl::wrong.eq(whole(spent.wrong)?),
        dsl::used.eq(whole(spent.used)?),
        dsl::day.eq(day.number()),
    ))
}

/// Keeps what this tag used up. The caller holds it: between the two statements nobody else puts
/// the same line in. Both stay prepared, which an UPDATE does not with Diesel.
pub fn save(conn: &mut Conn, tag: &TransitTag, spent: Spent, day: Day) -> Result<(), StoreError> {
    diesel::delete(dsl::budget.find(tag.bytes().as_slice())).execute(conn)?;
    diesel::insert_into(dsl::budget)
        .values(line(tag, spent, day)?)
        .execute(conn)?;
    Ok(())
}

/// The same for several tags at once, each of them once.
pub fn save_all(conn: &mut Conn, all: &[(TransitTag, Spent, Day)]) -> Result<(), StoreError> {
    let lines = all.iter().map(|(tag, spent, day)| line(tag, *spent, *day));
    let lines: Vec<Line> = lines.collect::<Result<_, _>>()?;
    let tags: Vec<&[u8]> = all.iter().map(|(tag, ..)| tag.bytes().as_slice()).collect();
    per_backend!(conn, conn => {
        diesel::delete(dsl::budget.filter(dsl::tag.eq_any(tags))).execute(conn)?;
        diesel::insert_into(dsl::budget).values(&lines).execute(conn)?;
    });
    Ok(())
}

/// Forgets days whose codes cannot be used any more.
pub fn sweep(conn: &mut Conn, today: Day) -> Result<(), StoreError> {
    diesel::delete(dsl::budget.filter(dsl::day.lt(today.plus(-KEPT_DAYS).number())))
        .execute(conn)?;
    Ok(())
}
