//! SQLite's one writer: a thread with a bounded queue that commits up to 64 writes together.
//!
//! Eight writers on eight connections starve one another; one thread that groups them does not,
//! and one sync to disk then serves the whole group. Nobody hears of success before that sync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::Connection;

use super::conn::{Conn, Place};
use super::error::StoreError;

const QUEUE: usize = 256;
const GROUP: usize = 64;

/// Called once the group's fate is known.
pub(super) type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Does one write inside the group's transaction and says how to answer for it; when there is no
/// transaction it is told so and writes nothing.
pub(super) type Job = Box<dyn FnOnce(Result<&mut Conn, StoreError>) -> Answer + Send>;

enum Order {
    Write(Job),
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
        let (orders, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("register-writer".into())
            .spawn(move || outlives_panics(conn, &place, &queue))
            .map_err(StoreError::unavailable)?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    /// Queues one write; refuses when the queue is full.
    pub(super) fn submit(&self, job: Job) -> Result<(), StoreError> {
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
fn outlives_panics(mut conn: Conn, place: &Place, queue: &Receiver<Order>) {
    while catch_unwind(AssertUnwindSafe(|| serve(&mut conn, place, queue))).is_err() {
        tracing::error!("a panic while a group of writes was under way");
        // What was not committed goes with its connection.
        mend(&mut conn, place);
    }
}

fn serve(conn: &mut Conn, place: &Place, queue: &Receiver<Order>) {
    while let Ok(order) = queue.recv() {
        match order {
            // Nobody may be waiting any more; it is done all the same.
            Order::Tidy(what, answer) => drop(answer.send(tidy(conn, place, what))),
            Order::Write(first) => {
                let late = write_group(conn, place, first, queue);
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

/// Writes the first job and whatever else is waiting in one transaction.
fn write_group(
    conn: &mut Conn,
    place: &Place,
    first: Job,
    queue: &Receiver<Order>,
) -> Option<(Tidy, SyncSender<Result<(), StoreError>>)> {
    if let Err(error) = conn.begin_write(place) {
        first(Err(error))(Ok(()));
        mend(conn, place);
        return None;
    }
    let mut answers = vec![first(Ok(&mut *conn))];
    let mut late = None;
    while answers.len() < GROUP && late.is_none() {
        match queue.try_recv() {
            Ok(Order::Write(job)) => answers.push(job(Ok(&mut *conn))),
            Ok(Order::Tidy(what, answer)) => late = Some((what, answer)),
            Err(_) => break,
        }
    }
    let outcome = conn.commit();
    let failed = outcome.is_err();
    for answer in answers {
        answer(if failed { Err(lost_group()) } else { Ok(()) });
    }
    if let Err(error) = outcome {
        tracing::error!(error = %error, "a group of writes was not committed");
        mend(conn, place);
    }
    late
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

/// Runs one piece of work inside the group, alone revocable.
pub(super) fn in_savepoint<T>(
    conn: &mut Conn,
    work: &mut impl FnMut(&mut Conn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    conn.transaction(|conn| work(conn))
}
