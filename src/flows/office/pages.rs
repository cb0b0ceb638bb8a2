//! What the initiative adds to pages, what it knows about states, and what readers reported.

use std::collections::BTreeMap;

use super::documents::{Written, write};
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::domain::country::{Atlas, Country};
use crate::domain::document::{Document, Key, Kind};
use crate::domain::locale::Locale;
use crate::domain::operator::Deed;
use crate::domain::report::Report;
use crate::domain::source::Sources;
use crate::flows::FlowError;
use crate::store::{documents, reports};
use crate::text::markdown;

/// The pages that the initiative may add to.
pub const PAGES: [&str; 13] = [
    "about",
    "questions",
    "examples",
    "advantages",
    "history",
    "safety",
    "help",
    "press",
    "for-municipalities",
    "for-researchers",
    "accessibility",
    "privacy",
    "transparency",
];

/// What was added to a page, in one language.
#[must_use]
pub fn page_key(page: &str, locale: Locale) -> Key {
    Key {
        kind: Kind::Page,
        name: page.to_owned(),
        language: locale.code().to_owned(),
    }
}

/// What is known about a state.
#[must_use]
pub fn country_key(code: &str) -> Key {
    Key {
        name: code.to_owned(),
        ..Key::only(Kind::Country)
    }
}

/// Everything the board keeps for the pages, as the pages need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// By page and tag of the language: HTML that can do nothing but say it.
    pub added: BTreeMap<(String, String), String>,
    /// By code: the board's own pages about states, which take the place of those that ship.
    pub countries: Vec<Country>,
}

/// Reads it.
///
/// # Errors
/// When the register cannot be read.
pub fn kept(app: &App, atlas: &Atlas) -> Result<Kept, FlowError> {
    let all = app
        .store
        .register
        .read("what the board keeps", documents::all)?;
    let mut kept = Kept::default();
    for document in newest(all) {
        let Key {
            kind,
            name,
            language,
        } = document.key;
        match kind {
            Kind::Page => {
                let html = markdown::to_html(&document.body).unwrap_or_default();
                if !html.is_empty() {
                    kept.added.insert((name, language), html);
                }
            }
            Kind::Country => {
                kept.countries
                    .extend(Country::parse(&document.body, &atlas.sources));
            }
            _ => {}
        }
    }
    Ok(kept)
}

/// The newest version of each; they come in the order of their versions.
fn newest(all: Vec<Document>) -> Vec<Document> {
    let mut found: BTreeMap<Key, Document> = BTreeMap::new();
    for document in all {
        found.insert(document.key.clone(), document);
    }
    found.into_values().collect()
}

/// Writes what is added to a page.
///
/// # Errors
/// When the register cannot be written.
pub fn add_to_page(
    app: &App,
    by: &str,
    (page, locale): (&str, Locale),
    over: i32,
    text: &str,
) -> Outcome<()> {
    let known = PAGES.contains(&page) && app.texts.speaks(locale);
    let body = text.replace("\r\n", "\n").trim().to_owned();
    if !known || markdown::to_html(&body).is_err() {
        return Ok(Err(Refusal::Markdown));
    }
    let written = Written {
        key: page_key(page, locale),
        over,
        body,
    };
    let about = format!("{page} {locale}");
    write(app, by, written, Deed::ChangedPage, &about)
}

/// Writes what is known about a state, or that somebody looked at all of it and found it right:
/// `what` says which of the two stands in the log.
///
/// # Errors
/// When the register cannot be written.
pub fn write_country(
    app: &App,
    by: &str,
    (sources, country): (&Sources, &Country),
    over: i32,
    what: Deed,
) -> Outcome<()> {
    // What cannot be read back as it is would be missing from the page without a word.
    let is_read = |body: &String| Country::parse(body, sources).as_ref() == Ok(country);
    let Some(body) = country.text().filter(is_read) else {
        return Ok(Err(Refusal::Country));
    };
    let code = country.state.code();
    let written = Written {
        key: country_key(code),
        over,
        body,
    };
    write(app, by, written, what, code)
}

/// What readers reported.
///
/// # Errors
/// When the register cannot be read.
pub fn reported(app: &App) -> Result<Vec<Report>, FlowError> {
    let all = app
        .store
        .register
        .read("what readers reported", reports::all)?;
    Ok(all.into_iter().collect())
}

/// Lets a report go that somebody dealt with.
///
/// # Errors
/// When the register cannot be written.
pub fn settle(app: &App, by: &str, line: &str) -> Outcome<()> {
    let Some(report) = Report::from_line(line) else {
        return Ok(Err(Refusal::NotWaiting));
    };
    let by = by.to_owned();
    deed(app, "settle a report", move |conn, log| {
        if !reports::remove(conn, &report)? {
            return Ok(Err(Refusal::NotWaiting));
        }
        log.note(conn, &by, Deed::SettledReport, &report.line(), "")?;
        Ok(Ok(()))
    })
}
