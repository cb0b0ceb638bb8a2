//! What was found, as a table for the docs and a list of what no test minds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::list::Mistake;
use crate::verdict::Verdict;

#[derive(Default)]
struct Sums {
    possible: usize,
    planted: usize,
    tried: usize,
    caught: usize,
    too_long: usize,
    unreached: usize,
}

/// The last verdict on a mistake is the one that counts.
pub fn report(
    mistakes: &[Mistake],
    planted: &BTreeSet<usize>,
    verdicts: &BTreeMap<usize, Verdict>,
) -> String {
    let mut areas: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut missed = String::new();
    for (number, mistake) in mistakes.iter().enumerate() {
        let area = mistake.file.split('/').nth(1).unwrap_or_default();
        let sums = areas.entry(area).or_default();
        sums.possible += 1;
        sums.planted += usize::from(planted.contains(&number));
        let Some(verdict) = verdicts.get(&number) else {
            continue;
        };
        sums.tried += 1;
        sums.caught += usize::from(verdict.caught_by.is_some());
        sums.too_long += usize::from(verdict.took_too_long);
        sums.unreached += usize::from(verdict.reached_by == 0);
        if verdict.caught_by.is_none() {
            let (tried, near) = (verdict.tried, verdict.reached_by);
            let _ = writeln!(missed, "{number} {} ({tried} of {near})", mistake.name);
        }
    }
    format!("{}\n{missed}", table(&areas))
}

fn table(areas: &BTreeMap<&str, Sums>) -> String {
    let mut out = String::from(
        "| area | possible | compile | tried | caught | of them by time | missed | of them not reached |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for (area, sums) in areas {
        let missed = sums.tried - sums.caught;
        let Sums {
            possible,
            planted,
            tried,
            caught,
            too_long,
            unreached,
        } = sums;
        let _ = writeln!(
            out,
            "| {area} | {possible} | {planted} | {tried} | {caught} | {too_long} | {missed} | {unreached} |"
        );
    }
    out
}
