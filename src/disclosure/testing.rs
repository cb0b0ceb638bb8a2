//! What the tests of this folder share: streams of bits that repeat, slips, flows.

use sha2::{Digest, Sha256};

use super::draw;
use super::families::Families;
use super::noise::{NoRandomness, RandomBits};
use super::sums::Sums;
use crate::domain::answers::{
    Acquired, Answers, BirthBand, MainReason, Nationalities, OptionalAnswers, Province, Tried,
};
use crate::domain::ballot::{Sign, Slip};
use crate::domain::cells::Cells;
use crate::domain::nationality::Nationality;
use crate::domain::period::{Cohort, Quarter};
use crate::domain::release::{Flow, Period};
use crate::domain::table::TableId;

/// A stream of bits that is the same in every run: SHA-256 of a name and a counter.
pub struct Stream {
    name: &'static str,
    block: u64,
    rest: Vec<u8>,
}

impl Stream {
    /// The stream of this name.
    pub fn named(name: &'static str) -> Self {
        Self {
            name,
            block: 0,
            rest: Vec::new(),
        }
    }
}

impl RandomBits for Stream {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for byte in bytes {
            if self.rest.is_empty() {
                let mut hash = Sha256::new();
                hash.update(self.name.as_bytes());
                hash.update(self.block.to_be_bytes());
                self.rest = hash.finalize().to_vec();
                self.block += 1;
            }
            *byte = self.rest.pop().unwrap();
        }
        Ok(())
    }
}

/// A source that has run dry.
pub struct Dry;

impl RandomBits for Dry {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), NoRandomness> {
        Err(NoRandomness)
    }
}

/// The quarter of this name.
pub fn quarter(name: &str) -> Quarter {
    Quarter::parse(name).unwrap()
}

/// A slip of somebody with this nationality who told nothing else but the province.
pub fn slip(sign: Sign, year: i32, nationality: &str, province: Province) -> Slip {
    let chief = Nationality::from_code(nationality).unwrap();
    let optional = OptionalAnswers {
        acquired: Some(Acquired::Parent),
        main_reason: Some(MainReason::OnlyDutch),
        tried: Some(Tried::No),
        province: Some(province),
        birth_band: Some(BirthBand::From25),
    };
    Slip {
        policy_version: 1,
        sign,
        cohort: Cohort::of_year(year),
        cells: Cells::of(&Answers {
            nationalities: Nationalities::new(&[chief]).unwrap(),
            optional: Some(optional),
        }),
    }
}

/// Noisy flows of every quarter from `first` to `last`, with these slips in each.
pub fn drawn(first: Quarter, last: Quarter, slips: impl Fn(Quarter) -> Vec<Slip>) -> Vec<Flow> {
    let mut stream = Stream::named("drawn");
    (first.ordinal()..=last.ordinal())
        .map(Quarter::from_ordinal)
        .flat_map(|quarter| {
            let sums =
                Sums::of(&slips(quarter), &Families::default(), quarter, first.year()).unwrap();
            draw::quarter(&sums, &mut stream).unwrap()
        })
        .collect()
}

/// A weekly flow that says exactly this.
pub fn week_flow(week: &str, change: i64) -> Flow {
    Flow {
        policy_version: 1,
        table: TableId::Weekly,
        period: Period::parse(week).unwrap(),
        cohort: None,
        cells: vec![change],
    }
}
