//! The reference of all settings, for `docs/configuration.md`: made from the table of keys, so that
//! it cannot say anything else than the program does.

use std::fmt::Write;

use super::file::parse_value;
use super::keys::{Fallback, KEYS, Key, SECTIONS};
use super::kinds::Kind;
use super::settings::Settings;

/// A default longer than this would make the table unreadable.
const LONGEST_DEFAULT: usize = 60;

impl Settings {
    /// A table for each section: key, variable, what is expected, unit, default, meaning.
    #[must_use]
    pub fn reference() -> String {
        let mut text = String::new();
        for (section, about) in SECTIONS {
            let title = match *section {
                "" => "At the top of the file".to_owned(),
                section => format!("`[{section}]`"),
            };
            let _ = write!(text, "\n## {title}\n\n{about}\n\n");
            text.push_str("| key | expected | unit | default | meaning |\n|---|---|---|---|---|\n");
            for key in KEYS.iter().filter(|key| key.section == *section) {
                push_row(&mut text, key);
            }
        }
        text
    }
}

fn push_row(text: &mut String, key: &Key) {
    let row = [
        format!("`{}`", key.name),
        key.kind.expected(),
        unit(key).to_owned(),
        default(key),
        key.doc.to_owned(),
    ];
    let row = row.map(|cell| cell.replace('|', "\\|"));
    let _ = writeln!(text, "| {} |", row.join(" | "));
}

/// Units stand in the names of numbers; what has none counts things.
fn unit(key: &Key) -> &'static str {
    if !matches!(key.kind, Kind::Whole(..)) {
        return "";
    }
    let units = [
        ("_seconds", "seconds"),
        ("_mib", "MiB"),
        ("_per_hour", "per hour"),
        ("_per_minute", "per minute"),
        ("_per_day", "per day"),
    ];
    let named = units.iter().find(|(end, _)| key.name.ends_with(end));
    named.map_or("number", |(_, unit)| unit)
}

fn default(key: &Key) -> String {
    match key.default {
        Fallback::Absent(example) => format!("none; such as `{}`", shown(example)),
        Fallback::Placeholder(text) => format!("`{}`; say your own in production", shown(text)),
        Fallback::Is(text) if text.len() > LONGEST_DEFAULT => {
            "a list: see the example file".to_owned()
        }
        Fallback::Is(text) => format!("`{}`", shown(text)),
    }
}

fn shown(text: &str) -> String {
    parse_value(text).map_or_else(|| text.to_owned(), |value: toml::Value| value.to_string())
}
