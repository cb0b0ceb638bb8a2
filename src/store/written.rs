//! One write and its two ends: whoever does it, and whoever waits to hear what it came to.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_channel::oneshot::{Receiver, Sender, channel};

use super::conn::Conn;
use super::error::StoreError;
use super::group::Job;

/// What a write comes to. Awaited as a future, or waited for; dropping it takes nothing back.
pub struct Written<T>(Receiver<Result<T, StoreError>>);

impl<T> Written<T> {
    /// Blocks until it is known.
    ///
    /// # Errors
    /// As [`super::Database::write`].
    pub fn wait(self) -> Result<T, StoreError> {
        futures_executor::block_on(self)
    }
}

impl<T> Future for Written<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Nothing was told: whoever wrote broke off, and it is not certain what is kept.
        let told = Pin::new(&mut self.0).poll(context);
        told.map(|told| told.unwrap_or_else(|gone| Err(StoreError::unavailable(gone))))
    }
}

/// A write that waits for its turn.
pub(super) struct Write<T, W> {
    work: W,
    outcome: Option<Result<T, StoreError>>,
    told: Sender<Result<T, StoreError>>,
}

impl<T, W> Write<T, W> {
    /// Both ends.
    pub(super) fn new(work: W) -> (Self, Written<T>) {
        let (told, hears) = channel();
        let write = Self {
            work,
            outcome: None,
            told,
        };
        (write, Written(hears))
    }

    /// What is to be done.
    pub(super) const fn work(&mut self) -> &mut W {
        &mut self.work
    }

    /// Says what it came to.
    pub(super) fn tells(self, outcome: Result<T, StoreError>) {
        // Whoever asked may have gone away.
        drop(self.told.send(outcome));
    }
}

impl<T: Send, W> Job for Write<T, W>
where
    W: FnMut(&mut Conn) -> Result<T, StoreError> + Send,
{
    fn does(&mut self, conn: &mut Conn) -> bool {
        let outcome = (self.work)(conn);
        let well = outcome.is_ok();
        self.outcome = Some(outcome);
        well
    }

    fn hears(mut self: Box<Self>, group: Result<(), StoreError>) {
        let outcome = match (group, self.outcome.take()) {
            (Ok(()), Some(outcome)) => outcome,
            // Its turn never came.
            (Ok(()), None) => Err(StoreError::Busy),
            (Err(error), _) => Err(error),
        };
        self.tells(outcome);
    }
}
