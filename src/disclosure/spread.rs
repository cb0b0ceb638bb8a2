//! How far summed noise strays: the distribution behind thresholds and margins.
//!
//! Floats are allowed here: what they decide is which already noisy number is shown, never what
//! is drawn. For sums of draws the probabilities are those of the exact convolution, right to
//! about twelve digits; the tests compare them with convolving term by term.

use super::policy::Scale;

/// The distribution of a symmetric, whole-numbered error, as the chance of reaching each
/// distance.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// At place x: the probability that the error is x or more, for x from zero up.
    tails: Vec<f64>,
}

impl Spread {
    /// The sum of this many independent draws of one scale.
    #[must_use]
    pub fn of_draws(scale: Scale, draws: u32) -> Self {
        if draws == 0 {
            return Self { tails: vec![1.0] };
        }
        Self::from_weights(&convolved(scale, f64::from(draws)))
    }

    /// The sum of two independent errors.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let (one, other) = (self.both_sides(), other.both_sides());
        let mut sum = vec![0.0; one.len() + other.len() - 1];
        for (place, weight) in one.iter().enumerate() {
            for (cell, other) in sum.iter_mut().skip(place).zip(&other) {
                *cell += weight * other;
            }
        }
        let middle = sum.len() / 2;
        Self::from_weights(sum.get(middle..).unwrap_or_default())
    }

    /// The probability of each error, from the furthest below zero to the furthest above.
    fn both_sides(&self) -> Vec<f64> {
        let next = self.tails.iter().skip(1).chain(std::iter::once(&0.0));
        let above = self.tails.iter().zip(next).map(|(x, y)| x - y);
        let above: Vec<f64> = above.take_while(|chance| *chance > NOTHING).collect();
        let below = above.iter().skip(1).rev();
        below.chain(&above).copied().collect()
    }

    /// A normal error with this variance, on whole numbers. Half a unit is added to its standard
    /// deviation, for the rounding of the number itself and for tails heavier than normal.
    #[must_use]
    pub fn normal(variance: f64) -> Self {
        let deviation = variance.max(0.0).sqrt() + 0.5;
        let reach = (12.0 * deviation).ceil() as u32;
        let weights: Vec<f64> = (0..=reach)
            .map(|x| (-0.5 * (f64::from(x) / deviation).powi(2)).exp())
            .collect();
        Self::from_weights(&weights)
    }

    /// From numbers proportional to the probabilities of 0, 1, 2, …
    fn from_weights(weights: &[f64]) -> Self {
        let mut sum = 0.0;
        let mut tails: Vec<f64> = weights
            .iter()
            .rev()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        tails.reverse();
        // Both sides together; zero stands on neither.
        let whole = 2.0 * sum - weights.first().copied().unwrap_or(0.0);
        for tail in &mut tails {
            *tail /= whole;
        }
        Self { tails }
    }

    /// The probability that the error is `distance` or more.
    #[must_use]
    pub fn at_least(&self, distance: i64) -> f64 {
        match usize::try_from(distance) {
            Ok(place) => self.tails.get(place).copied().unwrap_or(0.0),
            Err(_) => 1.0 - self.at_least(1 - distance),
        }
    }

    /// The probability that the error lies from `low` to `high`, both included.
    #[must_use]
    pub fn between(&self, low: i64, high: i64) -> f64 {
        if low > high {
            return 0.0;
        }
        1.0 - self.at_least(high + 1) - self.at_least(1 - low)
    }
}

/// A chance that no sum of a few numbers below one can tell from none.
const NOTHING: f64 = 1e-18;

/// The variance of one draw: 2p / (1 − p)², with p = exp(−1 / scale).
#[must_use]
pub fn variance_of_one(scale: Scale) -> f64 {
    let p = ratio(scale);
    2.0 * p / (1.0 - p).powi(2)
}

fn ratio(scale: Scale) -> f64 {
    (-f64::from(scale.denominator()) / f64::from(scale.numerator())).exp()
}

