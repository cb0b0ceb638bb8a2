//! How much changed between two quarterly releases, from figures that are public.
//!
//! Figures are linear in the flows, so in the difference of two stocks every draw that both hold
//! cancels. What is left is the noise of n draws a cell: those of the quarters between, and those
//! of a cohort that lapsed between. The margin is that of n draws, widened by the rounding of
//! both figures. Moving the cells to one total does not widen it: the move is linear too.

use super::families::Draws;
use super::reconcile::variance_of_total;
use super::release::REGION;
use super::spread::Spread;
use crate::domain::nationality::{Nationality, Region};
use crate::domain::release::{Figure, TableFigures};
use crate::domain::table::TableId;

/// Each of two shown figures lies at most 2 from the whole number it was rounded from, and the
/// whole units that reconciling leaves over move the difference by less than 1.
const ROUNDING: i64 = 5;
const CONFIDENCE: f64 = 0.95;
const HIGHEST: i64 = 1_000_000;

/// The change of one cell that both releases show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The codes of the cell.
    pub codes: Vec<&'static str>,
    /// The later figure less the earlier one: a multiple of 5.
    pub by: i64,
    /// With 95 % probability the true change lies within this distance.
    pub margin_95: i64,
}

impl Change {
    /// Whether it is larger than noise and rounding explain.
    #[must_use]
    pub const fn is_clear(&self) -> bool {
        self.by.saturating_abs() > self.margin_95
    }
}

/// The changes of one table, for the cells that both releases show, in the table's order; after
/// the draws that [`super::families::Families::held_by_one`] gives. Empty for a table that is not of the family.
#[must_use]
pub fn changes(earlier: &TableFigures, later: &TableFigures, draws: &Draws) -> Vec<Change> {
    let shown = |figure: &Figure| match figure {
        Figure::Shown { count, .. } => Some(*count),
        Figure::Hidden => None,
    };
    let table_margin = table_spread(later.name, draws).map(|spread| margin(&spread));
    let margin_of = |codes: &[&str]| match table_margin {
        Some(found) => Some(found),
        None if later.name == REGION => region_spread(codes, draws).map(|s| margin(&s)),
        None => None,
    };
    let pairs = earlier.cells.iter().zip(&later.cells);
    pairs
        .filter(|((before, _), (after, _))| before == after)
        .filter_map(|((_, before), (codes, after))| {
            let by = shown(after)? - shown(before)?;
            let margin_95 = margin_of(codes)?;
            let codes = codes.clone();
            Some(Change {
                codes,
                by,
                margin_95,
            })
        })
        .collect()
}

fn table_spread(name: &str, draws: &Draws) -> Option<Spread> {
    Some(match TableId::from_code(name)? {
        TableId::Total => Spread::normal(variance_of_total(draws)),
        table => draws.spread(table),
    })
}

/// A region holds the draws of all its nationalities.
fn region_spread(codes: &[&str], draws: &Draws) -> Option<Spread> {
    let region = Region::ALL
        .into_iter()
        .find(|region| codes.first() == Some(&region.code()))?;
    let members: u32 = Nationality::all()
        .map(|nationality| u32::from(nationality.region() == region))
        .sum();
    Some(draws.times(members).spread(TableId::Nationality))
}

