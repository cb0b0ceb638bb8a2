//! Words that the register may never say of itself, kept out of every text in Dutch and English.

use super::*;
use crate::domain::consent::Purpose;
use tests::keys;

/// Words that DOMAIN keeps out of everything the register says, by how they begin.
const NEVER: [(Locale, &[&str]); 2] = [
    (
        Locale::Nl,
        &[
            "afstand",
            "officieel",
            "officiël",
            "erken",
            "geldig",
            "bewijs",
            "eed",
            "loyaal",
            "loyal",
            "echte",
            "persoon",
            "personen",
        ],
    ),
    (
        Locale::En,
        &[
            "renounc", "official", "recogni", "valid", "proof", "oath", "loyal", "genuine",
            "persons",
        ],
    ),
];

/// Where such a word may stand, because it says something else there.
const MAY: &[(&str, &str)] = &[
    // A doubt of others that people name as their reason.
    ("main_reason-", "loyal"),
    // The standing caveat: a mailbox proves nothing.
    ("caveat", "bewijst"),
    // The number that noise was added to.
    ("data-column-", "echte"),
    // What it does not count, and the name of the authority that takes complaints.
    ("data-variable", "person"),
    ("privacy-complaint", "persoonsgegevens"),
    // Being recognised by a father or mother.
    ("acquired-adoption", "erkenning"),
    ("acquired-adoption", "recognition"),
];

#[test]
fn no_text_says_what_the_register_may_never_say() {
    let texts = Texts::load().unwrap();
    let mut wrong = Vec::new();
    for (locale, never) in NEVER {
        for key in keys(locale).keys() {
            let text = texts.get(locale, key, &[]).to_lowercase();
            for word in text.split(|sign: char| !sign.is_alphabetic()) {
                let forbidden = never.iter().any(|start| word.starts_with(start));
                let may = MAY
                    .iter()
                    .any(|(start, stem)| key.starts_with(start) && word.starts_with(stem));
                if forbidden && !may {
                    wrong.push(format!("{locale} {key}: {word}"));
                }
            }
        }
        for purpose in Purpose::ALL {
            let text = consent_text(&texts, locale, purpose, "Enkel").to_lowercase();
            for word in text.split(|sign: char| !sign.is_alphabetic()) {
                assert!(!never.iter().any(|start| word.starts_with(start)), "{word}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
