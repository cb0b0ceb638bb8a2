//! SQLite's one writer: a thread with a bounded queue that commits up to 64 writes together.
//!
//! Eight writers on eight connections starve one another; one thread that groups them does not,
//! and one sync to disk then serves the whole group. Nobody hears of success before that sync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use super::checkpoints::Checkpoints;
use super::conn::{Conn, Place};
use super::error::StoreError;
use super::group::{Group, Job, mend};

const QUEUE: usize = 256;
const GROUP: usize = 64;

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
            Order::Tidy(what, answer) => drop(answer.send(tidy(conn, place, what, log))),
            Order::Write(first) => {
                let mut late = None;
                Group::begins(first).goes_in(conn, place, |many| {
                    let order = (many < GROUP).then(|| queue.try_recv().ok())??;
                    match order {
                        Order::Write(job) => return Some(job),
                        Order::Tidy(what, answer) => late = Some((what, answer)),
                    }
                    None
                });
                log.one_more(conn);
                if let Some((what, answer)) = late {
                    drop(answer.send(tidy(conn, place, what, log)));
                }
            }
        }
    }
}

fn tidy(conn: &mut Conn, place: &Place, what: Tidy, log: &Checkpoints) -> Result<(), StoreError> {
    let _rests = log.rests();
    match what {
        Tidy::EmptyLog => conn.empty_log(),
        Tidy::Compact => conn.compact(place),
    }
}
