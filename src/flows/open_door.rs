//! Typing the code: the limits on tries, and the slow derivation only once it is right.

use std::sync::Arc;

use crate::app::App;
use crate::crypto::visit_key::{TagFor, VisitKey};
use crate::domain::clock::Timestamp;
use crate::domain::code::{Code, CodeLength, TRIES_PER_VISIT};
use crate::domain::email::{CanonicalAddress, EmailAddress};
use crate::domain::ids::{Nonce, TransitTag};
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

enum Verdict {
    Right,
    Wrong,
    TriesUsedUp,
}

/// Opens a pending visit with the code its visitor typed.
///
/// # Errors
/// [`FlowError::Busy`] when too many derivations wait: the code stays good for this visit.
pub fn open_door(app: &App, visit: &Visit, typed: Code) -> Result<Opened, FlowError> {
    let now = app.now();
    let Stage::Pending { address, asked } = &visit.stage else {
        return Ok(Opened::Over);
    };
    if visit.is_over(now) || has_ended(app, visit.nonce)? {
        return Ok(Opened::Over);
    }
    let canonical = address.canonical();
    let door = Door {
        key: app.keys.visit(asked.day())?,
        address: Arc::new(canonical),
        visit: visit.nonce,
        asked: *asked,
    };
    let verdict = app
        .store
        .transit
        .write("type a code", move |conn| door.try_code(conn, &typed, now))?;
    match verdict {
        Verdict::Right => enter(app, visit.nonce, address, now).map(Opened::Open),
        Verdict::Wrong => Ok(Opened::Wrong),
        Verdict::TriesUsedUp => Ok(Opened::TriesUsedUp),
    }
}

/// Only now the slow derivation runs, so that no answer before the right code can be timed by
/// it, and nobody can flood it.
fn enter(
    app: &App,
    nonce: Nonce,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<Visit, FlowError> {
    let root = app.derivation.root(&app.keys, &address.canonical())?;
    let stage = Stage::Open {
        root,
        opened: now,
        seen: now,
        draft: Draft::default(),
    };
    Ok(Visit { nonce, stage })
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
