//! Delivering letters: take a few up, send them outside any transaction, settle.
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
use crate::store::outbox;
use crate::text::Texts;

use super::FlowError;
use super::office::limits;

mod charge;
mod take_up;

use charge::Tariff;
use take_up::{Ready, Taking};

/// For so long letters are a worker's own.
pub const LEASE: Duration = Duration::from_secs(outbox::LEASE_SECONDS.unsigned_abs());
/// A worker begins no delivery later than this after it took its letters, in seconds. A slow
/// relay can make one last over a minute, and it must be over before another worker may take the
/// same letter: nobody gets one twice because a relay is slow.
const BEGIN_WITHIN_SECONDS: i64 = outbox::LEASE_SECONDS / 2;
/// What was sent so many seconds ago is settled before the next letter is begun: a worker that is
/// killed sends again no more than what it sent in that time.
const SETTLE_WITHIN_SECONDS: i64 = 1;
/// The first wait before another try, in seconds; it doubles each time.
const FIRST_WAIT_SECONDS: i64 = 30;
/// The longest wait between two tries, in seconds.
const LONGEST_WAIT_SECONDS: i64 = 1_800;

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

/// Takes up the letters that are due and delivers them one by one.
///
/// # Errors
/// When the transit store does not answer. A relay that fails is no error: its letters wait.
pub fn deliver(app: &App) -> Result<Round, FlowError> {
    let now = app.now();
    let transit = &app.store.transit;
    // Most of the time nothing waits, and then nothing is written.
    if !transit.ask("is a letter due", move |conn| outbox::any_due(conn, now))? {
        return Ok(Round::default());
    }
    let token: Token = random::bytes()?;
    let taking = Taking {
        keys: app.keys.clone(),
        tariff: Tariff::of(&app.settings, limits::in_force(app)?),
        token,
        now,
        by_database: app.watch_database_clock,
    };
    let taken = transit.write("take up letters", move |conn| taking.letters(conn))?;
    let mut round = Round {
        taken: taken.leased,
        ..Round::default()
    };
    let mut settling = Settling::new(now);
    for ready in taken.ready {
        if app.now().since(now) > BEGIN_WITHIN_SECONDS {
            break;
        }
        settling.note(&ready, send(app, &ready), app.now(), random::bytes()?);
        if app.now().since(settling.since) >= SETTLE_WITHIN_SECONDS {
            settling.settle(app, token, &mut round)?;
        }
    }
    settling.settle(app, token, &mut round)?;
    Ok(round)
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

/// What became of letters that were tried, until the outbox knows it.
struct Settling {
    since: Timestamp,
    accepted: usize,
    erased: Vec<[u8; 16]>,
    put_back: Vec<([u8; 16], Timestamp)>,
}

impl Settling {
    const fn new(since: Timestamp) -> Self {
        Self {
            since,
            accepted: 0,
            erased: Vec::new(),
            put_back: Vec::new(),
        }
    }

    fn note(
        &mut self,
        ready: &Ready,
        sent: Result<(), SendError>,
        now: Timestamp,
        chance: [u8; 2],
    ) {
        match sent {
            Ok(()) => {
                self.accepted += 1;
                self.erased.push(ready.id);
            }
            Err(SendError::Refused(reason)) => {
                tracing::info!(%reason, "a letter was refused for good");
                self.erased.push(ready.id);
            }
            Err(SendError::Later(reason)) => {
                tracing::warn!(%reason, "a letter could not be delivered yet");
                let due = next_try(now, ready.tries, chance);
                self.put_back.push((ready.id, due));
            }
        }
    }

    /// Tells the outbox; only of letters that this worker still holds.
    fn settle(&mut self, app: &App, token: Token, round: &mut Round) -> Result<(), FlowError> {
        let done = std::mem::replace(self, Self::new(app.now()));
        if done.erased.is_empty() && done.put_back.is_empty() {
            return Ok(());
        }
        round.accepted += done.accepted;
        round.put_back += done.put_back.len();
        app.store.transit.write("settle letters", move |conn| {
            outbox::erase(conn, &done.erased, &token)?;
            for (id, due) in &done.put_back {
                outbox::put_back(conn, id, &token, *due)?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Doubling waits, each shortened by up to a quarter so that letters do not come back in step.
fn next_try(now: Timestamp, tries: u32, chance: [u8; 2]) -> Timestamp {
    let doubled = FIRST_WAIT_SECONDS.saturating_mul(1 << tries.min(10));
    let wait = doubled.min(LONGEST_WAIT_SECONDS);
    let quarter = wait * i64::from(u16::from_be_bytes(chance)) / (4 * 65_536);
    now.plus(wait - quarter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_an_hour_and_differ() {
        let now = Timestamp::from_unix(0);
        assert_eq!(next_try(now, 0, [0, 0]).unix(), 30);
        assert_eq!(next_try(now, 3, [0, 0]).unix(), 240);
        assert_eq!(next_try(now, 40, [0, 0]).unix(), 1_800);
        assert_eq!(next_try(now, 40, [0xff, 0xff]).unix(), 1_351);
    }
}
