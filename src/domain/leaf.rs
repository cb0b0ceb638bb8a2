//! A line of the journal: what a restore must know of a withdrawal or a counted replacement that
//! a backup has not seen, and how such a line ended.
//!
//! It names no mailbox. Its slips stay sealed for the count; of each it says only whether it adds
//! or takes away, and in which cohort, because a restore has to balance the guest list with them.

use super::ballot::{SLIP_BYTES, Sign};
use super::ids::{BallotId, LeafName, RegistrationId};
use super::period::{Cohort, Quarter};

/// The size of every line, before it is sealed.
pub const LINE_BYTES: usize = 224;
/// The size of a slip sealed for the count.
pub const BOXED_BYTES: usize = 48 + SLIP_BYTES;
const MOST_BALLOTS: usize = 2;
const BALLOT_BYTES: usize = 16 + 1 + 4 + BOXED_BYTES;

/// What made the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeafKind {
    /// A withdrawal, with its one leave.
    Withdrawal,
    /// A replacement that counts: a leave and a join.
    Replacement,
}

/// One ballot that the deed puts into the box.
#[derive(Clone, PartialEq, Eq)]
pub struct LeafBallot {
    /// Its name in the box.
    pub id: BallotId,
    /// Whether it adds or takes away.
    pub sign: Sign,
    /// The cohort it counts in.
    pub cohort: Cohort,
    /// The slip, sealed for the count.
    pub boxed: Vec<u8>,
}

/// A withdrawal or counted replacement, written down before it is done.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its name within the journal.
    pub name: LeafName,
    /// Which deed.
    pub kind: LeafKind,
    /// Whose: the random id of the declaration.
    pub id: RegistrationId,
    /// The quarter that was open.
    pub period: Quarter,
    /// The quarter in which the declaration joined.
    pub joined: Quarter,
    /// One ballot for a withdrawal, two for a replacement.
    pub ballots: Vec<LeafBallot>,
}

/// How a leaf ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was done.
    Done,
    /// It never was.
    Void,
    /// It was done, but a restore lost the joining that it takes away.
    Lost,
}

/// One line.
#[derive(Clone, PartialEq, Eq)]
pub enum Line {
    /// A deed that begins.
    Leaf(Leaf),
    /// How an earlier one ended.
    Settled(LeafName, Verdict),
    /// Nothing: in the place of a line that was torn when its host stopped.
    Torn,
}

impl Line {
    /// The line in its fixed size. `None` when it does not fit, which its types make impossible.
    #[must_use]
    pub fn padded(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(LINE_BYTES);
        match self {
            Self::Torn => bytes.push(0),
            Self::Leaf(leaf) => leaf.write(&mut bytes)?,
            Self::Settled(name, verdict) => {
                bytes.push(3);
                bytes.extend_from_slice(name.bytes());
                bytes.push(match verdict {
                    Verdict::Done => 1,
                    Verdict::Void => 2,
                    Verdict::Lost => 3,
                });
            }
        }
        if bytes.len() > LINE_BYTES {
            return None;
        }
        bytes.resize(LINE_BYTES, 0);
        Some(bytes)
    }

    /// Reads [`Line::padded`].
    #[must_use]
    pub fn from_padded(bytes: &[u8]) -> Option<Self> {
        let mut rest = (bytes.len() == LINE_BYTES).then_some(bytes)?;
        match take::<1>(&mut rest)? {
            [0] => Some(Self::Torn),
            [1] => Leaf::read(LeafKind::Withdrawal, &mut rest).map(Self::Leaf),
            [2] => Leaf::read(LeafKind::Replacement, &mut rest).map(Self::Leaf),
            [3] => {
                let name = LeafName::new(*take(&mut rest)?);
                let verdict = match take::<1>(&mut rest)? {
                    [1] => Verdict::Done,
                    [2] => Verdict::Void,
                    [3] => Verdict::Lost,
                    _ => return None,
                };
                Some(Self::Settled(name, verdict))
            }
            _ => None,
        }
    }
}

