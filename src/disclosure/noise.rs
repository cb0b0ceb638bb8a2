//! The noise itself: whole numbers from the discrete Laplace distribution, without one float.
//!
//! Algorithm 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy"
//! (2020): every decision is a comparison of integers, so the probabilities are exactly those of
//! the proof and no rounding can betray the sum underneath. Its running time depends on what it
//! draws; it runs on counting day only, where nobody can time a single draw.

use super::policy::Scale;

/// Where random bits come from. Production hands in the operating system's, a ceremony a seeded
/// stream, a test a stream of its own.
pub trait RandomBits {
    /// Fills all of `bytes` with independent uniform bits.
    ///
    /// # Errors
    /// When the source has none to give; then nothing may be drawn.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The source of random bits gave none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the source of random bits gave none")]
pub struct NoRandomness;

/// One draw: `x` with probability (1 − p) / (1 + p) · p^|x|, where p = exp(−1 / scale).
///
/// # Errors
/// When the source of random bits fails.
pub fn discrete_laplace(scale: Scale, random: &mut dyn RandomBits) -> Result<i64, NoRandomness> {
    loop {
        let distance = distance(scale, random)?;
        let negative = below(2, random)? == 1;
        // Zero has one sign: kept with both, it would come up twice as often as it should.
        if !(negative && distance == 0) {
            return Ok(if negative { -distance } else { distance });
        }
    }
}

/// `x ≥ 0` with probability proportional to exp(−x / scale).
fn distance(scale: Scale, random: &mut dyn RandomBits) -> Result<i64, NoRandomness> {
    let turn = u64::from(scale.numerator());
    let within = loop {
        let candidate = below(turn, random)?;
        if happens(candidate, turn, random)? {
            break candidate;
        }
    };
    let mut turns = 0_u64;
    while happens(1, 1, random)? {
        turns = turns.saturating_add(1);
    }
    let steps = within.saturating_add(turn.saturating_mul(turns)) / u64::from(scale.denominator());
    Ok(i64::try_from(steps).unwrap_or(i64::MAX))
}

/// True with probability exp(−`above` / `below_line`), for a fraction from 0 to 1: the parity of
/// the first failure in a row of ever rarer successes (their algorithm 1).
fn happens(above: u64, below_line: u64, random: &mut dyn RandomBits) -> Result<bool, NoRandomness> {
    let mut tries = 1_u64;
    while below(below_line.saturating_mul(tries), random)? < above {
        tries = tries.saturating_add(1);
    }
    Ok(tries % 2 == 1)
}

/// A uniform whole number from 0 to `end` − 1: bits are drawn anew until they fit, since a
/// remainder would favour small numbers.
fn below(end: u64, random: &mut dyn RandomBits) -> Result<u64, NoRandomness> {
    let Some(mask) = u64::MAX.checked_shr(end.saturating_sub(1).leading_zeros()) else {
        return Ok(0);
    };
    loop {
        let mut bytes = [0; 8];
        random.fill(&mut bytes)?;
        let candidate = u64::from_le_bytes(bytes) & mask;
        if candidate < end {
            return Ok(candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{Dry, Stream};
    use std::collections::BTreeMap;

    const DRAWS: u32 = 60_000;

    fn counted(mut draw: impl FnMut() -> i64) -> BTreeMap<i64, f64> {
        let mut counts = BTreeMap::new();
        for _ in 0..DRAWS {
            *counts.entry(draw()).or_insert(0.0) += 1.0;
        }
        counts
    }

    /// Whether counts differ from the exact distribution more than one true sampler in a thousand
    /// would. Values so rare that fewer than ten are expected share one bin.
    fn differs(counts: &BTreeMap<i64, f64>, scale: Scale) -> bool {
        let p = (-f64::from(scale.denominator()) / f64::from(scale.numerator())).exp();
        let expected = |x: i64| f64::from(DRAWS) * (1.0 - p) / (1.0 + p) * p.powi(x.abs() as i32);
        let edge = (0..).find(|x| expected(*x) < 10.0).unwrap();
        let (mut sum, mut bins, mut rest) = (0.0, 0.0, (f64::from(DRAWS), f64::from(DRAWS)));
        for x in -edge + 1..edge {
            let seen = counts.get(&x).copied().unwrap_or(0.0);
            sum += (seen - expected(x)).powi(2) / expected(x);
            bins += 1.0;
            rest = (rest.0 - seen, rest.1 - expected(x));
        }
        sum += (rest.0 - rest.1).powi(2) / rest.1;
        // Wilson and Hilferty's normal form of chi-square; 3.09 leaves one in a thousand.
        let spread = 2.0 / (9.0 * bins);
        ((sum / bins).cbrt() - 1.0 + spread) / spread.sqrt() > 3.09
    }

    #[test]
    fn draws_follow_the_exact_distribution_at_every_scale_of_the_family() {
        for loss in [50, 100, 300] {
            let scale = Scale::of_loss(loss);
            let mut stream = Stream::named("exact");
            let counts = counted(|| discrete_laplace(scale, &mut stream).unwrap());
            assert!(!differs(&counts, scale), "{loss}");
        }
    }

    #[test]
    fn the_same_test_catches_a_sampler_that_keeps_negative_zero() {
        for loss in [50, 100, 300] {
            let scale = Scale::of_loss(loss);
            let mut stream = Stream::named("exact");
            let counts = counted(|| {
                let distance = distance(scale, &mut stream).unwrap();
                let negative = below(2, &mut stream).unwrap() == 1;
                if negative { -distance } else { distance }
            });
            assert!(differs(&counts, scale), "{loss}");
        }
    }

    #[test]
    fn the_same_test_catches_a_scale_that_is_five_per_cent_off() {
        for (loss, near) in [(50, 52), (100, 105), (300, 315)] {
            let mut stream = Stream::named("exact");
            let wrong = Scale::of_loss(near);
            let counts = counted(|| discrete_laplace(wrong, &mut stream).unwrap());
            assert!(differs(&counts, Scale::of_loss(loss)), "{loss}");
        }
    }

    #[test]
    fn numbers_below_an_end_are_uniform() {
        let mut stream = Stream::named("uniform");
        for end in [1_u64, 2, 3, 10, 200] {
            let mut counts = vec![0.0; end as usize];
            for _ in 0..20_000 {
                counts[below(end, &mut stream).unwrap() as usize] += 1.0;
            }
            let expected = 20_000.0 / end as f64;
            let far = 5.0 * expected.sqrt();
            assert!(
                counts
                    .iter()
                    .all(|seen: &f64| (seen - expected).abs() <= far)
            );
        }
    }

    #[test]
    fn without_random_bits_nothing_is_drawn() {
        assert_eq!(
            discrete_laplace(Scale::of_loss(100), &mut Dry),
            Err(NoRandomness)
        );
    }
}
