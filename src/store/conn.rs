//! One connection to either database, and everything in which the two differ.
//!
//! Only this file, its folder and the outbox may ask which database they talk to. Settings that durability
//! and privacy rest on are set and then read back on every connection.

use std::path::PathBuf;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, CacheSize, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text};

mod reach;
mod server;
mod tidy;

use super::error::StoreError;
use super::quiet_log;
use server::SAID_FIRST;
pub use server::Server;

/// A connection to SQLite or PostgreSQL; queries are written once for both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(PgConnection),
    /// Embedded SQLite.
    Sqlite(SqliteConnection),
}

/// Runs one expression on whichever connection it is, with the inner connection's own type.
macro_rules! per_backend {
    ($conn:expr, $inner:ident => $body:expr) => {
        match $conn {
            $crate::store::conn::Conn::Pg($inner) => $body,
            $crate::store::conn::Conn::Sqlite($inner) => $body,
        }
    };
}
pub(super) use per_backend;

/// Where one of the two databases is.
#[derive(Clone)]
pub(super) enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A schema of a PostgreSQL database.
    Schema {
        server: Server,
        schema: &'static str,
    },
}

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the last connection to a file waits to be the last one: two seconds.
const LAST_ONE_TRIES: u32 = 40;
const LAST_ONE_WAIT: Duration = Duration::from_millis(50);
const PATIENCE_WITH_READERS: Duration = Duration::from_millis(100);

/// A log of so many pages is brought into the file by whoever writes next, when nobody else managed to:
/// 16 MB.
const LONGEST_LOG: u32 = 4_000;

#[derive(QueryableByName)]
struct TextValue {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct NumberValue {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

impl Place {
    /// Opens a connection and asserts its settings.
    pub(super) fn open(&self) -> Result<Conn, StoreError> {
        match self {
            Self::File(path) => open_sqlite(path).map(Conn::Sqlite),
            Self::Schema { server, schema } => {
                let mut conn = server.arrive()?;
                server::within(&mut conn, quiet_log::require)?;
                if !server.pooled {
                    server::says_to_session(&mut conn, schema)?;
                }
                Ok(conn)
            }
        }
    }

    /// Whether a statement may be asked outside any transaction: not where a pooler may hand it to
    /// a session that knows nothing of us.
    pub(super) const fn keeps_its_session(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Schema { server, .. } => !server.pooled,
        }
    }

    /// Works on the database as a whole, for migrations; `None` when there is none yet. On
    /// PostgreSQL all of it is one transaction, which alone can be sure of one session behind a
    /// pooler, and one that ends halfway leaves nothing. Makes the schema when told to.
    pub(super) fn whole<T>(
        &self,
        make: bool,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self {
            Self::File(path) if !make && !path.exists() => Ok(None),
            Self::File(path) => work(&mut Conn::Sqlite(open_sqlite(path)?)).map(Some),
            Self::Schema { server, schema } => server::within(&mut server.arrive()?, |conn| {
                match server::enter(conn, schema, make)? {
                    true => work(conn).map(Some),
                    false => Ok(None),
                }
            }),
        }
    }

    /// Sees that nobody else uses it: refused while any other connection is open, this program's
    /// or another's. A SQLite file then has everything in it and nothing beside it.
    pub(super) fn rest(&self) -> Result<(), StoreError> {
        let path = match self {
            Self::File(path) => path,
            Self::Schema { server, .. } => return server.rest(),
        };
        let mut conn = open_sqlite(path)?;
        let log = path.with_extension("db-wal");
        for _ in 0..LAST_ONE_TRIES {
            // Leaving write-ahead logging empties and removes the log; only the last one may.
            let left = conn.batch_execute("PRAGMA journal_mode = DELETE");
            if left.is_ok() && !log.exists() {
                return Ok(());
            }
            // A pool that was just dropped may still be closing its connections.
            std::thread::sleep(LAST_ONE_WAIT);
        }
        Err(StoreError::Setup(format!(
            "{} is in use: stop `enkel serve` and `enkel worker` on it first; nothing was changed",
            path.display()
        )))
    }

    /// Takes a schema away with all that is in it; without it, nothing. SQLite has none.
    pub(super) fn drop_schema(&self) -> Result<(), StoreError> {
        match self {
            Self::Schema { server, schema } => server.drop_schema(schema),
            Self::File(_) => Ok(()),
        }
    }

    /// Gives this schema the name of another, which is dropped, in one transaction.
    pub(super) fn swap_into(&self, other: &str) -> Result<(), StoreError> {
        match self {
            Self::Schema { server, schema } => server.swap(schema, other),
            Self::File(_) => Ok(()),
        }
    }

    /// The words that open a transaction on PostgreSQL, with all that it must say before its first
    /// statement: one way there and back.
    fn opening(&self, begin: &str) -> String {
        match self {
            Self::File(_) => begin.to_owned(),
            Self::Schema { schema, .. } => {
                format!("{begin}; SET LOCAL search_path TO {schema}; {SAID_FIRST}")
            }
        }
    }
}

fn open_sqlite(path: &std::path::Path) -> Result<SqliteConnection, StoreError> {
    let name = path
        .to_str()
        .ok_or_else(|| StoreError::Setup("the database's path is not UTF-8".into()))?;
    let mut conn = SqliteConnection::establish(name).map_err(StoreError::unavailable)?;
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; \
         PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; \
         PRAGMA wal_autocheckpoint = {LONGEST_LOG};",
        BUSY_TIMEOUT.as_millis()
    ))?;
    // FULL is 2, ON is 1, OFF is 0.
    for (pragma, wanted) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
    ] {
        let sql = format!("SELECT CAST({pragma} AS INTEGER) AS value FROM pragma_{pragma}");
        let found: NumberValue = diesel::sql_query(sql).get_result(&mut conn)?;
        if found.value != wanted {
            return Err(StoreError::Setup(format!(
                "SQLite refuses {pragma} = {wanted}"
            )));
        }
    }
    let mode: TextValue =
        diesel::sql_query("SELECT journal_mode AS value FROM pragma_journal_mode")
            .get_result(&mut conn)?;
    if mode.value != "wal" {
        return Err(StoreError::Setup(
            "SQLite refuses write-ahead logging here".into(),
        ));
    }
    Ok(conn)
}