impl Leaf {
    fn write(&self, bytes: &mut Vec<u8>) -> Option<()> {
        bytes.push(match self.kind {
            LeafKind::Withdrawal => 1,
            LeafKind::Replacement => 2,
        });
        bytes.extend_from_slice(self.name.bytes());
        bytes.extend_from_slice(self.id.bytes());
        bytes.extend_from_slice(&self.period.ordinal().to_be_bytes());
        bytes.extend_from_slice(&self.joined.ordinal().to_be_bytes());
        bytes.push(u8::try_from(self.ballots.len()).ok()?);
        for ballot in &self.ballots {
            bytes.extend_from_slice(ballot.id.bytes());
            bytes.push(match ballot.sign {
                Sign::Join => 1,
                Sign::Leave => 2,
            });
            bytes.extend_from_slice(&ballot.cohort.year().to_be_bytes());
            let boxed: &[u8; BOXED_BYTES] = ballot.boxed.as_slice().try_into().ok()?;
            bytes.extend_from_slice(boxed);
        }
        Some(())
    }

    fn read(kind: LeafKind, rest: &mut &[u8]) -> Option<Self> {
        let name = LeafName::new(*take(rest)?);
        let id = RegistrationId::new(*take(rest)?);
        let period = Quarter::from_ordinal(i32::from_be_bytes(*take(rest)?));
        let joined = Quarter::from_ordinal(i32::from_be_bytes(*take(rest)?));
        let [many] = take::<1>(rest)?;
        let many = usize::from(*many).min(MOST_BALLOTS + 1);
        if many > MOST_BALLOTS || rest.len() < many * BALLOT_BYTES {
            return None;
        }
        let ballots: Option<Vec<_>> = (0..many).map(|_| LeafBallot::read(rest)).collect();
        Some(Self {
            name,
            kind,
            id,
            period,
            joined,
            ballots: ballots?,
        })
    }
}

impl LeafBallot {
    fn read(rest: &mut &[u8]) -> Option<Self> {
        Some(Self {
            id: BallotId::new(*take(rest)?),
            sign: match take::<1>(rest)? {
                [1] => Sign::Join,
                [2] => Sign::Leave,
                _ => return None,
            },
            cohort: Cohort::of_year(i32::from_be_bytes(*take(rest)?)),
            boxed: take::<BOXED_BYTES>(rest)?.to_vec(),
        })
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(head)
}

// Names only: even a random id in a log is a thread to pull.
impl std::fmt::Debug for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leaf")
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Line")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaf(kind: LeafKind, ballots: usize) -> Leaf {
        let ballot = |number: u8| LeafBallot {
            id: BallotId::new([number; 16]),
            sign: if number == 0 { Sign::Leave } else { Sign::Join },
            cohort: Cohort::of_year(2026 + i32::from(number)),
            boxed: vec![number; BOXED_BYTES],
        };
        Leaf {
            name: LeafName::new([9; 16]),
            kind,
            id: RegistrationId::new([7; 16]),
            period: Quarter::parse("2027-Q1").unwrap(),
            joined: Quarter::parse("2026-Q3").unwrap(),
            ballots: (0..2).take(ballots).map(ballot).collect(),
        }
    }

    #[test]
    fn every_line_takes_the_same_room_and_is_read_as_written() {
        let name = LeafName::new([5; 16]);
        for line in [
            Line::Leaf(leaf(LeafKind::Withdrawal, 1)),
            Line::Leaf(leaf(LeafKind::Replacement, 2)),
            Line::Settled(name, Verdict::Done),
            Line::Settled(name, Verdict::Void),
            Line::Settled(name, Verdict::Lost),
            Line::Torn,
        ] {
            let padded = line.padded().unwrap();
            assert_eq!(padded.len(), LINE_BYTES);
            assert!(Line::from_padded(&padded) == Some(line));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), LINE_BYTES)) {
            let _ = Line::from_padded(&bytes);
        }
    }
}
