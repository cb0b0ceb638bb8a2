//! A clock whose hands are turned: the past of a demonstration is played on it.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::clock::{Clock, Day, Timestamp};

/// How far into a day things happen, in seconds.
const MORNING: i64 = 10 * 3_600;

/// A clock that stands still until it is set.
pub(super) struct Hands(AtomicI64);

impl Hands {
    pub(super) fn at(day: Day) -> Self {
        Self(AtomicI64::new(day.start().plus(MORNING).unix()))
    }

    pub(super) fn set(&self, day: Day) {
        let morning = day.start().plus(MORNING).unix();
        self.0.store(morning, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::Relaxed))
    }
}
