//! Waiting that can be cut short, and that shows whether whoever waits still comes round.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tells every job to end.
#[derive(Default)]
struct Order {
    stopped: Mutex<bool>,
    changed: Condvar,
}

/// What one job waits at, round after round.
pub(super) struct Stop {
    order: Arc<Order>,
    passed: Mutex<Instant>,
    failed: Mutex<Option<Instant>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self::under(Arc::default())
    }
}

impl Stop {
    fn under(order: Arc<Order>) -> Self {
        let passed = Mutex::new(Instant::now());
        let failed = Mutex::default();
        Self {
            order,
            passed,
            failed,
        }
    }

    /// For another job, under the same order.
    pub(super) fn beside(&self) -> Self {
        Self::under(self.order.clone())
    }

    /// Ends every wait, now and later.
    pub(super) fn now(&self) {
        *self.stopped() = true;
        self.order.changed.notify_all();
    }

    /// Waits this long; `true` when it is time to end.
    pub(super) fn waits(&self, long: Duration) -> bool {
        let waited = self
            .order
            .changed
            .wait_timeout_while(self.stopped(), long, |stopped| !*stopped);
        *self.passed() = Instant::now();
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Whether the job came by within that time.
    pub(super) fn was_passed_within(&self, long: Duration) -> bool {
        self.passed().elapsed() <= long
    }

    /// Something in the job failed just now.
    pub(super) fn failed(&self) {
        *self.failure() = Some(Instant::now());
    }

    /// Whether anything did within that time.
    pub(super) fn has_failed_within(&self, long: Duration) -> bool {
        self.failure().is_some_and(|at| at.elapsed() <= long)
    }

    fn stopped(&self) -> std::sync::MutexGuard<'_, bool> {
        let stopped = self.order.stopped.lock();
        stopped.unwrap_or_else(PoisonError::into_inner)
    }

    fn passed(&self) -> std::sync::MutexGuard<'_, Instant> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
