//! The register's sampler against one that is not ours: OpenDP's, from the Python wheel.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use enkel::disclosure::noise::{NoRandomness, RandomBits, discrete_laplace};
use enkel::disclosure::policy::Scale;
use sha2::{Digest, Sha256};

/// How often each value was drawn.
type Counts = BTreeMap<i64, f64>;

/// SHA-256 of a seed and a counter: the same bits in every run, so only the other side varies.
struct Stream {
    seed: u64,
    block: u64,
    rest: Vec<u8>,
}

impl RandomBits for Stream {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for byte in bytes {
            if self.rest.is_empty() {
                self.rest =
                    Sha256::digest([self.seed.to_be_bytes(), self.block.to_be_bytes()].concat())
                        .to_vec();
                self.block += 1;
            }
            *byte = self.rest.pop().unwrap();
        }
        Ok(())
    }
}

fn draw(seed: u64, loss: u32, draws: u32) -> Counts {
    let mut stream = Stream {
        seed,
        block: 0,
        rest: Vec::new(),
    };
    let mut counts = Counts::new();
    for _ in 0..draws {
        let value = discrete_laplace(Scale::of_loss(loss), &mut stream).unwrap();
        *counts.entry(value).or_default() += 1.0;
    }
    counts
}

/// Values with too few draws on both sides together are added to the next one inwards.
fn bins(ours: &Counts, theirs: &Counts) -> Vec<(f64, f64)> {
    let values: BTreeSet<i64> = ours.keys().chain(theirs.keys()).copied().collect();
    let mut bins = Vec::new();
    let mut open = (0.0, 0.0);
    for value in values {
        let of = |counts: &Counts| counts.get(&value).copied().unwrap_or(0.0);
        open = (open.0 + of(ours), open.1 + of(theirs));
        if open.0 + open.1 >= 40.0 {
            bins.push(std::mem::take(&mut open));
        }
    }
    let last = bins.last_mut().unwrap();
    *last = (last.0 + open.0, last.1 + open.1);
    bins
}

/// How many standard deviations the two-sample chi-square lies above what one distribution would
/// give (Wilson and Hilferty's normal form).
fn distance(ours: &Counts, theirs: &Counts) -> f64 {
    let (n, m): (f64, f64) = (ours.values().sum(), theirs.values().sum());
    let bins = bins(ours, theirs);
    let chi_square: f64 = bins
        .iter()
        .map(|(a, b)| ((m / n).sqrt() * a - (n / m).sqrt() * b).powi(2) / (a + b))
        .sum();
    let freedom = bins.len() as f64 - 1.0;
    let spread = 2.0 / (9.0 * freedom);
    ((chi_square / freedom).cbrt() - 1.0 + spread) / spread.sqrt()
}

fn read(text: &str) -> BTreeMap<(u32, u32), Counts> {
    let mut scales: BTreeMap<(u32, u32), Counts> = BTreeMap::new();
    for line in text.lines() {
        let fields: Vec<i64> = line
            .split(',')
            .map(|field| field.parse().unwrap())
            .collect();
        let [numerator, denominator, value, count] = fields[..] else {
            panic!("not a line of counts: {line}");
        };
        let scale = (numerator as u32, denominator as u32);
        scales.entry(scale).or_default().insert(value, count as f64);
    }
    scales
}

#[test]
fn the_sampler_draws_like_opendp() {
    let Some(path) = std::env::var_os("ENKEL_OPENDP_COUNTS") else {
        // Straight to the terminal: what a passing test prints is swallowed, and a test that did
        // not run must not look like one that did.
        let line = b"SKIPPED the_sampler_draws_like_opendp: ENKEL_OPENDP_COUNTS is not set\n";
        std::io::stderr().write_all(line).unwrap();
        return;
    };
    let scales = read(&std::fs::read_to_string(path).unwrap());
    let losses = [50, 100, 300];
    assert_eq!(scales.len(), losses.len());
    for loss in losses {
        let scale = Scale::of_loss(loss);
        let theirs = &scales[&(scale.numerator(), scale.denominator())];
        assert!(
            theirs.values().sum::<f64>() >= 50_000.0,
            "too few draws to compare"
        );
        // OpenDP draws anew each time: 5 deviations lets a true sampler fail once in millions.
        let far = distance(&draw(1, loss, 100_000), theirs);
        assert!(far < 5.0, "loss {loss}: {far} deviations");
        println!("loss {loss}: {far:.2} standard deviations from OpenDP");
    }
}

#[test]
fn the_comparison_tells_neighbouring_scales_apart() {
    let ours = draw(1, 100, 50_000);
    assert!(distance(&ours, &draw(2, 100, 30_000)) < 5.0);
    assert!(distance(&ours, &draw(2, 110, 50_000)) > 5.0);
}
