//! The texts that people agree to: those of now, and all there ever were.
//!
//! A text follows from the catalogue and the register's name, until the board writes its own in the
//! office. When it changed, the next start adds a new version; an old one is never changed, since
//! records point to it. What the board wrote holds, whatever the catalogue says; a language that is
//! offered later and lacks it gets the catalogue's words.

use crate::app::App;
use crate::crypto::digest;
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, ConsentText, Purpose};
use crate::domain::locale::Locale;
use crate::store::{Conn, Store, StoreError, consent_texts};
use crate::text::{Texts, consent_text};

use super::FlowError;
use super::office::texts;

/// The newest text of each purpose, in this language.
///
/// # Errors
/// When the register cannot be read.
pub fn texts_in_force(app: &App, locale: Locale) -> Result<Vec<ConsentText>, FlowError> {
    let texts = app.store.register.ask("texts in force", |conn| {
        consent_texts::in_force(conn, locale)
    })?;
    Ok(texts)
}

/// The texts that the last page of the form showed to somebody.
pub struct Shown {
    /// In this language.
    pub locale: Locale,
    /// Their versions, in the order of the form.
    pub versions: Vec<u16>,
}

impl Shown {
    /// What an agreement to them points to; nothing when others are in force by now.
    pub(super) fn agreed(
        &self,
        conn: &mut Conn,
        today: Day,
    ) -> Result<Option<Vec<Consent>>, StoreError> {
        let consents = consent_texts::to_agree_to(conn, self.locale, today)?;
        let versions = consents.iter().map(|consent| consent.version);
        let same = versions.eq(self.versions.iter().copied());
        Ok(same.then_some(consents))
    }
}

/// Every text of every version and language, for whoever asks what they agreed to.
///
/// # Errors
/// When the register cannot be read.
pub fn all_texts(app: &App) -> Result<Vec<ConsentText>, FlowError> {
    let texts = app.store.register.read("all texts", consent_texts::all)?;
    Ok(texts)
}

/// The first version of every text.
pub(super) fn first_texts(texts: &Texts, register: &str) -> Vec<ConsentText> {
    let purposes = Purpose::ALL.into_iter();
    purposes
        .flat_map(|purpose| as_rendered(texts, register, purpose))
        .collect()
}

/// Adds a version of every purpose whose text, in any language, is no longer the one in force.
///
/// # Errors
/// When the register cannot be read or written.
pub(super) fn bring_up_to_date(
    store: &Store,
    words: &Texts,
    register: &str,
) -> Result<(), FlowError> {
    let rendered = first_texts(words, register);
    let (there, rendered) = store.register.read("all texts", |conn| {
        let there = consent_texts::all(conn)?;
        let wanted = wanted(conn, rendered, &there)?;
        Ok((there, wanted))
    })?;
    if outdated(&rendered, &there).is_empty() {
        return Ok(());
    }
    let added = store
        .register
        .write("new texts", move |conn| add_versions(conn, &rendered))?;
    for (purpose, version) in added {
        tracing::warn!(
            purpose = purpose.code(),
            version,
            "a consent text changed: new version"
        );
    }
    Ok(())
}

/// The words that should be in force: the board's own where it keeps them.
fn wanted(
    conn: &mut Conn,
    mut rendered: Vec<ConsentText>,
    there: &[ConsentText],
) -> Result<Vec<ConsentText>, StoreError> {
    for text in &mut rendered {
        if !texts::is_kept(conn, text.purpose)? {
            continue;
        }
        let same = |one: &&ConsentText| (one.purpose, one.locale) == (text.purpose, text.locale);
        let newest = there.iter().filter(same).max_by_key(|one| one.version);
        if let Some(newest) = newest {
            (text.text, text.sha256) = (newest.text.clone(), newest.sha256);
        }
    }
    Ok(rendered)
}

fn as_rendered(texts: &Texts, register: &str, purpose: Purpose) -> Vec<ConsentText> {
    let each = texts.offered().map(|locale| {
        let text = consent_text(texts, locale, purpose, register);
        ConsentText {
            purpose,
            version: 1,
            locale,
            sha256: digest::sha256(text.as_bytes()),
            text,
        }
    });
    each.collect()
}

/// All languages of a purpose move together, so that a version is the same text in each.
fn add_versions(
    conn: &mut Conn,
    rendered: &[ConsentText],
) -> Result<Vec<(Purpose, u16)>, StoreError> {
    // Two hosts that start together must not add the same version twice.
    conn.hold_calendar()?;
    let there = consent_texts::all(conn)?;
    let added = outdated(rendered, &there);
    for (purpose, version) in &added {
        for text in rendered.iter().filter(|text| text.purpose == *purpose) {
            let next = ConsentText {
                version: *version,
                ..text.clone()
            };
            consent_texts::add(conn, &next)?;
        }
    }
    Ok(added)
}

/// The purposes that need a new version, each with that version's number.
fn outdated(rendered: &[ConsentText], there: &[ConsentText]) -> Vec<(Purpose, u16)> {
    let newest = |purpose: Purpose| {
        let versions = there.iter().filter(|text| text.purpose == purpose);
        versions.map(|text| text.version).max().unwrap_or(0)
    };
    let stands = |wanted: &ConsentText| {
        there.iter().any(|text| {
            text.version == newest(wanted.purpose)
                && (text.purpose, text.locale) == (wanted.purpose, wanted.locale)
                && text.text == wanted.text
        })
    };
    let changed = |purpose: &Purpose| {
        let mut texts = rendered.iter().filter(|text| text.purpose == *purpose);
        texts.any(|text| !stands(text))
    };
    let each = Purpose::ALL.into_iter().filter(changed);
    each.map(|purpose| (purpose, newest(purpose).saturating_add(1)))
        .collect()
}
