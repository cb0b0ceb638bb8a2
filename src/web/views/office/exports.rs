//! Exports of aggregates.

use std::collections::BTreeMap;

use askama::Template;

use super::page::OfficePage;
use crate::domain::table::TableId;
use crate::flows::export::{DIMENSIONS, Made};
use crate::flows::publish::csv::NUMBER;
use crate::flows::publish::formats::codes::codes_of;

/// The tables that can be chosen; a week has the last one alone.
const TABLES: [&str; 10] = [
    TableId::Total.code(),
    TableId::Nationality.code(),
    "region",
    TableId::RegionProvince.code(),
    TableId::Province.code(),
    TableId::BirthCohort.code(),
    TableId::MainReason.code(),
    TableId::Tried.code(),
    TableId::Acquired.code(),
    NUMBER,
];
/// The formats, the most asked for first.
const FORMATS: [&str; 6] = ["kit", "xlsx", "csv", "json-stat", "charts", "sheet"];
/// So many releases stand open; the rest is folded away.
const OPEN: usize = 6;

/// A code of the files with its name.
type Named = (&'static str, String);
/// A dimension with its name and its values.
type Dimension = (&'static str, String, Vec<Named>);

/// `exports`.
#[derive(Template)]
#[template(path = "office/exports.html")]
pub struct ExportsView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// What is out, the newest first.
    pub releases: Vec<String>,
    /// What was ticked and typed.
    pub typed: BTreeMap<String, String>,
}

impl ExportsView<'_> {
    fn ticked(&self, name: &str) -> bool {
        self.typed.contains_key(name)
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// Quarters and their errata first: they hold the tables.
    fn open(&self) -> Vec<&String> {
        let quarters = self.releases.iter().filter(|id| id.contains("-Q"));
        quarters.take(OPEN).collect()
    }

    fn folded(&self) -> Vec<&String> {
        let open = self.open();
        self.releases
            .iter()
            .filter(|id| !open.contains(id))
            .collect()
    }

    fn tables(&self) -> Vec<Named> {
        let name = |table: &'static str| (table, self.page.w.say(format!("table-{table}")));
        TABLES.map(name).to_vec()
    }

    fn dimensions(&self) -> Vec<Dimension> {
        let w = self.page.w;
        let each = DIMENSIONS.iter().map(|dimension| {
            let mut values: Vec<_> = codes_of(dimension)
                .into_iter()
                .map(|code| (code, w.label(dimension, code)))
                .collect();
            if *dimension == "nationality" {
                values.sort_by(|one, other| one.1.cmp(&other.1));
            }
            (*dimension, w.say(format!("dimension-{dimension}")), values)
        });
        each.collect()
    }

    fn formats(&self) -> Vec<(&'static str, bool)> {
        let chosen = self.value("format");
        let chosen = if chosen.is_empty() { "kit" } else { chosen };
        FORMATS.map(|format| (format, format == chosen)).to_vec()
    }

    fn in_english(&self) -> bool {
        let chosen = self.value("lang");
        chosen == "en" || (chosen.is_empty() && self.page.w.code() == "en")
    }
}

/// A work, on its way or done.
#[derive(Template)]
#[template(path = "office/work.html")]
pub struct WorkView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// What names it.
    pub id: String,
    /// How far it is, in parts.
    pub at: Option<(usize, usize)>,
    /// Address of the file, its name, its size in kilobytes and its checksum.
    pub file: Option<(String, String, i64, String)>,
}

impl<'a> WorkView<'a> {
    /// It goes on.
    #[must_use]
    pub const fn waiting(page: OfficePage<'a>, id: String, at: (usize, usize)) -> Self {
        Self {
            page,
            id,
            at: Some(at),
            file: None,
        }
    }

    fn parts(&self, done: &usize, of: &usize) -> String {
        let number = |n: &usize| i64::try_from(*n).unwrap_or(i64::MAX);
        let args = [("done", number(done).into()), ("of", number(of).into())];
        self.page.w.say_args("office-work-parts", &args)
    }

    /// The file is there.
    #[must_use]
    pub fn done(page: OfficePage<'a>, id: String, made: &Made) -> Self {
        let size = i64::try_from(made.bytes.len().div_ceil(1_000)).unwrap_or(i64::MAX);
        let address = format!("/admin/exports/file?id={id}");
        Self {
            page,
            id,
            at: None,
            file: Some((address, made.name.clone(), size, made.sha256.clone())),
        }
    }

    /// It could not be made.
    #[must_use]
    pub const fn failed(page: OfficePage<'a>) -> Self {
        Self {
            page,
            id: String::new(),
            at: None,
            file: None,
        }
    }
}
