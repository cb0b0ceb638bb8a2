//! One visit through the door, as it travels in the visitor's sealed cookie.
//!
//! Nothing about a visit is kept here before the code was right; afterwards the cookie no longer
//! holds the address but only what is derived from it. Its sealed size never changes.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::answers::{
    Acquired, BirthBand, MainReason, Nationalities, OptionalAnswers, Province, Tried,
};
use super::clock::{Day, Timestamp};
use super::code::CODE_LIFE_SECONDS;
use super::email::EmailAddress;
use super::ids::{Nonce, Root};
use super::nationality::Nationality;

/// The size of every visit before sealing, whatever it holds.
pub const VISIT_BYTES: usize = 384;
/// Work at a crowded door is done, or its time waited out, within this many seconds.
pub const WAITING_SECONDS: i64 = 15 * 60;
/// A visit lasts this many seconds after its last page.
pub const IDLE_SECONDS: i64 = 20 * 60;
/// A visit lasts at most this many seconds.
pub const LONGEST_SECONDS: i64 = 2 * 3_600;

/// A visit.
#[derive(Clone)]
pub struct Visit {
    /// Its name until it ends.
    pub nonce: Nonce,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a visit has come.
#[derive(Clone)]
pub enum Stage {
    /// The first page was shown; nothing was typed.
    Fresh {
        /// When the page was made: nobody types an address within its first moments.
        shown: Timestamp,
    },
    /// A code was asked for.
    Pending {
        /// For whom.
        address: EmailAddress,
        /// When; its day decides which code is right.
        asked: Timestamp,
    },
    /// The code was right.
    Open {
        /// What the address became.
        root: Root,
        /// When the door opened.
        opened: Timestamp,
        /// When the last page was shown.
        seen: Timestamp,
        /// What was answered so far.
        draft: Draft,
    },
    /// A code was asked for at a crowded door: first some work is done, or some time passes.
    Waiting {
        /// For whom.
        address: EmailAddress,
        /// When.
        asked: Timestamp,
        /// How hard the work is.
        bits: u8,
    },
}

/// Answers on their way to the last page.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Page 1 was ticked.
    pub adult_and_dutch: bool,
    /// Page 2.
    pub nationalities: Option<Nationalities>,
    /// Page 3: whether more may be asked (the second consent); `None` before it was answered.
    pub more: Option<bool>,
    /// Pages 4 to 8.
    pub optional: OptionalAnswers,
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visit")
    }
}

impl Visit {
    /// Whether the visit is over at this moment.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        match &self.stage {
            Stage::Fresh { shown } => now.since(*shown) > CODE_LIFE_SECONDS,
            Stage::Pending { asked, .. } | Stage::Waiting { asked, .. } => {
                now.since(*asked) > CODE_LIFE_SECONDS
            }
            Stage::Open { opened, seen, .. } => now > ends(*opened, *seen),
        }
    }

    /// Whole minutes until an open visit ends; 0 for any other.
    #[must_use]
    pub fn minutes_left(&self, now: Timestamp) -> i64 {
        match &self.stage {
            Stage::Open { opened, seen, .. } => (ends(*opened, *seen).since(now) / 60).max(0),
            _ => 0,
        }
    }

    /// The day of the request: it decides code, tries and budget.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        match &self.stage {
            Stage::Pending { asked, .. } => Some(asked.day()),
            _ => None,
        }
    }
}

fn ends(opened: Timestamp, seen: Timestamp) -> Timestamp {
    seen.plus(IDLE_SECONDS).min(opened.plus(LONGEST_SECONDS))
}

#[derive(Serialize, Deserialize)]
struct Wire {
    nonce: [u8; 16],
    stage: WireStage,
}

#[derive(Serialize, Deserialize)]
enum WireStage {
    Fresh {
        shown: i64,
    },
    Pending {
        address: String,
        asked: i64,
    },
    Open {
        root: [u8; 32],
        opened: i64,
        seen: i64,
        draft: WireDraft,
    },
    // Last: a host of an earlier version still reads the others.
    Waiting {
        address: String,
        asked: i64,
        bits: u8,
    },
}

#[derive(Serialize, Deserialize)]
struct WireDraft {
    adult_and_dutch: bool,
    nationalities: Vec<u16>,
    more: Option<bool>,
    optional: [Option<u8>; 5],
}

impl Drop for Wire {
    fn drop(&mut self) {
        match &mut self.stage {
            WireStage::Pending { address, .. } | WireStage::Waiting { address, .. } => {
                address.zeroize();
            }
            WireStage::Open { root, .. } => root.zeroize(),
            WireStage::Fresh { .. } => {}
        }
    }
}

