//! The office's log: lines are added at its end and never changed.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::operator_log::dsl;
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Deed, LogLine};

const INCONSISTENT: StoreError = StoreError::Inconsistent {
    table: "operator_log",
};

type Row = (i32, i64, String, String, String, String, String);

/// The last line; none in an empty log.
///
/// # Errors
/// When the register cannot be read.
pub fn last(conn: &mut Conn) -> Result<Option<LogLine>, StoreError> {
    let row: Option<Row> = dsl::operator_log
        .order(dsl::place.desc())
        .first(conn)
        .optional()?;
    row.map(|row| read(row).ok_or(INCONSISTENT)).transpose()
}

/// Every line, the first one first.
///
/// # Errors
/// When the register cannot be read, or a line says what no line can say.
pub fn all(conn: &mut Conn) -> Result<Vec<LogLine>, StoreError> {
    let rows: Vec<Row> = dsl::operator_log.order(dsl::place).load(conn)?;
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// Adds a line; one at a place that is taken is refused by the key.
///
/// # Errors
/// When the register cannot be written.
pub fn add(conn: &mut Conn, line: &LogLine) -> Result<(), StoreError> {
    diesel::insert_into(dsl::operator_log)
        .values((
            dsl::place.eq(line.place),
            dsl::at.eq(line.at.unix()),
            dsl::who.eq(&line.who),
            dsl::deed.eq(line.deed.code()),
            dsl::about.eq(&line.about),
            dsl::detail.eq(&line.detail),
            dsl::link.eq(&line.link),
        ))
        .execute(conn)?;
    Ok(())
}

fn read((place, at, who, deed, about, detail, link): Row) -> Option<LogLine> {
    Some(LogLine {
        place,
        at: Timestamp::from_unix(at),
        who,
        deed: Deed::from_code(&deed)?,
        about,
        detail,
        link,
    })
}
