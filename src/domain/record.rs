//! What a sealed registration holds: one declaration, how it was counted, what was agreed to.
//!
//! The record has no serial form that another module could use by habit: [`Record::padded`] and
//! [`Record::from_padded`] are the only way in and out, always of one size.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::answers::{
    Acquired, Answers, BirthBand, MainReason, Nationalities, OptionalAnswers, Province, Tried,
};
use super::cells::{CELLS_BYTES, Cells};
use super::clock::Day;
use super::consent::{Consent, Purpose};
use super::ids::Nonce;
use super::locale::Locale;
use super::nationality::Nationality;
use super::period::{Cohort, Quarter};

/// The size of every padded record, so that a row's length says nothing about its answers.
pub const RECORD_BYTES: usize = 512;

/// How a declaration changed the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    /// A new declaration.
    Joined,
    /// A replacement that moves what is counted, or changes nothing that is.
    Replaced,
    /// Only the answers changed: the figures, the cohort and the lapse day stay as they were.
    AnswersOnly,
}

/// One declaration as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The answers as last given.
    pub answers: Answers,
    /// The cells in which it was last counted; a replacement that does not count leaves them.
    pub counted: Cells,
    /// The family of tables it was last counted in.
    pub policy_version: u16,
    /// The quarter of joining.
    pub joined: Quarter,
    /// The cohort year it counts in; it lapses with it.
    pub cohort: Cohort,
    /// The quarter of the last replacement that counted.
    pub last_counted_replacement: Option<Quarter>,
    /// The visit that wrote it, so that the same request again writes nothing.
    pub last_visit: Nonce,
    /// What that visit did, so that the same request again shows the same page.
    pub last_change: ChangeKind,
    /// What was agreed to.
    pub consents: Vec<Consent>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Record")
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    nationalities: Vec<u16>,
    optional: Option<[Option<u8>; 5]>,
    counted: [u8; CELLS_BYTES],
    policy_version: u16,
    joined: i32,
    cohort: i32,
    last_counted_replacement: Option<i32>,
    last_visit: [u8; 16],
    last_change: ChangeKind,
    consents: Vec<WireConsent>,
}

#[derive(Serialize, Deserialize)]
struct WireConsent {
    purpose: u8,
    version: u16,
    sha256: [u8; 32],
    locale: u8,
    day: i32,
}

const WIRE_VERSION: u8 = 1;

impl Record {
    /// The record in its fixed size: version, body, one 0x80, zeros. `None` when it does not fit,
    /// which the closed lists of answers and consents make impossible.
    #[must_use]
    pub fn padded(&self) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(RECORD_BYTES));
        bytes.push(WIRE_VERSION);
        let body = Zeroizing::new(postcard::to_stdvec(&self.wire()).ok()?);
        bytes.extend_from_slice(&body);
        bytes.push(0x80);
        if bytes.len() > RECORD_BYTES {
            return None;
        }
        bytes.resize(RECORD_BYTES, 0);
        Some(bytes)
    }

    /// Reads [`Record::padded`]; `None` when anything in it is not what this version writes.
    #[must_use]
    pub fn from_padded(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        if *version != WIRE_VERSION || bytes.len() != RECORD_BYTES {
            return None;
        }
        let (wire, padding) = postcard::take_from_bytes::<Wire>(rest).ok()?;
        let (mark, zeros) = padding.split_first()?;
        if *mark != 0x80 || zeros.iter().any(|byte| *byte != 0) {
            return None;
        }
        Self::from_wire(&wire)
    }

    fn wire(&self) -> Wire {
        let optional = self.answers.optional.map(|o| {
            [
                o.acquired.map(Acquired::index),
                o.main_reason.map(MainReason::index),
                o.tried.map(Tried::index),
                o.province.map(Province::index),
                o.birth_band.map(BirthBand::index),
            ]
        });
        Wire {
            nationalities: self
                .answers
                .nationalities
                .iter()
                .map(Nationality::index)
                .collect(),
            optional,
            counted: self.counted.bytes(),
            policy_version: self.policy_version,
            joined: self.joined.ordinal(),
            cohort: self.cohort.year(),
            last_counted_replacement: self.last_counted_replacement.map(Quarter::ordinal),
            last_visit: *self.last_visit.bytes(),
            last_change: self.last_change,
            consents: self.consents.iter().map(WireConsent::of).collect(),
        }
    }

    fn from_wire(wire: &Wire) -> Option<Self> {
        let nationalities: Option<Vec<_>> = wire
            .nationalities
            .iter()
            .map(|place| Nationality::from_index(*place))
            .collect();
        let optional = match &wire.optional {
            None => None,
            Some(places) => Some(read_optional(places)?),
        };
        let consents: Option<Vec<_>> = wire.consents.iter().map(WireConsent::read).collect();
        Some(Self {
            answers: Answers {
                nationalities: Nationalities::new(&nationalities?).ok()?,
                optional,
            },
            counted: Cells::from_bytes(&wire.counted)?,
            policy_version: wire.policy_version,
            joined: Quarter::from_ordinal(wire.joined),
            cohort: Cohort::of_year(wire.cohort),
            last_counted_replacement: wire.last_counted_replacement.map(Quarter::from_ordinal),
            last_visit: Nonce::new(wire.last_visit),
            last_change: wire.last_change,
            consents: consents?,
        })
    }
}

