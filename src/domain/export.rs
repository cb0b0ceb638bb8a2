//! What one box of an export holds: a slip, a note of rows, or nothing. All are of a slip's size,
//! so that boxes that only fill up the number look like any other.

use super::ballot::{SLIP_BYTES, Slip};
use super::period::Cohort;

const NOTHING: u8 = 0;
const AT_CLOSE: u8 = 3;
const AT_BASE: u8 = 4;

/// The content of one box.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A slip to be counted.
    Slip(Slip),
    /// Rows of a cohort when the quarter was closed.
    AtClose(Cohort, i64),
    /// Rows of a cohort at the last close that was counted.
    AtBase(Cohort, i64),
    /// Nothing: it hides how many others there are.
    Nothing,
}

impl Entry {
    /// The form that is put into the box; `None` for a number of rows that no register has.
    #[must_use]
    pub fn bytes(&self) -> Option<[u8; SLIP_BYTES]> {
        match self {
            Self::Slip(slip) => Some(slip.bytes()),
            Self::AtClose(cohort, rows) => noted(AT_CLOSE, *cohort, *rows),
            Self::AtBase(cohort, rows) => noted(AT_BASE, *cohort, *rows),
            Self::Nothing => Some([0; SLIP_BYTES]),
        }
    }

    /// Reads [`Entry::bytes`].
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let read: &[u8; SLIP_BYTES] = bytes.try_into().ok()?;
        let [_, _, kind, y1, y2, y3, y4, rows @ ..] = *read;
        let cohort = Cohort::of_year(i32::from_be_bytes([y1, y2, y3, y4]));
        let entry = match kind {
            NOTHING => Self::Nothing,
            AT_CLOSE => Self::AtClose(cohort, read_rows(rows)),
            AT_BASE => Self::AtBase(cohort, read_rows(rows)),
            _ => Self::Slip(Slip::from_bytes(bytes)?),
        };
        // Written again it must be the same: no two spellings of one content.
        (entry.bytes().as_ref() == Some(read)).then_some(entry)
    }
}

/// 0 0 | kind | year | rows, in seven bytes with their sign.
fn noted(kind: u8, cohort: Cohort, rows: i64) -> Option<[u8; SLIP_BYTES]> {
    let [y1, y2, y3, y4] = cohort.year().to_be_bytes();
    let [_, r1, r2, r3, r4, r5, r6, r7] = rows.to_be_bytes();
    let seven = [r1, r2, r3, r4, r5, r6, r7];
    (read_rows(seven) == rows).then_some([0, 0, kind, y1, y2, y3, y4, r1, r2, r3, r4, r5, r6, r7])
}

fn read_rows([r1, r2, r3, r4, r5, r6, r7]: [u8; 7]) -> i64 {
    let sign = if r1 & 0x80 == 0 { 0 } else { 0xff };
    i64::from_be_bytes([sign, r1, r2, r3, r4, r5, r6, r7])
}

/// How many boxes an export has that must hold `entries`: a power of ten, at least a thousand.
#[must_use]
pub fn boxes_for(entries: usize) -> usize {
    let mut boxes = 1_000_usize;
    while boxes < entries {
        boxes = boxes.saturating_mul(10);
    }
    boxes
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_content_is_read_as_it_was_written() {
        let year = Cohort::of_year(2026);
        for entry in [
            Entry::Nothing,
            Entry::AtClose(year, 0),
            Entry::AtClose(year, 1_234_567),
            Entry::AtBase(year, -3),
        ] {
            assert!(Entry::from_bytes(&entry.bytes().unwrap()) == Some(entry));
        }
        assert!(Entry::AtBase(year, i64::MAX).bytes().is_none());
        let mut torn = [0; SLIP_BYTES];
        torn[9] = 1;
        assert!(Entry::from_bytes(&torn).is_none());
        assert!(Entry::from_bytes(&[]).is_none());
    }

    #[test]
    fn the_number_of_boxes_is_a_power_of_ten() {
        for (entries, boxes) in [
            (0, 1_000),
            (1_000, 1_000),
            (1_001, 10_000),
            (70_000, 100_000),
        ] {
            assert_eq!(boxes_for(entries), boxes);
        }
    }
}
