//! The dice of the page about the method: what noise makes of a number that a reader made up.
//!
//! The same sampler, threshold and rounding as in the table of nationalities, on an invented
//! number alone. Nothing that was ever declared can be handed in here: there is one number, and
//! it comes from the address of the page.

use super::display::Rule;
use super::noise::{NoRandomness, RandomBits, discrete_laplace};
use super::policy::Policy;
use super::release::rule_of;
use crate::domain::release::Figure;
use crate::domain::table::TableId;

/// The largest number that can be made up.
pub const MOST: u16 = 1000;

/// How many times the dice are rolled.
pub const ROLLS: usize = 10;

/// How many draws a cell holds: after a quarter, after a year, in the steady state.
pub const DRAWS: [u8; 3] = [1, 4, 24];

/// What a reader made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeUp {
    number: u16,
    draws: u8,
}

impl MadeUp {
    /// A number from 0 to [`MOST`] and one of [`DRAWS`]; `None` for anything else.
    #[must_use]
    pub fn new(number: u16, draws: u8) -> Option<Self> {
        let known = number <= MOST && DRAWS.contains(&draws);
        known.then_some(Self { number, draws })
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// How many draws a cell holds.
    #[must_use]
    pub const fn draws(self) -> u8 {
        self.draws
    }
}

/// One roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roll {
    /// The number with noise.
    pub noisy: i64,
    /// What would be published.
    pub shown: Figure,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rolled {
    /// What was made up.
    pub made_up: MadeUp,
    /// Threshold and margin.
    pub rule: Rule,
    /// The rolls, [`ROLLS`] of them.
    pub rolls: Vec<Roll>,
}

/// Rolls the dice.
///
/// # Errors
/// When the source of random bits fails.
pub fn roll(
    made_up: MadeUp,
    policy: &Policy,
    random: &mut dyn RandomBits,
) -> Result<Rolled, NoRandomness> {
    let scale = policy.terms(TableId::Nationality).scale();
    let rule = rule_of(
        TableId::Nationality,
        &policy.draws(u32::from(made_up.draws)),
    );
    let rolls = (0..ROLLS).map(|_| {
        let mut noisy = i64::from(made_up.number);
        for _ in 0..made_up.draws {
            noisy = noisy.saturating_add(discrete_laplace(scale, random)?);
        }
        let shown = rule.show(noisy);
        Ok(Roll { noisy, shown })
    });
    Ok(Rolled {
        made_up,
        rule,
        rolls: rolls.collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::testing::{Dry, Stream};

    #[test]
    fn only_small_numbers_and_known_durations_can_be_made_up() {
        assert!(MadeUp::new(0, 1).is_some() && MadeUp::new(MOST, 24).is_some());
        assert_eq!(MadeUp::new(MOST + 1, 1), None);
        assert_eq!(MadeUp::new(5, 2), None);
        let asked = MadeUp::new(5, 24).unwrap();
        assert_eq!((asked.number(), asked.draws()), (5, 24));
    }

    #[test]
    fn ten_rolls_stray_as_far_as_their_margin_says() {
        let made_up = MadeUp::new(300, 4).unwrap();
        let mut stream = Stream::named("dice");
        let mut near = 0;
        for _ in 0..100 {
            let rolled = roll(made_up, &VERSION_1, &mut stream).unwrap();
            assert_eq!(rolled.rolls.len(), ROLLS);
            assert_eq!((rolled.rule.threshold(), rolled.rule.margin_95()), (35, 20));
            for roll in rolled.rolls {
                assert_eq!(roll.shown, rolled.rule.show(roll.noisy));
                near += i32::from(
                    matches!(roll.shown, Figure::Shown { count, .. } if (count - 300).abs() <= 20),
                );
            }
        }
        assert!((930..=985).contains(&near), "{near} of 1000");
    }

    #[test]
    fn nothing_is_hidden_by_accident_and_without_bits_nothing_is_rolled() {
        let none = MadeUp::new(0, 1).unwrap();
        let rolled = roll(none, &VERSION_1, &mut Stream::named("zero")).unwrap();
        assert!(rolled.rolls.iter().all(|roll| roll.shown == Figure::Hidden));
        assert_eq!(roll(none, &VERSION_1, &mut Dry), Err(NoRandomness));
    }
}