/// An answer that was given must be one of the list; one that was not given stays not given.
fn read<T>(place: Option<u8>, from_index: fn(u8) -> Option<T>) -> Option<Option<T>> {
    place.map_or(Some(None), |place| from_index(place).map(Some))
}

fn read_optional(places: &[Option<u8>; 5]) -> Option<OptionalAnswers> {
    let [acquired, main_reason, tried, province, birth_band] = *places;
    Some(OptionalAnswers {
        acquired: read(acquired, Acquired::from_index)?,
        main_reason: read(main_reason, MainReason::from_index)?,
        tried: read(tried, Tried::from_index)?,
        province: read(province, Province::from_index)?,
        birth_band: read(birth_band, BirthBand::from_index)?,
    })
}

impl WireConsent {
    fn of(consent: &Consent) -> Self {
        Self {
            purpose: match consent.purpose {
                Purpose::Declaration => 1,
                Purpose::AdultAndDutch => 2,
                Purpose::KeepAndCount => 3,
                Purpose::OptionalAnswers => 4,
            },
            version: consent.version,
            sha256: consent.sha256,
            locale: consent.locale.number(),
            day: consent.day.number(),
        }
    }

    fn read(&self) -> Option<Consent> {
        Some(Consent {
            purpose: match self.purpose {
                1 => Purpose::Declaration,
                2 => Purpose::AdultAndDutch,
                3 => Purpose::KeepAndCount,
                4 => Purpose::OptionalAnswers,
                _ => return None,
            },
            version: self.version,
            sha256: self.sha256,
            locale: Locale::from_number(self.locale)?,
            day: Day::from_number(self.day),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_record() -> impl Strategy<Value = Record> {
        let optional = proptest::option::of((0u8..8, 0u8..16, 0u8..6, 0u8..15, 0u8..7));
        (
            0u16..198,
            1usize..4,
            optional,
            8000i32..8200,
            any::<[u8; 16]>(),
            any::<bool>(),
        )
            .prop_map(|(first, many, optional, joined, nonce, replaced)| {
                let all: Vec<_> = (first..)
                    .take(many)
                    .filter_map(Nationality::from_index)
                    .collect();
                let answers = Answers {
                    nationalities: Nationalities::new(&all).unwrap(),
                    optional: optional.map(|(a, m, t, p, b)| OptionalAnswers {
                        acquired: Acquired::from_index(a),
                        main_reason: MainReason::from_index(m),
                        tried: Tried::from_index(t),
                        province: Province::from_index(p),
                        birth_band: BirthBand::from_index(b),
                    }),
                };
                let consent = |purpose| Consent {
                    purpose,
                    version: u16::MAX,
                    sha256: [0xff; 32],
                    locale: Locale::En,
                    day: Day::from_number(i32::MAX),
                };
                Record {
                    counted: Cells::of(&answers),
                    answers,
                    policy_version: 1,
                    joined: Quarter::from_ordinal(joined),
                    cohort: Quarter::from_ordinal(joined).cohort(),
                    last_counted_replacement: replaced.then(|| Quarter::from_ordinal(joined + 1)),
                    last_visit: Nonce::new(nonce),
                    last_change: ChangeKind::Replaced,
                    consents: Purpose::ALL.into_iter().map(consent).collect(),
                }
            })
    }

    proptest! {
        #[test]
        fn every_record_takes_the_same_room_and_is_read_as_written(record in any_record()) {
            let padded = record.padded().unwrap();
            prop_assert_eq!(padded.len(), RECORD_BYTES);
            prop_assert!(Record::from_padded(&padded) == Some(record));
        }

        #[test]
        fn no_bytes_break_the_reader(mut bytes in proptest::collection::vec(any::<u8>(), RECORD_BYTES)) {
            bytes[0] = WIRE_VERSION;
            let _ = Record::from_padded(&bytes);
        }
    }
}
