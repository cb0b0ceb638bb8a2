//! What a register owes to those who were told of something.

use enkel::domain::answers::Answers;
use enkel::domain::clock::{Day, Timestamp};
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Root;

/// One mailbox: what may be kept of it.
pub struct Mailbox {
    pub root: Root,
    /// What was told last, and what was begun after it.
    pub may_be: Vec<Option<Answers>>,
}

pub struct UsedCode {
    pub address: EmailAddress,
    pub asked: Timestamp,
    pub code: String,
}

/// So many answered requests for a code.
pub struct Letters {
    pub address: EmailAddress,
    pub asked: usize,
}

pub struct Owed {
    pub now: Timestamp,
    pub mailboxes: Vec<Mailbox>,
    pub codes: Vec<UsedCode>,
    pub letters: Vec<Letters>,
    /// Releases that came out, each with its place in the chain.
    pub releases: Vec<(String, String)>,
    /// Daily keys before this day were destroyed.
    pub destroyed_before: Option<Day>,
}

impl Mailbox {
    pub fn empty(root: Root) -> Self {
        Self {
            root,
            may_be: vec![None],
        }
    }

    /// The next deed of its owner: what was told is certain; of the rest the first may have been
    /// done.
    pub fn becomes(&mut self, next: Option<Answers>, told: bool) {
        match told {
            true => self.may_be = vec![next],
            false if self.may_be.len() == 1 => self.may_be.push(next),
            false => {}
        }
    }
}

impl Owed {
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            mailboxes: Vec::new(),
            codes: Vec::new(),
            letters: Vec::new(),
            releases: Vec::new(),
            destroyed_before: None,
        }
    }
}
