//! One outcome that comes later. Whoever asked awaits it as a future, and holds no thread; or
//! blocks for it.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_channel::oneshot::{Receiver, Sender, channel};
use zeroize::Zeroizing;

use crate::crypto::error::CryptoError;

/// In one place from the arena to whoever asked: handing it on leaves no copies behind.
pub(in crate::crypto) type Slow = Box<Zeroizing<[u8; 32]>>;
pub(super) type Outcome = Result<Slow, CryptoError>;

/// The two ends.
pub(super) fn promised() -> (Teller, Answer) {
    let (tells, hears) = channel();
    (Teller(tells), Answer(hears))
}

/// Whoever works for the other end. Dropped without a word it tells that there is no outcome, so
/// that nobody waits for ever.
pub(super) struct Teller(Sender<Outcome>);

impl Teller {
    /// Whether nobody waits any more.
    pub(super) fn is_alone(&self) -> bool {
        self.0.is_canceled()
    }

    pub(super) fn tells(self, outcome: Outcome) {
        // Whoever has left needs no outcome.
        drop(self.0.send(outcome));
    }
}

/// Whoever asked. Dropping it gives the place in the queue up.
pub(super) struct Answer(Receiver<Outcome>);

impl Answer {
    /// Blocks until it comes.
    pub(super) fn wait(self) -> Outcome {
        futures_executor::block_on(self)
    }
}

impl Future for Answer {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let told = Pin::new(&mut self.0).poll(context);
        told.map(|told| told.unwrap_or(Err(CryptoError::Unfinished)))
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

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
