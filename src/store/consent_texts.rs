//! The texts people agree to. A line is written once; what was agreed to stays readable.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::consent_text::dsl;
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, ConsentText, Purpose};
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
    newest(&all.ok_or(INCONSISTENT)?, |text| {
        (text.purpose, text.version)
    })
}

/// What an agreement to each of the newest texts in this language would point to, without the texts
/// themselves.
pub fn to_agree_to(
    conn: &mut Conn,
    locale: Locale,
    today: Day,
) -> Result<Vec<Consent>, StoreError> {
    let rows: Vec<(String, i32, Vec<u8>)> = dsl::consent_text
        .filter(dsl::language.eq(locale.code()))
        .select((dsl::purpose, dsl::version, dsl::sha256))
        .load(conn)?;
    let consent = |(purpose, version, sha256): (String, i32, Vec<u8>)| {
        Some(Consent {
            purpose: Purpose::from_code(&purpose)?,
            version: u16::try_from(version).ok()?,
            sha256: sha256.try_into().ok()?,
            locale,
            day: today,
        })
    };
    let all: Option<Vec<Consent>> = rows.into_iter().map(consent).collect();
    newest(&all.ok_or(INCONSISTENT)?, |one| (one.purpose, one.version))
}

/// The newest of each purpose, in the order of the form; each must be there.
fn newest<T: Clone>(all: &[T], which: impl Fn(&T) -> (Purpose, u16)) -> Result<Vec<T>, StoreError> {
    let of = |purpose| {
        let same = all.iter().filter(|one| which(one).0 == purpose);
        same.max_by_key(|one| which(one).1).cloned()
    };
    let each: Option<Vec<T>> = Purpose::ALL.into_iter().map(of).collect();
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
