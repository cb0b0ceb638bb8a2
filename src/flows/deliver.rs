//! Delivering letters: lease a few, apply the limits, send outside any transaction, settle.
//!
//! A letter is charged to its address once, before its first try, and erased once it was
//! accepted, refused for good, or is not to be sent at all. What happened to it is told to
//! nobody: the visitor saw the same page in every case.

use crate::app::App;
use crate::crypto::random;
use crate::crypto::visit_key::TagFor;
use crate::domain::clock::{Day, Timestamp};
use crate::domain::code::{Code, CodeLength};
use crate::domain::ids::TransitTag;
use crate::domain::letter::Letter;
use crate::domain::locale::Locale;
use crate::domain::postage::{Postage, Spent};
use crate::mail::letters::{LetterWords, OutgoingLetter, compose};
use crate::mail::{Reason, SendError};
use crate::store::outbox::{self, Leased};
use crate::store::{Conn, StoreError, budgets};
use crate::text::Texts;

use super::FlowError;
use super::office::limits::{self, Limits};
use super::open_door::lock_number;

/// How many letters one worker takes at a time: few, so that another one beside it gets its share
/// of those that came together.
const BATCH: i64 = 8;
/// A worker begins no delivery later than this after it took its letters, in seconds. A slow
/// relay can make one last over a minute, and it must be over before another worker may take the
/// same letter: nobody gets one twice because a relay is slow.
const BEGIN_WITHIN_SECONDS: i64 = outbox::LEASE_SECONDS / 2;
/// How many letters all plus aliases of one mailbox get a day together, where each alias counts
/// as an address of its own. The plain address is not among them: nobody can use it up this way.
const ALIAS_LETTERS_PER_DAY: u32 = 6;
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
    let token: Token = random::bytes()?;
    let by_database = app.watch_database_clock;
    let leased = app.store.transit.write("lease letters", move |conn| {
        let theirs = if by_database { conn.own_clock()? } else { None };
        let common = theirs.map_or(now, Timestamp::from_unix);
        outbox::lease(conn, &token, now, common, BATCH)
    })?;
    // Looked at once a round, and only when there is something to send.
    let limits = match leased.is_empty() {
        true => Limits::default(),
        false => limits::in_force(app)?,
    };
    let mut round = Round {
        taken: leased.len(),
        ..Round::default()
    };
    for letter in leased {
        if app.now().since(now) > BEGIN_WITHIN_SECONDS {
            break;
        }
        match deliver_one(app, &letter, token, &limits)? {
            Fate::Accepted => round.accepted += 1,
            Fate::PutBack => round.put_back += 1,
            Fate::Erased => {}
        }
    }
    Ok(round)
}

enum Fate {
    Accepted,
    PutBack,
    Erased,
}

fn deliver_one(
    app: &App,
    leased: &Leased,
    token: Token,
    limits: &Limits,
) -> Result<Fate, FlowError> {
    let Some(letter) = open(app, leased) else {
        return erase(app, leased, token, Fate::Erased);
    };
    let Some(code) = charge(app, leased, &letter, token, limits)? else {
        return erase(app, leased, token, Fate::Erased);
    };
    let sent = write_letter(app, &letter, &code)
        .map_err(SendError::from)
        .and_then(|outgoing| app.mailer.send(&outgoing, app.now()));
    match sent {
        Ok(()) => erase(app, leased, token, Fate::Accepted),
        Err(SendError::Refused(reason)) => {
            tracing::info!(%reason, "a letter was refused for good");
            erase(app, leased, token, Fate::Erased)
        }
        Err(SendError::Later(reason)) => {
            tracing::warn!(%reason, "a letter could not be delivered yet");
            put_back(app, leased, token)
        }
    }
}

