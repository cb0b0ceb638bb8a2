//! The commented example file, made from the table of keys so that it cannot fall behind it.

use std::fmt::Write;

use toml::Value;

use super::file::parse_value;
use super::keys::{Fallback, KEYS, Key, SECTIONS};
use super::settings::Settings;

const WIDTH: usize = 96;

impl Settings {
    /// The example file; `answers` (key and text) stand in it, every other key as a comment with
    /// its default. An answer to an unknown key is left out: loading the file is what checks it.
    #[must_use]
    pub fn template(answers: &[(&str, &str)]) -> String {
        let mut text = String::new();
        for (section, about) in SECTIONS {
            if !section.is_empty() {
                text.push('\n');
            }
            push_comment(&mut text, about);
            if !section.is_empty() {
                let _ = writeln!(text, "[{section}]");
            }
            for key in KEYS.iter().filter(|key| key.section == *section) {
                push_key(&mut text, key, answers);
            }
        }
        text
    }
}

fn push_key(text: &mut String, key: &Key, answers: &[(&str, &str)]) {
    let path = key.path();
    text.push('\n');
    push_comment(text, key.doc);
    push_comment(
        text,
        &format!("Expected: {}. {}", key.kind.expected(), key.variable()),
    );
    let answer = answers.iter().find(|(name, _)| *name == path);
    let default = match key.default {
        Fallback::Is(text) | Fallback::Placeholder(text) | Fallback::Absent(text) => text,
    };
    let _ = match answer {
        Some((_, given)) => writeln!(text, "{} = {}", key.name, key.kind.read(given)),
        None => writeln!(text, "# {} = {}", key.name, one_line(default)),
    };
}

/// The default as the library writes values, so that file and `config print` look alike.
fn one_line(default: &str) -> String {
    let value: Option<Value> = parse_value(default);
    value.map_or_else(|| default.to_owned(), |value| value.to_string())
}

/// Writes a comment, broken between words.
fn push_comment(text: &mut String, comment: &str) {
    let mut width = 0;
    for word in comment.split_whitespace() {
        let length = word.chars().count() + 1;
        if width == 0 || width + length > WIDTH {
            text.push_str(if width == 0 { "#" } else { "\n#" });
            width = 1;
        }
        let _ = write!(text, " {word}");
        width += length;
    }
    text.push('\n');
}
