//! Making tables agree: every table is moved to one common total T.
//!
//! Each table counts the same declarations, so each sum is a guess at the same number; T weighs
//! them by how sure they are. Only what is public goes in, so it costs no privacy. All in whole
//! numbers: two programs that repeat it get the same figures to the last digit.
//!
//! Each family of tables counts declarations of its own, so it is reconciled by itself; what stands
//! in a cell is the sum over the families, and so is T. No other weighing would be surer.

use std::collections::BTreeMap;

use super::families::Draws;
use super::policy::Policy;
use super::stock::Stock;
use crate::domain::nationality::{Nationality, Region};
use crate::domain::table::TableId;

/// A stock whose quarterly tables all have the sum T.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciled {
    total: i64,
    cells: BTreeMap<TableId, Vec<i64>>,
}

impl Reconciled {
    /// Moves each cell of a family's table of k cells and sum S by (T − S) / k, T being that of the
    /// family; and adds up the families.
    #[must_use]
    pub fn of(stock: &Stock) -> Self {
        let mut all = Self {
            total: 0,
            cells: TableId::QUARTERLY
                .map(|table| (table, vec![0; table.cells()]))
                .into(),
        };
        for (family, _) in stock.draws().iter() {
            let total = total_in(stock, family);
            all.total += total;
            for (table, cells) in &mut all.cells {
                let moved = moved(stock.cells(family, *table), total);
                for (cell, moved) in cells.iter_mut().zip(moved) {
                    *cell += moved;
                }
            }
        }
        all
    }

    /// The common total T.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.total
    }

    /// The cells of this table, in its order.
    #[must_use]
    pub fn cells(&self, table: TableId) -> &[i64] {
        self.cells.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The number in each region: the sum of its nationalities.
    #[must_use]
    pub fn region(&self, region: Region) -> i64 {
        Nationality::all()
            .zip(self.cells(TableId::Nationality))
            .filter(|(nationality, _)| nationality.region() == region)
            .map(|(_, cell)| cell)
            .sum()
    }
}

/// The common total of all families.
#[must_use]
pub fn total(stock: &Stock) -> i64 {
    let families = stock.draws().iter();
    families.map(|(family, _)| total_in(stock, family)).sum()
}

/// T of one family, rounded to the nearest whole number (half upwards): Σ weight × sum / Σ weight.
/// Every cell of a family holds equally many draws, so their number cancels.
fn total_in(stock: &Stock, policy: &Policy) -> i64 {
    let weighed: i128 = TableId::QUARTERLY
        .into_iter()
        .map(|table| i128::from(policy.terms(table).weight) * i128::from(stock.sum(policy, table)))
        .sum();
    let whole = i128::from(policy.whole_weight());
    let nearest = (2 * weighed + whole).div_euclid(2 * whole);
    i64::try_from(nearest).unwrap_or(i64::MAX)
}

/// The variance of T: draws / Σ weight of each family, in declarations squared.
#[must_use]
pub fn variance_of_total(draws: &Draws) -> f64 {
    let of =
        |(policy, draws): (&Policy, u32)| f64::from(draws) * 1e12 / policy.whole_weight() as f64;
    draws.iter().map(of).sum()
}

/// Every cell moved by the same fraction, in whole numbers: all get its floor, and the first
/// cells one more until the sum is right. The remainders are equal in all cells, so that largest
/// remainder leaves the order of the table to decide.
fn moved(cells: &[i64], total: i64) -> Vec<i64> {
    let count = i64::try_from(cells.len()).unwrap_or(i64::MAX).max(1);
    let gap = total - cells.iter().sum::<i64>();
    let (step, left) = (gap.div_euclid(count), gap.rem_euclid(count));
    (0..)
        .zip(cells)
        .map(|(place, cell)| cell + step + i64::from(place < left))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::{VERSION_1, VERSION_2};
    use proptest::prelude::*;

    fn any_stock_of(family: Policy) -> impl Strategy<Value = Stock> {
        let tables = TableId::QUARTERLY
            .map(|table| proptest::collection::vec(-300_i64..30_000, table.cells()));
        tables.prop_map(move |cells| {
            let cells = TableId::QUARTERLY.into_iter().zip(cells).collect();
            Stock::saying(&family, 4, cells)
        })
    }

    fn any_stock() -> impl Strategy<Value = Stock> {
        any_stock_of(VERSION_1)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_table_adds_up_to_the_common_total(stock in any_stock()) {
            let done = Reconciled::of(&stock);
            for table in TableId::QUARTERLY {
                prop_assert_eq!(done.cells(table).iter().sum::<i64>(), done.total());
                let moves: Vec<i64> = done
                    .cells(table)
                    .iter()
                    .zip(stock.cells(&VERSION_1, table))
                    .map(|(after, before)| after - before)
                    .collect();
                let (least, most) = (moves.iter().min().unwrap(), moves.iter().max().unwrap());
                prop_assert!(most - least <= 1, "all cells move alike");
                prop_assert!(moves.windows(2).all(|pair| pair[0] >= pair[1]));
            }
            let regions: i64 = Region::ALL.iter().map(|region| done.region(*region)).sum();
            prop_assert_eq!(regions, done.total());
        }

        #[test]
        fn families_are_reconciled_apart_and_added_up(
            older in any_stock(),
            newer in any_stock_of(VERSION_2),
        ) {
            let apart = [Reconciled::of(&older), Reconciled::of(&newer)];
            let together = older.beside(newer);
            let done = Reconciled::of(&together);
            prop_assert_eq!(total(&together), done.total());
            prop_assert_eq!(done.total(), apart[0].total() + apart[1].total());
            for table in TableId::QUARTERLY {
                let both = apart[0].cells(table).iter().zip(apart[1].cells(table));
                prop_assert!(both.map(|(one, other)| one + other).eq(done.cells(table).iter().copied()));
            }
        }

        #[test]
        fn the_total_is_the_weighed_mean_of_the_formula(stock in any_stock()) {
            use crate::disclosure::spread::variance_of_one;
            let (mut above, mut below) = (0.0, 0.0);
            for table in TableId::QUARTERLY {
                let one = variance_of_one(VERSION_1.terms(table).scale());
                let variance = 4.0 * table.cells() as f64 * one;
                above += stock.sum(&VERSION_1, table) as f64 / variance;
                below += 1.0 / variance;
            }
            prop_assert!((total(&stock) as f64 - above / below).abs() < 0.51);
        }
    }

    #[test]
    fn the_common_total_strays_by_24_after_a_year_and_59_in_the_steady_state() {
        let deviation = |draws| variance_of_total(&VERSION_1.draws(draws)).sqrt().round();
        assert_eq!([deviation(4), deviation(24)], [24.0, 59.0]);
    }

    #[test]
    fn what_is_left_over_goes_to_the_first_cells() {
        assert_eq!(moved(&[10, 20, 30], 62), [11, 21, 30]);
        assert_eq!(moved(&[10, 20, 30], 58), [10, 19, 29]);
        assert_eq!(moved(&[-5], 7), [7]);
    }
}
