//! What a PostgreSQL server may write down about us: nothing that comes from visitors.
//!
//! A log of statements would date every joining, one of parameters would keep tags and sealed
//! rows beside the moment at which they came, and commit timestamps would date each row for ever.
//! So a server that keeps any of them is refused. The text of a failed statement may be written
//! down: every statement of ours is the same for everybody, its values travel apart.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::conn::Conn;
use super::error::StoreError;

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    setting: String,
}

/// Each setting that must have this value; one that the server does not know has it.
const QUIET: [(&str, &str); 6] = [
    ("log_statement", "none"),
    ("log_min_duration_statement", "-1"),
    ("log_min_duration_sample", "-1"),
    ("log_parameter_max_length_on_error", "0"),
    // Who waits for whose lock names a mailbox's lock, a part of its tag.
    ("log_lock_waits", "off"),
    ("track_commit_timestamp", "off"),
];

const ASK: &str = "SELECT CAST(name AS TEXT) AS name, setting FROM pg_settings WHERE name IN (\
    'log_statement', 'log_min_duration_statement', 'log_min_duration_sample', \
    'log_parameter_max_length_on_error', 'log_lock_waits', 'track_commit_timestamp')";

/// Refuses a server that writes down, for this role, what would date or show a joining.
pub(super) fn require(conn: &mut Conn) -> Result<(), StoreError> {
    let found: Vec<Setting> = diesel::sql_query(ASK).load(conn)?;
    let pairs = found.iter().map(|one| (&*one.name, &*one.setting));
    match loud(pairs) {
        wrong if wrong.is_empty() => Ok(()),
        wrong => Err(StoreError::Setup(format!(
            "PostgreSQL would keep what visitors send, or when: set {} (see docs/operations.md)",
            wrong.join(", ")
        ))),
    }
}

/// What must be set otherwise. A log of statements that change the schema alone is quiet enough.
fn loud<'a>(found: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    found
        .filter(|pair| !QUIET.contains(pair) && *pair != ("log_statement", "ddl"))
        .filter_map(|(name, _)| QUIET.iter().find(|(known, _)| *known == name))
        .map(|(name, wanted)| format!("{name} to {wanted}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_asked_has_its_quiet_value() {
        for (name, _) in QUIET {
            assert!(ASK.contains(&format!("'{name}'")), "{name}");
        }
        assert!(loud(QUIET.into_iter()).is_empty());
        assert!(loud([("log_statement", "ddl")].into_iter()).is_empty());
    }

    #[test]
    fn each_loud_setting_is_named_with_its_remedy() {
        for (name, value) in [
            ("log_statement", "mod"),
            ("log_statement", "all"),
            ("log_min_duration_statement", "0"),
            ("log_min_duration_sample", "100"),
            ("log_parameter_max_length_on_error", "-1"),
            ("log_lock_waits", "on"),
            ("track_commit_timestamp", "on"),
        ] {
            let said = loud([(name, value)].into_iter());
            assert_eq!(said.len(), 1, "{name}");
            assert!(said[0].starts_with(&format!("{name} to ")));
        }
    }
}
