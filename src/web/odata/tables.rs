//! The tables there are, their columns, and the rows of their figures.

use serde_json::{Value, json};

use super::words::{COUNT, MARGIN, PERIODS, column};
use super::{periods, sheet::Sheet};
use crate::disclosure::release::REGION;
use crate::domain::release::{Figure, Period};
use crate::domain::table::TableId;
use crate::flows::publish::csv::NUMBER;
use crate::flows::publish::read::{Archive, Released};

/// The ids: those of `figures.csv`.
pub(in crate::web) const IDS: [&str; 10] = [
    NUMBER,
    "total",
    "nationality",
    REGION,
    "region_province",
    "province",
    "birth_cohort",
    "main_reason",
    "tried",
    "acquired",
];

/// The endpoints that every table has besides its dimensions.
pub(super) const ENDPOINTS: [&str; 5] = [
    "TableInfos",
    "UntypedDataSet",
    "TypedDataSet",
    "DataProperties",
    "CategoryGroups",
];

/// One of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub id: &'static str,
    /// The names of its dimensions in `figures.csv`.
    pub dimensions: &'static [&'static str],
}

impl Table {
    /// The table with this id.
    pub(super) fn of(id: &str) -> Option<Self> {
        let id = IDS.into_iter().find(|known| *known == id)?;
        let dimensions = match TableId::from_code(id) {
            Some(table) => table.dimensions(),
            None if id == REGION => &[REGION],
            None => &[],
        };
        Some(Self { id, dimensions })
    }

    pub(super) fn all() -> impl Iterator<Item = Self> {
        IDS.into_iter().filter_map(Self::of)
    }

    /// The releases that say something about it. Only the number is told every week.
    pub(super) fn releases(self, archive: &Archive) -> impl Iterator<Item = &Released> {
        archive.all_in_force().filter(move |release| {
            self.id == NUMBER || matches!(release.published.period, Period::Quarter(_))
        })
    }

    /// The columns of its figures.
    pub(super) fn columns(self) -> Vec<&'static str> {
        let dimensions = self.dimensions.iter().map(|name| column(name));
        let all = ["ID"].into_iter().chain(dimensions);
        all.chain([PERIODS, COUNT, MARGIN]).collect()
    }

    /// Its figures, release after release. `cell` writes one number; none stands for a hidden one.
    pub(super) fn figures(self, archive: &Archive, cell: fn(Option<i64>) -> Value) -> Sheet {
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for release in self.releases(archive) {
            let period = periods::key(release.published.period);
            for (codes, figure) in self.cells(release) {
                let (count, margin) = match figure {
                    Figure::Shown { count, margin_95 } => (Some(count), Some(margin_95)),
                    Figure::Hidden => (None, None),
                };
                let mut row = vec![json!(rows.len())];
                row.extend(codes.iter().map(|code| json!(code)));
                row.extend([json!(period), cell(count), cell(margin)]);
                rows.push(row);
            }
        }
        Sheet {
            columns: self.columns(),
            rows,
        }
    }

    fn cells(self, release: &Released) -> Vec<(&[&'static str], Figure)> {
        if self.id == NUMBER {
            return vec![(&[], release.figures.number)];
        }
        let mut tables = release.figures.tables.iter();
        let found = tables.find(|table| table.name == self.id);
        let cells = found.map_or(&[][..], |table| &table.cells);
        let cells = cells.iter();
        cells
            .map(|(codes, figure)| (codes.as_slice(), *figure))
            .collect()
    }
}

/// A number in `TypedDataSet`.
pub(super) fn typed(number: Option<i64>) -> Value {
    json!(number)
}

/// A number in `UntypedDataSet`: a text as wide as CBS writes it, with its sign for a secret.
pub(super) fn untyped(number: Option<i64>) -> Value {
    let text = number.map_or(".".to_owned(), |number| number.to_string());
    json!(format!("{text:>8}"))
}
