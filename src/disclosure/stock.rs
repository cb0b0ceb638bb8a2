//! Stocks: what stands in each cell, as the sum of the published flows of the living cohorts.
//!
//! Nothing is clamped, so a cell may be below zero: cutting it here would push every sum up.
//! When a cohort lapses its flows leave the sum, noise and all, which is why the noise stops
//! growing after three years (24 draws a cell).

use std::collections::BTreeMap;

use super::families::Draws;
use super::policy::Policy;
use super::series::Series;
use crate::domain::period::{Cohort, Quarter};
use crate::domain::table::TableId;

/// The noisy stock of every quarterly table, in each family that it was drawn in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    cells: BTreeMap<(u16, TableId), Vec<i64>>,
    draws: Draws,
}

impl Stock {
    /// What stands at the close of `quarter`, counting these cohorts.
    #[must_use]
    pub fn at(series: &Series<'_>, quarter: Quarter, live: &[Cohort]) -> Self {
        let mut stock = Self {
            cells: BTreeMap::new(),
            draws: Draws::default(),
        };
        for (version, table, changes) in series.of_cohorts(live, quarter) {
            // Every table is drawn equally often; one of them tells how often.
            if let Some(family) = series.families().of_version(version) {
                stock.draws.add(family, u32::from(table == TableId::Total));
            }
            let none = || vec![0; table.cells()];
            let cells = stock.cells.entry((version, table)).or_insert_with(none);
            for (cell, change) in cells.iter_mut().zip(changes) {
                *cell += change;
            }
        }
        stock
    }

    /// The draws that every cell holds.
    #[must_use]
    pub const fn draws(&self) -> &Draws {
        &self.draws
    }

    /// The cells of this table in one family, in the table's order.
    #[must_use]
    pub fn cells(&self, family: &Policy, table: TableId) -> &[i64] {
        let key = (family.version(), table);
        self.cells.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The sum of this table's cells in one family.
    #[must_use]
    pub fn sum(&self, family: &Policy, table: TableId) -> i64 {
        self.cells(family, table).iter().sum()
    }
}

#[cfg(test)]
impl Stock {
    /// A stock that says this of one family, for tests.
    pub(super) fn saying(family: &Policy, draws: u32, cells: Vec<(TableId, Vec<i64>)>) -> Self {
        let cells = cells.into_iter();
        let keyed = cells.map(|(table, cells)| ((family.version(), table), cells));
        Self {
            cells: keyed.collect(),
            draws: family.draws(draws),
        }
    }

    /// The declarations of both, which are in different families.
    pub(super) fn beside(mut self, other: Self) -> Self {
        self.cells.extend(other.cells);
        for (family, draws) in other.draws.iter() {
            self.draws.add(family, draws);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::families::Families;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::testing::{drawn, quarter, slip};
    use crate::domain::answers::Province;
    use crate::domain::ballot::Sign;

    #[test]
    fn draws_grow_to_twenty_four_and_then_stop() {
        let flows = drawn(quarter("2026-Q1"), quarter("2030-Q4"), |_| Vec::new());
        let series = Series::read(&flows, &Families::default(), 2026).unwrap();
        let draws = |name: &str| {
            let quarter = quarter(name);
            let stock = Stock::at(&series, quarter, &series.live(quarter));
            stock.draws().count()
        };
        assert_eq!(
            [
                "2026-Q1", "2026-Q4", "2027-Q2", "2027-Q4", "2028-Q4", "2029-Q1"
            ]
            .map(draws),
            [1, 4, 8, 12, 24, 15]
        );
        assert_eq!(draws("2029-Q4"), 24);
        assert_eq!(draws("2030-Q4"), 24);
    }

    #[test]
    fn a_lapsed_cohort_leaves_the_sum_with_all_its_flows() {
        let joined = |in_quarter: Quarter| {
            if in_quarter == quarter("2026-Q2") {
                vec![slip(Sign::Join, 2026, "MA", Province::Utrecht); 50_000]
            } else {
                Vec::new()
            }
        };
        let flows = drawn(quarter("2026-Q1"), quarter("2029-Q1"), joined);
        let series = Series::read(&flows, &Families::default(), 2026).unwrap();
        let sum = |name: &str| {
            let quarter = quarter(name);
            Stock::at(&series, quarter, &series.live(quarter)).sum(&VERSION_1, TableId::Total)
        };
        assert!((sum("2028-Q4") - 50_000).abs() < 1_000);
        assert!(sum("2029-Q1").abs() < 1_000);
    }
}
