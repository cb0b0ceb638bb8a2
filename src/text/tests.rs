//! Both languages say the same things, and everything they say is said somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sources;
use super::*;
use crate::domain::answers::{Acquired, BirthBand, MainReason, Province, Tried};
use crate::domain::clock::Day;
use crate::domain::consent::Purpose;
use crate::domain::country::{Law, Practice, Topic};
use crate::domain::nationality::{Nationality, Region};
use crate::domain::report::Part;
use crate::domain::statement::Authority;
use crate::domain::table::TableId;

/// Every key with the names of its variables.
pub(super) fn keys(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    keys_in(sources::of(locale).fluent)
}

/// Every key in these files with the names of its variables.
pub(super) fn keys_in(files: &[sources::File]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in files.iter().flat_map(|(_, source)| source.lines()) {
        let starts = line.starts_with(|first: char| first.is_ascii_alphabetic());
        if let (true, Some((key, _))) = (starts, line.split_once(" =")) {
            current = key.to_owned();
            found.entry(current.clone()).or_default();
        }
        for variable in line.split('$').skip(1) {
            let name = variable
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap();
            found.get_mut(&current).unwrap().insert(name.to_owned());
        }
    }
    found
}

pub(super) fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if !path.to_string_lossy().ends_with("tests.rs") {
            found.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

const QUESTIONS: [&str; 6] = [
    "more",
    "acquired",
    "main-reason",
    "tried",
    "province",
    "birth-band",
];
const ASKED: [&str; 16] = [
    "rights",
    "lose",
    "less",
    "government",
    "country",
    "family",
    "board",
    "mail",
    "code",
    "three",
    "unsure",
    "child",
    "undo",
    "long",
    "mailbox",
    "figures",
];
const FIGURE_COLUMNS: [&str; 6] = ["release", "table", "count", "margin_95", "status", "note"];
const FLOW_COLUMNS: [&str; 4] = ["policy_version", "period", "cohort", "flow"];

/// The same for pages of states, of questions and of openness.
fn of_pages() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (kind, codes) in [
        ("law", Law::ALL.iter().map(|a| a.code()).collect::<Vec<_>>()),
        ("practice", Practice::ALL.iter().map(|a| a.code()).collect()),
        ("topic", Topic::ALL.iter().map(|a| a.code()).collect()),
        ("part", Part::ALL.iter().map(|a| a.code()).collect()),
    ] {
        found.extend(codes.iter().map(|code| format!("country-{kind}-{code}")));
    }
    let authorities = Authority::ALL.iter();
    found.extend(authorities.map(|a| format!("transparency-{}", a.code())));
    found.extend(ASKED.map(|question| format!("questions-{question}-answer")));
    found
}

/// Keys that are put together from a prefix and a code of the domain.
fn composed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut answers = |dimension: &str, codes: Vec<&str>| {
        found.extend(
            codes
                .iter()
                .map(|code| format!("{dimension}-{}", code.replace('+', "-plus"))),
        );
    };
    answers("acquired", Acquired::ALL.iter().map(|a| a.code()).collect());
    answers(
        "main_reason",
        MainReason::ALL.iter().map(|a| a.code()).collect(),
    );
    answers("tried", Tried::ALL.iter().map(|a| a.code()).collect());
    answers("province", Province::ALL.iter().map(|a| a.code()).collect());
    answers(
        "birth_cohort",
        BirthBand::ALL.iter().map(|a| a.code()).collect(),
    );
    answers(
        "nationality",
        Nationality::others().map(Nationality::code).collect(),
    );
    answers("region", Region::ALL.iter().map(|a| a.code()).collect());
    let tables = TableId::QUARTERLY
        .iter()
        .map(|t| t.code())
        .chain(["region", "number"]);
    answers("table", tables.collect());
    let dimensions = TableId::QUARTERLY.iter().flat_map(|t| t.dimensions());
    let dimensions = dimensions.copied().chain(["period", "measure"]);
    answers("dimension", dimensions.collect());
    answers(
        "data-column",
        [&FIGURE_COLUMNS[..], &FLOW_COLUMNS[..]].concat(),
    );
    let messages = [
        "bad-request",
        "forbidden",
        "not-found",
        "method",
        "out-of-order",
        "too-large",
        "too-many",
        "unavailable",
    ];
    for part in ["title", "text"] {
        found.extend(messages.map(|name| format!("message-{name}-{part}")));
    }
    found.extend(of_pages());
    found.extend(QUESTIONS.map(|question| format!("form-{question}-hint")));
    found
}

#[test]
fn every_language_has_the_same_keys_and_variables() {
    let nl = keys(Locale::Nl);
    assert!(nl.len() > 300);
    for locale in [Locale::WRITTEN.as_slice(), &Locale::TRANSLATED].concat() {
        let theirs = keys(locale);
        for (key, variables) in &nl {
            assert_eq!(theirs.get(key), Some(variables), "{locale}: {key}");
        }
        let more: Vec<_> = theirs.keys().filter(|key| !nl.contains_key(*key)).collect();
        assert!(more.is_empty(), "{locale} says more than Dutch: {more:?}");
    }
}

