//! Stocks: what stands in each cell, as the sum of the published flows of the living cohorts.
//!
//! Nothing is clamped, so a cell may be below zero: cutting it here would push every sum up.
//! When a cohort lapses its flows leave the sum, noise and all, which is why the noise stops
//! growing after three years (24 draws a cell).

use std::collections::BTreeMap;

use super::series::Series;
use crate::domain::period::{Cohort, Quarter};
use crate::domain::table::TableId;

/// The noisy stock of every quarterly table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    cells: BTreeMap<TableId, Vec<i64>>,
    draws: u32,
}

impl Stock {
    /// What stands at the close of `quarter`, counting these cohorts.
    #[must_use]
    pub fn at(series: &Series<'_>, quarter: Quarter, live: &[Cohort]) -> Self {
        let mut stock = Self {
            cells: TableId::QUARTERLY
                .map(|table| (table, vec![0; table.cells()]))
                .into(),
            draws: 0,
        };
        for (table, changes) in series.of_cohorts(live, quarter) {
            // Every table is drawn equally often; one of them tells how often.
            stock.draws += u32::from(table == TableId::Total);
            let cells = stock.cells.entry(table).or_default();
            for (cell, change) in cells.iter_mut().zip(changes) {
                *cell += change;
            }
        }
        stock
    }

    /// How many draws every cell holds.
    #[must_use]
    pub const fn draws(&self) -> u32 {
        self.draws
    }

    /// The cells of this table, in its order.
    #[must_use]
    pub fn cells(&self, table: TableId) -> &[i64] {
        self.cells.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The sum of this table's cells.
    #[must_use]
    pub fn sum(&self, table: TableId) -> i64 {
        self.cells(table).iter().sum()
    }
}

#[cfg(test)]
impl Stock {
    /// A stock that says this, for tests.
    pub(super) fn saying(draws: u32, cells: BTreeMap<TableId, Vec<i64>>) -> Self {
        Self { cells, draws }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::testing::{drawn, quarter, slip};
    use crate::domain::answers::Province;
    use crate::domain::ballot::Sign;

    #[test]
    fn draws_grow_to_twenty_four_and_then_stop() {
        let flows = drawn(quarter("2026-Q1"), quarter("2030-Q4"), |_| Vec::new());
        let series = Series::read(&flows, &VERSION_1, 2026).unwrap();
        let draws = |name: &str| {
            let quarter = quarter(name);
            Stock::at(&series, quarter, &series.live(quarter)).draws()
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
        let series = Series::read(&flows, &VERSION_1, 2026).unwrap();
        let sum = |name: &str| {
            let quarter = quarter(name);
            Stock::at(&series, quarter, &series.live(quarter)).sum(TableId::Total)
        };
        assert!((sum("2028-Q4") - 50_000).abs() < 1_000);
        assert!(sum("2029-Q1").abs() < 1_000);
    }
}
