//! Delivering letters: take a few up, send them outside any transaction, settle with the next few.
//!
//! A letter is charged to its address once, before its first try, and erased once it was
//! accepted, refused for good, or is not to be sent at all. What happened to it is told to
//! nobody: the visitor saw the same page in every case.

use std::time::Duration;

use crate::app::App;
use crate::crypto::random;
use crate::domain::clock::Timestamp;
use crate::domain::code::Code;
use crate::domain::letter::Letter;
use crate::domain::locale::Locale;
use crate::mail::letters::{LetterWords, OutgoingLetter, compose};
use crate::mail::{Reason, SendError};
use crate::store::{Conn, StoreError, outbox};
use crate::text::Texts;

use super::FlowError;
use super::office::limits;

mod charge;
mod settling;
mod take_up;

use charge::Tariff;
use settling::Settling;
use take_up::{BATCH, Ready, Taken, Taking};

/// For so long letters are a worker's own.
pub const LEASE: Duration = Duration::from_secs(outbox::LEASE_SECONDS.unsigned_abs());
/// A worker begins no delivery later than this after it took its letters, in seconds. A slow
/// relay can make one last over a minute, and it must be over before another worker may take the
/// same letter: nobody gets one twice because a relay is slow.
const BEGIN_WITHIN_SECONDS: i64 = outbox::LEASE_SECONDS / 2;
/// What was sent so many seconds ago is settled before the next letter is begun: a worker that is
/// killed sends again no more than what it sent in that time.
const SETTLE_WITHIN_SECONDS: i64 = 1;

/// What one round did; for the worker's pace and its health, never per address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters taken up.
    pub taken: usize,
    /// Letters the relay accepted.
    pub accepted: usize,
    /// Letters to be tried again.
    pub put_back: usize,
}

type Token = [u8; 16];

/// Takes up the letters that are due, delivers them one by one, and settles them.
///
/// # Errors
/// When the transit store does not answer. A relay that fails is no error: its letters wait.
pub fn deliver(app: &App) -> Result<Round, FlowError> {
    let mut post = Post::default();
    let round = post.round(app)?;
    post.settle(app)?;
    Ok(round)
}

/// A worker that delivers round after round. While more letters wait, those of one round are settled in
/// the transaction that takes up the next ones: one sync for both.
#[derive(Default)]
pub struct Post {
    settling: Settling,
}

impl Post {
    /// One round.
    ///
    /// # Errors
    /// When the transit store does not answer. What was sent is settled by a later round then.
    pub fn round(&mut self, app: &App) -> Result<Round, FlowError> {
        let now = app.now();
        let transit = &app.store.transit;
        // Most of the time nothing waits, and then nothing is written.
        if !transit.ask("is a letter due", move |conn| outbox::any_due(conn, now))? {
            self.settle(app)?;
            return Ok(Round::default());
        }
        let taking = Taking {
            keys: app.keys.clone(),
            tariff: Tariff::of(&app.settings, limits::in_force(app)?),
            token: random::bytes()?,
            now,
            by_database: app.watch_database_clock,
        };
        let token = taking.token;
        let taken = self.settle_and(app, move |conn| taking.letters(conn))?;
        self.settling = Settling::new(token, now);
        self.sends(app, taken, now)
    }

    fn sends(&mut self, app: &App, taken: Taken, since: Timestamp) -> Result<Round, FlowError> {
        let mut round = Round {
            taken: taken.leased,
            ..Round::default()
        };
        for ready in taken.ready {
            if app.now().since(since) > BEGIN_WITHIN_SECONDS {
                break;
            }
            let chance = random::bytes()?;
            let sent = send(app, &ready);
            round.note(&sent);
            self.settling.note(&ready, sent, app.now(), chance);
            if app.now().since(self.settling.since) >= SETTLE_WITHIN_SECONDS {
                self.settle(app)?;
            }
        }
        if taken.leased < BATCH {
            self.settle(app)?;
        }
        Ok(round)
    }

    /// Tells the outbox what became of the letters of the last round.
    ///
    /// # Errors
    /// When the transit store does not answer: they stay to be settled.
    pub fn settle(&mut self, app: &App) -> Result<(), FlowError> {
        if !self.settling.is_empty() {
            self.settle_and(app, |_| Ok(()))?;
        }
        Ok(())
    }

    fn settle_and<T: Send + 'static>(
        &mut self,
        app: &App,
        mut then: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, FlowError> {
        let told = self.settling.clone();
        let done = app.store.transit.write("settle letters", move |conn| {
            told.tell(conn)?;
            then(conn)
        })?;
        self.settling = Settling::new(self.settling.token, app.now());
        Ok(done)
    }
}

impl Round {
    fn note(&mut self, sent: &Result<(), SendError>) {
        match sent {
            Ok(()) => self.accepted += 1,
            Err(SendError::Refused(_)) => {}
            Err(SendError::Later(_)) => self.put_back += 1,
        }
    }
}

fn send(app: &App, ready: &Ready) -> Result<(), SendError> {
    let outgoing = write_letter(app, &ready.letter, &ready.code).map_err(SendError::from)?;
    app.mailer.send(&outgoing, app.now())
}

fn write_letter(app: &App, letter: &Letter, code: &Code) -> Result<OutgoingLetter, Reason> {
    compose(&letter_words(&app.texts, letter.locale), code, letter)
}

/// The sentences around a code.
#[must_use]
pub fn letter_words(texts: &Texts, locale: Locale) -> LetterWords {
    let say = |key| texts.get(locale, key, &[]);
    LetterWords {
        subject: say("letter-subject"),
        greeting: None,
        code_line: say("letter-code"),
        how_to: say("letter-use"),
        if_not_you: say("letter-not-asked"),
    }
}
