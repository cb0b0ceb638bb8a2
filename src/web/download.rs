//! What is kept, as a file for the person themselves (GDPR art. 15 and 20): everything the
//! record holds that says something about them, in plain JSON.

use serde_json::{Value, json};

use crate::crypto::digest;
use crate::domain::answers::{Acquired, BirthBand, MainReason, OptionalAnswers, Province, Tried};
use crate::domain::consent::{Consent, ConsentText};
use crate::domain::nationality::Nationality;
use crate::domain::record::Record;

/// The file.
pub(super) fn json(record: &Record, texts: &[ConsentText]) -> Option<Vec<u8>> {
    let answers = &record.answers;
    let counted = &record.counted;
    let value = json!({
        "nationalities": answers.nationalities.iter().map(Nationality::code).collect::<Vec<_>>(),
        "optional_answers": answers.optional.as_ref().map(optional),
        "counted_as": {
            "policy_version": record.policy_version,
            "nationality": counted.nationality.code(),
            "province": counted.province.code(),
            "birth_cohort": counted.birth_band.code(),
            "main_reason": counted.main_reason.code(),
            "tried": counted.tried.code(),
            "acquired": counted.acquired.code(),
        },
        "joined_in": record.joined.to_string(),
        "counts_in_year": record.cohort.year(),
        "last_counted_change_in": record.last_counted_replacement.map(|q| q.to_string()),
        "kept_until": record.cohort.last_day().iso(),
        "consents": record.consents.iter().map(|c| consent(c, texts)).collect::<Vec<_>>(),
    });
    serde_json::to_vec_pretty(&value).ok()
}

fn optional(answers: &OptionalAnswers) -> Value {
    json!({
        "acquired": answers.acquired.map(Acquired::code),
        "main_reason": answers.main_reason.map(MainReason::code),
        "tried": answers.tried.map(Tried::code),
        "province": answers.province.map(Province::code),
        "birth_cohort": answers.birth_band.map(BirthBand::code),
    })
}

fn consent(consent: &Consent, texts: &[ConsentText]) -> Value {
    let text = texts.iter().find(|text| {
        (text.purpose, text.version, text.locale)
            == (consent.purpose, consent.version, consent.locale)
    });
    json!({
        "purpose": consent.purpose.code(),
        "version": consent.version,
        "language": consent.locale.code(),
        "day": consent.day.iso(),
        "sha256": digest::hex(&consent.sha256),
        "text": text.map(|text| text.text.as_str()),
    })
}
