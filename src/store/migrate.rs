//! Brings a database to this version, and refuses one from a later version.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::{Conn, Place};
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
    let mut conn = prepared(schema, place, true)?;
    refuse_newer(schema, &mut conn)?;
    let ran = match &mut conn {
        Conn::Pg(conn) => conn.run_pending_migrations(postgres(schema)).map(named),
        Conn::Sqlite(conn) => conn.run_pending_migrations(sqlite(schema)).map(named),
    };
    let versions = ran.map_err(StoreError::Unavailable)?;
    Ok(versions
        .into_iter()
        .map(|version| Pending { schema, version })
        .collect())
}

/// Refuses a database on which a migration is missing, or of which this program knows nothing.
pub(super) fn require_current(schema: &'static str, place: &Place) -> Result<(), StoreError> {
    if let Place::File(path) = place
        && !path.exists()
    {
        return Err(StoreError::Setup(
            "there is no database yet: run `enkel init` or `enkel migrate`".into(),
        ));
    }
    let mut conn = prepared(schema, place, false)?;
    refuse_newer(schema, &mut conn)?;
    let waiting = match &mut conn {
        Conn::Pg(conn) => conn.has_pending_migration(postgres(schema)),
        Conn::Sqlite(conn) => conn.has_pending_migration(sqlite(schema)),
    };
    if waiting.map_err(StoreError::Unavailable)? {
        return Err(StoreError::Setup(format!(
            "the database schema `{schema}` is older than this program: run `enkel migrate`"
        )));
    }
    Ok(())
}

fn prepared(schema: &'static str, place: &Place, make: bool) -> Result<Conn, StoreError> {
    let mut conn = place.open()?;
    if let Conn::Pg(conn) = &mut conn {
        if make {
            conn.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))?;
        }
        conn.batch_execute(&format!("SET search_path TO {schema}"))?;
    }
    Ok(conn)
}

fn refuse_newer(schema: &str, conn: &mut Conn) -> Result<(), StoreError> {
    let (applied, known) = match conn {
        Conn::Pg(conn) => (conn.applied_migrations(), known(&postgres(schema))),
        Conn::Sqlite(conn) => (conn.applied_migrations(), known_sqlite(&sqlite(schema))),
    };
    let applied = applied.map_err(StoreError::Unavailable)?;
    let known = known.map_err(StoreError::Unavailable)?;
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

fn known(source: &EmbeddedMigrations) -> Result<BTreeSet<String>, Failure> {
    let all = MigrationSource::<diesel::pg::Pg>::migrations(source)?;
    Ok(all
        .iter()
        .map(|m| Migration::name(m).version().to_string())
        .collect())
}

fn known_sqlite(source: &EmbeddedMigrations) -> Result<BTreeSet<String>, Failure> {
    let all = MigrationSource::<diesel::sqlite::Sqlite>::migrations(source)?;
    Ok(all
        .iter()
        .map(|m| Migration::name(m).version().to_string())
        .collect())
}

fn named(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

fn sqlite(schema: &str) -> EmbeddedMigrations {
    if schema == super::REGISTER {
        SQLITE_REGISTER
    } else {
        SQLITE_TRANSIT
    }
}

fn postgres(schema: &str) -> EmbeddedMigrations {
    if schema == super::REGISTER {
        POSTGRES_REGISTER
    } else {
        POSTGRES_TRANSIT
    }
}
