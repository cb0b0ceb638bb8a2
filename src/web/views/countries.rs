//! The index of states, and a page for each: law and practice apart, every claim with its source.

use askama::Template;

use super::facts::{Told, told};
use super::page::Page;
use crate::domain::clock::Day;
use crate::domain::country::{About, Atlas, Claim, Country};
use crate::domain::locale::Locale;
use crate::domain::nationality::Nationality;
use crate::domain::report::Part;
use crate::domain::source::Source;
use crate::text::{Found, Words};

/// `countries`: the index, or what was searched for.
#[derive(Template)]
#[template(path = "public/countries.html")]
pub struct CountriesView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// What is known.
    pub atlas: &'a Atlas,
    /// What was searched for, if anything.
    pub asked: Option<String>,
}

impl<'a> CountriesView<'a> {
    fn counted(&self) -> Told<'_> {
        told(self.page.w, &self.atlas.sources, "countries-counted")
    }

    /// States that were looked into, by name.
    fn researched(&self) -> Vec<(Nationality, String, &'a Country)> {
        let states = self.page.w.states().iter().cloned();
        states
            .filter_map(|(state, name)| Some((state, name, self.atlas.country(state)?)))
            .collect()
    }

    /// All others, by name.
    fn rest(&self) -> Vec<(Nationality, String)> {
        let states = self.page.w.states().iter().cloned();
        states
            .filter(|(state, _)| self.atlas.country(*state).is_none())
            .collect()
    }

    /// What was found; empty when nothing was.
    fn found(&self) -> Vec<(Nationality, String)> {
        let w = self.page.w;
        let found = match w.search(self.asked.as_deref().unwrap_or_default()) {
            Found::Nothing => Vec::new(),
            Found::One(one) => vec![one],
            Found::Several(several) => several,
        };
        let states = found.into_iter().filter(|answer| answer.is_state());
        states.map(|state| (state, w.state(state.code()))).collect()
    }
}

/// How many were found, as the catalogues count.
fn count<T>(found: &[T]) -> i64 {
    i64::try_from(found.len()).unwrap_or(i64::MAX)
}

/// `countries/{iso2}`.
#[derive(Template)]
#[template(path = "public/country.html")]
pub struct CountryView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Which state.
    pub state: Nationality,
    /// What is known of all.
    pub atlas: &'a Atlas,
    /// The day on which it is read.
    pub today: Day,
    /// The token of its form.
    pub token: String,
    /// A report that was sent and not taken.
    pub sent: Option<Sent>,
}

/// A report that was sent and not taken: what was typed stays.
#[derive(Debug)]
pub struct Sent {
    /// Why not.
    pub wrong: Wrong,
    /// The part that was chosen.
    pub part: Option<Part>,
    /// What was typed as a better source.
    pub link: String,
}

/// What can be wrong with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No part was chosen: a machine that presses every button chooses none.
    Part,
    /// What was typed as a better source is none.
    Source,
    /// It does not come from this page, or the page was shown too long ago or to another network.
    Form,
}

impl Wrong {
    /// The `id` of the field.
    const fn field(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Source => "link",
            Self::Form => "report-send",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Part => "fault-answer-unknown",
            Self::Source => "fault-source",
            Self::Form => "fault-page-old",
        }
    }
}

impl<'a> CountryView<'a> {
    fn name(&self) -> String {
        self.page.w.state(self.state.code())
    }

    fn facts(&self) -> CountryFacts<'a> {
        CountryFacts {
            w: self.page.w,
            state: self.state,
            country: self.atlas.country(self.state),
            atlas: self.atlas,
            today: self.today,
        }
    }

    fn is_wrong(&self, field: &str) -> bool {
        let sent = self.sent.as_ref();
        sent.is_some_and(|sent| sent.wrong.field() == field)
    }

    /// The parts of the form, and whether each was chosen.
    fn parts(&self) -> impl Iterator<Item = (Part, bool)> {
        let chosen = self.sent.as_ref().and_then(|sent| sent.part);
        Part::ALL
            .into_iter()
            .map(move |part| (part, Some(part) == chosen))
    }

    fn link(&self) -> &str {
        self.sent.as_ref().map_or("", |sent| &sent.link)
    }
}

/// What a state's page says between its name and the report: the same for readers, and for those
/// who look at it in the office before it is kept.
#[derive(Template)]
#[template(path = "parts/country.html")]
pub struct CountryFacts<'a> {
    /// The words of the reader's language.
    pub w: Words<'a>,
    /// Which state.
    pub state: Nationality,
    /// What is known of it.
    pub country: Option<&'a Country>,
    /// Sources that ship, and the dataset.
    pub atlas: &'a Atlas,
    /// The day on which it is read.
    pub today: Day,
}

impl<'a> CountryFacts<'a> {
    fn source(&self, name: &str) -> Option<&'a Source> {
        let shipped = &self.atlas.sources;
        self.country
            .map_or_else(|| shipped.get(name), |one| one.source(name, shipped))
    }

    /// When a source of the page's own was read, and its licence where it has one. Those that
    /// ship have theirs in their titles.
    fn noted(&self, source: &Source) -> String {
        let Some(day) = source.accessed_on else {
            return String::new();
        };
        let day = self.w.day(day);
        let read = self.w.say_with("country-source-read", "day", day.as_str());
        let licence = source.licence.as_deref();
        let licence = licence.map_or(String::new(), |name| format!(", {name}"));
        format!(", {read}{licence}")
    }

    /// Texts about states are written in Dutch and English; whoever reads another language gets
    /// the English ones, marked as such.
    fn text<'c>(&self, claim: &'c Claim) -> &'c str {
        if self.w.locale() == Locale::Nl {
            &claim.nl
        } else {
            &claim.en
        }
    }

    fn is_translated(&self) -> bool {
        Locale::WRITTEN.contains(&self.w.locale())
    }

    /// The lists under law and practice, each with the key of its title; empty ones are left out.
    fn lists(&self, country: &'a Country) -> Vec<(&'static str, Vec<&'a Claim>)> {
        let lists = [
            ("country-conditions-title", About::Condition),
            ("country-steps-title", About::Step),
            ("country-implications-title", About::Implication),
            ("country-disagreement-title", About::Disagreement),
        ];
        let each = lists
            .into_iter()
            .map(|(title, about)| (title, country.about(about).collect::<Vec<_>>()));
        each.filter(|(_, claims)| !claims.is_empty()).collect()
    }

    fn globalcit(&self) -> Option<i64> {
        self.atlas.globalcit(self.state).map(i64::from)
    }
}

/// After a report was sent.
#[derive(Template)]
#[template(path = "public/reported.html")]
pub struct ReportedView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Whether it was kept.
    pub kept: bool,
}
