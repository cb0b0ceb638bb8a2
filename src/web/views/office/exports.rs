//! Exports of aggregates.

use std::collections::BTreeMap;

use askama::Template;

use super::page::OfficePage;
use crate::domain::release::Period;
use crate::domain::table::TableId;
use crate::flows::export::{DIMENSIONS, Made};
use crate::flows::publish::formats::codes::codes_of;
use crate::flows::publish::read::Archive;
use crate::text::Words;

/// The tables that can be chosen; a week has the first one alone.
const TABLES: [&str; 9] = [
    TableId::Total.code(),
    TableId::Nationality.code(),
    "region",
    TableId::RegionProvince.code(),
    TableId::Province.code(),
    TableId::BirthCohort.code(),
    TableId::MainReason.code(),
    TableId::Tried.code(),
    TableId::Acquired.code(),
];
/// The formats, the most asked for first.
const FORMATS: [&str; 6] = ["kit", "xlsx", "csv", "json-stat", "charts", "sheet"];
/// So many releases stand open; the rest is folded away.
const OPEN: usize = 6;

/// A release that can be taken along.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// Its name in the list.
    pub name: String,
    /// Whether it is a quarter in the form that holds.
    pub chief: bool,
}

/// Everything that came out, the newest first.
#[must_use]
pub fn offered(w: Words<'_>, archive: &Archive) -> Vec<Offered> {
    let each = archive.releases.iter().rev().map(|one| {
        let (id, period) = (one.published.id(), one.published.period);
        let in_force = archive.in_force(period);
        let holds = in_force.is_some_and(|other| other.published.id() == id);
        let (written, whole) = (id.to_string(), period.to_string());
        let args = [("period", (&whole).into()), ("release", (&written).into())];
        let name = match (id.is_erratum(), holds) {
            (true, _) => w.say_args("office-corrected", &args),
            (false, true) => whole,
            (false, false) => w.say_with("office-superseded", "release", written.as_str()),
        };
        Offered {
            id: written,
            name,
            chief: holds && matches!(period, Period::Quarter(_)),
        }
    });
    each.collect()
}

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
    pub releases: Vec<Offered>,
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

    /// The newest quarters: they hold the tables.
    fn open(&self) -> Vec<&Offered> {
        let quarters = self.releases.iter().filter(|one| one.chief);
        quarters.take(OPEN).collect()
    }

    /// The other quarters, and after them the weeks.
    fn folded(&self) -> Vec<&Offered> {
        let open: Vec<&str> = self.open().iter().map(|one| one.id.as_str()).collect();
        let rest = self.releases.iter();
        let (mut quarters, weeks): (Vec<_>, Vec<_>) = rest
            .filter(|one| !open.contains(&one.id.as_str()))
            .partition(|one| one.id.contains("-Q"));
        quarters.extend(weeks);
        quarters
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
