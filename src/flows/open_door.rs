//! Typing the code: the limits on tries, and the slow derivation only once it is right.

use std::sync::Arc;

use crate::app::App;
use crate::crypto::derive::RootToCome;
use crate::crypto::visit_key::{TagFor, VisitKey};
use crate::domain::clock::Timestamp;
use crate::domain::code::{Code, CodeLength, TRIES_PER_VISIT};
use crate::domain::email::CanonicalAddress;
use crate::domain::ids::{Nonce, Root, TransitTag};
use crate::domain::visit::{Draft, Stage, Visit};
use crate::store::attempts::Attempt;
use crate::store::{Conn, StoreError, attempts, budgets};

use super::FlowError;
use super::end_visit::has_ended;

/// What typing a code led to.
pub enum Opened {
    /// The code was right: the visit is open.
    Open(Visit),
    /// It was not.
    Wrong,
    /// This visit may not try any more.
    TriesUsedUp,
    /// The visit ended, or its code is too old.
    Over,
}

/// What typing a code led to, before any slow derivation.
pub enum Knocked {
    /// The code was right: the visit opens once its root is derived.
    Opening(Opening),
    /// It was not.
    Wrong,
    /// This visit may not try any more.
    TriesUsedUp,
    /// The visit ended, or its code is too old.
    Over,
}

/// A visit that opens as soon as its root is there. Whoever drops it gives the place in the queue
/// up; the code opens the same visit again.
pub struct Opening {
    visit: Nonce,
    opened: Timestamp,
    root: RootToCome,
}

impl Opening {
    /// Holds no thread meanwhile; needs no runtime of its own.
    ///
    /// # Errors
    /// [`FlowError::Busy`] when it takes too long: the code stays good for this visit.
    pub async fn opens(self) -> Result<Visit, FlowError> {
        let (visit, opened) = (self.visit, self.opened);
        Ok(open(visit, opened, self.root.await?))
    }

    /// Blocks meanwhile.
    fn waits(self) -> Result<Visit, FlowError> {
        Ok(open(self.visit, self.opened, self.root.wait()?))
    }
}

fn open(nonce: Nonce, opened: Timestamp, root: Root) -> Visit {
    let stage = Stage::Open {
        root,
        opened,
        seen: opened,
        draft: Draft::default(),
    };
    Visit { nonce, stage }
}

enum Verdict {
    Right,
    Wrong,
    TriesUsedUp,
}

/// [`knock`], and waits until the door is open: for whoever may block.
///
/// # Errors
/// As [`knock`] and [`Opening::opens`].
pub fn open_door(app: &App, visit: &Visit, typed: Code) -> Result<Opened, FlowError> {
    Ok(match knock(app, visit, typed)? {
        Knocked::Opening(opening) => Opened::Open(opening.waits()?),
        Knocked::Wrong => Opened::Wrong,
        Knocked::TriesUsedUp => Opened::TriesUsedUp,
        Knocked::Over => Opened::Over,
    })
}

/// Tries the code that a pending visit's visitor typed. A right one is used up by then, and a
/// place in the queue for the slow derivation is taken.
///
/// # Errors
/// [`FlowError::Busy`] when too many derivations wait: the code stays good for this visit.
pub fn knock(app: &App, visit: &Visit, typed: Code) -> Result<Knocked, FlowError> {
    let now = app.now();
    let Stage::Pending { address, asked } = &visit.stage else {
        return Ok(Knocked::Over);
    };
    if visit.is_over(now) || has_ended(app, visit.nonce)? {
        return Ok(Knocked::Over);
    }
    let canonical = Arc::new(address.canonical());
    let door = Door {
        key: app.keys.visit(asked.day())?,
        address: canonical.clone(),
        visit: visit.nonce,
        asked: *asked,
    };
    let verdict = app
        .store
        .transit
        .write("type a code", move |conn| door.try_code(conn, &typed, now))?;
    Ok(match verdict {
        // Only now the slow derivation is asked for, so that no answer before the right code can
        // be timed by it, and nobody can flood it.
        Verdict::Right => Knocked::Opening(Opening {
            visit: visit.nonce,
            opened: now,
            root: app.derivation.asks(&app.keys, &canonical)?,
        }),
        Verdict::Wrong => Knocked::Wrong,
        Verdict::TriesUsedUp => Knocked::TriesUsedUp,
    })
}

struct Door {
    key: Arc<VisitKey>,
    address: Arc<CanonicalAddress>,
    visit: Nonce,
    asked: Timestamp,
}

impl Door {
    fn try_code(
        &self,
        conn: &mut Conn,
        typed: &Code,
        now: Timestamp,
    ) -> Result<Verdict, StoreError> {
        let attempt_tag = self.key.tag(TagFor::Attempt, self.visit.bytes());
        let budget_tag = self.key.tag(TagFor::Budget, self.address.bytes());
        conn.hold_mailbox(lock_number(&budget_tag))?;
        let attempt = attempts::load(conn, &attempt_tag)?;
        if attempt.tries >= TRIES_PER_VISIT {
            return Ok(Verdict::TriesUsedUp);
        }
        let spent = budgets::load(conn, &budget_tag)?;
        let day = self.asked.day();
        if self
            .key
            .code(&self.address, spent.used, spent.code_length())
            .is(typed)
        {
            let opened = Attempt {
                opened_with: Some(spent.used),
                ..attempt
            };
            attempts::save(conn, &attempt_tag, opened, now)?;
            budgets::save(conn, &budget_tag, spent.after_use(), day)?;
            return Ok(Verdict::Right);
        }
        if self.opened_before(attempt, typed) {
            return Ok(Verdict::Right);
        }
        let tried = Attempt {
            tries: attempt.tries + 1,
            ..attempt
        };
        attempts::save(conn, &attempt_tag, tried, now)?;
        budgets::save(conn, &budget_tag, spent.after_wrong_code(), day)?;
        Ok(if tried.tries >= TRIES_PER_VISIT {
            Verdict::TriesUsedUp
        } else {
            Verdict::Wrong
        })
    }

    /// A used code opens the visit that used it again: its page may not have arrived.
    fn opened_before(&self, attempt: Attempt, typed: &Code) -> bool {
        attempt.opened_with.is_some_and(|used| {
            [CodeLength::Short, CodeLength::Long]
                .into_iter()
                .any(|length| self.key.code(&self.address, used, length).is(typed))
        })
    }
}

/// Two tags that share a number only wait for one another.
pub(super) fn lock_number(tag: &TransitTag) -> i32 {
    let [a, b, c, d, ..] = *tag.bytes();
    i32::from_be_bytes([a, b, c, d])
}
