//! The slip inside a ballot's seal: what to count, and nothing about who.

use super::cells::{CELLS_BYTES, Cells};
use super::period::Cohort;

/// Whether a slip adds a declaration or takes one away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A joining: counts +1.
    Join,
    /// A leaving: counts -1.
    Leave,
}

impl Sign {
    /// +1 or -1.
    #[must_use]
    pub const fn value(self) -> i64 {
        match self {
            Self::Join => 1,
            Self::Leave => -1,
        }
    }
}

/// What one ballot says. A leave carries the cells and cohort as they were counted, so that it
/// takes away exactly what its join added.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Slip {
    /// The family of tables it belongs to; leaves keep that of their join.
    pub policy_version: u16,
    /// Join or leave.
    pub sign: Sign,
    /// The cohort year it counts in.
    pub cohort: Cohort,
    /// Its cell in every table.
    pub cells: Cells,
}

/// How many bytes every slip takes: all slips look alike.
pub const SLIP_BYTES: usize = 7 + CELLS_BYTES;

impl Slip {
    /// The fixed-size form that is put into the box.
    #[must_use]
    pub fn bytes(&self) -> [u8; SLIP_BYTES] {
        let mut bytes = [0; SLIP_BYTES];
        let (head, cells) = bytes.split_at_mut(7);
        let [version_high, version_low] = self.policy_version.to_be_bytes();
        let [y1, y2, y3, y4] = self.cohort.year().to_be_bytes();
        let sign = match self.sign {
            Sign::Join => 1,
            Sign::Leave => 2,
        };
        head.copy_from_slice(&[version_high, version_low, sign, y1, y2, y3, y4]);
        cells.copy_from_slice(&self.cells.bytes());
        bytes
    }

    /// Reads [`Slip::bytes`].
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; SLIP_BYTES] = bytes.try_into().ok()?;
        let (head, cells) = bytes.split_first_chunk::<7>()?;
        let [version_high, version_low, sign, y1, y2, y3, y4] = *head;
        Some(Self {
            policy_version: u16::from_be_bytes([version_high, version_low]),
            sign: match sign {
                1 => Sign::Join,
                2 => Sign::Leave,
                _ => return None,
            },
            cohort: Cohort::of_year(i32::from_be_bytes([y1, y2, y3, y4])),
            cells: Cells::from_bytes(cells.try_into().ok()?)?,
        })
    }
}

impl std::fmt::Debug for Slip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slip")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::{Answers, Nationalities};
    use crate::domain::nationality::Nationality;

    #[test]
    fn a_slip_is_read_as_it_was_written_and_all_are_of_one_size() {
        let nationalities = Nationalities::new(&[Nationality::from_code("IR").unwrap()]).unwrap();
        let cells = Cells::of(&Answers {
            nationalities,
            optional: None,
        });
        for sign in [Sign::Join, Sign::Leave] {
            let slip = Slip {
                policy_version: 1,
                sign,
                cohort: Cohort::of_year(2026),
                cells,
            };
            assert!(Slip::from_bytes(&slip.bytes()) == Some(slip));
        }
        assert!(Slip::from_bytes(&[0; SLIP_BYTES]).is_none());
        assert!(Slip::from_bytes(&[]).is_none());
    }
}
