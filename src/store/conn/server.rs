//! A PostgreSQL server: how it is reached, what each transaction says to it, and what is done to
//! whole schemas.
//!
//! Nothing that is written is left to the session: a pooler in between (PgBouncer in transaction
//! mode) may hand each transaction another one. So whatever durability and patience rest on is said
//! within the transaction, and behind a pooler no statement is prepared for longer than that. Only a
//! session of our own knows enough for a single statement that reads.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::ConnectionError;
use diesel::sql_types::Text;

use super::reach::with_patience;
use super::{Conn, NumberValue, PATIENCE_WITH_READERS, to_postgres};
use crate::store::error::StoreError;

/// A PostgreSQL server and the database on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its address, with the password if there is one.
    pub url: String,
    /// Whether a pooler stands in between that gives a session for one transaction alone.
    pub pooled: bool,
}

/// What every transaction says first. A statement that hangs must not hang a visitor.
pub(super) const SAID_FIRST: &str = "SET LOCAL synchronous_commit TO on; \
    SET LOCAL statement_timeout TO '30s'; SET LOCAL lock_timeout TO '10s'; \
    SET LOCAL idle_in_transaction_session_timeout TO '60s'";

/// PostgreSQL ends a session a moment after its program is gone.
const LOOKS_FOR_OTHERS: u32 = 20;
/// Diesel says two things to a new connection outside any transaction, each in two steps. Behind a
/// pooler somebody else can come between the steps: then it is tried again.
const ARRIVALS: u32 = 10;
const WAIT_TO_ARRIVE: Duration = Duration::from_millis(10);

impl Server {
    /// A new connection, on which nothing was asked yet.
    pub(in crate::store) fn arrive(&self) -> Result<Conn, StoreError> {
        let address = with_patience(&self.url);
        let mut tries = 1;
        loop {
            match to_postgres(&address, !self.pooled) {
                Err(ConnectionError::CouldntSetupConfiguration(_))
                    if self.pooled && tries < ARRIVALS =>
                {
                    tries += 1;
                    std::thread::sleep(WAIT_TO_ARRIVE);
                }
                other => return other.map_err(StoreError::unavailable),
            }
        }
    }

    /// A program that goes on with what it knew of a register that is being replaced would go on
    /// with its visit keys too, and used codes would open again. One that just ended is waited for.
    pub(super) fn rest(&self) -> Result<(), StoreError> {
        if self.pooled {
            return Err(StoreError::Setup(
                "through a pooler nobody can see who else uses the database: stop every `enkel \
                 serve` and `enkel worker`, stop the pooler, and give this command the server's own \
                 address with database.pooler = false; nothing was changed"
                    .into(),
            ));
        }
        let mut conn = self.arrive()?;
        for _ in 0..LOOKS_FOR_OTHERS {
            if within(&mut conn, others)? == 0 {
                return Ok(());
            }
            std::thread::sleep(PATIENCE_WITH_READERS);
        }
        Err(StoreError::Setup(
            "the database is in use: stop `enkel serve`, `enkel worker` and whatever else is \
             connected to it as the same user; nothing was changed"
                .into(),
        ))
    }

    /// Takes a schema away with all that is in it.
    pub(super) fn drop_schema(&self, schema: &str) -> Result<(), StoreError> {
        within(&mut self.arrive()?, |conn| {
            Ok(conn.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))?)
        })
    }

    /// Gives a schema the name of another, which is dropped.
    pub(super) fn swap(&self, schema: &str, other: &str) -> Result<(), StoreError> {
        within(&mut self.arrive()?, |conn| {
            if !has_schema(conn, schema)? {
                return Err(StoreError::Setup(
                    "no database was prepared to be put in place".into(),
                ));
            }
            Ok(conn.batch_execute(&format!(
                "DROP SCHEMA IF EXISTS {other} CASCADE; ALTER SCHEMA {schema} RENAME TO {other}"
            ))?)
        })
    }
}

/// Works in one transaction, after having seen that it will be durable.
pub(super) fn within<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    conn.begin(&format!("BEGIN; {SAID_FIRST}"))?;
    match require_durable(conn).and_then(|()| work(conn)) {
        Ok(done) => {
            conn.commit()?;
            Ok(done)
        }
        Err(error) => {
            // Where even that fails the server is gone, and what was begun with it.
            let _ = conn.roll_back();
            Err(error)
        }
    }
}

/// What a session of our own knows for statements that are asked outside any transaction. They read,
/// so durability does not rest on it; every transaction still says all of it for itself.
pub(super) fn says_to_session(conn: &mut Conn, schema: &str) -> Result<(), StoreError> {
    Ok(conn.batch_execute(&format!(
        "SET search_path TO {schema}; SET statement_timeout TO '30s'; SET lock_timeout TO '10s'"
    ))?)
}

/// What durability rests on.
fn require_durable(conn: &mut Conn) -> Result<(), StoreError> {
    let server: Found = diesel::sql_query(
        "SELECT current_setting('synchronous_commit') AS durable, \
         current_setting('transaction_read_only') AS read_only",
    )
    .get_result(conn)?;
    if server.durable != "on" {
        return Err(StoreError::Setup(
            "PostgreSQL refuses synchronous_commit = on".into(),
        ));
    }
    // After a failover the old address may lead to a standby for a while, and every write on it
    // would fail.
    if server.read_only != "off" {
        return Err(StoreError::Unavailable(
            "this PostgreSQL server takes no writes: it is a standby".into(),
        ));
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    durable: String,
    #[diesel(sql_type = Text)]
    read_only: String,
}

/// Makes this schema the one that names are looked up in, for migrations; whether there is one.
/// Two that migrate at once do it one after the other. Whoever waits for a lock keeps everybody
/// behind him waiting: so not for long, but what he then does may take its time.
pub(super) fn enter(conn: &mut Conn, schema: &str, make: bool) -> Result<bool, StoreError> {
    if make {
        conn.batch_execute(&format!(
            "SET LOCAL statement_timeout TO 0; SELECT pg_advisory_xact_lock(3, 0); \
             SET LOCAL lock_timeout TO '5s'; CREATE SCHEMA IF NOT EXISTS {schema}"
        ))?;
    } else if !has_schema(conn, schema)? {
        return Ok(false);
    }
    conn.batch_execute(&format!("SET LOCAL search_path TO {schema}"))?;
    Ok(true)
}

fn has_schema(conn: &mut Conn, schema: &str) -> Result<bool, StoreError> {
    let sql = "SELECT CAST(count(*) AS BIGINT) AS value FROM pg_namespace WHERE nspname = $1";
    let found: NumberValue = diesel::sql_query(sql)
        .bind::<Text, _>(schema)
        .get_result(conn)?;
    Ok(found.value > 0)
}

fn others(conn: &mut Conn) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(count(*) AS BIGINT) AS value FROM pg_stat_activity \
         WHERE datname = current_database() AND usename = current_user \
         AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    let others: NumberValue = diesel::sql_query(sql).get_result(conn)?;
    Ok(others.value)
}
