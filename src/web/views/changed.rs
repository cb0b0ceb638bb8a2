//! What changed between two quarterly releases, in words.

use super::tables::labels;
use crate::disclosure::change::Change;
use crate::text::Words;

/// The changes of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableChange {
    /// The table's name in files.
    pub name: &'static str,
    /// The names of its dimensions.
    pub dimensions: &'static [&'static str],
    /// The changes of the cells that both releases show.
    pub changes: Vec<Change>,
}

/// What changed since an earlier release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The earlier release's id.
    pub since: String,
    /// The change in the number of declarations, when both show it.
    pub total: Option<(String, String)>,
    /// The changes larger than noise explains, by table.
    pub clear: Vec<ClearChanges>,
    /// How many other cells both releases show.
    pub unclear: i64,
}

/// The clear changes of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClearChanges {
    /// The table's name in files; part of ids on the page.
    pub name: &'static str,
    /// What it counts.
    pub caption: String,
    /// What, by how much, and the margin.
    pub rows: Vec<(String, String, String)>,
}

impl Changed {
    /// In the words of a language.
    #[must_use]
    pub fn new(w: Words<'_>, since: String, tables: &[TableChange]) -> Self {
        let written = |change: &Change| (signed(w, change.by), w.number(change.margin_95));
        let (totals, others): (Vec<_>, Vec<_>) =
            tables.iter().partition(|table| table.name == "total");
        let total = totals.iter().flat_map(|table| &table.changes).next();
        let mut clear = Vec::new();
        let mut unclear = 0;
        for table in others {
            let (sure, unsure): (Vec<_>, Vec<_>) =
                table.changes.iter().partition(|change| change.is_clear());
            unclear += i64::try_from(unsure.len()).unwrap_or(i64::MAX);
            let row = |change: &&Change| {
                let label = labels(w, table.dimensions, &change.codes).join(", ");
                let (by, margin) = written(change);
                (label, by, margin)
            };
            if !sure.is_empty() {
                clear.push(ClearChanges {
                    name: table.name,
                    caption: w.say(format!("table-{}", table.name)),
                    rows: sure.iter().map(row).collect(),
                });
            }
        }
        Self {
            since,
            total: total.map(written),
            clear,
            unclear,
        }
    }
}

/// With its sign, as a mathematician writes it.
fn signed(w: Words<'_>, number: i64) -> String {
    let size = w.number(number.saturating_abs());
    match number {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}
