//! SQLite's one writer: a thread with a bounded queue that commits up to 64 writes together.
//!
//! Eight writers on eight connections starve one another; one thread that groups them does not,
//! and one sync to disk then serves the whole group. Nobody hears of success before that sync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::Connection;

use super::checkpoints::Checkpoints;
use super::conn::{Conn, Place};
use super::error::StoreError;

const QUEUE: usize = 256;
const GROUP: usize = 64;

/// One write that waits for its turn.
pub(super) trait Job: Send {
    /// Does it inside the group's transaction, and says whether it went well. May be told to do it
    /// again, after all that the group did was taken back.
    fn does(&mut self, conn: &mut Conn) -> bool;

    /// It went well and could not be kept.
    fn fails(&mut self, error: StoreError);

    /// Hears what became of the group, and tells whoever waits.
    fn hears(self: Box<Self>, group: Result<(), StoreError>);
}

enum Order {
    Write(Box<dyn Job>),
    Tidy(Tidy, SyncSender<Result<(), StoreError>>),
}

/// What is done between two groups, outside any transaction.
#[derive(Clone, Copy)]
enum Tidy {
    EmptyLog,
    Compact,
}

/// A handle on the writer thread; the thread ends when the last handle is dropped.
pub(super) struct Writer {
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on a connection of its own.
    pub(super) fn start(place: Place) -> Result<Self, StoreError> {
        let conn = place.open()?;
        let mut log = Checkpoints::start(&place)?;
        let (orders, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("register-writer".into())
            .spawn(move || outlives_panics(conn, &place, &queue, &mut log))
            .map_err(StoreError::unavailable)?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    /// Queues one write; refuses when the queue is full.
    pub(super) fn submit(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.order(Order::Write(job))
    }

    /// Empties the write-ahead log between two groups.
    pub(super) fn empty_log(&self) -> Result<(), StoreError> {
        self.tidy(Tidy::EmptyLog)
    }

    /// Writes the whole database anew between two groups.
    pub(super) fn compact(&self) -> Result<(), StoreError> {
        self.tidy(Tidy::Compact)
    }

    fn tidy(&self, what: Tidy) -> Result<(), StoreError> {
        let (answer, outcome) = sync_channel(1);
        self.order(Order::Tidy(what, answer))?;
        outcome.recv().map_err(StoreError::unavailable)?
    }

    fn order(&self, order: Order) -> Result<(), StoreError> {
        let Some(orders) = &self.orders else {
            return Err(StoreError::Busy);
        };
        orders.try_send(order).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => {
                StoreError::Unavailable("the writer thread has ended".into())
            }
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.orders.take());
        if let Some(thread) = self.thread.take() {
            // What was queued is still written; a thread that panicked has nothing to hand over.
            let _ = thread.join();
        }
    }
}

/// A panic costs its group, whose callers hear that it is not certain, and never the thread: a
/// register whose writer has ended serves pages and keeps nothing.
fn outlives_panics(mut conn: Conn, place: &Place, queue: &Receiver<Order>, log: &mut Checkpoints) {
    while catch_unwind(AssertUnwindSafe(|| serve(&mut conn, place, queue, log))).is_err() {
        tracing::error!("a panic while a group of writes was under way");
        // What was not committed goes with its connection.
        mend(&mut conn, place);
    }
}

fn serve(conn: &mut Conn, place: &Place, queue: &Receiver<Order>, log: &mut Checkpoints) {
    while let Ok(order) = queue.recv() {
        match order {
            // Nobody may be waiting any more; it is done all the same.
            Order::Tidy(what, answer) => drop(answer.send(tidy(conn, place, what))),
            Order::Write(first) => {
                let late = Group::begins(first).is_written(conn, place, queue);
                log.one_more(conn);
                if let Some((what, answer)) = late {
                    drop(answer.send(tidy(conn, place, what)));
                }
            }
        }
    }
}

fn tidy(conn: &mut Conn, place: &Place, what: Tidy) -> Result<(), StoreError> {
    match what {
        Tidy::EmptyLog => conn.empty_log(),
        Tidy::Compact => conn.compact(place),
    }
}

/// What is committed together.
struct Group {
    jobs: Vec<Box<dyn Job>>,
    late: Option<(Tidy, SyncSender<Result<(), StoreError>>)>,
}

impl Group {
    fn begins(first: Box<dyn Job>) -> Self {
        Self {
            jobs: vec![first],
            late: None,
        }
    }

    /// Writes the first job and whatever else is waiting in one transaction; gives what is to be
    /// done after it.
    fn is_written(
        mut self,
        conn: &mut Conn,
        place: &Place,
        queue: &Receiver<Order>,
    ) -> Option<(Tidy, SyncSender<Result<(), StoreError>>)> {
        if let Err(error) = conn.begin_write(place) {
            self.fails(error);
            mend(conn, place);
            return None;
        }
        let outcome = match self.goes_well(conn, queue) {
            true => conn.commit(),
            false => self.one_by_one(conn, place),
        };
        let failed = outcome.is_err();
        for job in self.jobs {
            job.hears(if failed { Err(lost_group()) } else { Ok(()) });
        }
        if let Err(error) = outcome {
            tracing::error!(%error, "a group of writes was not committed");
            mend(conn, place);
        }
        self.late
    }

    /// None of them was done, for this reason.
    fn fails(self, error: StoreError) {
        let mut why = Some(error);
        for mut job in self.jobs {
            job.fails(why.take().unwrap_or_else(lost_group));
            job.hears(Ok(()));
        }
    }

    /// Does one after the other, as they come; stops at one that fails.
    fn goes_well(&mut self, conn: &mut Conn, queue: &Receiver<Order>) -> bool {
        while let Some(job) = self.jobs.last_mut() {
            if !job.does(conn) {
                return false;
            }
            if self.jobs.len() >= GROUP {
                break;
            }
            match queue.try_recv() {
                Ok(Order::Write(job)) => self.jobs.push(job),
                Ok(Order::Tidy(what, answer)) => {
                    self.late = Some((what, answer));
                    break;
                }
                Err(_) => break,
            }
        }
        true
    }

    /// One of them failed, which is rare: all is taken back, and each is done anew in a savepoint of its
    /// own. Savepoints all the time would cost each write a copy of every page that it changes.
    fn one_by_one(&mut self, conn: &mut Conn, place: &Place) -> Result<(), StoreError> {
        if conn.roll_back().is_err() {
            mend(conn, place);
        }
        // Alone, it has said already what it came to.
        if self.jobs.len() == 1 {
            return Ok(());
        }
        conn.begin_write(place)?;
        for job in &mut self.jobs {
            in_savepoint(conn, job.as_mut());
        }
        conn.commit()
    }
}

fn lost_group() -> StoreError {
    StoreError::Unavailable("the group of writes was not committed".into())
}

/// After a failed commit the connection's state is unknown: it is replaced.
fn mend(conn: &mut Conn, place: &Place) {
    match place.open() {
        Ok(fresh) => *conn = fresh,
        Err(error) => tracing::error!(error = %error, "the database cannot be opened again"),
    }
}

/// Does one write inside the group, alone revocable.
fn in_savepoint(conn: &mut Conn, job: &mut dyn Job) {
    let mut well = false;
    let kept = conn.transaction(|conn| {
        well = job.does(conn);
        // What it came to is the job's to tell; this only takes back what it wrote.
        if well { Ok(()) } else { Err(lost_group()) }
    });
    if let (true, Err(error)) = (well, kept) {
        job.fails(error);
    }
}
