//! Which translations a person has read.
//!
//! Consent in a bad translation is no consent. So a translation is offered to visitors only when
//! its `review.toml` names who read it and when, and gives the fingerprint of what was read: the
//! translation and the Dutch it was made from. A change to either needs another reading.

use std::fmt::Write;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::TextsError;
use super::sources::{self, Sources};
use crate::domain::locale::Locale;

/// What a reviewer wrote down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    reviewed_by: String,
    reviewed_on: String,
    fingerprint: String,
}

/// Whether visitors may be offered this language.
pub(super) fn is_offered(locale: Locale) -> Result<bool, TextsError> {
    if Locale::PSEUDO.contains(&locale) {
        return Ok(false);
    }
    let Some(written) = sources::of(locale).review else {
        return Ok(true);
    };
    let review: Review = toml::from_str(written).map_err(|_| TextsError::Review { locale })?;
    let named = !review.reviewed_by.trim().is_empty() && !review.reviewed_on.trim().is_empty();
    Ok(named && review.fingerprint == fingerprint(locale))
}

/// What a review is of: the first half of a SHA-256 over Dutch and this language.
#[must_use]
pub fn fingerprint(locale: Locale) -> String {
    let mut hash = Sha256::new();
    for language in [Locale::Nl, locale] {
        add(&mut hash, sources::of(language));
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn add(hash: &mut Sha256, sources: &Sources) {
    let names = [
        ("countries.json", sources.states),
        ("aliases.json", sources.aliases),
    ];
    let all = sources.fluent.iter().chain(sources.consent).chain(&names);
    for (name, text) in all {
        // Lengths keep the end of one file from being taken for the start of the next.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name.as_bytes());
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
}
