//! One database: named reads of one snapshot, and named writes that are tried again when two
//! of them meet.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::conn::{Conn, Place};
use super::error::StoreError;
use super::hands::Hands;
use super::pool::Connections;
use super::writer::Writer;
use super::written::{Write, Written};

/// One of the two databases.
pub struct Database {
    connections: Arc<Connections>,
    writes: Writes,
    grown: AtomicU64,
}

/// Who writes for those who do not want to hold a thread meanwhile.
enum Writes {
    /// SQLite's one writer, who writes for everybody.
    One(Writer),
    /// As many threads as connections, once there is need of them.
    Many(Hands),
}

impl Database {
    pub(super) fn open(place: Place, connections: u32) -> Result<Self, StoreError> {
        let connections = Connections::open(place, connections)?;
        let writes = match &connections.place {
            place @ Place::File(_) => Writes::One(Writer::start(place.clone())?),
            Place::Schema { .. } => Writes::Many(Hands::default()),
        };
        Ok(Self {
            connections: Arc::new(connections),
            writes,
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
        self.connections.read(name, work)
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
        match self.connections.place.keeps_its_session() {
            true => self.connections.ask(work),
            false => self.read(name, work),
        }
    }

    /// Runs `work` in one transaction and answers after it is on disk. `work` may run several
    /// times: nothing it did before stays when another transaction came between, or one that was to
    /// be committed with it failed.
    ///
    /// # Errors
    /// Whatever `work` gives, that the queue is full, or that the database does not answer. In
    /// the last case the write may have been kept all the same.
    pub fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        mut work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.writes {
            Writes::One(_) => self.write_later(name, work)?.wait(),
            Writes::Many(_) => self.connections.retried(name, &mut work),
        }
    }

    /// [`Database::write`] for whoever does not want to hold a thread meanwhile. It is done whether or
    /// not anybody waits for it any more.
    ///
    /// # Errors
    /// That the queue is full: nothing was done then. The rest is told later.
    pub fn write_later<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Written<T>, StoreError> {
        let (mut write, written) = Write::new(work);
        match &self.writes {
            Writes::One(writer) => writer.submit(Box::new(write))?,
            Writes::Many(hands) => {
                let connections = self.connections.clone();
                let order = move || {
                    let outcome = connections.retried(name, write.work());
                    write.tells(outcome);
                };
                hands.take(self.connections.most(), Box::new(order))?;
            }
        }
        Ok(written)
    }

    /// Empties SQLite's write-ahead log; nothing to do on PostgreSQL.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        match &self.writes {
            Writes::One(writer) => writer.empty_log(),
            Writes::Many(_) => Ok(()),
        }
    }

    /// Writes the database anew, so that neither the order of its pages nor what was deleted in
    /// them stays. Writers wait meanwhile; on PostgreSQL readers of these tables too.
    ///
    /// # Errors
    /// When the database does not answer, or others use the tables just now.
    pub fn compact(&self) -> Result<(), StoreError> {
        match &self.writes {
            Writes::One(writer) => writer.compact(),
            // Not from the pool: what is set for this must not stay on a shared connection.
            Writes::Many(_) => {
                let place = &self.connections.place;
                place.open()?.compact(place)
            }
        }
    }
}