/// A new connection to PostgreSQL, which keeps statements prepared or does not.
fn to_postgres(address: &str, keeps_prepared: bool) -> ConnectionResult<Conn> {
    let mut conn = PgConnection::establish(address)?;
    if !keeps_prepared {
        conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    }
    Ok(Conn::Pg(conn))
}

impl Conn {
    /// The one of two things that is made for this kind of database.
    pub(super) fn one_of<T>(&self, postgres: T, sqlite: T) -> T {
        match self {
            Self::Pg(_) => postgres,
            Self::Sqlite(_) => sqlite,
        }
    }

    /// Opens a transaction that writes: on SQLite it takes the one write lock at once.
    pub(super) fn begin_write(&mut self, place: &Place) -> Result<(), StoreError> {
        self.begin(&place.opening(self.one_of("BEGIN", "BEGIN IMMEDIATE")))
    }

    /// Opens a transaction that reads one snapshot.
    pub(super) fn begin_read(&mut self, place: &Place) -> Result<(), StoreError> {
        let snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.begin(&place.opening(self.one_of(snapshot, "BEGIN")))
    }

    /// `opening` may say more after its first word. When that more is refused, the transaction it
    /// opened is no longer there either.
    fn begin(&mut self, opening: &str) -> Result<(), StoreError> {
        let begun = per_backend!(self, conn => {
            AnsiTransactionManager::begin_transaction_sql(conn, opening)
        });
        if begun.is_err() && !self.is_broken() {
            self.batch_execute("ROLLBACK")?;
        }
        Ok(begun?)
    }

    /// Whether it must not be used again: the server is gone, or a transaction is still open.
    pub(super) fn is_broken(&mut self) -> bool {
        per_backend!(self, conn => diesel::r2d2::R2D2Connection::is_broken(conn))
    }

    /// Commits what [`Conn::begin_write`] or [`Conn::begin_read`] opened.
    pub(super) fn commit(&mut self) -> Result<(), StoreError> {
        Ok(per_backend!(self, conn => AnsiTransactionManager::commit_transaction(conn))?)
    }

    /// Takes it back. A connection on which that fails is broken and must not be used again.
    pub(super) fn roll_back(&mut self) -> Result<(), StoreError> {
        Ok(per_backend!(self, conn => AnsiTransactionManager::rollback_transaction(conn))?)
    }

    /// Joins the writers that let nobody close a period or change the epoch under them.
    pub fn share_calendar(&mut self) -> Result<(), StoreError> {
        self.advisory("SELECT pg_advisory_xact_lock_shared(1, 0)")
    }

    /// Holds off every such writer until this transaction ends. On SQLite the write lock does.
    pub fn hold_calendar(&mut self) -> Result<(), StoreError> {
        self.advisory("SELECT pg_advisory_xact_lock(1, 0)")
    }

    /// Lets one transaction at a time work on one mailbox, also one that is not in the list yet.
    /// Two mailboxes that share a number only wait for one another.
    pub fn hold_mailbox(&mut self, number: i32) -> Result<(), StoreError> {
        match self {
            // Bound, not written into the text: the number is a part of a tag, and the text of
            // a statement that fails stands in the server's log beside the moment.
            Self::Pg(conn) => {
                diesel::sql_query("SELECT pg_advisory_xact_lock(2, $1)")
                    .bind::<Integer, _>(number)
                    .execute(conn)?;
                Ok(())
            }
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// The same for several mailboxes at once, in the order given: whoever holds several takes them
    /// in rising order.
    pub fn hold_mailboxes(&mut self, numbers: &[i32]) -> Result<(), StoreError> {
        match self {
            Self::Pg(conn) if !numbers.is_empty() => {
                diesel::sql_query(
                    "SELECT pg_advisory_xact_lock(2, number) FROM unnest($1) AS number",
                )
                .bind::<Array<Integer>, _>(numbers)
                .execute(conn)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn advisory(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Pg(conn) => Ok(conn.batch_execute(sql)?),
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// What the database's own clock says, in Unix seconds; SQLite has none.
    pub fn own_clock(&mut self) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Pg(conn) => {
                let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT) AS value";
                let now: NumberValue = diesel::sql_query(sql).get_result(conn)?;
                Ok(Some(now.value))
            }
        }
    }

    /// Whether a register was set up in the database this connection was opened on for migration.
    pub(super) fn knows_its_epoch(&mut self) -> Result<bool, StoreError> {
        let tables = self.one_of(
            "SELECT CAST(count(*) AS BIGINT) AS value FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename = 'meta'",
            "SELECT count(*) AS value FROM sqlite_schema WHERE type = 'table' AND name = 'meta'",
        );
        let tables: NumberValue = diesel::sql_query(tables).get_result(self)?;
        if tables.value == 0 {
            return Ok(false);
        }
        let facts = "SELECT CAST(count(*) AS BIGINT) AS value FROM meta WHERE key = 'epoch'";
        let facts: NumberValue = diesel::sql_query(facts).get_result(self)?;
        Ok(facts.value > 0)
    }
}
