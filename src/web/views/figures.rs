//! The published figures: an index, one page per release, and how they are made.

use askama::Template;

use super::page::Page;
use super::public::PublishedNumber;
use super::tables::{TableBlock, table_block};
use crate::domain::clock::Day;
use crate::domain::release::{Figure, Figures, Period};
use crate::text::Words;

/// How many weeks the index shows at once: a quarter of them.
pub const RECENT_WEEKS: usize = 13;

/// `figures`: the newest number and all releases.
#[derive(Template)]
#[template(path = "figures/index.html")]
pub struct FiguresView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The newest number, when one was published.
    pub number: Option<PublishedNumber>,
    /// The quarterly releases, newest first.
    pub quarters: Vec<ReleaseEntry>,
    /// The weekly releases, newest first.
    pub weeks: Vec<ReleaseEntry>,
}

/// One release in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseEntry {
    /// The period; the release's id is its text.
    pub period: Period,
    /// The day it was published.
    pub published: Day,
    /// The number of declarations it gives.
    pub number: Figure,
}

impl ReleaseEntry {
    fn path(&self) -> String {
        format!("figures/{}", self.period)
    }

    fn day(&self, w: &Words<'_>) -> String {
        w.day(self.published)
    }

    fn written(&self, w: &Words<'_>) -> String {
        match self.number {
            Figure::Shown { count, .. } => w.number(count),
            Figure::Hidden => w.say("cell-hidden"),
        }
    }
}

/// `figures/{release}`.
#[derive(Template)]
#[template(path = "figures/release.html")]
pub struct ReleaseView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The release's id, as in its address.
    pub id: String,
    /// The number of declarations.
    pub number: PublishedNumber,
    /// Its tables in words.
    pub tables: Vec<TableBlock>,
}

impl<'a> ReleaseView<'a> {
    /// The page of this release.
    #[must_use]
    pub fn new(page: Page<'a>, figures: &Figures) -> Self {
        let w = page.w;
        Self {
            id: figures.period.to_string(),
            number: PublishedNumber {
                figure: figures.number,
                published: figures.published,
            },
            tables: figures
                .tables
                .iter()
                .map(|table| table_block(w, table))
                .collect(),
            page,
        }
    }
}
