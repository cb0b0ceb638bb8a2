//! The files of a release for other people's tools: each says the same figures in a standard of
//! its field, with the caveat and the licence in it. Pure functions: the same release gives the
//! same bytes. [`check`] reads each back, so that a checker believes none of them.

mod citation;
pub mod codes;
mod csvw;
mod data_package;
mod json_ld;
mod json_stat;
mod licence;
mod read_back;
mod sheet;
mod sheet_back;

use crate::domain::locale::Locale;
use crate::domain::release::{Figure, Figures, TableFigures};
use crate::store::releases::ReleaseFile;
use crate::text::{Texts, Words};

use super::csv::NUMBER;
use super::files::file;
use super::manifest::Manifest;

pub use read_back::{Given, check};

/// The files made here, those with numbers first, and last the one that lists all others.
pub const NAMES: [&str; 6] = [STAT, SHEET, CSVW, PACKAGE, CITATION, DATASET];

const CITATION: &str = "CITATION.cff";
const DATASET: &str = "dataset.jsonld";
const PACKAGE: &str = "datapackage.json";
const CSVW: &str = "figures.csv-metadata.json";
const STAT: &str = "figures.json";
const SHEET: &str = "figures.xlsx";

/// A release to be written.
pub struct Subject<'a> {
    /// What it says.
    pub figures: &'a Figures,
    /// What it says about itself.
    pub manifest: &'a Manifest,
    /// The files that are there already: `figures.csv`, `flows.csv`, `release.json` and so on.
    pub core: &'a [ReleaseFile],
    /// Every language's words.
    pub texts: &'a Texts,
}

/// A file could not be written in memory: not a thing a visitor or reader can cause.
#[derive(Debug, thiserror::Error)]
#[error("{name} could not be written")]
pub struct FormatError {
    name: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// The core files and all others.
///
/// # Errors
/// Never in practice.
pub fn files(subject: &Subject<'_>) -> Result<Vec<ReleaseFile>, FormatError> {
    let mut files = subject.core.to_vec();
    files.extend([
        file(CITATION, citation::write(subject).into_bytes()),
        file(CSVW, json(CSVW, &csvw::write(subject))?),
        file(STAT, json(STAT, &json_stat::write(subject))?),
        file(SHEET, sheet::write(subject)?),
        file(PACKAGE, json(PACKAGE, &data_package::write(subject))?),
    ]);
    // This one lists all others.
    let dataset = json_ld::write(subject, &files);
    files.push(file(DATASET, json(DATASET, &dataset)?));
    Ok(files)
}

impl<'a> Subject<'a> {
    fn words(&self, locale: Locale) -> Words<'a> {
        self.texts.words(locale)
    }

    /// The tables; a week has one, of one number.
    fn tables(&self) -> Vec<TableFigures> {
        tables(self.figures)
    }

    /// The release's permanent address.
    fn address(&self) -> String {
        format!("{}/data/{}", self.manifest.site, self.manifest.release)
    }

    /// "Enkel, figures of 2026-Q4", in a language.
    fn title(&self, locale: Locale) -> String {
        let arguments = [
            ("register", self.manifest.register.as_str().into()),
            ("release", self.manifest.release.as_str().into()),
        ];
        self.texts.get(locale, "data-title", &arguments)
    }

    /// The note: the caveat and whatever else is to be known, ending with the licence.
    fn note(&self) -> &'a str {
        &self.manifest.note
    }
}

fn tables(figures: &Figures) -> Vec<TableFigures> {
    if figures.tables.is_empty() {
        return vec![TableFigures {
            name: NUMBER,
            dimensions: &[],
            cells: vec![(Vec::new(), figures.number)],
        }];
    }
    figures.tables.clone()
}

/// Count and margin of a figure that is shown.
const fn shown(figure: Figure) -> Option<(i64, i64)> {
    match figure {
        Figure::Shown { count, margin_95 } => Some((count, margin_95)),
        Figure::Hidden => None,
    }
}

fn json(name: &'static str, value: &serde_json::Value) -> Result<Vec<u8>, FormatError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| failed(name, error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn failed(
    name: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> FormatError {
    FormatError {
        name,
        source: Box::new(source),
    }
}