#[test]
fn every_language_can_say_everything_it_has() {
    let texts = Texts::with(&Locale::EVERY).unwrap();
    for locale in Locale::EVERY {
        for (key, variables) in keys(locale) {
            for number in [0, 1, 2, 3, 11, 100] {
                let args: Vec<_> = variables
                    .iter()
                    .map(|name| (name.as_str(), Arg::Number(number)))
                    .collect();
                let said = texts.catalogues[&locale].text(&key, &args, true);
                assert!(
                    said.is_some_and(|text| !text.trim().is_empty()),
                    "{locale}: {key}"
                );
            }
        }
        assert_eq!(texts.words(locale).states().len(), 196, "{locale}");
    }
}

#[test]
fn a_translation_is_offered_only_when_a_person_has_read_it() {
    let offered: Vec<Locale> = Texts::load().unwrap().offered().collect();
    assert_eq!(offered[..2], Locale::WRITTEN);
    for locale in Locale::TRANSLATED {
        let read = review::is_offered(locale).unwrap();
        assert_eq!(offered.contains(&locale), read);
        let told = sources::of(locale).review.unwrap();
        // A name without the fingerprint of what was read offers nothing, nor the other way round.
        assert_eq!(
            read,
            told.contains(&fingerprint(locale)) && !told.contains("_by = \"\"")
        );
    }
    for locale in Locale::PSEUDO {
        assert!(!offered.contains(&locale));
    }
    assert_ne!(fingerprint(Locale::Tr), fingerprint(Locale::Ar));
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for folder in ["src/text", "src/web", "src/flows", "templates"] {
        sources(&root.join(folder), &mut text);
    }
    let quoted: BTreeSet<String> = text.split('"').map(str::to_owned).collect();
    let composed = composed();
    let keys = keys(Locale::Nl);
    for key in keys.keys() {
        assert!(
            quoted.contains(key) || composed.contains(key),
            "unused: {key}"
        );
    }
    for key in &composed {
        assert!(keys.contains_key(key), "missing: {key}");
    }
    for said in ["say(\"", "say_with(\"", "say_args(\""] {
        for key in text
            .split(said)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|key| !key.starts_with("office-"))
        {
            assert!(keys.contains_key(key), "missing: {key}");
        }
    }
}

#[test]
fn a_missing_word_is_said_in_dutch_and_never_fails() {
    let texts = Texts::load().unwrap();
    assert_eq!(texts.get(Locale::En, "no-such-key", &[]), "no-such-key");
    // A variable that was not given falls back as well, in the end to the key.
    assert_eq!(texts.get(Locale::En, "imprint-kvk", &[]), "imprint-kvk");
}

#[test]
fn numbers_days_and_states_are_written_as_the_language_does() {
    let texts = Texts::load().unwrap();
    let [nl, en] = Locale::WRITTEN.map(|locale| texts.words(locale));
    let day = Day::parse_iso("2026-11-23").unwrap();
    assert_eq!(nl.day(day), "23 november 2026");
    assert_eq!(en.day(day), "23 November 2026");
    let about = |w: Words<'_>| {
        w.say_with("number-about", "n", 20_340)
            .replace(['\u{2068}', '\u{2069}'], "")
    };
    assert_eq!(about(nl), "ongeveer 20.340 verklaringen");
    assert_eq!(about(en), "about 20,340 declarations");
    assert_eq!(nl.state("MA"), "Marokko");
    assert_eq!(en.state("MA"), "Morocco");
    for w in [nl, en] {
        let states = w.states();
        assert_eq!(states.len(), 196);
        assert!(states.iter().all(|(state, name)| name != state.code()));
        assert!(states[0].1.starts_with("Afghanistan"));
    }
}

#[test]
fn what_is_filled_in_is_isolated_on_pages_and_plain_in_letters() {
    let texts = Texts::load().unwrap();
    let page = texts
        .words(Locale::Nl)
        .say_with("imprint-kvk", "number", "1");
    assert_eq!(page, "KvK\u{a0}\u{2068}1\u{2069}");
    let plain = texts.get(Locale::Nl, "imprint-kvk", &[("number", Arg::Text("1"))]);
    assert_eq!(plain, "KvK\u{a0}1");
    let letter = [
        "letter-subject",
        "letter-code",
        "letter-use",
        "letter-not-asked",
    ];
    let texts = Texts::with(&Locale::EVERY).unwrap();
    for locale in Locale::EVERY {
        let all = letter
            .map(|key| texts.get(locale, key, &[]))
            .join(" ")
            .to_lowercase();
        for topic in [
            "enkel",
            "register",
            "nationali",
            "verklaring",
            "declar",
            "http",
        ] {
            assert!(!all.contains(topic), "{topic}");
        }
    }
}

#[test]
fn consents_carry_the_name_of_the_register_and_no_marks() {
    let texts = Texts::with(&Locale::EVERY).unwrap();
    for locale in Locale::EVERY {
        for purpose in Purpose::ALL {
            let text = consent_text(&texts, locale, purpose, "Enkel");
            assert!(text.len() > 40 && !text.contains(['\u{2068}', '\u{2069}', '{']));
        }
        let declaration = consent_text(&texts, locale, Purpose::Declaration, "Enkel");
        assert!(declaration.contains("Enkel.") && declaration.lines().count() > 8);
    }
}
