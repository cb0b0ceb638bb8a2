//! The people of a demonstration. There are none: every weight below was made up at a desk, in
//! round numbers, so that the pages have something to show. None of them is an estimate.

use crate::crypto::random;
use crate::domain::answers::{
    Acquired, Answers, BirthBand, MainReason, Nationalities, OptionalAnswers, Province, Tried,
};
use crate::domain::nationality::Nationality;

use super::super::Stopped;

/// Dice: bytes drawn from the system ahead of need.
pub(super) struct Dice {
    drawn: [u8; Self::AHEAD],
    used: usize,
}

impl Dice {
    const AHEAD: usize = 4_096;

    pub(super) fn new() -> Self {
        Self {
            drawn: [0; Self::AHEAD],
            used: Self::AHEAD,
        }
    }

    /// A number below `sides`. Slightly uneven, which a demonstration may be.
    pub(super) fn below(&mut self, sides: u32) -> Result<u32, Stopped> {
        let mut number = 0_u32;
        for _ in 0..4 {
            if self.used == Self::AHEAD {
                random::fill(&mut self.drawn).map_err(|error| Stopped::because(&error))?;
                self.used = 0;
            }
            let byte = self.drawn.get(self.used).copied().unwrap_or_default();
            number = number << 8 | u32::from(byte);
            self.used += 1;
        }
        Ok(number % sides.max(1))
    }

    fn one_in(&mut self, sides: u32) -> Result<bool, Stopped> {
        Ok(self.below(sides)? == 0)
    }

    fn pick<T: Copy>(&mut self, list: &[(T, u32)]) -> Result<Option<T>, Stopped> {
        let total = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total)?;
        for (item, weight) in list {
            if left < *weight {
                return Ok(Some(*item));
            }
            left -= weight;
        }
        Ok(None)
    }

    /// The first of the list comes up most, the last least.
    fn pick_falling<T: Copy>(&mut self, list: &[T]) -> Result<Option<T>, Stopped> {
        let weights: Vec<(T, u32)> = list.iter().copied().rev().zip(2..).collect();
        self.pick(&weights)
    }
}

/// Invented. One in ten of the others comes from any state at all.
const CHIEF: [(&str, u32); 24] = [
    ("MA", 200),
    ("TR", 180),
    ("IR", 110),
    ("SY", 60),
    ("GR", 50),
    ("AR", 40),
    ("TN", 40),
    ("DZ", 30),
    ("AF", 30),
    ("EG", 30),
    ("IQ", 30),
    ("RU", 30),
    ("CN", 20),
    ("ER", 20),
    ("US", 20),
    ("BR", 10),
    ("GH", 10),
    ("ID", 10),
    ("LB", 10),
    ("PK", 10),
    ("SO", 10),
    ("VN", 10),
    ("not_sure", 10),
    ("not_told", 40),
];

/// Invented.
const PROVINCES: [(Province, u32); 15] = [
    (Province::Groningen, 30),
    (Province::Fryslan, 30),
    (Province::Drenthe, 20),
    (Province::Overijssel, 60),
    (Province::Flevoland, 50),
    (Province::Gelderland, 100),
    (Province::Utrecht, 120),
    (Province::NoordHolland, 210),
    (Province::ZuidHolland, 220),
    (Province::Zeeland, 10),
    (Province::NoordBrabant, 110),
    (Province::Limburg, 40),
    (Province::Caribbean, 5),
    (Province::Abroad, 15),
    (Province::NotTold, 20),
];

/// Draws what somebody answers.
pub(super) fn answers(dice: &mut Dice) -> Result<Answers, Stopped> {
    let chief = chief(dice)?;
    let mut all = vec![chief];
    if dice.one_in(12)? {
        all.push(self::chief(dice)?);
        all.dedup();
    }
    let nationalities = Nationalities::new(&all)
        .map_err(|_| Stopped::Refused("the demonstration's answers do not fit the form".into()))?;
    let optional = match dice.one_in(4)? {
        true => None,
        false => Some(optional(dice)?),
    };
    Ok(Answers {
        nationalities,
        optional,
    })
}

fn chief(dice: &mut Dice) -> Result<Nationality, Stopped> {
    let anywhere = dice.below(u32::from(u8::MAX))?;
    let any = Nationality::states().nth(usize::try_from(anywhere).unwrap_or_default());
    if let (true, Some(any)) = (dice.one_in(10)?, any) {
        return Ok(any);
    }
    let code = dice.pick(&CHIEF)?.unwrap_or("not_told");
    Nationality::from_code(code)
        .ok_or_else(|| Stopped::Refused(format!("the demonstration knows no nationality {code}")))
}

fn optional(dice: &mut Dice) -> Result<OptionalAnswers, Stopped> {
    Ok(OptionalAnswers {
        acquired: dice.pick_falling(Acquired::ALL)?,
        main_reason: dice.pick_falling(MainReason::ALL)?,
        tried: dice.pick_falling(Tried::ALL)?,
        province: dice.pick(&PROVINCES)?,
        birth_band: dice.pick_falling(BirthBand::ALL)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_answers_what_the_form_allows() {
        let mut dice = Dice::new();
        for _ in 0..2_000 {
            answers(&mut dice).unwrap();
        }
        for (code, _) in CHIEF {
            assert!(Nationality::from_code(code).is_some(), "{code}");
        }
    }

    #[test]
    fn dice_stay_below_their_sides() {
        let mut dice = Dice::new();
        for sides in [1, 2, 6, 1_000] {
            assert!((0..2_000).all(|_| dice.below(sides).unwrap() < sides));
        }
    }
}
