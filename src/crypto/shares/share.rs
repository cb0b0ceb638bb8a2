//! One share: what it says of itself and its 32 bytes, as fifty bytes for five lines of paper.

use zeroize::Zeroizing;

use super::error::ShareError;
use super::line::{self, LINE_BYTES};
use super::sheet;
use crate::crypto::ballot_box;
use crate::crypto::digest::hex;
use crate::crypto::keys::{COUNTING_KEY, JOURNAL, REGISTER};

pub(super) const SHARE_BYTES: usize = LINES * LINE_BYTES;
pub(super) const LINES: usize = 5;
const VERSION: u8 = 1;
/// More than any board has members.
pub(super) const MOST: u8 = 20;

/// A key that lives as long as the register, and so goes on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// `register.key`.
    Register,
    /// `counting.key`.
    Counting,
    /// `journal.key`.
    Journal,
}

impl PaperKind {
    pub(super) const ALL: [Self; 3] = [Self::Register, Self::Counting, Self::Journal];

    /// The name of its file.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Register => REGISTER.0,
            Self::Counting => COUNTING_KEY,
            Self::Journal => JOURNAL.0,
        }
    }

    /// What the first line of its file calls it.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Register => REGISTER.1,
            Self::Counting => ballot_box::KEY_KIND,
            Self::Journal => JOURNAL.1,
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Register => 1,
            Self::Counting => 2,
            Self::Journal => 3,
        }
    }
}

/// What all shares of one splitting have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set {
    pub kind: PaperKind,
    pub needed: u8,
    pub count: u8,
    /// Drawn at each splitting.
    pub number: [u8; 5],
    /// The check value of the whole key.
    pub check: [u8; 8],
}

impl Set {
    pub(super) fn name(&self) -> String {
        line::name(&self.number)
    }
}

/// One share. Prints its number only; wiped on drop.
pub struct Share {
    pub(super) set: Set,
    pub(super) number: u8,
    pub(super) part: Zeroizing<[u8; 32]>,
}

impl Share {
    /// Which key it is a share of.
    #[must_use]
    pub const fn kind(&self) -> PaperKind {
        self.set.kind
    }

    /// Its number among the shares of its set, from 1.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// How many shares were made.
    #[must_use]
    pub const fn count(&self) -> u8 {
        self.set.count
    }

    /// How many of them are needed.
    #[must_use]
    pub const fn needed(&self) -> u8 {
        self.set.needed
    }

    /// The number of its set, as it is printed.
    #[must_use]
    pub fn set(&self) -> String {
        self.set.name()
    }

    /// The check value of the whole key: sixteen hexadecimal digits.
    #[must_use]
    pub fn check_value(&self) -> String {
        hex(&self.set.check)
    }

    /// The name of the file its sheet goes into.
    #[must_use]
    pub fn file_name(&self) -> String {
        let key = self.set.kind.file_name();
        format!("{key}.share-{}-of-{}.txt", self.number, self.set.count)
    }

    /// The sheet to print.
    #[must_use]
    pub fn sheet(&self) -> Zeroizing<String> {
        sheet::text(self)
    }

    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let set = &self.set;
        let mut bytes = Zeroizing::new(Vec::with_capacity(SHARE_BYTES));
        let head = [
            VERSION,
            set.kind.number(),
            set.needed,
            set.count,
            self.number,
        ];
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&set.number);
        bytes.extend_from_slice(&set.check);
        bytes.extend_from_slice(&*self.part);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, ShareError> {
        match bytes.first() {
            Some(&VERSION) => {}
            Some(later) if *later > VERSION => return Err(ShareError::LaterVersion),
            _ => return Err(ShareError::NoneOfOurs),
        }
        Self::parts(bytes).ok_or(ShareError::NoneOfOurs)
    }

    fn parts(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<5>()?;
        let [_, kind, needed, count, number] = *head;
        let (set_number, rest) = rest.split_first_chunk::<5>()?;
        let (check, part) = rest.split_first_chunk::<8>()?;
        let kind = PaperKind::ALL
            .into_iter()
            .find(|one| one.number() == kind)?;
        if !can_be(needed, count) || number == 0 || number > count {
            return None;
        }
        let mut own = Zeroizing::new([0; 32]);
        own.copy_from_slice(<&[u8; 32]>::try_from(part).ok()?);
        Some(Self {
            set: Set {
                kind,
                needed,
                count,
                number: *set_number,
                check: *check,
            },
            number,
            part: own,
        })
    }
}

/// Whether a key can be split so.
pub(super) const fn can_be(needed: u8, count: u8) -> bool {
    2 <= needed && needed <= count && count <= MOST
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share {}", self.number)
    }
}
