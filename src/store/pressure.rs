//! How busy days were, in powers of two.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::pressure::dsl;
use super::schema::{budget, pressure};
use crate::domain::alarm::{Bucket, DAYS};
use crate::domain::clock::Day;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "pressure" };

/// One day: letters sent, and wrong codes typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pressure {
    /// Letters.
    pub letters: Bucket,
    /// Wrong codes.
    pub wrong: Bucket,
}

/// Notes how busy today has been so far; it never sinks, and what is older than four weeks goes.
///
/// # Errors
/// When the transit store cannot be read or written.
pub fn note(conn: &mut Conn, today: Day) -> Result<(), StoreError> {
    let so_far = so_far(conn, today)?;
    let kept = of(conn, today)?;
    let now = Pressure {
        letters: so_far.letters.max(kept.letters),
        wrong: so_far.wrong.max(kept.wrong),
    };
    let back = i32::try_from(DAYS).unwrap_or(i32::MAX);
    diesel::delete(dsl::pressure.filter(dsl::day.lt(today.plus(-back).number()))).execute(conn)?;
    // A quiet day leaves no line at all.
    if now == Pressure::default() || now == kept {
        return Ok(());
    }
    diesel::delete(dsl::pressure.find(today.number())).execute(conn)?;
    diesel::insert_into(pressure::table)
        .values((
            dsl::day.eq(today.number()),
            dsl::letters.eq(now.letters.number()),
            dsl::wrong.eq(now.wrong.number()),
        ))
        .execute(conn)?;
    Ok(())
}

fn so_far(conn: &mut Conn, today: Day) -> Result<Pressure, StoreError> {
    let rows: Vec<(i32, i32)> = budget::table
        .filter(budget::day.eq(today.number()))
        .select((budget::mails, budget::wrong))
        .load(conn)?;
    let sum = |one: fn(&(i32, i32)) -> i32| {
        let each = rows.iter().map(|row| u64::try_from(one(row)).unwrap_or(0));
        Bucket::of(each.sum())
    };
    Ok(Pressure {
        letters: sum(|row| row.0),
        wrong: sum(|row| row.1),
    })
}

fn of(conn: &mut Conn, day: Day) -> Result<Pressure, StoreError> {
    let row: Option<(i32, i32)> = dsl::pressure
        .find(day.number())
        .select((dsl::letters, dsl::wrong))
        .first(conn)
        .optional()?;
    row.map_or(Ok(Pressure::default()), read)
}

/// Today, and the four weeks before it; quiet days are not among them.
///
/// # Errors
/// When the transit store cannot be read.
pub fn all(conn: &mut Conn, today: Day) -> Result<(Pressure, Vec<Pressure>), StoreError> {
    let rows: Vec<(i32, i32)> = dsl::pressure
        .filter(dsl::day.lt(today.number()))
        .order(dsl::day.desc())
        .select((dsl::letters, dsl::wrong))
        .load(conn)?;
    let before: Result<Vec<_>, _> = rows.into_iter().map(read).collect();
    Ok((of(conn, today)?, before?))
}

fn read((letters, wrong): (i32, i32)) -> Result<Pressure, StoreError> {
    let bucket = |number| Bucket::from_number(number).ok_or(INCONSISTENT);
    Ok(Pressure {
        letters: bucket(letters)?,
        wrong: bucket(wrong)?,
    })
}
