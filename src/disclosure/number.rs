//! The number of declarations as the site shows it, week by week.
//!
//! The common total of the last counted quarter, without what lapsed since, plus the weekly
//! changes after that quarter. Before the first count it is the weekly changes alone. Between
//! New Year and the fourth quarter's count the weeks still hold leavings of the cohort that
//! lapsed, so the number is approximate then, and says so.

use super::display::Rule;
use super::families::Draws;
use super::reconcile::{total, variance_of_total};
use super::series::Series;
use super::spread::Spread;
use super::stock::Stock;
use crate::domain::period::{Cohort, Quarter, Week};
use crate::domain::release::Figure;
use crate::domain::table::TableId;

/// The site's number at the close of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// As it is shown.
    pub figure: Figure,
    /// Whether weeks of a lapsed cohort are mixed in; a page must say so.
    pub approximate: bool,
}

impl Number {
    /// The number after this week has closed and what lapsed with it is gone.
    #[must_use]
    pub fn at(series: &Series<'_>, week: Week) -> Self {
        let live = series.live(week.next().quarter());
        let counted = series.last_counted(week);
        let bridge: Vec<(Week, i64)> = series.weeks(counted, week).collect();
        let (stock, draws) = counted.map_or_else(Default::default, |quarter| {
            let stock = Stock::at(series, quarter, &live);
            (total(&stock), stock.draws().clone())
        });
        let changes: i64 = bridge.iter().map(|(_, change)| change).sum();
        let mut weeks = Draws::default();
        for (week, _) in &bridge {
            weeks.add(series.families().in_force(week.quarter()), 1);
        }
        Self {
            figure: rule(&draws, &weeks).show(stock + changes),
            approximate: bridge
                .iter()
                .any(|(week, _)| lapsed_since(series, week.quarter(), &live)),
        }
    }
}

fn lapsed_since(series: &Series<'_>, quarter: Quarter, live: &[Cohort]) -> bool {
    let then = series.live(quarter);
    then.iter().any(|cohort| !live.contains(cohort))
}

/// How a common total of so many draws plus so many weeks is shown: one cell, with a normal
/// error, since T adds up hundreds of draws. Weeks alone are few, so they are convolved.
#[must_use]
pub fn rule(draws: &Draws, weeks: &Draws) -> Rule {
    let spread = if draws.count() == 0 {
        weeks.spread(TableId::Weekly)
    } else {
        Spread::normal(variance_of_total(draws) + weeks.variance(TableId::Weekly))
    };
    Rule::of(&spread, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::families::Families;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::spread::variance_of_one;
    use crate::disclosure::testing::{drawn, quarter, slip, week_flow};
    use crate::domain::answers::Province;
    use crate::domain::ballot::{Sign, Slip};
    use crate::domain::release::Flow;

    fn number(flows: &[Flow], week: &str) -> Number {
        let series = Series::read(flows, &Families::default(), 2026).unwrap();
        Number::at(&series, Week::parse(week).unwrap())
    }

    fn near(number: Number, wanted: i64) -> bool {
        matches!(number.figure, Figure::Shown { count, .. } if (count - wanted).abs() < 400)
    }

    fn joined_in(name: &'static str) -> impl Fn(Quarter) -> Vec<Slip> {
        move |now| {
            let joins = if now == quarter(name) { 20_000 } else { 0 };
            vec![slip(Sign::Join, now.year(), "MA", Province::Utrecht); joins]
        }
    }

    #[test]
    fn before_the_first_count_it_is_the_sum_of_the_weeks() {
        let flows = [week_flow("2026-W40", 900), week_flow("2026-W41", 102)];
        let after = number(&flows, "2026-W41");
        assert!(matches!(after.figure, Figure::Shown { count: 1000, .. }));
        assert!(!after.approximate);
        assert!(matches!(
            number(&flows, "2026-W40").figure,
            Figure::Shown { count: 900, .. }
        ));
        assert_eq!(number(&[], "2026-W40").figure, Figure::Hidden);
    }

    #[test]
    fn weeks_before_the_counted_quarter_closed_are_not_added_twice() {
        let mut flows = drawn(quarter("2026-Q4"), quarter("2026-Q4"), joined_in("2026-Q4"));
        flows.extend([week_flow("2026-W53", 20_000), week_flow("2027-W01", 3_000)]);
        assert!(near(number(&flows, "2027-W01"), 23_000));
        assert!(near(number(&flows, "2026-W53"), 20_000));
    }

    #[test]
    fn what_lapsed_at_new_year_is_gone_and_the_number_says_it_is_approximate() {
        let mut flows = drawn(quarter("2026-Q1"), quarter("2028-Q3"), |now| {
            vec![slip(Sign::Join, now.year(), "MA", Province::Utrecht); 1_000]
        });
        flows.extend([week_flow("2028-W50", 500), week_flow("2029-W01", 700)]);
        let before = number(&flows, "2028-W51");
        assert!(near(before, 11_500) && !before.approximate);
        let after = number(&flows, "2029-W01");
        assert!(near(after, 8_200) && after.approximate);
    }

    #[test]
    fn once_the_fourth_quarter_is_counted_it_is_exact_again() {
        let mut flows = drawn(quarter("2026-Q1"), quarter("2028-Q4"), |now| {
            vec![slip(Sign::Join, now.year(), "MA", Province::Utrecht); 1_000]
        });
        flows.extend([week_flow("2028-W50", 500), week_flow("2029-W01", 700)]);
        let after = number(&flows, "2029-W01");
        assert!(near(after, 8_700) && !after.approximate);
    }

    #[test]
    fn thirteen_weeks_add_51_to_how_far_it_strays() {
        let weekly = VERSION_1.terms(TableId::Weekly).scale();
        assert_eq!((13.0 * variance_of_one(weekly)).sqrt().round(), 51.0);
        assert!(
            rule(&VERSION_1.draws(24), &VERSION_1.draws(13)).margin_95()
                > rule(&VERSION_1.draws(24), &VERSION_1.draws(0)).margin_95()
        );
    }
}
