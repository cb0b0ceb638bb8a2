//! A running process tells the service manager that it is ready, and again and again that it works.
//!
//! The sign of life follows from the look itself, on the same thread: both databases must have
//! answered a write that writes nothing, and every thread must come round. Where one of them hangs,
//! nothing is said any more, and the manager starts the process anew. A database that is away is
//! no reason: it answers with an error, `/readyz` is red, and a new process would do no better.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Stopped;
use super::notify::Notify;
use crate::app::App;
use crate::config::environment;
use crate::flows::ready;

/// Until it is ready somebody waits for that.
const WHILE_STARTING: Duration = Duration::from_millis(500);
/// Where no watchdog asks for more.
const UNWATCHED: Duration = Duration::from_secs(10);
/// A start that waits for room is given this much longer each time, in microseconds.
const LONGER: &str = "EXTEND_TIMEOUT_USEC=90000000\nSTATUS=Not ready yet: ask enkel doctor";

/// What a process is asked about itself.
pub(super) struct Signs {
    /// Whether it can take visitors; may wait for the databases.
    pub(super) ready: Box<dyn Fn() -> bool + Send>,
    /// Whether its threads come round within that time; waits for nothing.
    pub(super) alive: Box<dyn Fn(Duration) -> bool + Send>,
}

/// The thread that tells; it ends when this is dropped.
pub(super) struct Pulse {
    notify: Arc<Notify>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Pulse {
    /// Begins to tell; with nobody to tell it to, nothing is looked at.
    pub(super) fn start(app: &Arc<App>, signs: Signs) -> Result<Self, Stopped> {
        let notify = Arc::new(Notify::of(&environment(), std::process::id()));
        let mut pulse = Self {
            notify: notify.clone(),
            stop: None,
            thread: None,
        };
        if notify.is_heard() {
            let (stop, stopped) = channel();
            let app = app.clone();
            let beats = move || {
                Beat::new(&app, &notify, &signs).goes_on(&|wait| match wait {
                    None => stopped.try_recv() == Err(TryRecvError::Empty),
                    Some(long) => stopped.recv_timeout(long) == Err(RecvTimeoutError::Timeout),
                });
            };
            let thread = std::thread::Builder::new().name("pulse".into());
            pulse.thread = Some(thread.spawn(beats).map_err(|error| {
                Stopped::Refused(format!("no thread can be started: {error}."))
            })?);
            pulse.stop = Some(stop);
        }
        Ok(pulse)
    }

    /// The way to say that the process was told to stop.
    pub(super) fn manager(&self) -> Arc<Notify> {
        self.notify.clone()
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the pulse ended in a panic");
        }
    }
}

struct Beat<'a> {
    app: &'a App,
    notify: &'a Notify,
    signs: &'a Signs,
    within: Duration,
    /// What was said last, once it was ready.
    said: Option<bool>,
}

impl<'a> Beat<'a> {
    fn new(app: &'a App, notify: &'a Notify, signs: &'a Signs) -> Self {
        Self {
            app,
            notify,
            signs,
            within: notify.watchdog.unwrap_or(UNWATCHED * 2),
            said: None,
        }
    }

    /// Looks and tells, for as long as `rests` comes back with `true`.
    fn goes_on(&mut self, rests: &dyn Fn(Option<Duration>) -> bool) {
        loop {
            ready::is_alive(self.app, &|| rests(Some(WHILE_STARTING)));
            match (self.signs.alive)(self.within) {
                true if rests(None) => self.tells((self.signs.ready)()),
                // Its threads may not have begun yet.
                _ if self.said.is_none() => {}
                true => {}
                false => tracing::error!("a part of this process hangs"),
            }
            let long = match self.said {
                None => WHILE_STARTING,
                Some(_) => self.within / 2,
            };
            if !rests(Some(long)) {
                return;
            }
        }
    }

    fn tells(&mut self, ready: bool) {
        match (self.said, ready) {
            (None, true) => self.notify.says("READY=1\nSTATUS=Ready"),
            (None, false) => return self.notify.says(LONGER),
            (Some(false), true) => self.notify.says("STATUS=Ready"),
            (Some(true), false) => self.notify.says("STATUS=Not ready: ask enkel doctor"),
            (Some(_), _) => {}
        }
        self.said = Some(ready);
        if self.notify.watchdog.is_some() {
            self.notify.says("WATCHDOG=1");
        }
    }
}