/// Numbers proportional to P(0), P(1), … of a sum of `draws` draws.
///
/// The generating function is ((1 − p)² / ((1 − pz)(1 − p/z)))^draws. Its logarithmic derivative
/// gives p (x − 1 + draws) P(x−1) = (1 + p²) x P(x) − p (x + 1 − draws) P(x+1). Walked from far
/// out inwards this is stable: the walk forgets its arbitrary start (Miller's method).
fn convolved(scale: Scale, draws: f64) -> Vec<f64> {
    let p = ratio(scale);
    let deviation = (draws * variance_of_one(scale)).sqrt();
    let steps = f64::from(scale.numerator()) / f64::from(scale.denominator());
    let reach = (14.0 * deviation + 60.0 * steps).ceil() as u32;
    let (mut outer, mut here) = (0.0, 1e-60);
    let mut weights = vec![here];
    for x in (1..=reach).rev().map(f64::from) {
        let inner =
            ((1.0 + p * p) * x * here - p * (x + 1.0 - draws) * outer) / (p * (x - 1.0 + draws));
        (outer, here) = (here, inner);
        weights.push(here);
    }
    weights.reverse();
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(−reach), …, P(reach) of one draw.
    fn one(scale: Scale, reach: i32) -> Vec<f64> {
        let p = ratio(scale);
        (-reach..=reach)
            .map(|x| (1.0 - p) / (1.0 + p) * p.powi(x.abs()))
            .collect()
    }

    fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; a.len() + b.len() - 1];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                sum[i + j] += x * y;
            }
        }
        sum
    }

    #[test]
    fn probabilities_are_those_of_convolving_term_by_term() {
        for (loss, reach) in [(300, 120), (100, 330)] {
            let scale = Scale::of_loss(loss);
            let single = one(scale, reach);
            let mut sum = single.clone();
            for draws in 1..=4 {
                if draws > 1 {
                    sum = convolve(&sum, &single);
                }
                let spread = Spread::of_draws(scale, draws);
                let middle = sum.len() / 2;
                for x in 0..60_usize {
                    let tail: f64 = sum[middle + x..].iter().sum();
                    let ours = spread.at_least(x as i64);
                    assert!(
                        (tail - ours).abs() < 1e-11,
                        "{loss} {draws} {x}: {tail} {ours}"
                    );
                }
            }
        }
    }

    #[test]
    fn many_draws_have_the_variance_of_their_sum() {
        for (loss, draws) in [(300, 24), (50, 24), (300, 1200)] {
            let scale = Scale::of_loss(loss);
            let spread = Spread::of_draws(scale, draws);
            // E[X²] = 2 Σ (2x − 1) P(X ≥ x) over x ≥ 1.
            let seen: f64 = (1..spread.tails.len() as i64)
                .map(|x| 2.0 * (2 * x - 1) as f64 * spread.at_least(x))
                .sum();
            let exact = f64::from(draws) * variance_of_one(scale);
            assert!((seen / exact - 1.0).abs() < 1e-9, "{loss} {draws}");
        }
    }

    #[test]
    fn it_is_symmetric_and_whole() {
        for spread in [
            Spread::of_draws(Scale::of_loss(100), 3),
            Spread::of_draws(Scale::of_loss(100), 0),
            Spread::normal(500.0),
            Spread::normal(0.0),
        ] {
            assert!((spread.between(-4000, 4000) - 1.0).abs() < 1e-12);
            assert!((spread.at_least(-9) - (1.0 - spread.at_least(10))).abs() < 1e-12);
            assert!(spread.between(3, 2).abs() < 1e-12);
        }
        assert!((Spread::of_draws(Scale::of_loss(100), 0).between(0, 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_normal_error_keeps_nineteen_in_twenty_within_two_deviations() {
        let spread = Spread::normal(59.0 * 59.0);
        assert!((spread.between(-116, 116) - 0.95).abs() < 0.004);
    }
}
