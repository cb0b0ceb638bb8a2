//! The worked example of the page about the method, and of `docs/disclosure.md`.
//!
//! All counts are made up. The tests draw the example anew and compute every number that the
//! document prints, so neither page nor document can drift from the code.

use crate::domain::table::TableId;

/// How many draws every cell of the example holds: the quarters of one year.
pub const DRAWS: u32 = 4;

/// How many declarations there are in truth.
pub const TRUTH: i64 = 500;

/// The common total T.
pub const TOTAL: i64 = 483;

/// The noisy sum of each table.
pub const SUMS: [(TableId, i64); 8] = [
    (TableId::Total, 465),
    (TableId::Nationality, 697),
    (TableId::RegionProvince, 117),
    (TableId::Province, 433),
    (TableId::BirthCohort, 573),
    (TableId::MainReason, 484),
    (TableId::Tried, 660),
    (TableId::Acquired, 301),
];

/// One cell of the example's nationalities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The nationality.
    pub code: &'static str,
    /// How many there are in truth.
    pub truth: i64,
    /// The noisy stock.
    pub noisy: i64,
    /// The same after the tables were made to agree.
    pub moved: i64,
}

const fn cell(code: &'static str, truth: i64, noisy: i64, moved: i64) -> Cell {
    Cell {
        code,
        truth,
        noisy,
        moved,
    }
}

/// Its cells with declarations.
pub const CELLS: [Cell; 4] = [
    cell("BE", 32, 33, 32),
    cell("IR", 48, 62, 61),
    cell("MA", 240, 245, 244),
    cell("TR", 180, 178, 177),
];

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::families::{Draws, Families};
    use super::super::ledger::most_suspicion;
    use super::super::number;
    use super::super::policy::VERSION_1;
    use super::super::reconcile::{Reconciled, variance_of_total};
    use super::super::release::{rule_of, rule_of_region};
    use super::super::series::Series;
    use super::super::spread::variance_of_one;
    use super::super::stock::Stock;
    use super::super::testing::{drawn, quarter, slip};
    use super::*;
    use crate::domain::answers::Province;
    use crate::domain::ballot::{Sign, Slip};
    use crate::domain::nationality::{Nationality, Region};
    use crate::domain::period::Quarter;
    use crate::domain::release::Figure;

    const PAGE: &str = include_str!("../../docs/disclosure.md");

    /// Made-up joinings of each quarter of the example's first year.
    const JOININGS: [(&str, Province, usize); 4] = [
        ("BE", Province::Limburg, 8),
        ("IR", Province::Utrecht, 12),
        ("MA", Province::Utrecht, 60),
        ("TR", Province::ZuidHolland, 45),
    ];

    fn joinings(quarter: Quarter) -> Vec<Slip> {
        JOININGS
            .iter()
            .flat_map(|(code, province, many)| {
                vec![slip(Sign::Join, quarter.year(), code, *province); *many]
            })
            .collect()
    }

    fn assert_printed(block: &str) {
        assert!(
            PAGE.contains(block),
            "docs/disclosure.md should say:\n{block}"
        );
    }

    fn said(figure: Figure) -> String {
        match figure {
            Figure::Shown { count, margin_95 } => format!("{count} ± {margin_95}"),
            Figure::Hidden => "nothing".into(),
        }
    }

    #[test]
    fn the_page_prints_what_each_table_costs_and_how_far_it_strays() {
        let mut block = String::new();
        for table in std::iter::once(TableId::Weekly).chain(TableId::QUARTERLY) {
            let terms = VERSION_1.terms(table);
            let (scale, cells) = (terms.scale(), table.cells());
            let deviation = variance_of_one(scale).sqrt();
            writeln!(
                block,
                "| `{}` | {cells} | {} | {}/{} | {deviation:.2} | {} |",
                table.code(),
                terms.loss,
                scale.numerator(),
                scale.denominator(),
                terms.weight,
            )
            .unwrap();
        }
        assert_printed(&block);
    }

    #[test]
    fn the_page_prints_thresholds_and_margins() {
        let mut block = String::new();
        let mut line = |name: &str, rule: &dyn Fn(u32) -> crate::disclosure::display::Rule| {
            write!(block, "| `{name}` |").unwrap();
            for draws in [1, 4, 8, 24] {
                let rule = rule(draws);
                write!(block, " {} ± {} |", rule.threshold(), rule.margin_95()).unwrap();
            }
            writeln!(block).unwrap();
        };
        for table in TableId::QUARTERLY {
            line(table.code(), &|draws| {
                rule_of(table, &VERSION_1.draws(draws))
            });
        }
        line("region", &|draws| {
            rule_of_region(Region::SubSaharanAfrica, &VERSION_1.draws(draws))
        });
        assert_printed(&block);
    }

    #[test]
    fn the_page_prints_the_deviation_of_the_total() {
        let weekly = variance_of_one(VERSION_1.terms(TableId::Weekly).scale());
        let total = |draws| variance_of_total(&VERSION_1.draws(draws));
        for variance in [
            total(1),
            total(4),
            total(24),
            13.0 * weekly,
            total(24) + 13.0 * weekly,
        ] {
            assert_printed(&format!("{:.1}", variance.sqrt()));
        }
    }

    #[test]
    fn the_page_prints_what_a_suspicion_can_become() {
        let mut block = String::new();
        for before in [0.001, 0.01, 0.1, 0.5] {
            let after = |loss| 100.0 * most_suspicion(before, loss);
            writeln!(
                block,
                "| {:.1} % | {:.1} % | {:.1} % | {:.1} % |",
                100.0 * before,
                after(300),
                after(1000),
                after(2000)
            )
            .unwrap();
        }
        assert_printed(&block);
    }

    #[test]
    fn the_page_prints_a_worked_example() {
        let (first, last) = (quarter("2026-Q1"), quarter("2026-Q4"));
        let flows = drawn(first, last, joinings);
        let series = Series::read(&flows, &Families::default(), 2026).unwrap();
        let stock = Stock::at(&series, last, &series.live(last));
        let done = Reconciled::of(&stock);
        let mut sums = String::new();
        for (table, said) in SUMS {
            let (sum, cells) = (stock.sum(&VERSION_1, table), table.cells());
            assert_eq!(sum, said, "{table:?}");
            let step = (done.total() - sum) as f64 / cells as f64;
            writeln!(sums, "| `{}` | {sum} | {step:+.2} |", table.code()).unwrap();
        }
        assert_printed(&sums);
        assert_eq!((done.total(), stock.draws().count()), (TOTAL, DRAWS));
        let total = number::rule(stock.draws(), &Draws::default()).show(done.total());
        assert_printed(&format!("T = {}, shown as {}", done.total(), said(total)));
        let mut cells = String::new();
        let rule = rule_of(TableId::Nationality, stock.draws());
        for (code, _, many) in JOININGS {
            let place = usize::from(Nationality::from_code(code).unwrap().index());
            let (noisy, moved) = (
                stock.cells(&VERSION_1, TableId::Nationality)[place],
                done.cells(TableId::Nationality)[place],
            );
            let truth = i64::try_from(4 * many).unwrap();
            assert!(CELLS.contains(&cell(code, truth, noisy, moved)), "{code}");
            let shown = said(rule.show(moved));
            writeln!(
                cells,
                "| {code} | {} | {noisy} | {moved} | {shown} |",
                4 * many
            )
            .unwrap();
        }
        assert_printed(&cells);
        assert_eq!(CELLS.iter().map(|cell| cell.truth).sum::<i64>(), TRUTH);
    }
}
