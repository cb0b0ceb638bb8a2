//! One database: named reads of one snapshot, and named writes that are tried again when two
//! of them meet.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use diesel::r2d2::{ManageConnection, Pool, PooledConnection};

use super::conn::{Conn, Place};
use super::error::StoreError;
use super::writer::{Writer, in_savepoint};

const TRIES: u32 = 6;
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(5);

/// Opens connections for the pool. Not Diesel's own manager: that one would try both kinds in
/// turn, and SQLite takes any text for a file name.
struct Opener(Place);

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

/// One of the two databases.
pub struct Database {
    place: Place,
    pool: Pool<Opener>,
    writer: Option<Writer>,
    grown: AtomicU64,
}

impl Database {
    pub(super) fn open(place: Place, connections: u32) -> Result<Self, StoreError> {
        // A refusal is told as itself; the pool would only say that it got no connection.
        drop(place.open()?);
        let pool = Pool::builder()
            .max_size(connections.max(1))
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(WAIT_FOR_CONNECTION)
            .error_handler(Box::new(LogKind))
            .build(Opener(place.clone()))
            .map_err(StoreError::unavailable)?;
        let writer = match place {
            Place::File(_) => Some(Writer::start(place.clone())?),
            Place::Schema { .. } => None,
        };
        Ok(Self {
            place,
            pool,
            writer,
            grown: AtomicU64::new(0),
        })
    }

    /// How often this process has put a release into it. Whoever keeps what was published looks
    /// again when this has changed; what other processes publish does not show here.
    #[must_use]
    pub fn grown(&self) -> u64 {
        self.grown.load(Ordering::Acquire)
    }

    /// Says that a release may have come out: told after its transaction has ended.
    pub fn has_grown(&self) {
        self.grown.fetch_add(1, Ordering::Release);
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// Whatever `work` gives, or that the database does not answer.
    pub fn read<T>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self.begun(Conn::begin_read)?;
        let outcome = work(&mut conn);
        close(&mut conn, name, outcome)
    }

    /// Runs `work`, a single statement that reads, without a transaction around it where that can be: on
    /// PostgreSQL it is one way there and back instead of three.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn ask<T>(
        &self,
        name: &'static str,
        work: impl Fn(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !self.place.keeps_its_session() {
            return self.read(name, work);
        }
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

    /// Runs `work` in one transaction and answers after it is on disk. `work` may run several
    /// times: nothing it did before stays when another transaction came between.
    ///
    /// # Errors
    /// Whatever `work` gives, that the queue is full, or that the database does not answer. In
    /// the last case the write may have been kept all the same.
    pub fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        mut work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.writer {
            Some(writer) => through_writer(writer, work),
            None => self.retried(name, &mut work),
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

    fn retried<T>(
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

    /// Empties SQLite's write-ahead log; nothing to do on PostgreSQL.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        self.writer.as_ref().map_or(Ok(()), Writer::empty_log)
    }

    /// Writes the database anew, so that neither the order of its pages nor what was deleted in
    /// them stays. Writers wait meanwhile; on PostgreSQL readers of these tables too.
    ///
    /// # Errors
    /// When the database does not answer, or others use the tables just now.
    pub fn compact(&self) -> Result<(), StoreError> {
        match &self.writer {
            Some(writer) => writer.compact(),
            // Not from the pool: what is set for this must not stay on a shared connection.
            None => self.place.open()?.compact(&self.place),
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

fn through_writer<T: Send + 'static>(
    writer: &Writer,
    mut work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (sender, answer) = sync_channel(1);
    writer.submit(Box::new(move |conn| {
        let outcome = conn.and_then(|conn| in_savepoint(conn, &mut work));
        Box::new(move |group| {
            // A caller that has gone away needs no answer.
            let _ = sender.send(group.and(outcome));
        })
    }))?;
    answer.recv().map_err(StoreError::unavailable)?
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
