//! A family of tables as a file that people read, and that every release carries. Reading it
//! refuses whatever would make the printed loss untrue, with the line and what to do about it.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::policy::{Cadence, PER_EVENT, Policy, Scale, Terms};
use super::spread::variance_of_one;
use crate::domain::table::TableId;

/// The files of the families that this program counts by.
const SHIPPED: [(u16, &str); 2] = [
    (1, include_str!("../../data/policies/1.toml")),
    (2, include_str!("../../data/policies/2.toml")),
];

/// The file of this family, word for word.
#[must_use]
pub fn text_of(version: u16) -> Option<&'static str> {
    let found = SHIPPED.iter().find(|(shipped, _)| *shipped == version);
    found.map(|(_, text)| *text)
}

/// Why a file is no family of tables.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct PolicyRefused {
    /// Where, counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: Spanned<u16>,
    cap: Spanned<u32>,
    table: Vec<Spanned<Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    id: Spanned<String>,
    cells: Spanned<usize>,
    loss: Spanned<u32>,
    scale: Spanned<String>,
    cadence: Spanned<String>,
    weight: Spanned<u64>,
}

/// Reads a family.
///
/// # Errors
/// At the first thing that is wrong.
pub fn read(text: &str) -> Result<Policy, PolicyRefused> {
    let file: File = toml::from_str(text).map_err(|error| PolicyRefused {
        line: line_of(text, error.span().unwrap_or(0..0)),
        reason: error.message().to_owned(),
    })?;
    let refused = |at: Range<usize>, reason: String| PolicyRefused {
        line: line_of(text, at),
        reason,
    };
    if *file.cap.get_ref() != PER_EVENT {
        let reason = format!("one event may cost {PER_EVENT} thousandths: write cap = {PER_EVENT}");
        return Err(refused(file.cap.span(), reason));
    }
    let mut terms: BTreeMap<TableId, Terms> = BTreeMap::new();
    let mut spent = 0_u32;
    for table in &file.table {
        let (id, of_table) = terms_of(table.get_ref()).map_err(|(at, why)| refused(at, why))?;
        spent = spent.saturating_add(of_table.loss);
        if spent > PER_EVENT {
            let reason = format!(
                "up to here the losses add up to {spent}, and the cap is {PER_EVENT}: lower one of \
                 them"
            );
            return Err(refused(table.get_ref().loss.span(), reason));
        }
        if terms.insert(id, of_table).is_some() {
            let reason = format!("table {} stands here twice", id.code());
            return Err(refused(table.get_ref().id.span(), reason));
        }
    }
    let take = |id: TableId| {
        let missing = || format!("table {} is missing: every ballot counts in it", id.code());
        let whole = file.version.span();
        terms
            .get(&id)
            .copied()
            .ok_or_else(|| refused(whole, missing()))
    };
    Policy::made(*file.version.get_ref(), take)
}

type At = (Range<usize>, String);

fn terms_of(table: &Table) -> Result<(TableId, Terms), At> {
    let name = table.id.get_ref();
    let id = TableId::from_code(name)
        .ok_or_else(|| (table.id.span(), format!("there is no table `{name}`")))?;
    let cells = id.cells();
    if *table.cells.get_ref() != cells {
        let reason = format!("table {name} has {cells} cells: write cells = {cells}");
        return Err((table.cells.span(), reason));
    }
    let loss = *table.loss.get_ref();
    if loss == 0 {
        let reason = "a table without loss would have no noise: write at least 1".to_owned();
        return Err((table.loss.span(), reason));
    }
    let scale = Scale::of_loss(loss);
    let exact = format!("{}/{}", scale.numerator(), scale.denominator());
    if *table.scale.get_ref() != exact {
        let reason = format!("the scale of a loss of {loss} is exactly {exact}: write that");
        return Err((table.scale.span(), reason));
    }
    let (cadence, word) = match id {
        TableId::Weekly => (Cadence::Weekly, "weekly"),
        _ => (Cadence::Quarterly, "quarterly"),
    };
    if table.cadence.get_ref() != word {
        let reason = format!("table {name} is drawn {word}: write cadence = \"{word}\"");
        return Err((table.cadence.span(), reason));
    }
    let weight = weight_of(id, scale);
    if *table.weight.get_ref() != weight {
        let reason = format!("by its formula the weight is {weight}: write that");
        return Err((table.weight.span(), reason));
    }
    let terms = Terms {
        loss,
        cadence,
        weight,
    };
    Ok((id, terms))
}

