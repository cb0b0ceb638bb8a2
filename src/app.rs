//! Everything a flow needs, handed in: store, keys, clock, mailer, words, settings.

use std::sync::{Arc, Mutex, PoisonError};

use rustix::time::{ClockId, clock_gettime};

use crate::config::Settings;
use crate::crypto::derive::Derivation;
use crate::crypto::keys::Keys;
use crate::domain::clock::{Clock, Day, Timestamp};
use crate::domain::steady::{Seen, Steady};
use crate::flows::journal::Journal;
use crate::mail::transport::Transport;
use crate::store::Store;
use crate::store::outbox::Room;
use crate::text::Texts;

/// One running register. Cheap to share; nothing in it is global.
pub struct App {
    /// Both databases.
    pub store: Store,
    /// The keys of this host.
    pub keys: Arc<Keys>,
    /// The journal of withdrawals and draws.
    pub journal: Arc<Journal>,
    /// The slow derivation, with its workers.
    pub derivation: Derivation,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Whether the database's own clock must agree with it (never in tests, which turn theirs).
    pub watch_database_clock: bool,
    /// How many more letters may wait.
    pub outbox_room: Arc<Room>,
    /// How letters leave.
    pub mailer: Arc<dyn Transport>,
    /// All words in all languages.
    pub texts: Arc<Texts>,
    /// The settings.
    pub settings: Settings,
}

impl App {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present UTC day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now().day()
    }
}

/// The host's clock.
pub struct HostClock;

impl Clock for HostClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where time comes from"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_unix(since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX)))
    }
}

/// Seconds since the host started, sleep included: no one sets it, so it never jumps.
pub struct SinceStart;

impl Clock for SinceStart {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(clock_gettime(ClockId::Boottime).tv_sec)
    }
}

/// The host's clock, counted on steadily while it jumps.
pub struct SteadyClock {
    host: Arc<dyn Clock>,
    since_start: Arc<dyn Clock>,
    steady: Mutex<Steady>,
}

impl SteadyClock {
    /// Begins by believing `host`; `since_start` counts seconds from any moment and never jumps.
    #[must_use]
    pub fn new(host: Arc<dyn Clock>, since_start: Arc<dyn Clock>) -> Self {
        let steady = Steady::from(host.now(), since_start.now().unix());
        Self {
            steady: Mutex::new(steady),
            host,
            since_start,
        }
    }

    /// Over the clocks of this host.
    #[must_use]
    pub fn of_this_host() -> Self {
        Self::new(Arc::new(HostClock), Arc::new(SinceStart))
    }

    fn look(&self) -> Seen {
        let mut steady = self.steady.lock().unwrap_or_else(PoisonError::into_inner);
        steady.look(self.host.now(), self.since_start.now().unix())
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> Timestamp {
        self.look().now
    }

    fn is_in_doubt(&self) -> bool {
        self.look().in_doubt
    }
}
