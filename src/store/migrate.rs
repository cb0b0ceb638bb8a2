//! Brings a database to this version, and refuses one from a later version.

use std::collections::BTreeSet;

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::{Conn, Place, per_backend};
use super::error::StoreError;

const SQLITE_REGISTER: EmbeddedMigrations = embed_migrations!("migrations/sqlite/register");
const SQLITE_TRANSIT: EmbeddedMigrations = embed_migrations!("migrations/sqlite/transit");
const POSTGRES_REGISTER: EmbeddedMigrations = embed_migrations!("migrations/postgres/register");
const POSTGRES_TRANSIT: EmbeddedMigrations = embed_migrations!("migrations/postgres/transit");

/// A migration that was run or is still to run: schema and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// `register` or `transit`.
    pub schema: &'static str,
    /// The migration's name.
    pub version: String,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs what is missing.
pub(super) fn run(schema: &'static str, place: &Place) -> Result<Vec<Pending>, StoreError> {
    let versions = place.whole(true, |conn| {
        let tree = tree(schema, conn);
        refuse_newer(schema, &tree, conn)?;
        let ran = per_backend!(conn, conn => conn.run_pending_migrations(tree).map(named));
        ran.map_err(StoreError::Unavailable)
    })?;
    let versions = versions.ok_or_else(no_database)?;
    Ok(versions
        .into_iter()
        .map(|version| Pending { schema, version })
        .collect())
}

/// Refuses a database on which a migration is missing, or of which this program knows nothing.
pub(super) fn require_current(schema: &'static str, place: &Place) -> Result<(), StoreError> {
    let is_older = place.whole(false, |conn| {
        let tree = tree(schema, conn);
        refuse_newer(schema, &tree, conn)?;
        let waiting = per_backend!(conn, conn => conn.has_pending_migration(tree));
        waiting.map_err(StoreError::Unavailable)
    })?;
    match is_older.ok_or_else(no_database)? {
        false => Ok(()),
        true => Err(StoreError::Setup(format!(
            "the database schema `{schema}` is older than this program: run `enkel migrate`"
        ))),
    }
}

fn no_database() -> StoreError {
    StoreError::Setup("there is no database yet: run `enkel init` or `enkel migrate`".into())
}

fn refuse_newer(
    schema: &str,
    tree: &EmbeddedMigrations,
    conn: &mut Conn,
) -> Result<(), StoreError> {
    let applied = per_backend!(conn, conn => conn.applied_migrations());
    let applied = applied.map_err(StoreError::Unavailable)?;
    let known = known(tree).map_err(StoreError::Unavailable)?;
    if applied
        .iter()
        .all(|version| known.contains(&version.to_string()))
    {
        return Ok(());
    }
    Err(StoreError::Setup(format!(
        "the database schema `{schema}` was made by a newer version of this program: install \
         that version, or restore a backup that this one can read"
    )))
}

/// The register's migrations that this program knows.
pub(super) fn known_to_register() -> Result<Vec<String>, StoreError> {
    let names = known(&SQLITE_REGISTER).map_err(StoreError::Unavailable)?;
    Ok(names.into_iter().collect())
}

/// The migrations that this database has run; looks only, so it may stand in a snapshot.
pub(super) fn applied(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT version AS name FROM __diesel_schema_migrations";
    let rows: Vec<Applied> = diesel::sql_query(sql).load(conn)?;
    let mut names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
    names.sort();
    Ok(names)
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The names of a tree are the same whichever database reads it.
fn known(tree: &EmbeddedMigrations) -> Result<BTreeSet<String>, Failure> {
    let all = MigrationSource::<diesel::sqlite::Sqlite>::migrations(tree)?;
    Ok(all
        .iter()
        .map(|m| Migration::name(m).version().to_string())
        .collect())
}

fn named(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

fn tree(schema: &str, conn: &Conn) -> EmbeddedMigrations {
    if schema == super::REGISTER {
        conn.one_of(POSTGRES_REGISTER, SQLITE_REGISTER)
    } else {
        conn.one_of(POSTGRES_TRANSIT, SQLITE_TRANSIT)
    }
}
