//! One outcome that comes later. Whoever asked awaits it as a future, and holds no thread; or
//! blocks for it. Knows no runtime, only whom to wake.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use zeroize::Zeroizing;

use crate::crypto::error::CryptoError;

/// In one place from the arena to whoever asked: handing it on leaves no copies behind.
pub(in crate::crypto) type Slow = Box<Zeroizing<[u8; 32]>>;
pub(super) type Outcome = Result<Slow, CryptoError>;

#[derive(Default)]
struct Slot {
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The two ends.
pub(super) fn promised() -> (Teller, Answer) {
    let slot = Arc::new(Mutex::new(Slot::default()));
    (Teller(slot.clone()), Answer(slot))
}

/// Whoever works for the other end. Dropped without a word it tells that there is no outcome, so
/// that nobody waits for ever.
pub(super) struct Teller(Arc<Mutex<Slot>>);

impl Teller {
    /// Whether nobody waits any more.
    pub(super) fn is_alone(&self) -> bool {
        Arc::strong_count(&self.0) < 2
    }

    pub(super) fn tells(self, outcome: Outcome) {
        self.tell(outcome);
    }

    fn tell(&self, outcome: Outcome) {
        let mut slot = lock(&self.0);
        slot.outcome.get_or_insert(outcome);
        let waker = slot.waker.take();
        drop(slot);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.tell(Err(CryptoError::Unfinished));
    }
}

/// Whoever asked. Dropping it gives the place in the queue up.
pub(super) struct Answer(Arc<Mutex<Slot>>);

impl Answer {
    /// Blocks until it comes.
    pub(super) fn wait(mut self) -> Outcome {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        loop {
            match Pin::new(&mut self).poll(&mut context) {
                Poll::Ready(outcome) => return outcome,
                Poll::Pending => thread::park(),
            }
        }
    }
}

impl Future for Answer {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut slot = lock(&self.0);
        match slot.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_is_woken_also_when_nothing_is_ever_told() {
        let (teller, answer) = promised();
        let waits = thread::spawn(|| answer.wait());
        thread::sleep(std::time::Duration::from_millis(50));
        teller.tells(Ok(Box::new(Zeroizing::new([7; 32]))));
        assert_eq!(waits.join().unwrap().unwrap().as_slice(), [7; 32]);

        let (teller, answer) = promised();
        let waits = thread::spawn(|| answer.wait());
        thread::sleep(std::time::Duration::from_millis(50));
        drop(teller);
        assert!(matches!(
            waits.join().unwrap(),
            Err(CryptoError::Unfinished)
        ));
    }

    #[test]
    fn a_teller_knows_when_nobody_waits_any_more() {
        let (teller, answer) = promised();
        assert!(!teller.is_alone());
        drop(answer);
        assert!(teller.is_alone());
    }
}
