//! Threads that write to PostgreSQL for those who do not want to hold one meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StoreError;

/// One write, done and told.
type Order = Box<dyn FnOnce() + Send>;

/// As many as wait before SQLite's one writer.
const QUEUE: usize = 256;

/// A handle on the threads, which end when it is dropped and what was queued is done. Nobody waits
/// for that: whoever asked for a write waits for the write.
pub(super) struct Hands(SyncSender<Order>);

impl Hands {
    /// So many threads. Those that cannot be started are missed; without any, every order is refused.
    pub(super) fn of(many: u32) -> Self {
        let (orders, queue) = sync_channel(QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..many {
            let queue = queue.clone();
            let started = std::thread::Builder::new()
                .name("register-hand".into())
                .spawn(move || serves(&queue));
            if let Err(error) = started {
                tracing::error!(%error, "a thread that writes could not be started");
            }
        }
        Self(orders)
    }

    /// Queues one; refuses when the queue is full.
    pub(super) fn take(&self, order: Order) -> Result<(), StoreError> {
        self.0.try_send(order).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => {
                StoreError::Unavailable("no thread that writes is there".into())
            }
        })
    }
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
