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
use crate::store::outbox::{self, Leased};
use crate::store::{Conn, StoreError};

/// How many letters one worker takes at a time: few, so that another one beside it gets its share
/// of those that came together.
const BATCH: i64 = 8;

/// A letter that is charged and can be sent.
pub(super) struct Ready {
    pub id: [u8; 16],
    pub tries: u32,
    pub letter: Letter,
    pub code: Code,
}

/// What was taken up.
pub(super) struct Taken {
    /// How many letters were leased, those among them that are not to be sent.
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
    leased: Leased,
    letter: Letter,
    key: Arc<VisitKey>,
}

impl Taking {
    /// Leases the letters that are due, charges those that were not tried yet, and erases those
    /// that are not to be sent.
    pub(super) fn letters(&self, conn: &mut Conn) -> Result<Taken, StoreError> {
        let leased = self.lease(conn)?;
        let mut taken = Taken {
            leased: leased.len(),
            ready: Vec::new(),
        };
        let (mut opened, mut gone) = (Vec::new(), Vec::new());
        for leased in leased {
            let id = leased.id;
            match self.open(leased) {
                Some(letter) => opened.push(letter),
                None => gone.push(id),
            }
        }
        let mut purse = self.purse(conn, &opened)?;
        let mut charged = Vec::new();
        for Opened {
            leased,
            letter,
            key,
        } in opened
        {
            let first = leased.tries == 0;
            match purse.code(&self.tariff, &key, &letter, first) {
                Some(code) => {
                    charged.extend(first.then_some(leased.id));
                    let (id, tries) = (leased.id, leased.tries);
                    taken.ready.push(Ready {
                        id,
                        tries,
                        letter,
                        code,
                    });
                }
                None => gone.push(leased.id),
            }
        }
        purse.save(conn)?;
        outbox::charge(conn, &charged, &self.token)?;
        outbox::erase(conn, &gone, &self.token)?;
        Ok(taken)
    }

    fn lease(&self, conn: &mut Conn) -> Result<Vec<Leased>, StoreError> {
        let theirs = if self.by_database {
            conn.own_clock()?
        } else {
            None
        };
        let common = theirs.map_or(self.now, Timestamp::from_unix);
        outbox::lease(conn, &self.token, self.now, common, BATCH)
    }

    /// Opens the seal; a letter whose day's keys are gone can be read by nobody any more.
    fn open(&self, leased: Leased) -> Option<Opened> {
        let padded = self.keys.open_letter(&leased.sealed).ok()?;
        let letter = Letter::from_padded(&padded)?;
        let key = self.keys.visit(letter.day).ok()?;
        Some(Opened {
            leased,
            letter,
            key,
        })
    }

    /// The budgets of all of them; those of letters that are still to be charged are held.
    fn purse(&self, conn: &mut Conn, opened: &[Opened]) -> Result<Purse, StoreError> {
        let (mut held, mut looked_at) = (Vec::new(), Vec::new());
        for Opened {
            leased,
            letter,
            key,
        } in opened
        {
            match leased.tries {
                0 => held.extend(self.tariff.tags(key, letter)),
                _ => looked_at.push(Tariff::address(key, letter)),
            }
        }
        Purse::open(conn, &held, &looked_at)
    }
}
