//! Levels of traffic, without numbers: how today compares with the four weeks before.
//!
//! What is kept of a day are powers of two, and few and none look alike; so two copies of the store
//! tell of no single visit, and the office sees a word.

/// How busy a day was: 0 for fewer than 64, 1 from 64, 2 from 128, and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket(u8);

/// Fewer look like none.
const FEW: u64 = 64;
/// So many days are looked back.
pub const DAYS: usize = 28;

impl Bucket {
    /// The bucket of a day with so many.
    #[must_use]
    pub fn of(many: u64) -> Self {
        let power = many.checked_div(FEW).unwrap_or_default().checked_ilog2();
        let bucket = power.map_or(0, |power| power + 1);
        Self(u8::try_from(bucket).unwrap_or(u8::MAX))
    }

    /// As it is kept.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0 as i32
    }

    /// Reads [`Bucket::number`].
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        u8::try_from(number).ok().map(Self)
    }
}

/// How today compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// As always.
    Normal,
    /// About four times as much.
    Raised,
    /// Eight times as much, or more.
    High,
}

impl Level {
    /// Its word in keys of texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Raised => "raised",
            Self::High => "high",
        }
    }
}

/// Today against the median of the days before; days of which nothing is known count as quiet.
#[must_use]
pub fn level(today: Bucket, before: &[Bucket]) -> Level {
    let mut days: Vec<Bucket> = before.iter().copied().take(DAYS).collect();
    days.resize(DAYS, Bucket::default());
    days.sort_unstable();
    let median = days.get(DAYS / 2).copied().unwrap_or_default();
    match today.0.saturating_sub(median.0) {
        0..=1 => Level::Normal,
        2 => Level::Raised,
        _ => Level::High,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_none_look_alike_and_the_rest_goes_by_powers_of_two() {
        for (many, bucket) in [(0, 0), (63, 0), (64, 1), (127, 1), (128, 2), (1 << 20, 15)] {
            assert_eq!(Bucket::of(many).number(), bucket, "{many}");
        }
        assert!(Bucket::of(u64::MAX) > Bucket::of(1 << 40));
    }

    #[test]
    fn a_level_is_against_the_median_of_four_weeks() {
        let usual = [Bucket(3); DAYS];
        for (today, expected) in [
            (0, Level::Normal),
            (4, Level::Normal),
            (5, Level::Raised),
            (6, Level::High),
        ] {
            assert_eq!(level(Bucket(today), &usual), expected, "{today}");
        }
        // One wild day does not make the next one usual.
        let mut wild = usual;
        wild[0] = Bucket(12);
        assert_eq!(level(Bucket(6), &wild), Level::High);
        assert_eq!(level(Bucket(1), &[]), Level::Normal);
        assert_eq!(level(Bucket(2), &[]), Level::Raised);
    }
}
