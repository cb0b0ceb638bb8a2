//! Ways to guess which of two answers a new row and its ballot hold.

use enkel::crypto::epoch::EpochKey;

use super::copy::Copy;
use crate::app::TestApp;

/// What one operation changed, as copies and keys show it.
pub struct Seen {
    row: Vec<u8>,
    ballot: Vec<u8>,
    tag: Vec<u8>,
    ballot_id: Vec<u8>,
    rest: String,
    ballots: usize,
    places: (usize, usize),
    /// With the epoch's key: the random id, and the box that only the counting key opens.
    id: Vec<u8>,
    boxed: Vec<u8>,
}

impl Seen {
    pub fn between(register: &TestApp, before: &Copy, after: &Copy) -> Self {
        let (row, ballot) = (after.new_row(before), after.new_ballot(before));
        let key: &EpochKey = &register.app.keys.epoch(1).unwrap();
        let id = key.id_in_row(&row.tag, &row.sealed);
        let at = (
            after.rows.iter().position(|r| r.tag == row.tag).unwrap(),
            after
                .ballots
                .iter()
                .position(|b| b.id == ballot.id)
                .unwrap(),
        );
        Self {
            boxed: key
                .open_ballot(&ballot.id, register.quarter(), &ballot.sealed)
                .unwrap(),
            id: id.map_or(Vec::new(), |id| id.bytes().to_vec()),
            tag: row.tag.bytes().to_vec(),
            ballot_id: ballot.id.bytes().to_vec(),
            rest: format!("{} {}", row.rest, ballot.rest),
            ballots: after.ballots.len() - before.ballots.len(),
            row: row.sealed,
            ballot: ballot.sealed,
            places: at,
        }
    }
}

/// One way.
pub struct Strategy {
    pub name: &'static str,
    how: How,
}

enum How {
    /// Something to compare between this one and those whose answer is known: the answer of the
    /// nearest number.
    Nearest(fn(&Seen) -> i64),
    /// Bytes to compare: the answer of the one with most bytes in common, place by place.
    Likeness(fn(&Seen) -> &[u8]),
    /// One bit.
    Bit(fn(&Seen) -> bool),
}

fn odd(bytes: &[u8], place: usize) -> bool {
    bytes.get(place).is_some_and(|byte| byte & 1 == 1)
}

fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap()
}

fn bits_set(bytes: &[u8]) -> i64 {
    bytes.iter().map(|byte| i64::from(byte.count_ones())).sum()
}

impl Strategy {
    pub fn all() -> Vec<Self> {
        use How::{Bit, Likeness, Nearest};
        let ways: Vec<(&'static str, How)> = vec![
            ("the row's length", Nearest(|s| number(s.row.len()))),
            ("the ballot's length", Nearest(|s| number(s.ballot.len()))),
            ("how many ballots came", Nearest(|s| number(s.ballots))),
            ("cohort, period and epoch", Likeness(|s| s.rest.as_bytes())),
            ("likeness to known rows", Likeness(|s| &s.row)),
            ("likeness to known ballots", Likeness(|s| &s.ballot)),
            ("likeness of tags", Likeness(|s| &s.tag)),
            ("likeness of the ballots' names", Likeness(|s| &s.ballot_id)),
            ("with keys: likeness of ids", Likeness(|s| &s.id)),
            ("with keys: likeness of boxes", Likeness(|s| &s.boxed)),
            (
                "with keys: the box's length",
                Nearest(|s| number(s.boxed.len())),
            ),
            ("with keys: the box's bits", Nearest(|s| bits_set(&s.boxed))),
            ("the row's bits", Nearest(|s| bits_set(&s.row))),
            ("the ballot's bits", Nearest(|s| bits_set(&s.ballot))),
            ("the row's place", Nearest(|s| number(s.places.0))),
            ("the ballot's place", Nearest(|s| number(s.places.1))),
            ("the tag's last bit", Bit(|s| odd(&s.tag, 31))),
            ("the row's first bit", Bit(|s| odd(&s.row, 1))),
            ("the ballot name's bit", Bit(|s| odd(&s.ballot_id, 0))),
            ("row before ballot", Bit(|s| s.places.0 < s.places.1)),
        ];
        let ways = ways.into_iter();
        ways.map(|(name, how)| Self { name, how }).collect()
    }

    pub fn guesses(&self, seen: &Seen, known: &[(Seen, usize)]) -> usize {
        match &self.how {
            How::Bit(bit) => usize::from(bit(seen)),
            How::Nearest(of) => {
                let nearest = known
                    .iter()
                    .min_by_key(|(one, _)| (of(one) - of(seen)).abs());
                nearest.unwrap().1
            }
            How::Likeness(of) => {
                let alike = |one: &Seen| {
                    let pairs = of(one).iter().zip(of(seen));
                    pairs.filter(|(one, other)| one == other).count()
                };
                known.iter().max_by_key(|(one, _)| alike(one)).unwrap().1
            }
        }
    }
}