/// 10¹² / (cells × variance of one draw), to the nearest whole number; none for the weekly number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "at most 10^12 over a variance of at least 1: exact in a float, and positive"
)]
fn weight_of(id: TableId, scale: Scale) -> u64 {
    match id {
        TableId::Weekly => 0,
        _ => (1e12 / (id.cells() as f64 * variance_of_one(scale))).round() as u64,
    }
}

fn line_of(text: &str, at: Range<usize>) -> usize {
    let before = text.get(..at.start).unwrap_or(text);
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_files_are_what_the_program_counts_by() {
        for (version, text) in SHIPPED {
            assert_eq!(read(text).as_ref(), Ok(Policy::of(version).unwrap()));
        }
        assert_eq!((text_of(3), Policy::of(3)), (None, None));
    }

    #[test]
    fn what_would_make_the_loss_untrue_is_refused_with_its_line() {
        for (from, to, line, why) in [
            ("loss = 300", "loss = 301", 39, "scale of a loss of 301"),
            (
                "loss = 300\nscale = \"10/3\"",
                "loss = 400\nscale = \"5/2\"",
                41,
                "weight is",
            ),
            ("scale = \"10/3\"", "scale = \"3/1\"", 39, "exactly 10/3"),
            ("scale = \"10/3\"", "scale = \"20/6\"", 39, "exactly 10/3"),
            ("cells = 200", "cells = 199", 37, "200 cells"),
            ("cap = 1000", "cap = 1001", 17, "cap = 1000"),
            ("id = \"tried\"", "id = \"gender\"", 76, "no table `gender`"),
            (
                "id = \"tried\"\ncells = 6",
                "id = \"acquired\"\ncells = 8",
                81,
                "weight is",
            ),
            ("loss = 300", "loss = 0", 38, "no noise"),
            (
                "cadence = \"weekly\"",
                "cadence = \"daily\"",
                24,
                "drawn weekly",
            ),
            (
                "weight = 5004168056",
                "weight = 5004168057",
                33,
                "5004168056",
            ),
            (
                "version = 1",
                "version = 1\nnote = \"x\"",
                17,
                "unknown field",
            ),
        ] {
            let text = text_of(1).unwrap();
            assert!(text.contains(from), "{from}");
            let refused = read(&text.replacen(from, to, 1)).unwrap_err();
            assert!(refused.reason.contains(why), "{refused}");
            assert_eq!(refused.line, line, "{refused}");
        }
    }

    #[test]
    fn a_sum_over_the_cap_and_a_missing_table_are_refused() {
        let text = text_of(1).unwrap();
        // Exact in itself, and 50 too much in all.
        let dear = text
            .replacen(
                "loss = 50\nscale = \"20/1\"",
                "loss = 100\nscale = \"10/1\"",
                1,
            )
            .replacen("weight = 208376740", "weight = 834028009", 1);
        let refused = read(&dear).unwrap_err();
        assert!(refused.reason.contains("add up to 1050"), "{refused}");
        let (before, _) = text.split_once("[[table]]\nid = \"acquired\"").unwrap();
        let refused = read(before).unwrap_err();
        assert!(refused.reason.contains("acquired is missing"), "{refused}");
        let twice = format!(
            "{before}[[table]]\nid = \"tried\"{}",
            before.split_once("[[table]]\nid = \"tried\"").unwrap().1
        );
        let refused = read(&twice).unwrap_err();
        assert!(refused.reason.contains("twice"), "{refused}");
    }
}
