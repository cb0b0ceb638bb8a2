//! What leaves no old page behind: emptying SQLite's log, and writing a whole database anew.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::{BUSY_TIMEOUT, Conn, PATIENCE_WITH_READERS, Place};
use crate::store::error::StoreError;

#[derive(QueryableByName)]
struct Emptied {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

#[derive(QueryableByName)]
struct Log {
    /// Pages in the log.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// Those of them that are in the file too.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

impl Conn {
    /// How many pages stand in SQLite's write-ahead log alone.
    pub(in crate::store) fn log_ahead(&mut self) -> Result<i32, StoreError> {
        self.checkpoint("NOOP")
    }

    /// Brings them into the file as far as that can be without anybody waiting for it. What is written
    /// meanwhile stays in the log.
    pub(in crate::store) fn log_into_file(&mut self) -> Result<(), StoreError> {
        self.checkpoint("PASSIVE").map(drop)
    }

    fn checkpoint(&mut self, mode: &str) -> Result<i32, StoreError> {
        match self {
            Self::Pg(_) => Ok(0),
            Self::Sqlite(conn) => {
                let asked = diesel::sql_query(format!("PRAGMA wal_checkpoint({mode})"));
                let found: Log = asked.get_result(conn)?;
                Ok(found.log.saturating_sub(found.checkpointed))
            }
        }
    }

    /// Empties SQLite's write-ahead log into the file, so that it keeps no old pages.
    pub(in crate::store) fn empty_log(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Pg(_) => Ok(()),
            // Whoever reads one snapshot for long, a backup, is not waited for: writers would wait
            // with it. The next sweep asks again.
            Self::Sqlite(conn) => Ok(conn.batch_execute(&format!(
                "PRAGMA busy_timeout = {}; PRAGMA wal_checkpoint(TRUNCATE); \
                 PRAGMA busy_timeout = {}",
                PATIENCE_WITH_READERS.as_millis(),
                BUSY_TIMEOUT.as_millis(),
            ))?),
        }
    }

    /// Writes every page anew. SQLite does it through a file of its own: a register is larger than
    /// the memory of the machine it may run on. PostgreSQL waits only briefly for its lock, since
    /// everybody else would wait behind it.
    pub(in crate::store) fn compact(&mut self, place: &Place) -> Result<(), StoreError> {
        match (self, place) {
            (Self::Sqlite(conn), _) => {
                conn.batch_execute("PRAGMA temp_store = FILE")?;
                let written = conn.batch_execute("VACUUM");
                conn.batch_execute("PRAGMA temp_store = MEMORY")?;
                written?;
                let emptied: Emptied =
                    diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(conn)?;
                match emptied.busy {
                    0 => Ok(()),
                    // A reader held it up: the log still holds old pages.
                    _ => Err(StoreError::Conflict),
                }
            }
            (Self::Pg(conn), Place::Schema { schema, .. }) => {
                // Unlike VACUUM FULL it can stand in a transaction, and so in one session behind a
                // pooler. The rows come to lie in the order of their keys, which tells nothing.
                for table in ["registration", "ballot"] {
                    conn.batch_execute(&format!(
                        "BEGIN; SET LOCAL statement_timeout TO 0; SET LOCAL lock_timeout TO '2s'; \
                         CLUSTER {schema}.{table} USING {table}_pkey; COMMIT"
                    ))?;
                }
                Ok(())
            }
            (Self::Pg(_), Place::File(_)) => Ok(()),
        }
    }
}
