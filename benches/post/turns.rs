//! What the two halves of each turn saw, beside one another.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long each kind of request took.
#[derive(Default)]
pub struct Seen(BTreeMap<&'static str, Vec<Duration>>);

impl Seen {
    pub fn note(&mut self, kind: &'static str, took: Duration) {
        self.0.entry(kind).or_default().push(took);
    }
}

/// What was seen while a backlog waited and while it drained, turn by turn.
#[derive(Default)]
pub struct Turns(Vec<[Seen; 2]>);

impl Turns {
    pub fn note(&mut self, waiting: Seen, draining: Seen) {
        self.0.push([waiting, draining]);
    }

    /// A line for each kind of request, and one for all.
    pub fn print(&self) {
        let kinds = self.0.iter().flat_map(|[waiting, _]| waiting.0.keys());
        for kind in kinds.collect::<BTreeSet<_>>() {
            self.line(kind, &|seen| seen.0[kind].clone());
        }
        self.line("**all**", &|seen| {
            seen.0.values().flatten().copied().collect()
        });
    }

    /// Percentiles over all turns, and how the two halves of each turn compare.
    fn line(&self, name: &str, of: &dyn Fn(&Seen) -> Vec<Duration>) {
        let turns = self.0.iter().map(|turn| turn.each_ref().map(of));
        let turns: Vec<[Vec<Duration>; 2]> = turns.collect();
        let [waiting, draining] = [0, 1].map(|half| {
            let each = turns.iter().flat_map(|turn| &turn[half]);
            each.copied().collect::<Vec<_>>()
        });
        println!(
            "| {name} | {} |",
            [50, 99]
                .map(|percent| {
                    let [least, middle, most] = ratios(&turns, percent);
                    let (one, two) = (share(&waiting, percent), share(&draining, percent));
                    format!("{one:.2} | {two:.2} | {middle:.2} | {least:.2} to {most:.2}")
                })
                .join(" | ")
        );
    }
}

/// Draining to waiting, turn by turn: the least, the middle and the most.
fn ratios(turns: &[[Vec<Duration>; 2]], percent: usize) -> [f64; 3] {
    let ratio = |[waiting, draining]: &[Vec<Duration>; 2]| {
        share(draining, percent) / share(waiting, percent)
    };
    let mut all: Vec<f64> = turns.iter().map(ratio).collect();
    all.sort_by(f64::total_cmp);
    [all[0], all[all.len() / 2], all[all.len() - 1]]
}

/// So many percent took at most so many milliseconds.
fn share(all: &[Duration], percent: usize) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1_000.0
}
