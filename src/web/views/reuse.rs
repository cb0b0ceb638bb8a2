//! What others take along: the number as an image or a small page, a sheet to print, snippets.

use askama::Template;

use super::choice::Choice;
use super::page::Page;
use super::public::PublishedNumber;
use super::tables::{TableBlock, table_block};
use super::wording::{capital, plain, wrapped};
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::release::{Figure, Figures, TableFigures};
use crate::text::Words;

/// The address in every snippet, replaced by the site's own.
const ADDRESS: &str = "https://enkel.example";

const PANDAS: &str = include_str!("../../../templates/snippets/pandas.py");
const JSONSTAT: &str = include_str!("../../../templates/snippets/jsonstat.py");
const ODATA: &str = include_str!("../../../templates/snippets/odata.py");
const R: &str = include_str!("../../../templates/snippets/figures.R");
const VERIFY: &str = include_str!("../../../templates/snippets/verify.sh");
const ARCHIVE: &str = include_str!("../../../templates/snippets/archive.sh");

/// The number with its caveat, as a drawing for other sites.
#[derive(Template)]
#[template(path = "figures/number.svg")]
struct NumberDrawing {
    language: &'static str,
    title: String,
    name: String,
    about: Vec<(i64, String)>,
    small: Vec<(i64, String)>,
    address: (i64, String),
    height: i64,
}

/// The newest number as SVG, 480 wide: no script, no style sheet, nothing fetched. `address` is
/// where all figures are. The same input gives the same bytes.
///
/// # Errors
/// Never in practice: writing to memory does not fail.
pub fn number_svg(
    w: &Words<'_>,
    name: &str,
    number: Option<PublishedNumber>,
    address: &str,
) -> Result<String, askama::Error> {
    let (about, margin) = match number {
        Some(number) => number.sentences(w),
        None => (w.say("figures-none"), String::new()),
    };
    let mut y = 44;
    let mut lines = |text: &str, width: usize, step: i64, gap: i64| -> Vec<(i64, String)> {
        y += gap;
        wrapped(&plain(text), width)
            .into_iter()
            .map(|line| {
                y += step;
                (y, line)
            })
            .collect()
    };
    let about_lines = lines(&capital(&about), 32, 36, 0);
    let mut small = lines(&margin, 58, 20, 8);
    small.extend(lines(&w.say("caveat"), 58, 20, 8));
    small.extend(lines(&w.say("standing-line"), 58, 20, 8));
    y += 30;
    NumberDrawing {
        language: w.code(),
        title: plain(&about),
        name: name.to_owned(),
        about: about_lines,
        small,
        address: (y, address.to_owned()),
        height: y + 24,
    }
    .render()
}

/// `figures/number.html`: the number for a frame in another site.
#[derive(Template)]
#[template(path = "figures/number.html")]
pub struct NumberView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The newest number, when one was published.
    pub number: Option<PublishedNumber>,
}

/// How many reasons a sheet names.
const REASONS: usize = 5;

/// `figures/{release}/sheet`: the main figures of a quarter on one A4.
#[derive(Template)]
#[template(path = "figures/sheet.html")]
pub struct SheetView<'a> {
    /// The page.
    pub page: Page<'a>,
    id: String,
    number: PublishedNumber,
    tables: Vec<TableBlock>,
    reasons: Vec<(String, String)>,
    method: String,
    corrected: Option<String>,
}

impl<'a> SheetView<'a> {
    /// The sheet of a release with tables; `base` is the site's address, printed in full.
    #[must_use]
    pub fn new(page: Page<'a>, figures: &Figures, base: &str) -> Self {
        let w = page.w;
        let table = |name: &str| figures.tables.iter().find(|table| table.name == name);
        let blocks = ["province", "birth_cohort"].map(table);
        Self {
            id: figures.period.to_string(),
            number: PublishedNumber {
                figure: figures.number,
                published: figures.published,
            },
            tables: blocks
                .into_iter()
                .flatten()
                .map(|table| table_block(w, table, &Choice::default()))
                .collect(),
            reasons: table("main_reason").map_or(Vec::new(), |table| largest(w, table)),
            method: format!("{base}/{}/figures", w.code()),
            corrected: None,
            page,
        }
    }

    /// The same of an erratum, with its reason.
    #[must_use]
    pub fn corrected(mut self, reason: Option<&str>) -> Self {
        self.corrected = reason.map(str::to_owned);
        self
    }

    fn about(&self) -> String {
        let name = self.page.site.name.as_str();
        self.page.w.say_with("sheet-about", "name", name)
    }
}

/// The answers named most often, without those who did not say.
fn largest(w: Words<'_>, table: &TableFigures) -> Vec<(String, String)> {
    let mut shown: Vec<(i64, i64, &str)> = table
        .cells
        .iter()
        .filter_map(|(codes, figure)| match (figure, codes.first()) {
            (Figure::Shown { count, margin_95 }, Some(code)) if *code != "not_told" => {
                Some((*count, *margin_95, *code))
            }
            _ => None,
        })
        .collect();
    shown.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    shown
        .into_iter()
        .take(REASONS)
        .map(|(count, margin, code)| {
            let written = format!("{} ± {}", w.number(count), w.number(margin));
            (w.label("main_reason", code), written)
        })
        .collect()
}

/// `for-municipalities`.
#[derive(Template)]
#[template(path = "public/for_municipalities.html")]
pub struct MunicipalitiesView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The quarters that came out, the newest first.
    pub quarters: Vec<Quarter>,
}

