//! Where a declaration counts: one cell in every table of the published family.

use super::answers::{Acquired, Answers, BirthBand, MainReason, OptionalAnswers, Province, Tried};
use super::nationality::Nationality;

/// The version of the family of tables that every register begins with.
pub const FIRST_FAMILY: u16 = 1;

/// The six coordinates from which every table's cell follows (`region_province` combines two).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cells {
    /// The chief nationality.
    pub nationality: Nationality,
    /// Where they live.
    pub province: Province,
    /// Age band.
    pub birth_band: BirthBand,
    /// Main reason.
    pub main_reason: MainReason,
    /// Whether they tried to give it up.
    pub tried: Tried,
    /// How it was acquired.
    pub acquired: Acquired,
}

/// How many bytes [`Cells::bytes`] takes.
pub const CELLS_BYTES: usize = 7;

impl Cells {
    /// The cells of these answers; what was not told counts as not told.
    #[must_use]
    pub fn of(answers: &Answers) -> Self {
        let OptionalAnswers {
            acquired,
            main_reason,
            tried,
            province,
            birth_band,
        } = answers.optional.unwrap_or_default();
        Self {
            nationality: answers.nationalities.chief(),
            province: province.unwrap_or(Province::NotTold),
            birth_band: birth_band.unwrap_or(BirthBand::NotTold),
            main_reason: main_reason.unwrap_or(MainReason::NotTold),
            tried: tried.unwrap_or(Tried::NotTold),
            acquired: acquired.unwrap_or(Acquired::NotTold),
        }
    }

    /// A fixed-size form for sealed slips and records.
    #[must_use]
    pub fn bytes(&self) -> [u8; CELLS_BYTES] {
        let [high, low] = self.nationality.index().to_be_bytes();
        [
            high,
            low,
            self.province.index(),
            self.birth_band.index(),
            self.main_reason.index(),
            self.tried.index(),
            self.acquired.index(),
        ]
    }

    /// Reads [`Cells::bytes`]; `None` when any place lies outside its table.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; CELLS_BYTES]) -> Option<Self> {
        let [
            high,
            low,
            province,
            birth_band,
            main_reason,
            tried,
            acquired,
        ] = *bytes;
        Some(Self {
            nationality: Nationality::from_index(u16::from_be_bytes([high, low]))?,
            province: Province::from_index(province)?,
            birth_band: BirthBand::from_index(birth_band)?,
            main_reason: MainReason::from_index(main_reason)?,
            tried: Tried::from_index(tried)?,
            acquired: Acquired::from_index(acquired)?,
        })
    }
}

impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cells")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::Nationalities;

    #[test]
    fn cells_survive_their_seal() {
        let nationality = Nationality::from_code("MA").unwrap();
        let answers = Answers {
            nationalities: Nationalities::new(&[nationality]).unwrap(),
            optional: Some(OptionalAnswers {
                tried: Some(Tried::Refused),
                ..Default::default()
            }),
        };
        let cells = Cells::of(&answers);
        assert!(Cells::from_bytes(&cells.bytes()) == Some(cells));
        assert!(cells.province == Province::NotTold);
        assert!(Cells::from_bytes(&[0xff; CELLS_BYTES]).is_none());
    }
}