/// Opens the seal; a letter whose day's key is gone can be read by nobody any more.
fn open(app: &App, leased: &Leased) -> Option<Letter> {
    let padded = app.keys.open_letter(&leased.sealed).ok()?;
    Letter::from_padded(&padded)
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

fn erase(app: &App, leased: &Leased, token: Token, fate: Fate) -> Result<Fate, FlowError> {
    let id = leased.id;
    app.store.transit.write("settle a letter", move |conn| {
        outbox::erase(conn, &id, &token)
    })?;
    Ok(fate)
}

fn put_back(app: &App, leased: &Leased, token: Token) -> Result<Fate, FlowError> {
    let id = leased.id;
    let due = next_try(app.now(), leased.tries, random::bytes()?);
    app.store.transit.write("put a letter back", move |conn| {
        outbox::put_back(conn, &id, &token, due)
    })?;
    Ok(Fate::PutBack)
}

/// Doubling waits, each shortened by up to a quarter so that letters do not come back in step.
fn next_try(now: Timestamp, tries: u32, chance: [u8; 2]) -> Timestamp {
    let doubled = FIRST_WAIT_SECONDS.saturating_mul(1 << tries.min(10));
    let wait = doubled.min(LONGEST_WAIT_SECONDS);
    let quarter = wait * i64::from(u16::from_be_bytes(chance)) / (4 * 65_536);
    now.plus(wait - quarter)
}

/// Applies the limits before the first try, and gives the code that opens now; `None` when the
/// letter is not to be sent.
fn charge(
    app: &App,
    leased: &Leased,
    letter: &Letter,
    token: Token,
    limits: &Limits,
) -> Result<Option<Code>, FlowError> {
    let mut meter = Meter::new(app, leased, letter, token)?;
    meter.cap(app, letter, limits);
    let first = leased.tries == 0;
    let length = app.store.transit.write("charge a letter", move |conn| {
        if first {
            meter.charge(conn)
        } else {
            meter.present(conn).map(Some)
        }
    })?;
    // Charged before it is dropped: the tables must not tell a blocked address from another.
    if is_blocked(app, limits, letter.recipient.domain()) {
        return Ok(None);
    }
    let key = app.keys.visit(letter.day)?;
    Ok(length.map(|(used, length)| key.code(&letter.recipient.canonical(), used, length)))
}

fn is_blocked(app: &App, limits: &Limits, domain: &str) -> bool {
    let settings = app.settings.mail.blocked_domains.iter();
    let mut all = settings.chain(&limits.blocked);
    all.any(|blocked| is_within(domain, blocked))
}

fn is_within(domain: &str, parent: &str) -> bool {
    domain
        .strip_suffix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The budgets that one letter is charged to.
struct Meter {
    address: TransitTag,
    /// Budgets beside the address's own, each with its limit: that of a small mail domain, and
    /// that of all plus aliases of one mailbox, so that nobody can flood either through us.
    beside: Vec<(TransitTag, u32)>,
    day: Day,
    letter: [u8; 16],
    token: Token,
}

impl Meter {
    fn new(app: &App, leased: &Leased, letter: &Letter, token: Token) -> Result<Self, FlowError> {
        let key = app.keys.visit(letter.day)?;
        let mail = &app.settings.mail;
        let domain = letter.recipient.domain();
        let address = key.tag(TagFor::Budget, letter.recipient.canonical().bytes());
        let mut beside = Vec::new();
        if !mail.big_domains.iter().any(|big| big == domain) {
            let tag = key.tag(TagFor::MailDomain, domain.as_bytes());
            beside.push((tag, mail.letters_per_domain_per_day));
        }
        if let Some(mailbox) = letter.recipient.mailbox_of_alias() {
            let tag = key.tag(TagFor::MailDomain, mailbox.bytes());
            beside.push((tag, ALIAS_LETTERS_PER_DAY));
        }
        Ok(Self {
            address,
            beside,
            day: letter.day,
            letter: leased.id,
            token,
        })
    }

    /// The board's own cap for small mail domains, in the place of the settings'.
    fn cap(&mut self, app: &App, letter: &Letter, limits: &Limits) {
        let big = &app.settings.mail.big_domains;
        let is_big = big.iter().any(|big| big == letter.recipient.domain());
        if let (Some(cap), false, Some(first)) =
            (limits.per_domain, is_big, self.beside.first_mut())
        {
            first.1 = cap;
        }
    }

    fn present(&self, conn: &mut Conn) -> Result<(u32, CodeLength), StoreError> {
        let spent = budgets::load(conn, &self.address)?;
        Ok((spent.used, spent.code_length()))
    }

    fn charge(&self, conn: &mut Conn) -> Result<Option<(u32, CodeLength)>, StoreError> {
        conn.hold_mailbox(lock_number(&self.address))?;
        let spent = budgets::load(conn, &self.address)?;
        let Postage::Send(charged) = spent.postage() else {
            return Ok(None);
        };
        if !outbox::charge(conn, &self.letter, &self.token)? {
            return Ok(None);
        }
        let room = self.room_beside(conn)?;
        // Also where a domain has no room: the tables must not tell such an address from others.
        budgets::save(conn, &self.address, charged, self.day)?;
        let Some(beside) = room else { return Ok(None) };
        for (tag, spent) in beside {
            budgets::save(conn, &tag, spent, self.day)?;
        }
        Ok(Some((spent.used, spent.code_length())))
    }

    /// The budgets beside the address's own as they are after this letter; `None` when one of
    /// them is used up.
    fn room_beside(&self, conn: &mut Conn) -> Result<Option<Vec<(TransitTag, Spent)>>, StoreError> {
        let mut after = Vec::new();
        for (tag, limit) in &self.beside {
            conn.hold_mailbox(lock_number(tag))?;
            let spent = budgets::load(conn, tag)?;
            if spent.mails >= *limit {
                return Ok(None);
            }
            let mails = spent.mails + 1;
            after.push((*tag, Spent { mails, ..spent }));
        }
        Ok(Some(after))
    }
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

    #[test]
    fn a_blocked_domain_covers_its_subdomains_and_no_lookalike() {
        assert!(is_within("example.nl", "example.nl"));
        assert!(is_within("mail.example.nl", "example.nl"));
        assert!(!is_within("badexample.nl", "example.nl"));
    }
}
