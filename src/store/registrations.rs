//! The guest list: unreadable marks with sealed records. It can be asked for one mark at a time,
//! counted per cohort, re-wrapped, and copied as it is ([`super::copy`]); no function opens what
//! is on it.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::meta::RowsPerCohort;
use super::schema::registration::dsl;
use crate::domain::ids::Tag;
use crate::domain::period::Cohort;

const INCONSISTENT: StoreError = StoreError::Inconsistent {
    table: "registration",
};

/// Tag, sealed row, cohort, epoch.
type Row = (Vec<u8>, Vec<u8>, i32, i32);

/// One row, still sealed.
#[derive(Clone)]
pub struct Registration {
    /// What it was found by.
    pub tag: Tag,
    /// The sealed mark, id and record.
    pub sealed: Vec<u8>,
    /// The cohort it lapses with.
    pub cohort: Cohort,
    /// The epoch whose keys made tag and seal.
    pub epoch: u32,
}

/// The row under any of these tags (the current epoch's and the previous one's), in one
/// statement, so that a re-wrap between two looks cannot hide it.
pub fn find(conn: &mut Conn, tags: &[Tag]) -> Result<Option<Registration>, StoreError> {
    let found: Option<Row> = match tags {
        // Most of the time there is one, and this statement stays prepared.
        [only] => dsl::registration
            .find(only.bytes().as_slice())
            .get_result(conn)
            .optional()?,
        all => {
            let all: Vec<&[u8]> = all.iter().map(|tag| tag.bytes().as_slice()).collect();
            dsl::registration
                .filter(dsl::tag.eq_any(all))
                .first(conn)
                .optional()?
        }
    };
    found.map(read).transpose()
}

fn read(row: Row) -> Result<Registration, StoreError> {
    let (tag, sealed, cohort, epoch) = row;
    Ok(Registration {
        tag: Tag::try_from(tag.as_slice()).map_err(|_| INCONSISTENT)?,
        sealed,
        cohort: Cohort::of_year(cohort),
        epoch: u32::try_from(epoch).map_err(|_| INCONSISTENT)?,
    })
}

/// The tags of all rows of epochs before this one, for re-wrapping. Read in pages, so that no
/// single statement takes long.
pub fn older_tags(conn: &mut Conn, epoch: u32) -> Result<Vec<Tag>, StoreError> {
    const PAGE: i64 = 20_000;
    let epoch = i32::try_from(epoch).map_err(|_| INCONSISTENT)?;
    let mut tags: Vec<Tag> = Vec::new();
    loop {
        let after = tags.last().map_or(Vec::new(), |tag| tag.bytes().to_vec());
        let page: Vec<Vec<u8>> = dsl::registration
            .filter(dsl::epoch.lt(epoch).and(dsl::tag.gt(after)))
            .order(dsl::tag)
            .limit(PAGE)
            .select(dsl::tag)
            .load(conn)?;
        if page.is_empty() {
            return Ok(tags);
        }
        for tag in &page {
            tags.push(Tag::try_from(tag.as_slice()).map_err(|_| INCONSISTENT)?);
        }
    }
}

/// Takes the rows under these tags out of the list, to be put back under another epoch in the
/// same transaction. Rows that are gone by now are not given.
pub fn take(conn: &mut Conn, tags: &[Tag]) -> Result<Vec<Registration>, StoreError> {
    let tags: Vec<&[u8]> = tags.iter().map(|tag| tag.bytes().as_slice()).collect();
    let rows: Vec<Row> = dsl::registration
        .filter(dsl::tag.eq_any(&tags))
        .load(conn)?;
    diesel::delete(dsl::registration.filter(dsl::tag.eq_any(&tags))).execute(conn)?;
    rows.into_iter().map(read).collect()
}

/// Adds a row.
pub fn add(conn: &mut Conn, row: &Registration) -> Result<(), StoreError> {
    let epoch = i32::try_from(row.epoch).map_err(|_| INCONSISTENT)?;
    diesel::insert_into(dsl::registration)
        .values((
            dsl::tag.eq(row.tag.bytes().as_slice()),
            dsl::sealed.eq(&row.sealed),
            dsl::cohort.eq(row.cohort.year()),
            dsl::epoch.eq(epoch),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a row away; it must be there.
pub fn remove(conn: &mut Conn, tag: &Tag) -> Result<(), StoreError> {
    let gone = diesel::delete(dsl::registration.find(tag.bytes().as_slice())).execute(conn)?;
    if gone == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// Rows per cohort. The caller holds the calendar.
pub fn rows_per_cohort(conn: &mut Conn) -> Result<RowsPerCohort, StoreError> {
    let rows: Vec<(i32, i64)> = dsl::registration
        .group_by(dsl::cohort)
        .select((dsl::cohort, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(year, rows)| (Cohort::of_year(year), rows))
        .collect())
}

/// Takes away every row of this cohort and of older ones, without opening any.
pub fn lapse(conn: &mut Conn, cohort: Cohort) -> Result<(), StoreError> {
    diesel::delete(dsl::registration.filter(dsl::cohort.le(cohort.year()))).execute(conn)?;
    Ok(())
}

/// Whether any row carries an epoch other than this one and the one before it: no lookup would
/// find such a row.
pub fn any_out_of_reach(conn: &mut Conn, epoch: u32) -> Result<bool, StoreError> {
    let epoch = i32::try_from(epoch).map_err(|_| INCONSISTENT)?;
    let found: i64 = dsl::registration
        .filter(dsl::epoch.gt(epoch).or(dsl::epoch.lt(epoch - 1)))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// Whether any row carries an epoch before this one.
pub fn any_before(conn: &mut Conn, epoch: u32) -> Result<bool, StoreError> {
    let epoch = i32::try_from(epoch).map_err(|_| INCONSISTENT)?;
    let found: Option<i32> = dsl::registration
        .filter(dsl::epoch.lt(epoch))
        .select(dsl::epoch)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether every sealed row has this size.
pub fn all_of_size(conn: &mut Conn, bytes: usize) -> Result<bool, StoreError> {
    // A sample is enough: a row of another size was written by another program.
    let sealed: Vec<Vec<u8>> = dsl::registration
        .select(dsl::sealed)
        .order(dsl::tag)
        .limit(1_000)
        .load(conn)?;
    Ok(sealed.iter().all(|row| row.len() == bytes))
}
