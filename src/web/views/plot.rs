//! Which chart goes with a table, and the words that stand for it.

use super::chart::bars::bars;
use super::chart::tiles::tiles;
use super::chart::{Amount, Drawing, Value};
use super::tables::Cell;
use crate::domain::release::Figure;
use crate::text::Words;

/// A chart with the words that stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChart {
    /// The drawing.
    pub drawing: Drawing,
    /// What it shows, in one sentence.
    pub finding: String,
    /// More of it, for who cannot see it.
    pub description: String,
    /// What is to be known to read it.
    pub reading: Vec<String>,
}

/// The most bars one chart shows of a table that has more cells.
const MOST_BARS: usize = 15;
/// Up to this many cells each has a bar of its own, shown or not.
const FEW: usize = 20;

/// The chart of a table with one dimension; `None` when it shows no number.
pub(super) fn plot(w: Words<'_>, dimensions: &[&str], cells: &[Cell]) -> Option<FigureChart> {
    let &[dimension] = dimensions else {
        return None;
    };
    cells.iter().find(|cell| cell.count().is_some())?;
    let hidden = cells.iter().filter(|cell| cell.count().is_none()).count();
    let drawing = if dimension == "province" {
        let tiled: Vec<_> = cells
            .iter()
            .filter_map(|cell| Some((*cell.codes.first()?, value(w, cell))))
            .collect();
        tiles(&tiled)
    } else {
        bars(&few(w, cells, hidden), &w.say("chart-not-shown"))
    }?;
    let mut reading = vec![w.say("chart-margin")];
    if hidden > 0 {
        reading.push(w.say("chart-hatched"));
    }
    if dimension == "province" {
        reading.push(w.say("chart-tiles"));
    }
    Some(FigureChart {
        drawing,
        finding: finding(w, cells),
        description: description(w, cells, hidden),
        reading,
    })
}

/// The bars: all of a short table, the first of a long one with one bar for all hidden cells.
fn few(w: Words<'_>, cells: &[Cell], hidden: usize) -> Vec<Value> {
    if cells.len() <= FEW {
        return cells.iter().map(|cell| value(w, cell)).collect();
    }
    let mut values: Vec<Value> = cells
        .iter()
        .filter(|cell| cell.count().is_some())
        .take(MOST_BARS)
        .map(|cell| value(w, cell))
        .collect();
    if hidden > 0 {
        values.push(Value {
            label: w.say_with("chart-others", "n", whole(hidden)),
            amount: None,
            quiet: true,
        });
    }
    values
}

fn value(w: Words<'_>, cell: &Cell) -> Value {
    Value {
        label: cell.labels.join(", "),
        amount: amount(w, cell.figure),
        quiet: cell.is_quiet(),
    }
}

/// A figure as it stands on its mark.
pub(super) fn amount(w: Words<'_>, figure: Figure) -> Option<Amount> {
    match figure {
        Figure::Shown { count, margin_95 } => Some(Amount {
            count,
            margin: margin_95,
            written: format!("{} ± {}", w.number(count), w.number(margin_95)),
        }),
        Figure::Hidden => None,
    }
}

/// The shown answers, the largest first.
fn ranked(cells: &[Cell]) -> Vec<(&Cell, i64)> {
    let mut ranked: Vec<_> = cells
        .iter()
        .filter(|cell| !cell.is_quiet())
        .filter_map(|cell| Some((cell, cell.count()?)))
        .collect();
    ranked.sort_by_key(|(_, count)| -count);
    ranked
}

fn finding(w: Words<'_>, cells: &[Cell]) -> String {
    match ranked(cells).first() {
        Some((largest, count)) => w.say_args(
            "chart-finding",
            &[
                ("label", (&largest.labels.join(", ")).into()),
                ("count", (*count).into()),
            ],
        ),
        None => w.say("chart-finding-none"),
    }
}

fn description(w: Words<'_>, cells: &[Cell], hidden: usize) -> String {
    let next: Vec<String> = ranked(cells)
        .iter()
        .skip(1)
        .take(3)
        .map(|(cell, count)| format!("{} ({})", cell.labels.join(", "), w.number(*count)))
        .collect();
    let mut sentences = Vec::new();
    if !next.is_empty() {
        sentences.push(w.say_with("chart-next", "list", &next.join("; ")));
    }
    if hidden > 0 {
        sentences.push(w.say_with("chart-hidden", "n", whole(hidden)));
    } else {
        sentences.push(w.say("chart-all-shown"));
    }
    sentences.join(" ")
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
