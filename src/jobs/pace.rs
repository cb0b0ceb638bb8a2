//! How long to rest between two pieces of work that hold everybody else off.

use std::time::{Duration, Instant};

const SHORTEST: Duration = Duration::from_millis(20);

/// Rests about as long as the work took, so that others get half of the time.
pub struct Pace {
    since: Instant,
}

impl Pace {
    /// Work begins now.
    #[must_use]
    pub fn start() -> Self {
        Self {
            since: Instant::now(),
        }
    }

    /// How long to rest after the work since [`Pace::start`] or [`Pace::goes_on`].
    #[must_use]
    pub fn due(&self) -> Duration {
        self.since.elapsed().max(SHORTEST)
    }

    /// The next piece of work begins.
    pub fn goes_on(&mut self) {
        self.since = Instant::now();
    }
}
