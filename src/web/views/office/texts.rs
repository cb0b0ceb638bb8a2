//! Texts, pages and states.

use std::collections::BTreeMap;

use askama::Template;

use super::page::OfficePage;
use crate::domain::clock::Day;
use crate::domain::consent::{ConsentText, Purpose};
use crate::domain::country::Country;
use crate::domain::document::Document;
use crate::domain::locale::Locale;
use crate::domain::proposal::{Proposal, State};
use crate::domain::report::Report;
use crate::flows::office::approve::fingerprint;
use crate::flows::office::pages::PAGES;
use crate::flows::office::texts::Draft;
use crate::flows::office::waiting::Eyes;
use crate::text::Words;
use crate::text::difference::{Piece, side_by_side};
use crate::text::markdown;

/// What is proposed about a purpose and not in force yet.
#[must_use]
pub fn open_about(proposed: &[Proposal], purpose: Purpose) -> Option<Proposal> {
    let mut mine = proposed.iter().filter(|one| one.subject == purpose.code());
    mine.rfind(|one| one.is_open()).cloned()
}

/// The newest text of a purpose in a language.
fn newest(all: &[ConsentText], purpose: Purpose, locale: Locale) -> Option<&ConsentText> {
    let mine = all
        .iter()
        .filter(|one| (one.purpose, one.locale) == (purpose, locale));
    mine.max_by_key(|one| one.version)
}

/// The name of a page, as the foot of every page has it.
pub(super) fn title(w: Words<'_>, name: &str) -> String {
    w.say(match name {
        "for-municipalities" => "nav-municipalities".to_owned(),
        "for-researchers" => "nav-researchers".to_owned(),
        other => format!("nav-{other}"),
    })
}

/// A page: its address, its title, and for each language whether something was added.
type AddedTo = (&'static str, String, Vec<(&'static str, bool)>);

/// `texts`.
#[derive(Template)]
#[template(path = "office/texts.html")]
pub struct TextsView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The present day.
    pub today: Day,
    /// Every text that is or was agreed to.
    pub all: Vec<ConsentText>,
    /// Drafts.
    pub proposed: Vec<Proposal>,
    /// Pages with something added, each with the tag of the language.
    pub added: Vec<(String, String)>,
    /// States, those due first.
    pub countries: Vec<Country>,
    /// What readers reported.
    pub reported: Vec<Report>,
}

impl TextsView<'_> {
    /// Each purpose: code, name, version, in which languages, and what waits.
    fn purposes(&self) -> Vec<(&'static str, String, i64, String, Option<String>)> {
        let w = self.page.w;
        let each = Purpose::ALL.into_iter().map(|purpose| {
            let mine = self.all.iter().filter(|one| one.purpose == purpose);
            let version = mine.clone().map(|one| one.version).max().unwrap_or(0);
            let languages: Vec<&str> = mine
                .filter(|one| one.version == version)
                .map(|one| one.locale.code())
                .collect();
            let waits = open_about(&self.proposed, purpose);
            let waits = waits.map(|one| w.say(format!("office-state-{}", one.state.code())));
            let name = w.say(format!("office-purpose-{}", purpose.code()));
            (
                purpose.code(),
                name,
                version.into(),
                languages.join(", "),
                waits,
            )
        });
        each.collect()
    }

    fn pages(&self) -> Vec<AddedTo> {
        let each = PAGES.into_iter().map(|page| {
            let has = |locale: &Locale| {
                let key = (page.to_owned(), locale.code().to_owned());
                (locale.code(), self.added.contains(&key))
            };
            (
                page,
                title(self.page.w, page),
                Locale::WRITTEN.iter().map(has).collect(),
            )
        });
        each.collect()
    }

    fn name(&self, code: &str) -> String {
        self.page.w.state(code)
    }

    fn is_due(&self, country: &Country) -> bool {
        country.may_be_out_of_date(self.today)
    }

    /// What names it, the state, the part, and a better source.
    fn reports(&self) -> Vec<(String, String, String, String)> {
        let each = self.reported.iter().map(|report| {
            let line = report.line();
            let mut words = line.splitn(3, ' ');
            let mut next = || words.next().unwrap_or_default().to_owned();
            let (state, part, link) = (next(), next(), next());
            let part = self.page.w.say(format!("country-part-{part}"));
            (line.clone(), self.name(&state), part, link)
        });
        each.collect()
    }
}

