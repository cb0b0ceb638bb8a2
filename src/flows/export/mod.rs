//! Exports of aggregates: what the board takes along for a letter, a talk or a newspaper.
//!
//! Every number is the published one, to the digit; nothing is computed here. Each file carries
//! the caveat, the address of the method, how to cite it and the licence, and comes with its
//! checksum.

pub mod cell;
mod csv;
mod json_stat;
mod xlsx;
mod zipped;

use std::collections::{BTreeMap, BTreeSet};

pub use zipped::{Entry, zipped};

use crate::config::Settings;
use crate::crypto::digest::sha256_hex;
use crate::domain::locale::Locale;
use crate::domain::release::{Figure, ReleaseId, TableFigures};
use crate::text::{Texts, Words};

use super::publish::csv::NUMBER;
use super::publish::formats::codes::codes_of;
use super::publish::read::{Archive, Released};

/// One file to take along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
}

impl Made {
    /// A file.
    #[must_use]
    pub fn new(name: String, media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            sha256: sha256_hex(&bytes),
            name,
            media_type,
            bytes,
        }
    }
}

/// A choice that cannot be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoChoice {
    /// No release, or one that is not out.
    Releases,
    /// No table, or none of them in the releases.
    Tables,
    /// Values that leave nothing of a table.
    Values,
}

/// What somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which releases, in the order of the archive.
    pub releases: Vec<ReleaseId>,
    /// Which tables, by name.
    pub tables: BTreeSet<String>,
    /// Per dimension the codes to keep; a dimension that is not named keeps all.
    pub values: BTreeMap<&'static str, BTreeSet<String>>,
}

/// The dimensions whose values can be chosen.
pub const DIMENSIONS: [&str; 7] = crate::flows::publish::csv::DIMENSIONS;

impl Choice {
    /// Reads the ticks of a form: `release-2026-Q3`, `table-nationality`, `value-nationality-MA`.
    ///
    /// # Errors
    /// [`NoChoice`] when nothing would be exported.
    pub fn read<'a>(
        ticks: impl Iterator<Item = &'a str> + Clone,
        archive: &Archive,
    ) -> Result<Self, NoChoice> {
        let of = |start: &'static str| ticks.clone().filter_map(move |t| t.strip_prefix(start));
        let ids: BTreeSet<ReleaseId> = of("release-").filter_map(ReleaseId::parse).collect();
        let mut values = BTreeMap::new();
        for dimension in DIMENSIONS {
            let start = format!("value-{dimension}-");
            let known = codes_of(dimension);
            let chosen = ticks.clone().filter_map(|tick| tick.strip_prefix(&start));
            let chosen = chosen.filter(|code| known.contains(code));
            let chosen: BTreeSet<String> = chosen.map(str::to_owned).collect();
            if !chosen.is_empty() {
                values.insert(dimension, chosen);
            }
        }
        let out = archive.releases.iter().map(|one| one.published.id());
        let choice = Self {
            releases: out.filter(|id| ids.contains(id)).collect(),
            tables: of("table-").map(str::to_owned).collect(),
            values,
        };
        choice.holds(archive)
    }

    fn holds(self, archive: &Archive) -> Result<Self, NoChoice> {
        if self.releases.is_empty() {
            return Err(NoChoice::Releases);
        }
        let subject = |released: &Released| tables_of(released);
        let all: Vec<TableFigures> = self.released(archive).flat_map(subject).collect();
        let mut chosen = all.iter().filter(|one| self.tables.contains(one.name));
        if chosen.clone().next().is_none() {
            return Err(NoChoice::Tables);
        }
        match chosen.any(|table| !self.of_table(table).cells.is_empty()) {
            true => Ok(self),
            false => Err(NoChoice::Values),
        }
    }

    /// The chosen releases.
    pub fn released<'a>(&'a self, archive: &'a Archive) -> impl Iterator<Item = &'a Released> {
        self.releases.iter().filter_map(|id| archive.find(*id))
    }

    /// The chosen tables of one release, each with the chosen cells.
    fn tables(&self, released: &Released) -> Vec<TableFigures> {
        let all = tables_of(released).into_iter();
        let chosen = all.filter(|table| self.tables.contains(table.name));
        let cut = chosen.map(|table| self.of_table(&table));
        cut.filter(|table| !table.cells.is_empty()).collect()
    }

    fn of_table(&self, table: &TableFigures) -> TableFigures {
        let kept = |codes: &[&'static str]| {
            table.dimensions.iter().zip(codes).all(|(dimension, code)| {
                let chosen = self.values.get(dimension);
                chosen.is_none_or(|chosen| chosen.contains(*code))
            })
        };
        TableFigures {
            cells: table
                .cells
                .iter()
                .filter(|(codes, _)| kept(codes))
                .cloned()
                .collect(),
            ..table.clone()
        }
    }
}

