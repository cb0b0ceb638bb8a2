//! A published table in words: caption, headers, rows, and the chart that goes with it.

use super::chart::{Chart, Value};
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

    pub(super) fn row_count(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
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

/// A chart with the words that stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChart {
    /// The drawing.
    pub chart: Chart,
    /// What it shows, in one sentence.
    pub finding: String,
    /// How many of how many bars are drawn.
    pub description: String,
}

/// Beyond this many cells a table lists its hidden rows apart.
const LONG: usize = 40;

/// The table in the words of a language.
#[must_use]
pub fn table_block(w: Words<'_>, table: &TableFigures) -> TableBlock {
    let long = table.cells.len() > LONG;
    let (shown, hidden): (Vec<_>, Vec<_>) = table
        .cells
        .iter()
        .partition(|(_, figure)| !long || *figure != Figure::Hidden);
    let in_words = |cells: Vec<&(Vec<&'static str>, Figure)>| -> Vec<Row> {
        cells
            .into_iter()
            .map(|(codes, figure)| row(w, table.dimensions, codes, *figure))
            .collect()
    };
    let (mut rows, mut hidden) = (in_words(shown), in_words(hidden));
    // By name, for codes mean nothing to a reader; with two labels the table's order is better.
    if long && table.dimensions.len() == 1 {
        rows.sort_by(|one, other| one.labels.cmp(&other.labels));
        hidden.sort_by(|one, other| one.labels.cmp(&other.labels));
    }
    TableBlock {
        name: table.name,
        caption: w.say(format!("table-{}", table.name)),
        headers: headers(w, table.dimensions),
        rows,
        hidden,
        chart: chart(w, table),
        note: (table.name == "region_province").then(|| w.say("table-region_province-note")),
    }
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

fn row(w: Words<'_>, dimensions: &[&str], codes: &[&str], figure: Figure) -> Row {
    let mut labels: Vec<_> = dimensions
        .iter()
        .zip(codes)
        .map(|(dimension, code)| w.label(dimension, code))
        .collect();
    if labels.is_empty() {
        labels.push(w.say("table-all"));
    }
    let shown = match figure {
        Figure::Shown { count, margin_95 } => Some((w.number(count), w.number(margin_95))),
        Figure::Hidden => None,
    };
    Row { labels, shown }
}

fn chart(w: Words<'_>, table: &TableFigures) -> Option<FigureChart> {
    let &[dimension] = table.dimensions else {
        return None;
    };
    let mut values: Vec<Value> = table
        .cells
        .iter()
        .filter_map(|(codes, figure)| value(w, dimension, codes.first()?, *figure))
        .collect();
    // Ages have an order of their own. "Rather not say" is no answer to compare: it stands last.
    if dimension == "birth_cohort" {
        values.sort_by_key(|value| value.quiet);
    } else {
        values.sort_by_key(|value| (value.quiet, -value.count));
    }
    let chart = Chart::draw(&values)?;
    let largest = values
        .iter()
        .filter(|value| !value.quiet)
        .max_by_key(|value| value.count);
    let finding = match largest {
        Some(largest) => w.say_args(
            "chart-finding",
            &[
                ("label", (&largest.label).into()),
                ("count", largest.count.into()),
            ],
        ),
        None => w.say("chart-finding-none"),
    };
    let bars = i64::try_from(chart.bars.len()).unwrap_or_default();
    Some(FigureChart {
        description: w.say_with("chart-description", "bars", bars),
        chart,
        finding,
    })
}

fn value(w: Words<'_>, dimension: &str, code: &str, figure: Figure) -> Option<Value> {
    match figure {
        Figure::Shown { count, .. } => Some(Value {
            label: w.label(dimension, code),
            count,
            written: w.number(count),
            quiet: code == "not_told",
        }),
        Figure::Hidden => None,
    }
}
