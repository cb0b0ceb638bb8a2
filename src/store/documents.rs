//! What the board keeps for the pages: every version of every document, so that nobody's words
//! are lost and a stale form is noticed.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::document::dsl;
use crate::domain::clock::Day;
use crate::domain::document::{Document, Key};

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "document" };

type Row = (String, String, String, i32, String, String, i32);

/// Every version of everything, in the order of their keys.
///
/// # Errors
/// When the register cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Document>, StoreError> {
    let rows: Vec<Row> = dsl::document
        .order((dsl::kind, dsl::name, dsl::language, dsl::version))
        .load(conn)?;
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// The newest version; none when there never was one.
///
/// # Errors
/// When the register cannot be read.
pub fn newest(conn: &mut Conn, key: &Key) -> Result<Option<Document>, StoreError> {
    // Most of the time there is none, and whoever declares asks. In two steps, because SQLite
    // compiles a statement with a LIMIT anew each time.
    let newest: Option<i32> = dsl::document
        .filter(dsl::kind.eq(key.kind.code()))
        .filter(dsl::name.eq(&key.name))
        .filter(dsl::language.eq(&key.language))
        .select(diesel::dsl::max(dsl::version))
        .get_result(conn)?;
    let Some(version) = newest else {
        return Ok(None);
    };
    let same = (key.kind.code(), &key.name, &key.language, version);
    let row: Row = dsl::document.find(same).get_result(conn)?;
    read(row).ok_or(INCONSISTENT).map(Some)
}

/// Adds a version; one that is there already is refused by the key.
///
/// # Errors
/// When the register cannot be written.
pub fn add(conn: &mut Conn, document: &Document) -> Result<(), StoreError> {
    diesel::insert_into(dsl::document)
        .values((
            dsl::kind.eq(document.key.kind.code()),
            dsl::name.eq(&document.key.name),
            dsl::language.eq(&document.key.language),
            dsl::version.eq(document.version),
            dsl::body.eq(&document.body),
            dsl::written_by.eq(&document.written_by),
            dsl::day.eq(document.day.number()),
        ))
        .execute(conn)?;
    Ok(())
}

fn read((kind, name, language, version, body, written_by, day): Row) -> Option<Document> {
    let kind = crate::domain::document::Kind::from_code(&kind)?;
    Some(Document {
        key: Key {
            kind,
            name,
            language,
        },
        version,
        body,
        written_by,
        day: Day::from_number(day),
    })
}