impl Visit {
    /// The visit in its fixed size, ready for the seal.
    #[must_use]
    pub fn padded(&self) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = Zeroizing::new(postcard::to_stdvec(&self.wire()).ok()?);
        if bytes.len() > VISIT_BYTES {
            return None;
        }
        bytes.resize(VISIT_BYTES, 0);
        Some(bytes)
    }

    /// Reads [`Visit::padded`].
    #[must_use]
    pub fn from_padded(bytes: &[u8]) -> Option<Self> {
        let (wire, padding) = postcard::take_from_bytes::<Wire>(bytes).ok()?;
        if bytes.len() != VISIT_BYTES || padding.iter().any(|byte| *byte != 0) {
            return None;
        }
        let stage = match &wire.stage {
            WireStage::Fresh { shown } => Stage::Fresh {
                shown: Timestamp::from_unix(*shown),
            },
            WireStage::Pending { address, asked } => Stage::Pending {
                address: EmailAddress::parse(address).ok()?,
                asked: Timestamp::from_unix(*asked),
            },
            WireStage::Open {
                root,
                opened,
                seen,
                draft,
            } => Stage::Open {
                root: Root::new(*root),
                opened: Timestamp::from_unix(*opened),
                seen: Timestamp::from_unix(*seen),
                draft: Draft::from_wire(draft)?,
            },
            WireStage::Waiting {
                address,
                asked,
                bits,
            } => Stage::Waiting {
                address: EmailAddress::parse(address).ok()?,
                asked: Timestamp::from_unix(*asked),
                bits: *bits,
            },
        };
        Some(Self {
            nonce: Nonce::new(wire.nonce),
            stage,
        })
    }

    fn wire(&self) -> Wire {
        let stage = match &self.stage {
            Stage::Fresh { shown } => WireStage::Fresh {
                shown: shown.unix(),
            },
            Stage::Pending { address, asked } => WireStage::Pending {
                address: address.expose().as_str().to_owned(),
                asked: asked.unix(),
            },
            Stage::Open {
                root,
                opened,
                seen,
                draft,
            } => WireStage::Open {
                root: *root.bytes(),
                opened: opened.unix(),
                seen: seen.unix(),
                draft: draft.wire(),
            },
            Stage::Waiting {
                address,
                asked,
                bits,
            } => WireStage::Waiting {
                address: address.expose().as_str().to_owned(),
                asked: asked.unix(),
                bits: *bits,
            },
        };
        Wire {
            nonce: *self.nonce.bytes(),
            stage,
        }
    }
}

impl Draft {
    fn wire(&self) -> WireDraft {
        let given = self.nationalities.iter().flat_map(Nationalities::iter);
        WireDraft {
            adult_and_dutch: self.adult_and_dutch,
            nationalities: given.map(Nationality::index).collect(),
            more: self.more,
            optional: [
                self.optional.acquired.map(Acquired::index),
                self.optional.main_reason.map(MainReason::index),
                self.optional.tried.map(Tried::index),
                self.optional.province.map(Province::index),
                self.optional.birth_band.map(BirthBand::index),
            ],
        }
    }

    fn from_wire(wire: &WireDraft) -> Option<Self> {
        let given: Option<Vec<_>> = wire
            .nationalities
            .iter()
            .map(|place| Nationality::from_index(*place))
            .collect();
        let [acquired, main_reason, tried, province, birth_band] = wire.optional;
        Some(Self {
            adult_and_dutch: wire.adult_and_dutch,
            nationalities: match given? {
                none if none.is_empty() => None,
                some => Some(Nationalities::new(&some).ok()?),
            },
            more: wire.more,
            optional: OptionalAnswers {
                acquired: acquired.and_then(Acquired::from_index),
                main_reason: main_reason.and_then(MainReason::from_index),
                tried: tried.and_then(Tried::from_index),
                province: province.and_then(Province::from_index),
                birth_band: birth_band.and_then(BirthBand::from_index),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_790_000_000 + seconds)
    }

    fn open(opened: i64, seen: i64) -> Visit {
        let all: Vec<_> = Nationality::others().take(3).collect();
        let draft = Draft {
            adult_and_dutch: true,
            nationalities: Nationalities::new(&all).ok(),
            more: Some(true),
            optional: OptionalAnswers {
                acquired: Some(Acquired::Parent),
                main_reason: Some(MainReason::Work),
                tried: Some(Tried::Pending),
                province: Some(Province::Utrecht),
                birth_band: Some(BirthBand::From45),
            },
        };
        let stage = Stage::Open {
            root: Root::new([9; 32]),
            opened: at(opened),
            seen: at(seen),
            draft,
        };
        Visit {
            nonce: Nonce::new([8; 16]),
            stage,
        }
    }

    #[test]
    fn every_stage_takes_the_same_room_and_is_read_as_written() {
        let long = EmailAddress::parse(&format!("a@{}nl", "abcdefghi.".repeat(25))).unwrap();
        let nonce = Nonce::new([8; 16]);
        for visit in [
            Visit {
                nonce,
                stage: Stage::Fresh { shown: at(0) },
            },
            Visit {
                nonce,
                stage: Stage::Pending {
                    address: long.clone(),
                    asked: at(0),
                },
            },
            Visit {
                nonce,
                stage: Stage::Waiting {
                    address: long,
                    asked: at(0),
                    bits: 16,
                },
            },
            open(0, 10),
        ] {
            let padded = visit.padded().unwrap();
            assert_eq!(padded.len(), VISIT_BYTES);
            let again = Visit::from_padded(&padded).unwrap();
            assert_eq!(again.padded().unwrap(), padded);
        }
    }

    #[test]
    fn a_visit_lasts_twenty_minutes_after_its_last_page_and_never_over_two_hours() {
        assert!(!open(0, 0).is_over(at(20 * 60)));
        assert!(open(0, 0).is_over(at(20 * 60 + 1)));
        assert!(!open(0, 7_100).is_over(at(7_200)));
        assert!(open(0, 7_100).is_over(at(7_201)));
        assert_eq!(open(0, 7_100).minutes_left(at(7_100)), 1);
    }
}
