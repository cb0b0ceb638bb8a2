//! What is known of a key: its name, kind, default and meaning, each said once in the table. The
//! example file, the refusals, `config print` and the names of variables are all made from it.

use super::kinds::Kind;
pub(super) use super::sections::SECTIONS;
pub(super) use super::table::KEYS;

/// One key of the settings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// The section it stands in; empty for the top of the file.
    pub section: &'static str,
    /// Its name, the unit included.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Kind,
    /// What holds when it is absent.
    pub default: Fallback,
    /// What it does.
    pub doc: &'static str,
}

/// What holds when a key is absent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fallback {
    /// This value, as TOML text.
    Is(&'static str),
    /// This value, as TOML text; a register in production must say its own.
    Placeholder(&'static str),
    /// Nothing; the text is an example.
    Absent(&'static str),
}

/// One line of the table.
pub(super) const fn key(
    section: &'static str,
    name: &'static str,
    kind: Kind,
    default: Fallback,
    doc: &'static str,
) -> Key {
    Key {
        section,
        name,
        kind,
        default,
        doc,
    }
}

impl Key {
    /// `web.listen`.
    pub(super) fn path(&self) -> String {
        match self.section {
            "" => self.name.to_owned(),
            section => format!("{section}.{}", self.name),
        }
    }

    /// `ENKEL_WEB_LISTEN`.
    pub(super) fn variable(&self) -> String {
        format!("ENKEL_{}", self.path().replace('.', "_").to_uppercase())
    }
}

/// The key that stands in the file under this path.
pub(super) fn by_path(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path() == path)
}

/// The key that this variable overrides.
pub(super) fn by_variable(variable: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.variable() == variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_share_a_path_or_a_variable() {
        let paths: std::collections::BTreeSet<_> = KEYS.iter().map(Key::path).collect();
        let variables: std::collections::BTreeSet<_> = KEYS.iter().map(Key::variable).collect();
        assert_eq!((paths.len(), variables.len()), (KEYS.len(), KEYS.len()));
    }

    #[test]
    fn every_section_of_a_key_is_described() {
        for key in KEYS {
            assert!(
                SECTIONS.iter().any(|(name, _)| *name == key.section),
                "{}",
                key.path()
            );
            assert!(key.doc.ends_with('.'), "{}", key.path());
        }
    }

    #[test]
    fn numbers_name_their_unit_or_count_things() {
        let things = [
            "queue",
            "connections",
            "passes",
            "workers",
            "outbox_letters",
        ];
        for key in KEYS
            .iter()
            .filter(|key| matches!(key.kind, Kind::Whole(..)))
        {
            let units = [
                "_seconds",
                "_mib",
                "_per_hour",
                "_per_minute",
                "_per_day",
                "_percent",
                "_bits",
            ];
            let unit = units.iter().any(|unit| key.name.ends_with(unit));
            assert!(unit || things.contains(&key.name), "{}", key.path());
        }
    }
}