/// The newest release, to be cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The quarter.
    pub quarter: Quarter,
    /// The day it came out.
    pub published: Day,
}

/// `for-researchers`.
#[derive(Template)]
#[template(path = "public/for_researchers.html")]
pub struct ResearchersView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The site's address, without a slash at the end.
    pub base: String,
    /// The licence of the figures.
    pub licence: String,
    /// The newest quarter; none before the first.
    pub newest: Option<Cited>,
    /// The newest number, when one was published.
    pub number: Option<PublishedNumber>,
    /// The files of a release.
    pub files: Vec<&'static str>,
}

/// One piece of text to copy.
struct Snippet {
    id: &'static str,
    title: String,
    about: Option<String>,
    text: String,
}

impl ResearchersView<'_> {
    fn snippet(&self, id: &'static str, title: &str, about: Option<&str>, text: &str) -> Snippet {
        let w = &self.page.w;
        Snippet {
            id,
            title: w.say(title),
            about: about.map(|key| w.say(key)),
            text: text.replace(ADDRESS, &self.base),
        }
    }

    fn reading(&self) -> Vec<Snippet> {
        vec![
            self.snippet(
                "pandas",
                "researchers-snippet-pandas",
                Some("researchers-snippet-pandas-text"),
                PANDAS,
            ),
            self.snippet(
                "r",
                "researchers-snippet-r",
                Some("researchers-snippet-r-text"),
                R,
            ),
            self.snippet(
                "jsonstat",
                "researchers-snippet-jsonstat",
                Some("researchers-snippet-jsonstat-text"),
                JSONSTAT,
            ),
            self.snippet(
                "odata",
                "researchers-snippet-odata",
                Some("researchers-snippet-odata-text"),
                ODATA,
            ),
        ]
    }

    fn checking(&self) -> Vec<Snippet> {
        let release = self
            .newest
            .map_or("2026-Q4".to_owned(), |newest| newest.quarter.to_string());
        let verify = VERIFY.replace("2026-Q4", &release);
        vec![
            self.snippet("verify", "researchers-snippet-verify", None, &verify),
            self.snippet(
                "archive",
                "researchers-snippet-archive",
                Some("researchers-snippet-archive-text"),
                ARCHIVE,
            ),
        ]
    }

    /// The number for another site: as an image, as a frame, as words.
    fn reuse(&self) -> Vec<Snippet> {
        let w = &self.page.w;
        let name = escaped(&self.page.site.name);
        let said = self
            .number
            .map_or(w.say("figures-none"), |number| number.sentences(w).0);
        let said = escaped(&plain(&said));
        let filled = [
            ("name", name.as_str().into()),
            ("number", said.as_str().into()),
        ];
        let alternative = plain(&w.say_args("reuse-alternative", &filled));
        let (caveat, link) = (escaped(&w.say("caveat")), escaped(&w.say("reuse-link")));
        let figures = format!("{}/{}/figures", self.base, w.code());
        let image = format!(
            "<figure>\n<a href=\"{figures}\"><img src=\"{figures}/number.svg\" width=\"480\" \
             alt=\"{alternative}\"></a>\n<figcaption>{caveat}</figcaption>\n</figure>\n"
        );
        let frame = format!(
            "<iframe src=\"{figures}/number.html\" title=\"{name}\" width=\"480\" \
             height=\"400\" loading=\"lazy\"></iframe>\n"
        );
        let words = format!(
            "<p lang=\"{}\">{}<br>\n{caveat}<br>\n{} <a href=\"{figures}\">{link}</a></p>\n",
            w.code(),
            self.words(&name, &said),
            escaped(&w.say("reuse-source")),
        );
        vec![
            self.snippet(
                "image",
                "researchers-snippet-image",
                Some("researchers-snippet-image-text"),
                &image,
            ),
            self.snippet(
                "frame",
                "researchers-snippet-frame",
                Some("researchers-snippet-frame-text"),
                &frame,
            ),
            self.snippet(
                "words",
                "researchers-snippet-words",
                Some("researchers-snippet-words-text"),
                &words,
            ),
        ]
    }

    fn words(&self, name: &str, said: &str) -> String {
        let w = &self.page.w;
        let day = self
            .number
            .map_or(String::new(), |number| w.day(number.published));
        let filled = [
            ("name", name.into()),
            ("number", said.into()),
            ("day", day.as_str().into()),
        ];
        plain(&w.say_args("reuse-words", &filled))
    }

    fn citation(&self) -> String {
        let w = &self.page.w;
        let Some(newest) = self.newest else {
            return w.say("researchers-cite-none");
        };
        let (release, day) = (newest.quarter.to_string(), w.day(newest.published));
        let filled = [
            ("controller", self.page.site.controller.name.as_str().into()),
            ("name", self.page.site.name.as_str().into()),
            ("release", release.as_str().into()),
            ("day", day.as_str().into()),
            ("licence", self.licence.as_str().into()),
        ];
        w.say_args("researchers-cite-example", &filled)
    }
}

/// Text as it stands in HTML that is shown to be copied.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snippet_has_one_address_to_replace() {
        for text in [PANDAS, JSONSTAT, ODATA, R, VERIFY, ARCHIVE] {
            assert_eq!(text.matches(ADDRESS).count(), 1, "{text}");
            assert_eq!(
                text.matches("://").count(),
                1 + text.matches("\"://\"").count()
            );
        }
    }
}
