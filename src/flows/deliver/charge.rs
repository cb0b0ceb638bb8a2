//! What a letter costs: the budgets of its address, its small mail domain and its mailbox.

use std::collections::HashMap;

use crate::config::Settings;
use crate::crypto::visit_key::{TagFor, VisitKey};
use crate::domain::clock::Day;
use crate::domain::code::Code;
use crate::domain::ids::TransitTag;
use crate::domain::letter::Letter;
use crate::domain::postage::{Postage, Spent};
use crate::flows::office::limits::Limits;
use crate::flows::open_door::lock_number;
use crate::store::{Conn, StoreError, budgets};

/// How many letters all plus aliases of one mailbox get a day together, where each alias counts
/// as an address of its own. The plain address is not among them: nobody can use it up this way.
const ALIAS_LETTERS_PER_DAY: u32 = 6;

/// The limits of mail: the settings' and the board's.
pub(super) struct Tariff {
    big: Vec<String>,
    blocked: Vec<String>,
    per_domain: u32,
}

impl Tariff {
    /// The board's own cap for small mail domains goes before the settings'.
    pub(super) fn of(settings: &Settings, mut board: Limits) -> Self {
        let mail = &settings.mail;
        let mut blocked = mail.blocked_domains.clone();
        blocked.append(&mut board.blocked);
        Self {
            big: mail.big_domains.clone(),
            blocked,
            per_domain: board.per_domain.unwrap_or(mail.letters_per_domain_per_day),
        }
    }

    /// The budget of the letter's address.
    pub(super) fn address(key: &VisitKey, letter: &Letter) -> TransitTag {
        key.tag(TagFor::Budget, letter.recipient.canonical().bytes())
    }

    /// Budgets beside the address's own, each with its limit: that of a small mail domain, and
    /// that of all plus aliases of one mailbox, so that nobody can flood either through us.
    fn beside(&self, key: &VisitKey, letter: &Letter) -> Vec<(TransitTag, u32)> {
        let domain = letter.recipient.domain();
        let mut beside = Vec::new();
        if !self.big.iter().any(|big| big == domain) {
            let tag = key.tag(TagFor::MailDomain, domain.as_bytes());
            beside.push((tag, self.per_domain));
        }
        if let Some(mailbox) = letter.recipient.mailbox_of_alias() {
            let tag = key.tag(TagFor::MailDomain, mailbox.bytes());
            beside.push((tag, ALIAS_LETTERS_PER_DAY));
        }
        beside
    }

    /// Every budget the letter is charged to.
    pub(super) fn tags(&self, key: &VisitKey, letter: &Letter) -> Vec<TransitTag> {
        let beside = self.beside(key, letter).into_iter().map(|(tag, _)| tag);
        beside.chain([Self::address(key, letter)]).collect()
    }

    fn is_blocked(&self, domain: &str) -> bool {
        self.blocked
            .iter()
            .any(|blocked| is_within(domain, blocked))
    }
}

fn is_within(domain: &str, parent: &str) -> bool {
    domain
        .strip_suffix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The budgets of a few letters, as they are and as they will be.
pub(super) struct Purse {
    spent: HashMap<TransitTag, Spent>,
    changed: HashMap<TransitTag, Day>,
}

impl Purse {
    /// Holds the budgets that are to be charged until the transaction ends, and loads all.
    pub(super) fn open(
        conn: &mut Conn,
        held: &[TransitTag],
        looked_at: &[TransitTag],
    ) -> Result<Self, StoreError> {
        let mut numbers: Vec<i32> = held.iter().map(lock_number).collect();
        // In one order, or two workers would wait for one another for ever.
        numbers.sort_unstable();
        numbers.dedup();
        conn.hold_mailboxes(&numbers)?;
        let all = [held, looked_at].concat();
        Ok(Self {
            spent: budgets::load_all(conn, &all)?,
            changed: HashMap::new(),
        })
    }

    fn of(&self, tag: &TransitTag) -> Spent {
        self.spent.get(tag).copied().unwrap_or_default()
    }

    fn set(&mut self, tag: TransitTag, spent: Spent, day: Day) {
        self.spent.insert(tag, spent);
        self.changed.insert(tag, day);
    }

    /// The code that opens now, after the letter was charged if this is its first try; `None` when
    /// it is not to be sent.
    pub(super) fn code(
        &mut self,
        tariff: &Tariff,
        key: &VisitKey,
        letter: &Letter,
        first: bool,
    ) -> Option<Code> {
        let spent = self.of(&Tariff::address(key, letter));
        let is_paid = !first || self.charge(tariff, key, letter);
        // Charged before it is dropped: the tables must not tell a blocked address from another.
        if !is_paid || tariff.is_blocked(letter.recipient.domain()) {
            return None;
        }
        let address = letter.recipient.canonical();
        Some(key.code(&address, spent.used, spent.code_length()))
    }

    /// `false` when a budget is used up.
    fn charge(&mut self, tariff: &Tariff, key: &VisitKey, letter: &Letter) -> bool {
        let address = Tariff::address(key, letter);
        let Postage::Send(charged) = self.of(&address).postage() else {
            return false;
        };
        // Also where a domain has no room: the tables must not tell such an address from others.
        self.set(address, charged, letter.day);
        let beside = tariff.beside(key, letter);
        if beside.iter().any(|(tag, most)| self.of(tag).mails >= *most) {
            return false;
        }
        for (tag, _) in beside {
            let spent = self.of(&tag);
            let mails = spent.mails + 1;
            self.set(tag, Spent { mails, ..spent }, letter.day);
        }
        true
    }

    /// Writes what changed.
    pub(super) fn save(&self, conn: &mut Conn) -> Result<(), StoreError> {
        if self.changed.is_empty() {
            return Ok(());
        }
        let changed = self.changed.iter();
        let lines: Vec<_> = changed
            .map(|(tag, day)| (*tag, self.of(tag), *day))
            .collect();
        budgets::save_all(conn, &lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_domain_covers_its_subdomains_and_no_lookalike() {
        assert!(is_within("example.nl", "example.nl"));
        assert!(is_within("mail.example.nl", "example.nl"));
        assert!(!is_within("badexample.nl", "example.nl"));
    }
}
