//! Connections to one database, kept open and handed out; transactions on them.

use std::time::{Duration, Instant};

use diesel::r2d2::{ManageConnection, Pool, PooledConnection};

use super::conn::{Conn, Place};
use super::error::StoreError;

const TRIES: u32 = 6;
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(5);

/// Opens connections for the pool. Not Diesel's own manager: that one would try both kinds in
/// turn, and SQLite takes any text for a file name.
pub(super) struct Opener(Place);

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        self.0.open()
    }

    /// Never asked: opening the transaction shows it, without one more way there and back.
    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        Ok(diesel::connection::SimpleConnection::batch_execute(
            conn, "SELECT 1",
        )?)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        // Whoever was interrupted inside a transaction must not hand it to the next.
        conn.is_broken()
    }
}

/// The connections of one database.
pub(super) struct Connections {
    pub place: Place,
    pool: Pool<Opener>,
}

impl Connections {
    /// At most so many at once.
    pub(super) fn open(place: Place, most: u32) -> Result<Self, StoreError> {
        // A refusal is told as itself; the pool would only say that it got no connection.
        drop(place.open()?);
        let pool = Pool::builder()
            .max_size(most.max(1))
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(WAIT_FOR_CONNECTION)
            .error_handler(Box::new(LogKind))
            .build(Opener(place.clone()))
            .map_err(StoreError::unavailable)?;
        Ok(Self { place, pool })
    }

    /// How many there may be.
    pub(super) fn most(&self) -> u32 {
        self.pool.max_size()
    }

    /// One snapshot.
    pub(super) fn read<T>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self.begun(Conn::begin_read)?;
        let outcome = work(&mut conn);
        close(&mut conn, name, outcome)
    }

    /// One statement, without a transaction around it.
    pub(super) fn ask<T>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let since = Instant::now();
        loop {
            let mut conn = self.pool.get().map_err(StoreError::unavailable)?;
            match work(&mut conn) {
                // Its server had gone away: the next one is asked.
                Err(_) if conn.is_broken() && since.elapsed() < WAIT_FOR_CONNECTION => {}
                outcome => return outcome,
            }
        }
    }

    /// One transaction that writes, tried again when another came between.
    pub(super) fn retried<T>(
        &self,
        name: &'static str,
        work: &mut impl FnMut(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut tries = 1;
        loop {
            let mut conn = self.begun(Conn::begin_write)?;
            let outcome = work(&mut conn);
            match close(&mut conn, name, outcome) {
                Err(StoreError::Conflict) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// A connection with a transaction opened on it. One whose server has gone away meanwhile was
    /// not yet asked for anything: it is put away, and the next one is taken.
    fn begun(
        &self,
        begin: fn(&mut Conn, &Place) -> Result<(), StoreError>,
    ) -> Result<PooledConnection<Opener>, StoreError> {
        let since = Instant::now();
        loop {
            let mut conn = self.pool.get().map_err(StoreError::unavailable)?;
            match begin(&mut conn, &self.place) {
                Err(_) if conn.is_broken() && since.elapsed() < WAIT_FOR_CONNECTION => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(conn),
            }
        }
    }
}

fn close<T>(
    conn: &mut Conn,
    name: &'static str,
    outcome: Result<T, StoreError>,
) -> Result<T, StoreError> {
    match outcome {
        Ok(value) => {
            conn.commit()?;
            Ok(value)
        }
        Err(error) => {
            if let Err(second) = conn.roll_back() {
                tracing::warn!(transaction = name, error = %second, "a roll-back failed");
            }
            Err(error)
        }
    }
}

/// The pool's own errors are counted in the log by kind; their text may quote an address of
/// the database, never a visitor's.
#[derive(Debug)]
struct LogKind;

impl diesel::r2d2::HandleError<StoreError> for LogKind {
    fn handle_error(&self, error: StoreError) {
        tracing::warn!(error = %error, "a database connection failed");
    }
}