/// The smallest m with P(|noise| ≤ m − 5) ≥ 95 %.
fn margin(spread: &Spread) -> i64 {
    let covers = |noise: &i64| spread.between(-noise, *noise) >= CONFIDENCE;
    (0..HIGHEST).find(covers).unwrap_or(HIGHEST) + ROUNDING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::families::Families;
    use crate::disclosure::noise::discrete_laplace;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::release::quarterly;
    use crate::disclosure::testing::{Stream, drawn, quarter, slip};
    use crate::domain::answers::Province;
    use crate::domain::ballot::Sign;
    use crate::domain::period::Quarter;
    use crate::domain::release::Figures;

    #[test]
    fn the_draws_between_are_those_that_only_one_release_holds() {
        let between = |first: &str, one: &str, other: &str| {
            Families::default()
                .held_by_one(quarter(first), quarter(one), quarter(other))
                .count()
        };
        // In the first year one cohort is alive, in the second two, from the third on three.
        assert_eq!(between("2026-Q1", "2026-Q1", "2026-Q2"), 1);
        assert_eq!(between("2026-Q3", "2027-Q1", "2027-Q2"), 2);
        assert_eq!(between("2026-Q1", "2028-Q2", "2028-Q3"), 3);
        // At the turn of the year a cohort lapses with its twelve draws; three are new.
        assert_eq!(between("2026-Q1", "2028-Q4", "2029-Q1"), 15);
        assert_eq!(between("2026-Q1", "2027-Q1", "2027-Q1"), 0);
    }

    fn released(flows: &[crate::domain::release::Flow], name: &str) -> Figures {
        let day = quarter(name).release_day();
        quarterly(flows, &Families::default(), 2026, quarter(name), day).unwrap()
    }

    /// The changes of the table of nationalities when this many Moroccans join each quarter.
    fn between(joining: usize, one: &str, other: &str) -> Vec<Change> {
        let joins =
            |now: Quarter| vec![slip(Sign::Join, now.year(), "MA", Province::Utrecht); joining];
        let flows = drawn(quarter("2026-Q1"), quarter("2029-Q1"), joins);
        let (one, other) = (quarter(one), quarter(other));
        let draws = Families::default()
            .held_by_one(quarter("2026-Q1"), one, other)
            .count();
        let (earlier, later) = (
            released(&flows, &one.to_string()),
            released(&flows, &other.to_string()),
        );
        let table = |figures: &Figures| {
            let mut tables = figures.tables.iter();
            tables
                .find(|table| table.name == "nationality")
                .unwrap()
                .clone()
        };
        changes(&table(&earlier), &table(&later), &VERSION_1.draws(draws))
    }

    #[test]
    fn a_change_is_surer_than_the_figures_it_comes_from() {
        let found = between(1_000, "2028-Q2", "2028-Q3");
        assert_eq!(found.len(), 1, "only what both show");
        let change = &found[0];
        assert_eq!(
            (change.codes.as_slice(), change.is_clear()),
            (&["MA"][..], true)
        );
        assert!((change.by - 1_000).abs() <= change.margin_95);
        // Three draws of deviation 4.7 and the rounding; the stocks hold 18 and 21 draws.
        assert!((17..25).contains(&change.margin_95), "{}", change.margin_95);
    }

    #[test]
    fn the_margin_holds_for_nineteen_changes_in_twenty_and_a_smaller_one_does_not() {
        let scale = VERSION_1.terms(TableId::Province).scale();
        let mut stream = Stream::named("change");
        let mut noise = |draws: u32| -> i64 {
            (0..draws)
                .map(|_| discrete_laplace(scale, &mut stream).unwrap())
                .sum()
        };
        let rounded = |count: i64| (count + 2).div_euclid(5) * 5;
        let tries = 10_000;
        let errors: Vec<i64> = (0..tries)
            .map(|count| {
                let both = noise(9);
                let change = rounded(count + 70 + both + noise(3)) - rounded(count + both);
                (change - 70).abs()
            })
            .collect();
        let margin = margin(&table_spread("province", &VERSION_1.draws(3)).unwrap());
        let within = |margin: i64| errors.iter().filter(|error| **error <= margin).count();
        assert!(
            (9_450..9_800).contains(&within(margin)),
            "{}",
            within(margin)
        );
        // Half of it would promise too much, and this test would see that.
        assert!(within(margin / 2) < 9_000);
    }

    #[test]
    fn what_lapses_is_part_of_the_change() {
        let found = between(1_000, "2028-Q4", "2029-Q1");
        assert!((found[0].by + 3_000).abs() <= found[0].margin_95);
        assert!(found[0].margin_95 > 30, "fifteen draws");
    }

    #[test]
    fn margins_grow_with_draws_and_hold_rounding_alone_without() {
        let margin = |draws| margin(&table_spread("province", &VERSION_1.draws(draws)).unwrap());
        assert_eq!(margin(0), ROUNDING);
        assert!(margin(1) < margin(3) && margin(3) < margin(15));
    }

    #[test]
    fn a_figure_that_one_release_hides_has_no_change() {
        let table = |figure| TableFigures {
            name: "tried",
            dimensions: &["tried"],
            cells: vec![(vec!["no"], figure)],
        };
        let shown = Figure::Shown {
            count: 500,
            margin_95: 60,
        };
        let (shown, hidden) = (table(shown), table(Figure::Hidden));
        assert!(changes(&shown, &hidden, &VERSION_1.draws(1)).is_empty());
        assert!(changes(&hidden, &shown, &VERSION_1.draws(1)).is_empty());
        assert_eq!(changes(&shown, &shown, &VERSION_1.draws(1))[0].by, 0);
    }

    #[test]
    fn a_change_within_its_margin_is_told_from_one_beyond_it() {
        let is_clear = |by| {
            let codes = vec!["MA"];
            Change {
                codes,
                by,
                margin_95: 25,
            }
            .is_clear()
        };
        assert!(!is_clear(0) && !is_clear(25) && !is_clear(-25));
        assert!(is_clear(30) && is_clear(-30) && is_clear(i64::MIN));
    }

    #[test]
    fn a_region_changes_with_the_noise_of_all_its_nationalities() {
        let table = |name, code, count| TableFigures {
            name,
            dimensions: &["nationality"],
            cells: vec![(
                vec![code],
                Figure::Shown {
                    count,
                    margin_95: 60,
                },
            )],
        };
        let region = Nationality::all().next().unwrap().region().code();
        let found = |name, code| {
            let draws = VERSION_1.draws(3);
            changes(&table(name, code, 500), &table(name, code, 700), &draws)
        };
        let (wide, one) = (found(REGION, region), found("nationality", "MA"));
        assert_eq!((wide[0].by, one[0].by), (200, 200));
        assert!(wide[0].margin_95 > 2 * one[0].margin_95, "{wide:?} {one:?}");
        assert!(found(REGION, "nowhere").is_empty());
        assert!(found("nothing of ours", region).is_empty());
    }
}
