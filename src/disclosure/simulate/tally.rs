//! What the runs came to, cell by cell. Kept as sums, so that any number of runs fits in memory.

use super::Counts;
use crate::disclosure::reconcile::Reconciled;
use crate::domain::nationality::{Nationality, Region};
use crate::domain::release::{Figure, TableFigures};
use crate::domain::table::TableId;

/// One cell over all runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellTally {
    /// The table's name in files.
    pub table: &'static str,
    /// The codes of its cell.
    pub codes: Vec<&'static str>,
    /// The true number.
    pub truth: i64,
    /// In how many runs it was shown.
    pub shown: u64,
    /// In how many of those the true number lay within the margin.
    pub within: u64,
    sum: i128,
    squares: i128,
}

/// All cells over all runs.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    runs: u64,
    cells: Vec<CellTally>,
}

impl Tally {
    /// Adds one run.
    pub fn add(&mut self, counts: &Counts, reconciled: &Reconciled, shown: &[TableFigures]) {
        let first = self.runs == 0;
        let mut place = 0;
        for table in shown {
            let (truths, numbers) = numbers(counts, reconciled, table);
            let cells = table.cells.iter().zip(truths.iter().zip(&numbers));
            for ((codes, figure), (truth, number)) in cells {
                if first {
                    self.cells.push(CellTally {
                        table: table.name,
                        codes: codes.clone(),
                        truth: *truth,
                        ..CellTally::default()
                    });
                }
                if let Some(cell) = self.cells.get_mut(place) {
                    cell.add(*number, *figure);
                }
                place += 1;
            }
        }
        self.runs += 1;
    }

    /// How many runs there were.
    #[must_use]
    pub const fn runs(&self) -> u64 {
        self.runs
    }

    /// Every cell, in the order of the files.
    #[must_use]
    pub fn cells(&self) -> &[CellTally] {
        &self.cells
    }
}

impl CellTally {
    fn add(&mut self, number: i64, figure: Figure) {
        self.sum += i128::from(number);
        self.squares += i128::from(number) * i128::from(number);
        if let Figure::Shown { count, margin_95 } = figure {
            self.shown += 1;
            self.within += u64::from((count - self.truth).abs() <= margin_95);
        }
    }

    /// The mean of the number before rounding.
    #[must_use]
    pub fn mean(&self, runs: u64) -> f64 {
        self.sum as f64 / runs.max(1) as f64
    }

    /// Its standard deviation over the runs.
    #[must_use]
    pub fn deviation(&self, runs: u64) -> f64 {
        let runs = runs.max(1) as f64;
        let mean = self.sum as f64 / runs;
        (self.squares as f64 / runs - mean * mean).max(0.0).sqrt()
    }
}

/// True and noisy numbers of one published table; regions are sums of nationalities.
fn numbers(counts: &Counts, reconciled: &Reconciled, table: &TableFigures) -> (Vec<i64>, Vec<i64>) {
    if let Some(id) = TableId::from_code(table.name) {
        let truths = counts.cells().get(&id).cloned().unwrap_or_default();
        return (truths, reconciled.cells(id).to_vec());
    }
    let truths = counts.cells().get(&TableId::Nationality);
    let truths = truths.map(Vec::as_slice).unwrap_or_default();
    let truth = |region: Region| {
        let of_region = Nationality::all().zip(truths);
        let of_region = of_region.filter(|(nationality, _)| nationality.region() == region);
        of_region.map(|(_, count)| count).sum()
    };
    (
        Region::ALL.map(truth).to_vec(),
        Region::ALL.map(|region| reconciled.region(region)).to_vec(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::simulate::Simulation;
    use crate::disclosure::spread::variance_of_one;
    use crate::disclosure::testing::Stream;

    const FILE: &[u8] = b"table,nationality,province,count\n\
        nationality,MA,,700\nnationality,TR,,300\nprovince,,PV26,1000\n";

    #[test]
    fn the_runs_have_the_noise_that_the_policy_names() {
        let counts = Counts::read(FILE).unwrap();
        let simulation = Simulation::of(&counts, &VERSION_1, 1).unwrap();
        assert_eq!(simulation.draws(), 1);
        let (mut tally, mut random) = (Tally::default(), Stream::named("simulate"));
        for _ in 0..1_000 {
            let (reconciled, shown) = simulation.run(&mut random).unwrap();
            tally.add(&counts, &reconciled, &shown);
        }
        let find = |table: &str, code: &str| {
            let found = tally.cells().iter().find(|cell| {
                cell.table == table && cell.codes.first().copied().unwrap_or("") == code
            });
            found.unwrap().clone()
        };
        let morocco = find("nationality", "MA");
        let exact = variance_of_one(VERSION_1.terms(TableId::Nationality).scale()).sqrt();
        // A mean of 1,000 strays more than 6 of its deviations once in 10^9 times; the deviation
        // itself, of a distribution with kurtosis 6, has a deviation of 3.5 % of itself.
        assert!((morocco.mean(1_000) - 700.0).abs() < 6.0 * exact / 1_000_f64.sqrt());
        assert!((morocco.deviation(1_000) / exact - 1.0).abs() < 0.25);
        assert_eq!((morocco.truth, morocco.shown), (700, 1_000));
        assert!(morocco.within >= 900, "{}", morocco.within);
        let hidden = find("nationality", "AD");
        assert_eq!((hidden.truth, hidden.mean(1_000).abs() < 3.0), (0, true));
        assert!(hidden.shown < 20, "{}", hidden.shown);
        assert_eq!(find("region", "northern_africa").truth, 700);
        assert_eq!(find("tried", "not_told").truth, 1_000);
    }

    #[test]
    fn three_years_hold_twenty_four_draws_and_more_are_not_simulated() {
        let counts = Counts::read(FILE).unwrap();
        let draws = |quarters| Simulation::of(&counts, &VERSION_1, quarters).map(|s| s.draws());
        assert_eq!(
            [1, 4, 8, 12].map(draws),
            [Some(1), Some(4), Some(12), Some(24)]
        );
        assert_eq!([0, 13].map(draws), [None, None]);
    }
}
