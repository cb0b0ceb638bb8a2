//! What is kept under an address, and the page after a deed.

use askama::Template;

use super::lines::{Line, kept_lines};
use super::page::Page;
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, Purpose};
use crate::domain::period::Cohort;
use crate::domain::record::Record;
use crate::domain::release::Figure;
use crate::text::Words;

/// `kept`: shown in answer to a POST only.
#[derive(Template)]
#[template(path = "door/kept.html")]
pub struct KeptView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The form token.
    pub token: String,
    /// Minutes until the visit ends.
    pub minutes_left: i64,
    /// What is kept; `None` when there is nothing under this address.
    pub kept: Option<Kept>,
}

/// A kept declaration in words.
pub struct Kept {
    /// The answers.
    pub lines: Vec<Line>,
    /// What was agreed to, a sentence each.
    pub consents: Vec<String>,
    /// The last day on which it is kept.
    pub last_day: String,
    /// The year whose declarations have that last day.
    pub year: i32,
}

impl Kept {
    /// The record in words.
    #[must_use]
    pub fn of(w: Words<'_>, record: &Record) -> Self {
        Self {
            lines: kept_lines(w, &record.answers),
            consents: record
                .consents
                .iter()
                .map(|consent| consent_line(w, consent))
                .collect(),
            last_day: w.day(record.cohort.last_day()),
            year: record.cohort.year(),
        }
    }
}

fn consent_line(w: Words<'_>, consent: &Consent) -> String {
    let what = w.say(match consent.purpose {
        Purpose::Declaration => "kept-consent-declaration",
        Purpose::AdultAndDutch => "kept-consent-adult-and-dutch",
        Purpose::KeepAndCount => "kept-consent-keep-and-count",
        Purpose::OptionalAnswers => "kept-consent-optional-answers",
    });
    let day = w.day(consent.day);
    w.say_args(
        "kept-consent-line",
        &[
            ("what", (&what).into()),
            ("version", i64::from(consent.version).into()),
            ("language", consent.locale.own_name().into()),
            ("day", (&day).into()),
        ],
    )
}

/// `done`: after the button was pressed.
#[derive(Template)]
#[template(path = "door/done.html")]
pub struct DoneView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// What was done.
    pub outcome: Outcome,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new declaration.
    Declared {
        /// The last day on which it is kept.
        last_day: Day,
        /// The published number of declarations, when there is one.
        number: Option<Figure>,
    },
    /// A replacement.
    Replaced {
        /// The last day on which it is kept.
        last_day: Day,
        /// Whether the figures will follow it; if not, they stay as last counted.
        counted: bool,
    },
    /// The declaration was taken away.
    Removed,
    /// There was nothing to take away.
    NothingKept,
    /// The page was opened by itself.
    Nothing,
}

impl DoneView<'_> {
    fn title(&self) -> &'static str {
        match self.outcome {
            Outcome::Declared { .. } => "done-declared-title",
            Outcome::Replaced { .. } => "done-replaced-title",
            Outcome::Removed => "done-removed-title",
            Outcome::NothingKept => "done-nothing-kept-title",
            Outcome::Nothing => "done-nothing-title",
        }
    }

    fn number(&self) -> Option<i64> {
        match self.outcome {
            Outcome::Declared {
                number: Some(Figure::Shown { count, .. }),
                ..
            } => Some(count),
            _ => None,
        }
    }

    /// The last day, and the year whose declarations have it.
    fn last_day(&self) -> Option<(String, i32)> {
        match self.outcome {
            Outcome::Declared { last_day, .. } | Outcome::Replaced { last_day, .. } => {
                let year = Cohort::of_last_day(last_day).year();
                Some((self.page.w.day(last_day), year))
            }
            _ => None,
        }
    }
}
