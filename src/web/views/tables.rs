//! A published table in words: caption, headers, rows, and the chart that goes with it.

use super::choice::{Choice, NATIONALITY, Show, Sort};
use super::plot::{FigureChart, plot};
use crate::domain::nationality::Nationality;
use crate::domain::release::{Figure, TableFigures};
use crate::text::Words;

/// One table on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableBlock {
    /// Its name in files; part of ids on the page.
    pub name: &'static str,
    /// What it counts.
    pub caption: String,
    /// The headers of the label columns.
    pub headers: Vec<String>,
    /// The rows. Of a long table only those that show a number; else all.
    pub rows: Vec<Row>,
    /// The other rows of a long table: each hidden.
    pub hidden: Vec<Row>,
    /// The chart; `None` where a table has no single ordering or shows nothing.
    pub chart: Option<FigureChart>,
    /// What is to be known about this table alone.
    pub note: Option<String>,
}

impl TableBlock {
    pub(super) fn shows_something(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Whether it is folded away at first: it has a second label, or a chart that says most.
    pub(super) fn is_long(&self) -> bool {
        self.rows.len() > 20
    }

    /// The forms it can be downloaded in.
    pub(super) const fn kinds(&self) -> &'static [&'static str] {
        match self.chart {
            Some(_) => &["csv", "svg", "png"],
            None => &["csv"],
        }
    }

    pub(super) fn hidden_count(&self) -> i64 {
        i64::try_from(self.hidden.len()).unwrap_or(i64::MAX)
    }

    pub(super) fn has_hidden(&self) -> bool {
        !self.hidden.is_empty() || self.rows.iter().any(|row| row.shown.is_none())
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One label per label column.
    pub labels: Vec<String>,
    /// The count and its margin as written; `None` when it is not shown.
    pub shown: Option<(String, String)>,
}

/// One cell with its labels.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub codes: Vec<&'static str>,
    pub labels: Vec<String>,
    pub figure: Figure,
}

impl Cell {
    /// "Rather not say" is no answer to compare: it stands last.
    pub fn is_quiet(&self) -> bool {
        self.codes.last() == Some(&"not_told")
    }

    pub fn count(&self) -> Option<i64> {
        match self.figure {
            Figure::Shown { count, .. } => Some(count),
            Figure::Hidden => None,
        }
    }

    fn row(self, w: Words<'_>) -> Row {
        let shown = match self.figure {
            Figure::Shown { count, margin_95 } => Some((w.number(count), w.number(margin_95))),
            Figure::Hidden => None,
        };
        Row {
            labels: self.labels,
            shown,
        }
    }
}

/// Beyond this many cells a table lists its hidden rows apart.
const LONG: usize = 40;

/// The table in the words of a language, as a reader chose to see it.
#[must_use]
pub fn table_block(w: Words<'_>, table: &TableFigures, choice: &Choice) -> TableBlock {
    let cells = chosen(w, table, choice);
    let chart = plot(w, table.dimensions, &cells);
    let apart = choice.show == Show::Usual && cells.len() > LONG;
    let (rows, hidden): (Vec<_>, Vec<_>) = cells
        .into_iter()
        .partition(|cell| !apart || cell.figure != Figure::Hidden);
    let in_words = |cells: Vec<Cell>| cells.into_iter().map(|cell| cell.row(w)).collect();
    TableBlock {
        name: table.name,
        caption: w.say(format!("table-{}", table.name)),
        headers: headers(w, table.dimensions),
        rows: in_words(rows),
        hidden: in_words(hidden),
        chart,
        note: (table.name == "region_province").then(|| w.say("table-region_province-note")),
    }
}

/// The cells a reader wants, in the wanted order.
fn chosen(w: Words<'_>, table: &TableFigures, choice: &Choice) -> Vec<Cell> {
    let mut cells: Vec<Cell> = table
        .cells
        .iter()
        .filter(|(codes, _)| is_in_region(table.name, codes, choice))
        .filter(|(_, figure)| choice.show != Show::Shown || *figure != Figure::Hidden)
        .map(|(codes, figure)| Cell {
            codes: codes.clone(),
            labels: labels(w, table.dimensions, codes),
            figure: *figure,
        })
        .collect();
    match (choice.sort, table.dimensions) {
        (Sort::Name, _) => cells.sort_by_key(|cell| (cell.is_quiet(), cell.labels.clone())),
        // Ages have an order of their own, and two labels that of the table.
        (Sort::Usual, ["birth_cohort"]) => cells.sort_by_key(Cell::is_quiet),
        (Sort::Usual, [_]) => cells.sort_by_key(|cell| {
            let name = cell.labels.clone();
            (cell.is_quiet(), -cell.count().unwrap_or(i64::MIN + 1), name)
        }),
        (Sort::Usual, _) => {}
    }
    cells
}

fn is_in_region(table: &str, codes: &[&str], choice: &Choice) -> bool {
    let Some(wanted) = choice.region.filter(|_| table == NATIONALITY) else {
        return true;
    };
    let nationality = codes.first().and_then(|code| Nationality::from_code(code));
    nationality.is_some_and(|nationality| nationality.region() == wanted)
}

fn headers(w: Words<'_>, dimensions: &[&str]) -> Vec<String> {
    if dimensions.is_empty() {
        return vec![w.say("dimension-all")];
    }
    dimensions
        .iter()
        .map(|dimension| w.say(format!("dimension-{dimension}")))
        .collect()
}

/// What a cell is called, one label for each dimension.
pub(super) fn labels(w: Words<'_>, dimensions: &[&str], codes: &[&str]) -> Vec<String> {
    let labels: Vec<_> = dimensions
        .iter()
        .zip(codes)
        .map(|(dimension, code)| w.label(dimension, code))
        .collect();
    if labels.is_empty() {
        return vec![w.say("table-all")];
    }
    labels
}
