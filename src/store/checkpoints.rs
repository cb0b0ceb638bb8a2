//! Bringing SQLite's log back into its file, beside the writer.
//!
//! SQLite would do it inside the commit that makes the log long, and every visitor behind that
//! commit would wait some milliseconds more. A thread of its own does it while the writer goes on;
//! the writer does it itself only when the log grows several times as long all the same.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::conn::{Conn, Place};
use super::error::StoreError;

/// So many pages in the log that are not in the file yet are worth a sync of the file. More at once would
/// keep the disk from the writer's own syncs for longer.
const PAGES: i32 = 500;
/// The writer looks how many there are after so many groups: looking costs it a few microseconds.
const GROUPS: u32 = 16;
/// What was written during one pass goes into the next; a busy writer is not chased for ever, but
/// again some groups later.
const PASSES: usize = 3;

/// A handle on the thread, which ends when it is dropped.
pub(super) struct Checkpoints {
    groups: u32,
    shared: Arc<Shared>,
    due: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    /// Held during a pass.
    pass: Mutex<()>,
    /// Something was written during the last pass.
    is_left: AtomicBool,
}

impl Checkpoints {
    /// Starts the thread on a connection of its own.
    pub(super) fn start(place: &Place) -> Result<Self, StoreError> {
        let conn = place.open()?;
        let (due, told) = sync_channel(1);
        let shared: Arc<Shared> = Arc::default();
        let theirs = shared.clone();
        let thread = std::thread::Builder::new()
            .name("register-log".into())
            .spawn(move || serves(conn, &told, &theirs))
            .map_err(StoreError::unavailable)?;
        Ok(Self {
            groups: 0,
            shared,
            due: Some(due),
            thread: Some(thread),
        })
    }

    /// The writer has committed one more group on this connection.
    pub(super) fn one_more(&mut self, conn: &mut Conn) {
        self.groups = (self.groups + 1) % GROUPS;
        if self.groups > 0 {
            return;
        }
        match conn.log_ahead() {
            Ok(pages) if pages >= PAGES || self.shared.is_left.load(Ordering::Acquire) => {
                // It may be at it already.
                let _ = self.due.as_ref().map(|due| due.try_send(()));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the length of the log cannot be read"),
        }
    }

    /// Lets no pass begin while this is held. The log can be emptied then: SQLite would not wait for a
    /// pass, and leave it as it is.
    pub(super) fn rests(&self) -> MutexGuard<'_, ()> {
        self.shared.pass()
    }
}

impl Shared {
    fn pass(&self) -> MutexGuard<'_, ()> {
        self.pass.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.due.take());
        if let Some(thread) = self.thread.take() {
            // A panic there ends nothing but itself: the writer looks after the log then.
            let _ = thread.join();
        }
    }
}

fn serves(mut conn: Conn, told: &Receiver<()>, shared: &Shared) {
    while told.recv().is_ok() {
        match into_file(&mut conn, shared) {
            Ok(done) => shared.is_left.store(!done, Ordering::Release),
            Err(error) => tracing::error!(%error, "the log cannot be brought into the file"),
        }
    }
}

/// Pass after pass, until nothing was written meanwhile: only then is the file synced, and the log
/// begun anew by the next write.
fn into_file(conn: &mut Conn, shared: &Shared) -> Result<bool, StoreError> {
    for _ in 0..PASSES {
        let _pass = shared.pass();
        conn.log_into_file()?;
        if conn.log_ahead()? == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}
