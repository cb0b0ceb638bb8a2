//! What of a noisy number is shown: large enough, rounded to 5, with its margin; or nothing.
//!
//! A cell of a table of k cells is shown from c up, the smallest multiple of 5 (at least 10) for
//! which k times the chance that noise alone reaches c is at most 1/4. So in three tables of
//! four not one empty cell is shown by accident, and zero, few and none look alike.

use super::spread::Spread;
use crate::domain::release::Figure;

const STEP: i64 = 5;
const LOWEST_THRESHOLD: i64 = 10;
const CONFIDENCE: f64 = 0.95;

/// Where to start: no threshold or margin of this family comes near it.
const HIGHEST: i64 = 1_000_000;

/// How the cells of one table are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    threshold: i64,
    margin_95: i64,
}

impl Rule {
    /// The rule for a table of `cells` cells whose numbers stray like this.
    #[must_use]
    pub fn of(spread: &Spread, cells: usize) -> Self {
        let stray = |c: &i64| cells as f64 * spread.at_least(*c) <= 0.25;
        let covers = |margin: &i64| covered(spread, *margin) >= CONFIDENCE;
        Self {
            threshold: (LOWEST_THRESHOLD..HIGHEST)
                .step_by(STEP as usize)
                .find(stray)
                .unwrap_or(HIGHEST),
            margin_95: (0..HIGHEST).find(covers).unwrap_or(HIGHEST),
        }
    }

    /// The smallest number that is shown.
    #[must_use]
    pub const fn threshold(self) -> i64 {
        self.threshold
    }

    /// With 95 % probability a shown number is this near the true one, rounding included.
    #[must_use]
    pub const fn margin_95(self) -> i64 {
        self.margin_95
    }

    /// The number as it is published.
    #[must_use]
    pub const fn show(self, count: i64) -> Figure {
        if count < self.threshold {
            return Figure::Hidden;
        }
        Figure::Shown {
            count: rounded(count),
            margin_95: self.margin_95,
        }
    }
}

/// The nearest multiple of 5; no whole number lies half-way.
const fn rounded(count: i64) -> i64 {
    count.saturating_add(STEP / 2).div_euclid(STEP) * STEP
}

/// The chance that the rounded number is within `margin` of the true one, for the true number's
/// least lucky last digit.
fn covered(spread: &Spread, margin: i64) -> f64 {
    (0..STEP)
        .map(|digit| {
            let highest = (digit + margin).div_euclid(STEP) * STEP;
            let lowest = -(margin - digit).div_euclid(STEP) * STEP;
            spread.between(lowest - STEP / 2 - digit, highest + STEP / 2 - digit)
        })
        .fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::noise::discrete_laplace;
    use crate::disclosure::policy::{Scale, VERSION_1};
    use crate::disclosure::testing::Stream;
    use crate::domain::table::TableId;
    use proptest::prelude::*;

    fn rule(table: TableId, draws: u32) -> Rule {
        let scale = VERSION_1.terms(table).scale();
        Rule::of(&Spread::of_draws(scale, draws), table.cells())
    }

    fn thresholds(table: TableId) -> [i64; 4] {
        [1, 4, 8, 24].map(|draws| rule(table, draws).threshold())
    }

    #[test]
    fn thresholds_after_one_four_eight_and_twenty_four_draws() {
        assert_eq!(thresholds(TableId::Nationality), [25, 35, 45, 75]);
        assert_eq!(thresholds(TableId::Province), [35, 65, 90, 150]);
        assert_eq!(thresholds(TableId::RegionProvince), [60, 95, 125, 205]);
    }

    #[test]
    fn a_threshold_takes_far_less_than_fifty_milliseconds() {
        let start = std::time::Instant::now();
        for _ in 0..10 {
            rule(TableId::Acquired, 24);
        }
        assert!(start.elapsed().as_millis() < 500);
    }

    #[test]
    fn zero_few_and_none_look_alike() {
        let rule = rule(TableId::Nationality, 4);
        for count in [i64::MIN, -40, -1, 0, 1, 34] {
            assert_eq!(rule.show(count), Figure::Hidden);
        }
        assert!(matches!(rule.show(35), Figure::Shown { count: 35, .. }));
    }

    #[test]
    fn the_margin_holds_for_nineteen_numbers_in_twenty() {
        let scale = Scale::of_loss(300);
        for draws in [1, 4] {
            let margin = Rule::of(&Spread::of_draws(scale, draws), 200).margin_95();
            let mut stream = Stream::named("margin");
            let tries: i64 = 10_000;
            let held = (0..tries)
                .filter(|count| {
                    let noise: i64 = (0..draws)
                        .map(|_| discrete_laplace(scale, &mut stream).unwrap())
                        .sum();
                    (rounded(count + noise) - count).abs() <= margin
                })
                .count();
            assert!(
                (9_450..9_800).contains(&held),
                "{draws}: {held} in {margin}"
            );
        }
    }

    #[test]
    fn margins_without_noise_are_the_rounding_alone() {
        let still = Spread::of_draws(Scale::of_loss(100), 0);
        assert_eq!(Rule::of(&still, 15).margin_95(), 2);
        assert_eq!(Rule::of(&still, 15).threshold(), 10);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_a_multiple_of_five_within_two(count in -500_i64..1_000_000) {
            let rule = Rule { threshold: 35, margin_95: 20 };
            match rule.show(count) {
                Figure::Hidden => prop_assert!(count < 35),
                Figure::Shown { count: shown, margin_95 } => {
                    prop_assert!(count >= 35 && shown >= 35);
                    prop_assert_eq!(shown % 5, 0);
                    prop_assert!((shown - count).abs() <= 2);
                    prop_assert_eq!(margin_95, 20);
                }
            }
        }
    }
}
