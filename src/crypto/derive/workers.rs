//! The hash workers: threads that each own an arena, before them one bounded queue.
//!
//! A worker takes the next job the moment it is done with one, and needs no other thread for
//! that. Whoever asks holds a place in the queue and no thread. A place that was given up costs
//! nothing, a panic costs its job alone, and an arena is wiped before its outcome is told.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use argon2::Block;
use zeroize::{Zeroize, Zeroizing};

use super::answer::{Answer, Outcome, Teller, promised};
use crate::crypto::error::CryptoError;
use crate::crypto::secret::Secret;

/// What is to be hashed; wiped on drop.
pub(super) struct Asked {
    pub secret: Secret,
    pub input: Zeroizing<Vec<u8>>,
    pub salt: [u8; 16],
}

/// How it is hashed, in an arena.
pub(super) type Hash = dyn Fn(&Asked, &mut [Block]) -> Outcome + Send + Sync;

/// How many there are and who may wait for them.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub workers: usize,
    /// Blocks of an arena.
    pub blocks: usize,
    pub most_waiting: usize,
    pub longest_wait: Duration,
}

/// A handle on the workers. They end when it is dropped, once they did what was queued.
pub(super) struct Workers {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

struct Queue {
    rules: Rules,
    hash: Box<Hash>,
    line: Mutex<Line>,
    more: Condvar,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    at_work: usize,
    is_over: bool,
}

struct Job {
    // In a place of its own: a queue that grows copies what lies in it.
    asked: Box<Asked>,
    teller: Teller,
    since: Instant,
}

impl Workers {
    pub(super) fn start(rules: Rules, hash: Box<Hash>) -> Result<Self, CryptoError> {
        let queue = Arc::new(Queue {
            rules,
            hash,
            line: Mutex::default(),
            more: Condvar::new(),
        });
        let mut workers = Self {
            queue,
            threads: Vec::new(),
        };
        for _ in 0..rules.workers {
            let queue = workers.queue.clone();
            let thread = std::thread::Builder::new()
                .name("hash-worker".into())
                .spawn(move || queue.serves())
                .map_err(|_| CryptoError::Threads)?;
            workers.threads.push(thread);
        }
        Ok(workers)
    }

    /// Takes a place in the queue.
    pub(super) fn ask(&self, asked: Box<Asked>) -> Result<Answer, CryptoError> {
        let (teller, answer) = promised();
        let rules = &self.queue.rules;
        let mut line = self.queue.lock();
        let most = rules.workers.saturating_add(rules.most_waiting);
        if line.at_work + line.jobs.len() >= most {
            // Nobody is refused for the sake of people who have left.
            line.jobs.retain(|job| !job.teller.is_alone());
        }
        if line.at_work + line.jobs.len() >= most {
            return Err(CryptoError::Busy);
        }
        line.jobs.push_back(Job {
            asked,
            teller,
            since: Instant::now(),
        });
        let somebody_sleeps = line.at_work < rules.workers;
        drop(line);
        if somebody_sleeps {
            self.queue.more.notify_one();
        }
        Ok(answer)
    }

    /// How many wait that no worker is free for.
    pub(super) fn waiting(&self) -> usize {
        let line = self.queue.lock();
        let left = |job: &&Job| !job.teller.is_alone();
        let here = line.jobs.iter().filter(left).count();
        (line.at_work + here).saturating_sub(self.queue.rules.workers)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue.lock().is_over = true;
        self.queue.more.notify_all();
        for thread in self.threads.drain(..) {
            // What was queued is still done; a panic ends no worker, so there is nothing to hear.
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One worker's life. Its arena is empty until its first use, then keeps its memory.
    fn serves(&self) {
        let mut arena = Vec::new();
        while let Some(job) = self.next() {
            let does = || self.does(job, &mut arena);
            if catch_unwind(AssertUnwindSafe(does)).is_err() {
                tracing::error!("a panic in a derivation");
            }
        }
    }

    fn next(&self) -> Option<Job> {
        let idle = |line: &mut Line| line.jobs.is_empty() && !line.is_over;
        let line = self.more.wait_while(self.lock(), idle);
        let mut line = line.unwrap_or_else(PoisonError::into_inner);
        let job = line.jobs.pop_front()?;
        line.at_work += 1;
        Some(job)
    }

    fn does(&self, job: Job, arena: &mut Vec<Block>) {
        let place = AtWork(self);
        if job.teller.is_alone() {
            return;
        }
        // The eldest stand in front: whoever waited too long hears it at the next turn of any
        // worker, and no thread looks at a watch for them.
        let outcome = match job.since.elapsed() > self.rules.longest_wait {
            true => Err(CryptoError::Busy),
            false => self.hashes(job.asked, arena),
        };
        // Whoever hears of it may ask again at once: the place is free by then.
        drop(place);
        job.teller.tells(outcome);
    }

    fn hashes(&self, asked: Box<Asked>, arena: &mut Vec<Block>) -> Outcome {
        arena.resize(self.rules.blocks, Block::new());
        let used = Used(arena);
        (self.hash)(&asked, used.0)
    }
}

/// One who has a job; says when it is done, however it ends.
struct AtWork<'a>(&'a Queue);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        let mut line = self.0.lock();
        line.at_work = line.at_work.saturating_sub(1);
    }
}

/// An arena in use: wiped when that ends, also by a failure or a panic.
struct Used<'a>(&'a mut [Block]);

impl Drop for Used<'_> {
    fn drop(&mut self) {
        // With one pass, any stretch of the old memory leads on to the result without the key:
        // all of it must go, not only the last block.
        for block in self.0.iter_mut() {
            block.zeroize();
        }
    }
}

#[cfg(test)]
mod tests;
