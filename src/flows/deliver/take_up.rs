//! Taking letters up: leased, opened and charged in one transaction, so that a letter in a
//! worker's hands was charged once, whatever happens to the worker.

use std::sync::Arc;

use super::Token;
use super::charge::{Purse, Tariff};
use crate::crypto::keys::Keys;
use crate::crypto::visit_key::VisitKey;
use crate::domain::clock::Timestamp;
use crate::domain::code::Code;
use crate::domain::letter::Letter;
use crate::store::outbox::{self, Waiting};
use crate::store::{Conn, StoreError};

/// How many letters one worker takes at a time: few, so that another one beside it gets its share
/// of those that came together.
pub(super) const BATCH: usize = 16;

/// A letter that is charged and can be sent.
pub(super) struct Ready {
    pub id: [u8; 16],
    pub tries: u32,
    pub letter: Letter,
    pub code: Code,
}

/// What was taken up.
pub(super) struct Taken {
    /// How many letters were taken, those among them that are not to be sent.
    pub leased: usize,
    pub ready: Vec<Ready>,
}

/// All that the transaction needs.
pub(super) struct Taking {
    pub keys: Arc<Keys>,
    pub tariff: Tariff,
    pub token: Token,
    pub now: Timestamp,
    pub by_database: bool,
}

/// A letter whose seal is open.
struct Opened {
    waiting: Waiting,
    letter: Letter,
    key: Arc<VisitKey>,
}

impl Taking {
    /// Leases the letters that are due, charges those that were not tried yet, and erases those
    /// that are not to be sent.
    pub(super) fn letters(&self, conn: &mut Conn) -> Result<Taken, StoreError> {
        let common = self.common_time(conn)?;
        let found = outbox::free(conn, self.now, common, BATCH)?;
        let mut taken = Taken {
            leased: found.len(),
            ready: Vec::new(),
        };
        let (mut opened, mut gone) = (Vec::new(), Vec::new());
        for waiting in found {
            let id = waiting.id;
            match self.open(waiting) {
                Some(letter) => opened.push(letter),
                None => gone.push(id),
            }
        }
        let mut purse = self.purse(conn, &opened)?;
        for Opened {
            waiting: Waiting { id, tries, .. },
            letter,
            key,
        } in opened
        {
            match purse.code(&self.tariff, &key, &letter, tries == 0) {
                Some(code) => taken.ready.push(Ready {
                    id,
                    tries,
                    letter,
                    code,
                }),
                None => gone.push(id),
            }
        }
        purse.save(conn)?;
        let kept: Vec<[u8; 16]> = taken.ready.iter().map(|ready| ready.id).collect();
        outbox::lease(conn, &kept, &self.token, common)?;
        outbox::drop_free(conn, &gone)?;
        Ok(taken)
    }

    /// The time by which all workers reckon leases.
    fn common_time(&self, conn: &mut Conn) -> Result<Timestamp, StoreError> {
        let theirs = if self.by_database {
            conn.own_clock()?
        } else {
            None
        };
        Ok(theirs.map_or(self.now, Timestamp::from_unix))
    }

    /// Opens the seal; a letter whose day's keys are gone can be read by nobody any more.
    fn open(&self, waiting: Waiting) -> Option<Opened> {
        let padded = self.keys.open_letter(&waiting.sealed).ok()?;
        let letter = Letter::from_padded(&padded)?;
        let key = self.keys.visit(letter.day).ok()?;
        Some(Opened {
            waiting,
            letter,
            key,
        })
    }

    /// The budgets of all of them; those of letters that are still to be charged are held.
    fn purse(&self, conn: &mut Conn, opened: &[Opened]) -> Result<Purse, StoreError> {
        let (mut held, mut looked_at) = (Vec::new(), Vec::new());
        for Opened {
            waiting,
            letter,
            key,
        } in opened
        {
            match waiting.tries {
                0 => held.extend(self.tariff.tags(key, letter)),
                _ => looked_at.push(Tariff::address(key, letter)),
            }
        }
        Purse::open(conn, &held, &looked_at)
    }
}
