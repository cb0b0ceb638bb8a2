//! The tables that grow with the number of people: read by key, so that no page takes longer
//! than another, and written many rows to a statement.

use diesel::prelude::*;

use super::{Each, Page};
use crate::domain::clock::Day;
use crate::domain::ids::{BallotId, Nonce, Tag};
use crate::domain::period::{Cohort, Quarter};
use crate::store::ballots::Ballot;
use crate::store::conn::{Conn, per_backend};
use crate::store::done::Ended;
use crate::store::error::StoreError;
use crate::store::registrations::Registration;
use crate::store::schema::{ballot, done, registration};

/// Rows in one statement: SQLite takes some thirty thousand values, PostgreSQL twice as many.
const TOGETHER: usize = 500;

const REGISTRATION: StoreError = StoreError::Inconsistent {
    table: "registration",
};
const BALLOT: StoreError = StoreError::Inconsistent { table: "ballot" };
const DONE: StoreError = StoreError::Inconsistent { table: "done" };

type RegistrationRow = (Vec<u8>, Vec<u8>, i32, i32);
type BallotRow = (Vec<u8>, String, i32, Vec<u8>);
type DoneRow = (Vec<u8>, i32);

/// Asks for page after page, each beginning after the last key of the one before.
fn by_key<R>(
    mut load: impl FnMut(&[u8]) -> QueryResult<Vec<R>>,
    key: impl Fn(&R) -> &Vec<u8>,
    mut hand_over: impl FnMut(Vec<R>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = Vec::new();
    loop {
        let rows = load(&after)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(key(last));
        hand_over(rows)?;
    }
}

fn limit(per_page: usize) -> i64 {
    i64::try_from(per_page.max(1)).unwrap_or(i64::MAX)
}

pub(super) fn registrations(
    conn: &mut Conn,
    per_page: usize,
    each: Each<'_>,
) -> Result<(), StoreError> {
    use registration::dsl;
    by_key(
        |after| {
            let rows = dsl::registration.filter(dsl::tag.gt(after));
            rows.order(dsl::tag).limit(limit(per_page)).load(conn)
        },
        |row: &RegistrationRow| &row.0,
        |rows| {
            let rows = rows.into_iter().map(|row| {
                let (tag, sealed, cohort, epoch) = row;
                Some(Registration {
                    tag: Tag::try_from(tag.as_slice()).ok()?,
                    sealed,
                    cohort: Cohort::of_year(cohort),
                    epoch: u32::try_from(epoch).ok()?,
                })
            });
            let rows: Option<Vec<_>> = rows.collect();
            each(Page::Registration(rows.ok_or(REGISTRATION)?))
        },
    )
}

pub(super) fn ballots(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    use ballot::dsl;
    by_key(
        |after| {
            let rows = dsl::ballot.filter(dsl::id.gt(after));
            rows.order(dsl::id).limit(limit(per_page)).load(conn)
        },
        |row: &BallotRow| &row.0,
        |rows| {
            let rows = rows.into_iter().map(|(id, period, epoch, sealed)| {
                Some(Ballot {
                    id: BallotId::try_from(id.as_slice()).ok()?,
                    period: Quarter::parse(&period)?,
                    epoch: u32::try_from(epoch).ok()?,
                    sealed,
                })
            });
            let rows: Option<Vec<_>> = rows.collect();
            each(Page::Ballot(rows.ok_or(BALLOT)?))
        },
    )
}

pub(super) fn done(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    use done::dsl;
    by_key(
        |after| {
            let rows = dsl::done.filter(dsl::nonce.gt(after));
            rows.order(dsl::nonce).limit(limit(per_page)).load(conn)
        },
        |row: &DoneRow| &row.0,
        |rows| {
            let rows = rows.into_iter().map(|(nonce, expiry)| {
                Some(Ended {
                    visit: Nonce::try_from(nonce.as_slice()).ok()?,
                    expiry: Day::from_number(expiry),
                })
            });
            let rows: Option<Vec<_>> = rows.collect();
            each(Page::Done(rows.ok_or(DONE)?))
        },
    )
}

pub(super) fn add_registrations(conn: &mut Conn, rows: &[Registration]) -> Result<(), StoreError> {
    use registration::dsl;
    for some in rows.chunks(TOGETHER) {
        let values: Result<Vec<_>, StoreError> = some
            .iter()
            .map(|row| {
                Ok((
                    dsl::tag.eq(row.tag.bytes().as_slice()),
                    dsl::sealed.eq(row.sealed.as_slice()),
                    dsl::cohort.eq(row.cohort.year()),
                    dsl::epoch.eq(i32::try_from(row.epoch).map_err(|_| REGISTRATION)?),
                ))
            })
            .collect();
        let values = values?;
        per_backend!(conn, conn => {
            diesel::insert_into(dsl::registration).values(&values).execute(conn)
        })?;
    }
    Ok(())
}

pub(super) fn add_ballots(conn: &mut Conn, rows: &[Ballot]) -> Result<(), StoreError> {
    use ballot::dsl;
    for some in rows.chunks(TOGETHER) {
        let values: Result<Vec<_>, StoreError> = some
            .iter()
            .map(|row| {
                Ok((
                    dsl::id.eq(row.id.bytes().as_slice()),
                    dsl::period.eq(row.period.to_string()),
                    dsl::epoch.eq(i32::try_from(row.epoch).map_err(|_| BALLOT)?),
                    dsl::sealed.eq(row.sealed.as_slice()),
                ))
            })
            .collect();
        let values = values?;
        per_backend!(conn, conn => {
            diesel::insert_into(dsl::ballot).values(&values).execute(conn)
        })?;
    }
    Ok(())
}

pub(super) fn add_done(conn: &mut Conn, rows: &[Ended]) -> Result<(), StoreError> {
    use done::dsl;
    for some in rows.chunks(TOGETHER) {
        let values: Vec<_> = some
            .iter()
            .map(|row| {
                (
                    dsl::nonce.eq(row.visit.bytes().as_slice()),
                    dsl::expiry.eq(row.expiry.number()),
                )
            })
            .collect();
        per_backend!(conn, conn => {
            diesel::insert_into(dsl::done).values(&values).execute(conn)
        })?;
    }
    Ok(())
}
