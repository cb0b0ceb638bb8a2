//! The texts people agree to. A line is written once; what was agreed to stays readable.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::consent_text::dsl;
use crate::domain::consent::{ConsentText, Purpose};
use crate::domain::locale::Locale;

const INCONSISTENT: StoreError = StoreError::Inconsistent {
    table: "consent_text",
};

type Row = (String, i32, String, Vec<u8>, String);

/// Adds a text. The same purpose, version and language twice is refused by the key.
pub fn add(conn: &mut Conn, text: &ConsentText) -> Result<(), StoreError> {
    diesel::insert_into(dsl::consent_text)
        .values((
            dsl::purpose.eq(text.purpose.code()),
            dsl::version.eq(i32::from(text.version)),
            dsl::language.eq(text.locale.code()),
            dsl::sha256.eq(text.sha256.as_slice()),
            dsl::body.eq(&text.text),
        ))
        .execute(conn)?;
    Ok(())
}

/// Every text of every version and language.
pub fn all(conn: &mut Conn) -> Result<Vec<ConsentText>, StoreError> {
    let rows: Vec<Row> = dsl::consent_text
        .order((dsl::purpose, dsl::version, dsl::language))
        .load(conn)?;
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// The newest text of each purpose in this language.
pub fn in_force(conn: &mut Conn, locale: Locale) -> Result<Vec<ConsentText>, StoreError> {
    let rows: Vec<Row> = dsl::consent_text
        .filter(dsl::language.eq(locale.code()))
        .load(conn)?;
    let all: Option<Vec<ConsentText>> = rows.into_iter().map(read).collect();
    let all = all.ok_or(INCONSISTENT)?;
    let newest = |purpose| {
        let same = all.iter().filter(|text| text.purpose == purpose);
        same.max_by_key(|text| text.version).cloned()
    };
    let each: Option<Vec<ConsentText>> = Purpose::ALL.into_iter().map(newest).collect();
    each.ok_or(INCONSISTENT)
}

fn read((purpose, version, language, sha256, text): Row) -> Option<ConsentText> {
    Some(ConsentText {
        purpose: Purpose::from_code(&purpose)?,
        version: u16::try_from(version).ok()?,
        locale: Locale::from_code(&language)?,
        sha256: sha256.try_into().ok()?,
        text,
    })
}
