//! What counted outcomes prove, and how surely: exact binomial bounds (Clopper and Pearson 1934),
//! and from two of them a lower bound of the loss ε that no luck explains.

/// How likely a bound may be wrong. A certified ε rests on two bounds: one in a million.
pub const ONE_SIDE: f64 = 5e-7;
/// For a bound that stands alone.
pub const ONE_IN_A_MILLION: f64 = 1e-6;

/// The least chance of success that `successes` of `tries` leave possible, wrong with
/// probability `risk` at most.
pub fn at_least(successes: usize, tries: usize, risk: f64) -> f64 {
    if successes == 0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, successes as f64 / tries as f64);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if this_or_more(successes, tries, middle) < risk {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The greatest chance of success that `successes` of `tries` leave possible.
pub fn at_most(successes: usize, tries: usize, risk: f64) -> f64 {
    1.0 - at_least(tries - successes, tries, risk)
}

/// The loss that these outcomes certify: an event that came up `with` times in one world and
/// `without` times in the other, of so many `tries` in each. By definition of ε its chances
/// differ by a factor e^ε at most, so for a true claim this exceeds the claim only when one of
/// the two bounds is wrong: at most once in a million.
pub fn loss(with: usize, without: usize, tries: usize) -> f64 {
    (at_least(with, tries, ONE_SIDE) / at_most(without, tries, ONE_SIDE)).ln()
}

/// P(a binomial ≥ `successes`), for a `chance` at most `successes / tries`: the terms only shrink.
fn this_or_more(successes: usize, tries: usize, chance: f64) -> f64 {
    let (k, n) = (successes as f64, tries as f64);
    let mut term = (ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
        + k * chance.ln()
        + (n - k) * (-chance).ln_1p())
    .exp();
    let odds = chance / (1.0 - chance);
    let (mut sum, mut at) = (0.0, k);
    while at <= n && term > sum * 1e-14 {
        sum += term;
        term *= (n - at) / (at + 1.0) * odds;
        at += 1.0;
    }
    sum
}

/// Stirling's series; below ten by hand.
fn ln_factorial(n: f64) -> f64 {
    if n < 10.0 {
        return (1..=n as u32).map(|i| f64::from(i).ln()).sum();
    }
    let series = 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3)) + 1.0 / (1260.0 * n.powi(5));
    n * n.ln() - n + 0.5 * (std::f64::consts::TAU * n).ln() + series
}

#[test]
fn the_bounds_are_those_of_the_tables() {
    // Against scipy 1.17.1: beta.ppf(a, k, n - k + 1) and beta.ppf(1 - a, k + 1, n - k).
    let near = |ours: f64, theirs: f64| (ours / theirs - 1.0).abs() < 1e-6;
    assert!(near(at_least(7, 10, 0.05), 0.3933757839));
    assert!(near(at_most(7, 10, 0.05), 0.9127355661));
    assert!(near(at_least(120, 1000, 5e-7), 0.0755754051));
    assert!(near(at_most(120, 1000, 5e-7), 0.1768655306));
    assert!(near(at_least(1714, 20_000, 5e-7), 0.0763312393));
    assert!(near(at_most(1714, 20_000, 5e-7), 0.0957456790));
    assert!(near(at_least(9000, 1_000_000, 1e-6), 0.0085581258));
    assert!(near(at_most(9000, 1_000_000, 1e-6), 0.0094570179));
    assert!(at_least(0, 10, 0.05).abs() < 1e-12);
    assert!((at_most(10, 10, 0.05) - 1.0).abs() < 1e-12);
    // Five heads of ten prove no loss.
    assert!(loss(5, 5, 10) < 0.0);
}
