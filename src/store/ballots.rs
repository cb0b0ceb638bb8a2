//! The ballot box: sealed slips, kept until their quarter is counted.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::ballot::dsl;
use crate::domain::ids::BallotId;
use crate::domain::period::Quarter;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "ballot" };

/// One ballot, still sealed.
#[derive(Clone)]
pub struct Ballot {
    /// Random; names it towards its seal.
    pub id: BallotId,
    /// The quarter in which it is counted.
    pub period: Quarter,
    /// The epoch whose key wraps it.
    pub epoch: u32,
    /// The sealed slip.
    pub sealed: Vec<u8>,
}

/// Puts a ballot into the box.
pub fn add(conn: &mut Conn, ballot: &Ballot) -> Result<(), StoreError> {
    let epoch = i32::try_from(ballot.epoch).map_err(|_| INCONSISTENT)?;
    diesel::insert_into(dsl::ballot)
        .values((
            dsl::id.eq(ballot.id.bytes().as_slice()),
            dsl::period.eq(ballot.period.to_string()),
            dsl::epoch.eq(epoch),
            dsl::sealed.eq(&ballot.sealed),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether a ballot lies in the box.
pub fn contains(conn: &mut Conn, id: &BallotId) -> Result<bool, StoreError> {
    let found: i64 = dsl::ballot
        .find(id.bytes().as_slice())
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// The ids of all ballots of epochs before this one, for re-wrapping.
pub fn older_ids(conn: &mut Conn, epoch: u32) -> Result<Vec<BallotId>, StoreError> {
    const PAGE: i64 = 20_000;
    let epoch = i32::try_from(epoch).map_err(|_| INCONSISTENT)?;
    let mut ids: Vec<BallotId> = Vec::new();
    loop {
        let after = ids.last().map_or(Vec::new(), |id| id.bytes().to_vec());
        let page: Vec<Vec<u8>> = dsl::ballot
            .filter(dsl::epoch.lt(epoch).and(dsl::id.gt(after)))
            .order(dsl::id)
            .limit(PAGE)
            .select(dsl::id)
            .load(conn)?;
        if page.is_empty() {
            return Ok(ids);
        }
        for id in &page {
            ids.push(BallotId::try_from(id.as_slice()).map_err(|_| INCONSISTENT)?);
        }
    }
}

/// Takes these ballots out of the box, to be put back under another epoch in the same
/// transaction. Ballots that are gone by now are not given.
pub fn take(conn: &mut Conn, ids: &[BallotId]) -> Result<Vec<Ballot>, StoreError> {
    let ids: Vec<&[u8]> = ids.iter().map(|id| id.bytes().as_slice()).collect();
    let rows: Vec<(Vec<u8>, String, i32, Vec<u8>)> =
        dsl::ballot.filter(dsl::id.eq_any(&ids)).load(conn)?;
    diesel::delete(dsl::ballot.filter(dsl::id.eq_any(&ids))).execute(conn)?;
    let read = |(id, period, epoch, sealed): (Vec<u8>, String, i32, Vec<u8>)| {
        Some(Ballot {
            id: BallotId::try_from(id.as_slice()).ok()?,
            period: Quarter::parse(&period)?,
            epoch: u32::try_from(epoch).ok()?,
            sealed,
        })
    };
    let ballots = rows.into_iter().map(read).collect::<Option<Vec<_>>>();
    ballots.ok_or(INCONSISTENT)
}

/// All ballots of one quarter, in the order of their random ids. Read in pages, so that the
/// box of a large quarter never lies in memory twice.
pub fn of_quarter(
    conn: &mut Conn,
    quarter: Quarter,
    mut each: impl FnMut(Ballot) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    const PAGE: i64 = 2_000;
    let mut after: Vec<u8> = Vec::new();
    loop {
        let page: Vec<(Vec<u8>, i32, Vec<u8>)> = dsl::ballot
            .filter(dsl::period.eq(quarter.to_string()).and(dsl::id.gt(&after)))
            .order(dsl::id)
            .limit(PAGE)
            .select((dsl::id, dsl::epoch, dsl::sealed))
            .load(conn)?;
        let Some((last, _, _)) = page.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (id, epoch, sealed) in page {
            each(Ballot {
                id: BallotId::try_from(id.as_slice()).map_err(|_| INCONSISTENT)?,
                period: quarter,
                epoch: u32::try_from(epoch).map_err(|_| INCONSISTENT)?,
                sealed,
            })?;
        }
    }
}

/// Whether any ballot carries an epoch before this one.
pub fn any_before(conn: &mut Conn, epoch: u32) -> Result<bool, StoreError> {
    let epoch = i32::try_from(epoch).map_err(|_| INCONSISTENT)?;
    let found: Option<i32> = dsl::ballot
        .filter(dsl::epoch.lt(epoch))
        .select(dsl::epoch)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Burns the ballots of one quarter.
pub fn burn(conn: &mut Conn, quarter: Quarter) -> Result<(), StoreError> {
    diesel::delete(dsl::ballot.filter(dsl::period.eq(quarter.to_string()))).execute(conn)?;
    Ok(())
}

/// The quarters for which ballots lie in the box.
pub fn quarters(conn: &mut Conn) -> Result<Vec<Quarter>, StoreError> {
    let periods: Vec<String> = dsl::ballot
        .select(dsl::period)
        .distinct()
        .order(dsl::period)
        .load(conn)?;
    periods
        .iter()
        .map(|text| Quarter::parse(text).ok_or(INCONSISTENT))
        .collect()
}
