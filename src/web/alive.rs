//! Whether the server still works: the threads that answer come round, and the queue of flows
//! moves. A thread that hangs says nothing; that is how it is found.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::rt;

const ROUND: Duration = Duration::from_secs(1);
/// No flow takes longer; some of the office's count a quarter.
const LONGEST_FLOW: Duration = Duration::from_secs(900);

/// When each part was last seen at work, in milliseconds since the server was put together.
pub(super) struct Alive {
    since: Instant,
    threads: Mutex<Vec<Weak<AtomicU64>>>,
    moved: AtomicU64,
}

impl Default for Alive {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            threads: Mutex::default(),
            moved: AtomicU64::new(0),
        }
    }
}

impl Alive {
    /// Watches the thread that this is called on, within its event loop, for as long as it lives.
    pub(super) fn watch_this_thread(&self) {
        let since = self.since;
        let seen = Arc::new(AtomicU64::new(millis(since.elapsed())));
        self.lock().push(Arc::downgrade(&seen));
        rt::spawn(async move {
            loop {
                seen.store(millis(since.elapsed()), Ordering::Release);
                rt::time::sleep(ROUND).await;
            }
        });
    }

    /// Whether there are such threads, and each was seen within that time (two rounds at least).
    pub(super) fn comes_round(&self, within: Duration) -> bool {
        let within = within.max(ROUND * 2);
        let mut threads = self.lock();
        threads.retain(|thread| thread.strong_count() > 0);
        let fresh = |seen: Arc<AtomicU64>| self.is_within(&seen, within);
        let mut living = threads.iter().filter_map(Weak::upgrade);
        !threads.is_empty() && living.all(fresh)
    }

    /// A flow was begun on an empty queue, or came to its end.
    pub(super) fn moved(&self) {
        let now = millis(self.since.elapsed());
        self.moved.store(now, Ordering::Release);
    }

    /// Whether a queue of so many flows moves.
    pub(super) fn moves(&self, at_work: usize) -> bool {
        at_work == 0 || self.is_within(&self.moved, LONGEST_FLOW)
    }

    fn is_within(&self, seen: &AtomicU64, within: Duration) -> bool {
        let seen = Duration::from_millis(seen.load(Ordering::Acquire));
        self.since.elapsed().saturating_sub(seen) <= within
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Weak<AtomicU64>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(2);

    #[test]
    fn a_server_without_threads_is_not_alive() {
        assert!(!Alive::default().comes_round(SOON));
    }

    #[test]
    fn a_thread_that_hangs_is_found_and_one_that_ended_is_forgotten() {
        let alive = Arc::new(Alive::default());
        let hung = alive.clone();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                hung.watch_this_thread();
                rt::time::sleep(Duration::from_millis(200)).await;
                // Blocks the loop itself, as a handler that waits for a lock would.
                std::thread::sleep(Duration::from_secs(4));
            });
        });
        std::thread::sleep(Duration::from_millis(100));
        assert!(alive.comes_round(SOON));
        std::thread::sleep(Duration::from_millis(3_000));
        assert!(!alive.comes_round(SOON));
        thread.join().unwrap();
        assert!(!alive.comes_round(SOON), "nobody is left to answer");
    }

    #[test]
    fn a_queue_stands_still_only_when_somebody_is_in_it() {
        let alive = Alive {
            since: Instant::now() - LONGEST_FLOW * 2,
            ..Alive::default()
        };
        assert!(alive.moves(0));
        assert!(!alive.moves(1));
        alive.moved();
        assert!(alive.moves(1));
    }
}
