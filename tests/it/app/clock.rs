//! A clock whose hands the test turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use enkel::domain::clock::{Clock, Day, Timestamp};

/// All clones show the same time.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Nine in the morning of this day.
    pub fn on(day: &str) -> Self {
        Self(Arc::new(AtomicI64::new(morning(parse(day)).unix())))
    }

    pub fn passes(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn stands_at(&self, moment: Timestamp) {
        self.0.store(moment.unix(), Ordering::SeqCst);
    }

    pub fn stands_on(&self, day: Day) {
        self.stands_at(morning(day));
    }

    pub fn today(&self) -> Day {
        self.now().day()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst))
    }
}

pub fn parse(day: &str) -> Day {
    Day::parse_iso(day).expect("a day")
}

fn morning(day: Day) -> Timestamp {
    day.start().plus(9 * 3_600)
}
