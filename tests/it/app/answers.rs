//! Answers that actors give.

use enkel::domain::answers::{
    Acquired, Answers, BirthBand, MainReason, Nationalities, OptionalAnswers, Province, Tried,
};
use enkel::domain::nationality::Nationality;

const STATES: [&str; 6] = ["MA", "TR", "IR", "SY", "ER", "AR"];

/// A declaration about these nationalities, without the second consent.
pub fn about(codes: &[&str]) -> Answers {
    let given: Vec<_> = codes
        .iter()
        .map(|code| Nationality::from_code(code).unwrap())
        .collect();
    Answers {
        nationalities: Nationalities::new(&given).unwrap(),
        optional: None,
    }
}

/// A declaration that differs from the next one in many ways: what number `seed` declares.
pub fn varied(seed: usize) -> Answers {
    let mut answers = about(&[STATES[seed % STATES.len()]]);
    if !seed.is_multiple_of(4) {
        answers.optional = Some(OptionalAnswers {
            acquired: pick(Acquired::ALL, seed),
            main_reason: pick(MainReason::ALL, seed * 7),
            tried: pick(Tried::ALL, seed / 2),
            province: pick(Province::ALL, seed * 3),
            birth_band: pick(BirthBand::ALL, seed + 2),
        });
    }
    answers
}

/// One of the answers, or none.
fn pick<T: Copy>(all: &[T], seed: usize) -> Option<T> {
    all.get(seed % (all.len() + 1)).copied()
}
