//! The measures of representativeness beside a program that shares no code with ours.

use std::io::Write;
use std::process::{Command, Stdio};

use enkel::disclosure::representativeness::{Measures, Stratum, measure};

use crate::python;

/// What `tests/oracle/representativeness.py` makes of the same groups.
fn oracle(whole: Stratum, shown: &[Stratum]) -> Vec<f64> {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/oracle/representativeness.py"
    );
    let mut child = Command::new(python())
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = child.stdin.take().unwrap();
    for one in std::iter::once(&whole).chain(shown) {
        let (people, count, variance) = (one.population, one.registered, one.variance);
        writeln!(lines, "{people},{count},{variance}").unwrap();
    }
    drop(lines);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.parse().unwrap()).collect()
}

fn ours(found: &Measures) -> Vec<f64> {
    let mut numbers = vec![
        found.rate,
        found.variance,
        found.noise,
        found.cv,
        found.r,
        found.r_floor,
    ];
    for group in &found.groups {
        numbers.extend([group.rate, group.partial]);
    }
    numbers
}

const fn stratum(population: f64, registered: f64, variance: f64) -> Stratum {
    Stratum {
        population,
        registered,
        variance,
    }
}

#[test]
fn an_independent_program_finds_the_same_measures() {
    let whole = stratum(1_306_274.0, 16_145.0, 3_434.5);
    let many = [
        stratum(313_000.0, 4_205.0, 530.5),
        stratum(299_000.0, 3_890.0, 530.5),
        stratum(41_000.0, 2_115.0, 530.5),
        stratum(800.0, 75.0, 530.5),
    ];
    // So few that noise makes all of it.
    let few = [stratum(400_000.0, 35.0, 24.0)];
    for (whole, shown) in [
        (whole, &many[..]),
        (whole, &many[..1]),
        (stratum(900_000.0, 80.0, 145.0), &few[..]),
    ] {
        let found = measure(shown, whole).unwrap();
        let (ours, theirs) = (ours(&found), oracle(whole, shown));
        assert_eq!(ours.len(), theirs.len());
        for (one, other) in ours.iter().zip(&theirs) {
            assert!(
                (one - other).abs() <= 1e-9 * other.abs() + 1e-15,
                "{ours:?} {theirs:?}"
            );
        }
    }
    assert_eq!(
        measure(&few, stratum(900_000.0, 80.0, 145.0))
            .unwrap()
            .variance,
        0.0
    );
}
