//! Threads that write to PostgreSQL for those who do not want to hold one meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StoreError;

/// One write, done and told.
type Order = Box<dyn FnOnce() + Send>;

/// As many as wait before SQLite's one writer.
const QUEUE: usize = 256;

/// The threads, started when there is need of them. They end when this is dropped and what was queued
/// is done. Nobody waits for that: whoever asked for a write waits for the write.
#[derive(Default)]
pub(super) struct Hands(Mutex<Option<SyncSender<Order>>>);

impl Hands {
    /// Queues one for so many threads; refuses when the queue is full.
    pub(super) fn take(&self, many: u32, order: Order) -> Result<(), StoreError> {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = match orders.take() {
            Some(queue) => queue,
            None => started(many)?,
        };
        let taken = queue.try_send(order).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => {
                StoreError::Unavailable("no thread that writes is there".into())
            }
        });
        *orders = Some(queue);
        taken
    }
}

/// Starts them all. When one cannot be started the others end, and the next order tries again.
fn started(many: u32) -> Result<SyncSender<Order>, StoreError> {
    let (orders, queue) = sync_channel(QUEUE);
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..many {
        let queue = queue.clone();
        std::thread::Builder::new()
            .name("register-hand".into())
            .spawn(move || serves(&queue))
            .map_err(StoreError::unavailable)?;
    }
    Ok(orders)
}

fn serves(queue: &Mutex<Receiver<Order>>) {
    while let Some(order) = next(queue) {
        // Whoever waits for it hears that it broke off.
        if catch_unwind(AssertUnwindSafe(order)).is_err() {
            tracing::error!("a panic while a write was under way");
        }
    }
}

/// Waits for the next one; the others wait behind this one's lock.
fn next(queue: &Mutex<Receiver<Order>>) -> Option<Order> {
    let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    queue.recv().ok()
}