/// The tables of a release; a week has one, of one number.
fn tables_of(released: &Released) -> Vec<TableFigures> {
    let figures = &released.figures;
    if figures.tables.is_empty() {
        return vec![TableFigures {
            name: NUMBER,
            dimensions: &[],
            cells: vec![(Vec::new(), figures.number)],
        }];
    }
    figures.tables.clone()
}

/// What every file says about itself.
pub struct About<'a> {
    /// All words.
    pub texts: &'a Texts,
    /// The settings.
    pub settings: &'a Settings,
    /// The language of the file.
    pub locale: Locale,
    /// Whether everything is invented; then every file says so.
    pub demo: bool,
}

impl About<'_> {
    fn words(&self) -> Words<'_> {
        self.texts.words(self.locale)
    }

    fn say(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &[])
    }

    /// The standing caveat, and in a demonstration before it that all is invented.
    #[must_use]
    pub fn caveat(&self) -> String {
        match self.demo {
            true => format!("{} {}", self.say("demo-note"), self.say("caveat")),
            false => self.say("caveat"),
        }
    }

    /// The caveat of a release; an erratum tells its reason there.
    #[must_use]
    pub fn caveat_of(&self, released: &Released) -> String {
        match self.reason(released) {
            Some(reason) => format!("{} {reason}", self.caveat()),
            None => self.caveat(),
        }
    }

    /// Why a release was corrected, as a sentence.
    #[must_use]
    pub fn reason(&self, released: &Released) -> Option<String> {
        let reason = released.reason.as_ref()?;
        let id = released.published.id();
        Some(format!("{id}: {} {reason}", self.say("release-reason")))
    }

    /// Where the method is told.
    #[must_use]
    pub fn method(&self) -> String {
        let base = self.settings.register.base_url.as_str();
        format!("{base}/{}/figures/method", self.locale.code())
    }

    /// How a release is cited.
    #[must_use]
    pub fn citation(&self, released: &Released) -> String {
        let register = &self.settings.register;
        let id = released.published.id().to_string();
        let year = released.published.day.date().year().to_string();
        let authority = register.base_url.authority();
        let address = format!("{authority}/{}/figures/{id}", self.locale.code());
        let args = [
            ("who", (&self.settings.controller.name).into()),
            ("year", (&year).into()),
            ("name", (&register.name).into()),
            ("release", (&id).into()),
            ("address", (&address).into()),
            ("licence", (&register.data_licence).into()),
        ];
        self.texts.get(self.locale, "release-cite-text", &args)
    }

    fn label(&self, table: &TableFigures, codes: &[&'static str]) -> String {
        let w = self.words();
        let each = table.dimensions.iter().zip(codes);
        let labels: Vec<String> = each.map(|(d, code)| w.label(d, code)).collect();
        labels.join(" / ")
    }
}

/// Count, margin and status as files write them.
fn shown(figure: Figure) -> [String; 3] {
    match figure {
        Figure::Shown { count, margin_95 } => {
            [count.to_string(), margin_95.to_string(), String::new()]
        }
        Figure::Hidden => [String::new(), String::new(), "c".to_owned()],
    }
}

/// A file could not be written in memory: not a thing anybody's choice can cause.
#[derive(Debug, thiserror::Error)]
#[error("an export could not be written")]
pub struct ExportError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl ExportError {
    fn of(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(source))
    }
}

/// One tidy CSV of everything chosen.
///
/// # Errors
/// Never in practice.
pub fn csv(choice: &Choice, archive: &Archive, about: &About<'_>) -> Result<Made, ExportError> {
    let bytes = csv::write(choice, archive, about).map_err(ExportError::of)?;
    let kind = "text/csv; charset=utf-8; header=present";
    Ok(Made::new(name(choice, "csv"), kind, bytes))
}

/// One workbook: a page to read first, and a page per table.
///
/// # Errors
/// Never in practice.
pub fn xlsx(choice: &Choice, archive: &Archive, about: &About<'_>) -> Result<Made, ExportError> {
    let bytes = xlsx::write(choice, archive, about).map_err(ExportError::of)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(Made::new(name(choice, "xlsx"), kind, bytes))
}

/// One JSON-stat collection.
///
/// # Errors
/// Never in practice.
pub fn json_stat(
    choice: &Choice,
    archive: &Archive,
    about: &About<'_>,
) -> Result<Made, ExportError> {
    let value = json_stat::write(choice, archive, about);
    let bytes = serde_json::to_vec_pretty(&value).map_err(ExportError::of)?;
    Ok(Made::new(name(choice, "json"), "application/json", bytes))
}

/// `2026-Q3.csv`, or `2025-Q4-2026-Q3.csv`.
fn name(choice: &Choice, end: &str) -> String {
    let ids: Vec<String> = choice.releases.iter().map(ToString::to_string).collect();
    match (ids.first(), ids.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}-{last}.{end}"),
        (Some(one), _) => format!("{one}.{end}"),
        _ => format!("export.{end}"),
    }
}
