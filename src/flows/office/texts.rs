//! The texts that people agree to: a draft in every language, another person's approval, and the day
//! from which they hold. What somebody agreed to stays as it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::approve::{fingerprint, finish};
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::crypto::digest;
use crate::domain::clock::Day;
use crate::domain::consent::{ConsentText, Purpose};
use crate::domain::locale::Locale;
use crate::domain::operator::Deed;
use crate::domain::proposal::{Kind, Proposal, State};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, consent_texts, meta, proposals};

/// No text is longer, in characters.
const LONGEST: usize = 6_000;
/// Under this key of `meta`, and a purpose, stands that the board keeps its text: the catalogue of
/// the program no longer does.
const KEPT: &str = "consent_by_office.";

/// A draft: from when, and the words in each language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    from: String,
    /// By tag of the language.
    pub texts: BTreeMap<String, String>,
}

impl Draft {
    /// The first day on which it holds.
    #[must_use]
    pub fn from(&self) -> Option<Day> {
        Day::parse_iso(&self.from)
    }

    /// Reads the body of a proposal.
    #[must_use]
    pub fn read(proposal: &Proposal) -> Option<Self> {
        serde_json::from_str(&proposal.body).ok()
    }
}

/// Whether the board keeps the text of a purpose.
///
/// # Errors
/// When the register cannot be read.
pub(in crate::flows) fn is_kept(conn: &mut Conn, purpose: Purpose) -> Result<bool, StoreError> {
    Ok(meta::get(conn, &format!("{KEPT}{}", purpose.code()))?.is_some())
}

/// New words for a purpose, as they were typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The words in every language that visitors are offered.
    pub texts: BTreeMap<Locale, String>,
    /// The first day on which they hold.
    pub from: String,
    /// The fingerprint of the waiting proposal whose place they take knowingly; else empty.
    pub instead_of: String,
}

/// Proposes new words for a purpose from a day on.
///
/// # Errors
/// When the register cannot be written.
pub fn propose(app: &App, by: &str, purpose: Purpose, typed: Typed) -> Outcome<()> {
    let Typed {
        texts,
        from,
        instead_of,
    } = typed;
    let words = |text: &String| text.replace("\r\n", "\n").trim().to_owned();
    let texts: BTreeMap<String, String> = texts
        .iter()
        .map(|(locale, text)| (locale.code().to_owned(), words(text)))
        .collect();
    let offered: Vec<Locale> = app.texts.offered().collect();
    let is_there = |locale: &Locale| texts.get(locale.code()).is_some_and(|text| fits(text));
    if !offered.iter().all(is_there) {
        return Ok(Err(Refusal::NotEveryLanguage));
    }
    let Some(day) = Day::parse_iso(from.trim()) else {
        return Ok(Err(Refusal::DayForm));
    };
    if day < app.today() {
        return Ok(Err(Refusal::NoDay));
    }
    let draft = Draft {
        from: day.iso(),
        texts,
    };
    let body = serde_json::to_string(&draft).unwrap_or_default();
    let (by, now) = (by.to_owned(), app.now());
    deed(app, "propose a text", move |conn, log| {
        let subject = purpose.code();
        let there = proposals::find(conn, Kind::Consent, subject)?;
        match there {
            // What was approved takes effect on its day; nobody writes over it before.
            Some(one) if one.state == State::Approved => return Ok(Err(Refusal::NotWaiting)),
            Some(one) if one.state == State::Waiting && fingerprint(&one) != instead_of => {
                return Ok(Err(Refusal::Waits));
            }
            _ if stands(conn, purpose, &draft)? => return Ok(Err(Refusal::Unchanged)),
            _ => {}
        }
        let proposal = Proposal::new(Kind::Consent, subject.to_owned(), body.clone(), &by, now);
        proposals::save(conn, &proposal)?;
        log.note(conn, &by, Deed::ProposedText, subject, &draft.from)?;
        Ok(Ok(()))
    })
}

fn fits(text: &str) -> bool {
    let unseen = |sign: char| {
        (sign.is_control() && sign != '\n') || ('\u{202a}'..='\u{202e}').contains(&sign)
    };
    (1..=LONGEST).contains(&text.chars().count()) && !text.contains(unseen)
}

/// What was approved holds from its day on: the next version, in every language at once.
pub(super) fn take_effect(app: &App, proposal: &Proposal) -> Result<(), FlowError> {
    let (Some(draft), Some(purpose)) =
        (Draft::read(proposal), Purpose::from_code(&proposal.subject))
    else {
        return Ok(());
    };
    if draft.from().is_none_or(|from| app.today() < from) {
        return Ok(());
    }
    let put = app
        .store
        .register
        .write("put a text in force", move |conn| {
            conn.hold_calendar()?;
            if !stands(conn, purpose, &draft)? {
                add(conn, purpose, &draft)?;
            }
            Ok(())
        });
    put?;
    finish(app, proposal, Some(proposal.subject.clone()))?;
    app.store.register.has_grown();
    Ok(())
}

/// Whether these very words are in force already: the server stopped before it was noted.
fn stands(conn: &mut Conn, purpose: Purpose, draft: &Draft) -> Result<bool, StoreError> {
    let all = consent_texts::all(conn)?;
    let mine = all.iter().filter(|text| text.purpose == purpose);
    let newest = mine.clone().map(|text| text.version).max();
    let now: BTreeMap<String, String> = mine
        .filter(|text| Some(text.version) == newest)
        .map(|text| (text.locale.code().to_owned(), text.text.clone()))
        .collect();
    Ok(draft
        .texts
        .iter()
        .all(|(locale, text)| now.get(locale) == Some(text)))
}

fn add(conn: &mut Conn, purpose: Purpose, draft: &Draft) -> Result<(), StoreError> {
    let all = consent_texts::all(conn)?;
    let mine = all.iter().filter(|text| text.purpose == purpose);
    let version = mine
        .map(|text| text.version)
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    for (locale, text) in &draft.texts {
        let Some(locale) = Locale::from_code(locale) else {
            continue;
        };
        let text = ConsentText {
            purpose,
            version,
            locale,
            sha256: digest::sha256(text.as_bytes()),
            text: text.clone(),
        };
        consent_texts::add(conn, &text)?;
    }
    meta::set(
        conn,
        &format!("{KEPT}{}", purpose.code()),
        &version.to_string(),
    )
}
