//! From defaults, file, variables and flags to one value per key, each with its origin. What is
//! unknown or of the wrong kind is refused, all of it at once.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::database::without_password;
use super::keys::{self, Fallback, KEYS, Key, SECTIONS};
use super::kinds::Kind;
use super::problem::Problem;
use super::suggest::nearest;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The program's own default.
    Default,
    /// The settings file.
    File,
    /// A variable `ENKEL_…`.
    Environment,
    /// The command itself.
    Command,
}

impl Origin {
    /// The word for it in `config print`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::Command => "command",
        }
    }
}

/// One line of `config print`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The key as it stands in the file.
    pub key: String,
    /// Its value as TOML text, passwords hidden; none when the key is absent.
    pub value: Option<String>,
    /// Where the value comes from.
    pub origin: Origin,
}

/// One value per key, and everything found wrong on the way.
#[derive(Default)]
pub(super) struct Gathered {
    values: BTreeMap<String, (Value, Origin)>,
    pub problems: Vec<Problem>,
}

impl Gathered {
    /// Lays the given values over the variables, these over the file, and it over the defaults.
    pub(super) fn from_all(
        file: &str,
        environment: &[(String, String)],
        given: &[(&str, &str)],
    ) -> Self {
        let mut all = Self::default();
        all.add_defaults();
        match file.parse::<Table>() {
            Ok(table) => all.add_file(table),
            Err(error) => all.problems.push(unreadable(file, &error)),
        }
        all.add_environment(environment);
        for (path, text) in given {
            match keys::by_path(path) {
                Some(key) => all.set(key, key.kind.read(text), Origin::Command),
                None => all.problems.push(unknown((*path).to_owned(), paths())),
            }
        }
        all
    }

    fn add_defaults(&mut self) {
        for key in KEYS {
            if let Fallback::Is(text) | Fallback::Placeholder(text) = key.default {
                match parse_value(text) {
                    Some(value) => self.set(key, value, Origin::Default),
                    None => self.problems.push(wrong_kind(key.path(), key.kind)),
                }
            }
        }
    }

    fn add_file(&mut self, table: Table) {
        for (name, value) in table {
            let is_section = SECTIONS.iter().any(|(section, _)| *section == name);
            match value {
                Value::Table(inner) if is_section => {
                    for (key, value) in inner {
                        self.add_from_file(format!("{name}.{key}"), value);
                    }
                }
                _ if is_section => self.problems.push(Problem::new(
                    &name,
                    "this is a section, not a key",
                    format!("Write [{name}] and its keys below it"),
                )),
                value => self.add_from_file(name, value),
            }
        }
    }

    fn add_from_file(&mut self, path: String, value: Value) {
        match keys::by_path(&path) {
            Some(key) => self.set(key, value, Origin::File),
            None => self.problems.push(unknown(path, paths())),
        }
    }

    fn add_environment(&mut self, environment: &[(String, String)]) {
        for (name, text) in environment {
            if !name.starts_with("ENKEL_") {
                continue;
            }
            match keys::by_variable(name) {
                Some(key) => self.set(key, key.kind.read(text), Origin::Environment),
                None => self
                    .problems
                    .push(unknown(name.clone(), KEYS.iter().map(Key::variable))),
            }
        }
    }

    fn set(&mut self, key: &Key, value: Value, origin: Origin) {
        let path = key.path();
        match key.kind.check(&value) {
            Ok(()) => {
                self.values.insert(path, (value, origin));
            }
            Err(reason) => {
                let name = match origin {
                    Origin::Environment => key.variable(),
                    _ => path,
                };
                let mut problem = wrong_kind(name, key.kind);
                if let Some(reason) = reason {
                    problem.wrong = reason;
                }
                self.problems.push(problem);
            }
        }
    }

    /// The values as one document, sections within.
    pub(super) fn document(&self) -> Table {
        let mut document = Table::new();
        for (path, (value, _)) in &self.values {
            match path.split_once('.') {
                None => {
                    document.insert(path.clone(), value.clone());
                }
                Some((section, name)) => {
                    let inner = document
                        .entry(section)
                        .or_insert_with(|| Value::Table(Table::new()));
                    if let Value::Table(inner) = inner {
                        inner.insert(name.to_owned(), value.clone());
                    }
                }
            }
        }
        document
    }

    /// Every key with its value and origin, passwords hidden.
    pub(super) fn printed(&self) -> Vec<Printed> {
        let line = |key: &Key| {
            let path = key.path();
            let found = self.values.get(&path);
            Printed {
                value: found.map(|(value, _)| shown(key.kind, value)),
                origin: found.map_or(Origin::Default, |(_, origin)| *origin),
                key: path,
            }
        };
        KEYS.iter().map(line).collect()
    }

    /// Whether this key still holds the placeholder of the table, or one like it.
    pub(super) fn is_placeholder(&self, key: &Key) -> bool {
        let Fallback::Placeholder(text) = key.default else {
            return false;
        };
        let value = self.values.get(&key.path()).map(|(value, _)| value);
        let typed = value.and_then(Value::as_str).unwrap_or_default().trim();
        typed.is_empty() || typed.starts_with('[') || value == parse_value(text).as_ref()
    }
}

fn shown(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Database, Value::String(text)) if !text.starts_with("sqlite:") => {
            Value::String(without_password(text)).to_string()
        }
        _ => value.to_string(),
    }
}

/// Reads one TOML value.
pub(super) fn parse_value(text: &str) -> Option<Value> {
    format!("value = {text}")
        .parse::<Table>()
        .ok()?
        .remove("value")
}

/// Every name that may stand in the file: of keys, and of sections.
fn paths() -> impl Iterator<Item = String> {
    let sections = SECTIONS.iter().map(|(name, _)| (*name).to_owned());
    let sections = sections.filter(|name| !name.is_empty());
    KEYS.iter().map(Key::path).chain(sections)
}

fn unknown(name: String, known: impl Iterator<Item = String>) -> Problem {
    let remedy = match nearest(&name, known) {
        Some(near) => format!("Write `{near}`, if that was meant"),
        None => "Remove it; `enkel config print` shows every key".to_owned(),
    };
    Problem::new(name, "there is no such key", remedy)
}

fn wrong_kind(name: String, kind: Kind) -> Problem {
    let remedy = format!("Expected: {}", kind.expected());
    Problem::new(name, "the value is not of the right kind", remedy)
}

/// The library's own message would repeat the line, and with it whatever secret stands there.
fn unreadable(file: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().and_then(|span| file.get(..span.start));
    let line = before.map_or(1, |text| text.matches('\n').count() + 1);
    let wrong = format!("line {line} is not TOML");
    Problem::new(
        "the file",
        wrong,
        "Compare it with the example that `enkel init` writes",
    )
}