/// `texts/consent`.
#[derive(Template)]
#[template(path = "office/consent.html")]
pub struct ConsentView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// Tomorrow, as a first proposal for the day.
    pub tomorrow: Day,
    /// The languages that need the text.
    pub offered: Vec<Locale>,
    /// What it asks for.
    pub purpose: Purpose,
    /// Every text.
    pub all: Vec<ConsentText>,
    /// The draft that waits.
    pub proposal: Option<Proposal>,
    /// Who may decide about it.
    pub eyes: Eyes,
    /// What was sent and could not be kept.
    pub sent: BTreeMap<String, String>,
}

impl ConsentView<'_> {
    fn name(&self) -> String {
        self.page
            .w
            .say(format!("office-purpose-{}", self.purpose.code()))
    }

    fn now(&self, locale: &Locale) -> String {
        let newest = newest(&self.all, self.purpose, *locale);
        newest.map(|one| one.text.clone()).unwrap_or_default()
    }

    fn value(&self, locale: &Locale) -> String {
        let sent = self.sent.get(&format!("text-{}", locale.code()));
        sent.cloned().unwrap_or_else(|| self.now(locale))
    }

    fn from(&self) -> String {
        let sent = self.sent.get("from");
        sent.cloned().unwrap_or_else(|| self.tomorrow.iso())
    }

    /// Per language: the old text and the new one in pieces.
    fn sides(&self, proposal: &Proposal) -> Vec<(Locale, Vec<Piece>, Vec<Piece>)> {
        let Some(draft) = Draft::read(proposal) else {
            return Vec::new();
        };
        let each = self.offered.iter().map(|locale| {
            let new = draft.texts.get(locale.code()).cloned().unwrap_or_default();
            let [old, new] = side_by_side(&self.now(locale), &new);
            (*locale, old, new)
        });
        each.collect()
    }

    fn told(&self, proposal: &Proposal) -> String {
        let from = Draft::read(proposal).and_then(|draft| draft.from());
        let from = from.map(|day| self.page.w.day(day)).unwrap_or_default();
        let args = [
            ("who", (&proposal.proposed_by).into()),
            ("day", (&from).into()),
        ];
        self.page.w.say_args("office-draft-by", &args)
    }

    fn is_waiting(&self, proposal: &Proposal) -> bool {
        proposal.state == State::Waiting
    }

    fn seen(&self, proposal: &Proposal) -> String {
        fingerprint(proposal)
    }

    fn versions(&self) -> i64 {
        let mine = self.all.iter().filter(|one| one.purpose == self.purpose);
        mine.map(|one| one.version).max().unwrap_or(0).into()
    }
}

/// `texts/page`.
#[derive(Template)]
#[template(path = "office/page_text.html")]
pub struct PageTextView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The page that is added to.
    pub name: String,
    /// In which language.
    pub locale: Locale,
    /// What stands there.
    pub stands: Option<Document>,
    /// What stands there in other languages, as HTML.
    pub others: Vec<(Locale, String)>,
    /// What was sent, to be looked at or mended.
    pub sent: Option<String>,
}

impl PageTextView<'_> {
    fn title(&self) -> String {
        title(self.page.w, &self.name)
    }

    fn over(&self) -> i32 {
        self.stands.as_ref().map_or(0, |one| one.version)
    }

    fn now(&self) -> &str {
        self.stands.as_ref().map_or("", |one| &one.body)
    }

    fn value(&self) -> &str {
        self.sent.as_deref().unwrap_or_else(|| self.now())
    }

    fn seen(&self) -> Option<String> {
        markdown::to_html(self.sent.as_deref()?).ok()
    }

    /// What stands there, where something else was sent.
    fn beside(&self) -> Option<&str> {
        let sent = self.sent.as_deref()?;
        Some(self.now()).filter(|now| !now.is_empty() && *now != sent.trim())
    }
}
