//! Keeps letters in memory and fails on demand: the mailbox of tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Transport;
use crate::domain::clock::Timestamp;
use crate::mail::error::{Reason, SendError, Stage};
use crate::mail::letters::OutgoingLetter;

/// A letter that arrived, and when it was sent.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The letter.
    pub letter: OutgoingLetter,
    /// The moment of sending.
    pub at: Timestamp,
}

/// A mailbox in memory; all clones share it.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    arrived: Vec<Delivered>,
    attempts: usize,
    planned: VecDeque<Planned>,
    down_until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
enum Planned {
    Fails(SendError),
    ArrivesUnanswered,
}

impl Memory {
    /// The next `times` sendings fail like this; later plans follow on.
    pub fn fail_next(&self, times: usize, error: SendError) {
        self.plan(times, Planned::Fails(error));
    }

    /// The next `times` letters arrive, but the answer that says so is lost.
    pub fn lose_next_answers(&self, times: usize) {
        self.plan(times, Planned::ArrivesUnanswered);
    }

    /// Every sending before this moment finds nobody there.
    pub fn down_until(&self, moment: Timestamp) {
        self.state().down_until = Some(moment);
    }

    /// All letters that arrived, in order.
    #[must_use]
    pub fn arrived(&self) -> Vec<Delivered> {
        self.state().arrived.clone()
    }

    /// Takes all letters that arrived out of the box.
    #[must_use]
    pub fn take(&self) -> Vec<Delivered> {
        std::mem::take(&mut self.state().arrived)
    }

    /// How often anybody tried to send, in vain or not.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.state().attempts
    }

    fn plan(&self, times: usize, planned: Planned) {
        let mut state = self.state();
        state.planned.extend(std::iter::repeat_n(planned, times));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Memory {
    fn send(&self, letter: &OutgoingLetter, now: Timestamp) -> Result<(), SendError> {
        let mut state = self.state();
        state.attempts += 1;
        if state.down_until.is_some_and(|until| now < until) {
            return Err(Reason::Unreachable.into());
        }
        let planned = state.planned.pop_front();
        if let Some(Planned::Fails(error)) = planned {
            return Err(error);
        }
        state.arrived.push(Delivered {
            letter: letter.clone(),
            at: now,
        });
        match planned {
            Some(Planned::ArrivesUnanswered) => Err(Reason::BrokenOff(Stage::Content).into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Code;
    use crate::domain::locale::Locale;
    use crate::mail::letters::compose;
    use crate::mail::message::testing;

    #[test]
    fn the_box_fails_as_told_and_then_keeps_what_comes() {
        let letter = testing::letter("jan@example.org", Locale::Nl);
        let code = Code::parse("12345678").unwrap();
        let letter = compose(&testing::dutch(), &code, &letter).unwrap();
        let memory = Memory::default();
        let later = SendError::Later(Reason::TimedOut(Stage::Recipient));
        memory.down_until(Timestamp::from_unix(10));
        memory.fail_next(2, later);
        memory.lose_next_answers(1);
        let sent: Vec<_> = (9..15)
            .map(|second| memory.clone().send(&letter, Timestamp::from_unix(second)))
            .collect();
        assert_eq!(
            sent,
            [
                Err(SendError::Later(Reason::Unreachable)),
                Err(later),
                Err(later),
                Err(SendError::Later(Reason::BrokenOff(Stage::Content))),
                Ok(()),
                Ok(())
            ]
        );
        assert_eq!((memory.attempts(), memory.arrived().len()), (6, 3));
        assert_eq!(memory.take()[1].at, Timestamp::from_unix(13));
        assert!(memory.arrived().is_empty());
    }
}
