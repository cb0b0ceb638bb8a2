//! The office's catalogue: the same in both languages, all of it used.

use std::collections::BTreeSet;
use std::path::Path;

use super::tests::{keys_in, sources as read};
use super::{Arg, Texts, sources};
use crate::domain::locale::Locale;

/// Keys that are put together from a prefix and a code, which then stands in the program.
const COMPOSED: [&str; 21] = [
    "office-about-",
    "office-alarm-",
    "office-check-",
    "office-confirm-",
    "office-consider-",
    "office-country-field-",
    "office-country-number-",
    "office-deed-",
    "office-detail-",
    "office-done-",
    "office-fault-",
    "office-format-",
    "office-health-",
    "office-in-",
    "office-kind-",
    "office-mail-",
    "office-operator-",
    "office-purpose-",
    "office-refused-",
    "office-role-",
    "office-state-",
];

#[test]
fn both_languages_have_the_same_keys_and_can_say_them() {
    let [nl, en] = Locale::WRITTEN.map(|locale| keys_in(sources::of(locale).office));
    assert_eq!(nl, en);
    assert!(nl.len() > 200);
    let texts = Texts::load().unwrap();
    for locale in Locale::WRITTEN {
        for (key, variables) in &nl {
            for number in [0, 1, 2] {
                let args: Vec<_> = variables
                    .iter()
                    .map(|name| (name.as_str(), Arg::Number(number)))
                    .collect();
                assert_ne!(texts.get(locale, key, &args), *key, "{locale}");
            }
        }
    }
}

#[test]
fn everything_the_office_can_say_is_said_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for folder in ["src/domain", "src/web", "src/flows", "templates"] {
        read(&root.join(folder), &mut text);
    }
    let quoted: BTreeSet<&str> = text.split('"').collect();
    let keys = keys_in(sources::of(Locale::Nl).office);
    for key in keys.keys() {
        let composed = COMPOSED.iter().find_map(|prefix| key.strip_prefix(prefix));
        let code = composed.map(|code| {
            let ends = ["-text", "-button"].iter();
            ends.fold(code, |code, end| code.strip_suffix(end).unwrap_or(code))
        });
        assert!(
            quoted.contains(key.as_str()) || code.is_some_and(|code| quoted.contains(code)),
            "unused: {key}"
        );
    }
    for key in quoted.iter().filter(|key| key.starts_with("office-")) {
        let prefix = key.contains('{') || key.ends_with('-');
        assert!(prefix || keys.contains_key(*key), "missing: {key}");
    }
}
