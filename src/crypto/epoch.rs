//! What an epoch's key does: it makes the tags that the guest list is searched by, and wraps
//! rows and ballots, so that copies of the database go dark when the epoch is gone.
//!
//! Every row has one size, every ballot too. A row opens only under its own tag and epoch, and
//! its record only with the mailbox's own root.

use zeroize::Zeroizing;

use super::ballot_box::BOX_BYTES;
use super::derive::{mark, record_key};
use super::error::CryptoError;
use super::seal::{OVERHEAD, open, seal};
use super::secret::Secret;
use crate::domain::ids::{BallotId, Mark, RegistrationId, Root, Tag};
use crate::domain::period::Quarter;
use crate::domain::record::RECORD_BYTES;

const VERSION: u8 = 1;
/// Ballots of version 1 were not bound to their quarter.
const BALLOT_VERSION: u8 = 2;
const INNER_BYTES: usize = RECORD_BYTES + OVERHEAD;
const MARK_BYTES: usize = 32;
const ID_BYTES: usize = 16;
/// The size of every sealed row: version, nonce, (mark, id, (nonce, record, tag)), tag.
pub const ROW_BYTES: usize = 1 + OVERHEAD + MARK_BYTES + ID_BYTES + INNER_BYTES;
/// The size of every sealed ballot: version, nonce, box, tag.
pub const BALLOT_BYTES: usize = 1 + OVERHEAD + BOX_BYTES;

/// The key of one epoch.
pub struct EpochKey {
    step: u32,
    check: String,
    tag: Secret,
    wrap: Secret,
}

/// A row under another epoch: what re-wrapping makes.
pub struct Rewrapped {
    /// What it is searched by from now on.
    pub tag: Tag,
    /// The sealed row.
    pub sealed: Vec<u8>,
}

impl EpochKey {
    pub(super) fn new(step: u32, key: &Secret) -> Self {
        Self {
            step,
            check: key.check_value(),
            tag: key.expand("tag"),
            wrap: key.expand("wrap"),
        }
    }

    /// Which epoch this is.
    #[must_use]
    pub const fn step(&self) -> u32 {
        self.step
    }

    /// What the register notes of this key, to tell it from another.
    #[must_use]
    pub fn check(&self) -> &str {
        &self.check
    }

    /// What the guest list is searched by: HMAC(tag key of the epoch, mark).
    #[must_use]
    pub fn tag(&self, mark: &Mark) -> Tag {
        Tag::new(*self.tag.mac(&[mark.bytes()]))
    }

    /// The sealed row of a mailbox; it belongs under [`EpochKey::tag`] of that mailbox's mark.
    ///
    /// # Errors
    /// [`CryptoError::Size`] unless the record has [`RECORD_BYTES`]; no randomness.
    pub fn seal_row(
        &self,
        root: &Root,
        id: &RegistrationId,
        padded_record: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        if padded_record.len() != RECORD_BYTES {
            return Err(CryptoError::Size);
        }
        let mark = mark(root);
        let inner = seal(&record_key(root), &bound_to_id(id), padded_record)?;
        let whole = Zeroizing::new([mark.bytes(), id.bytes().as_slice(), &inner].concat());
        let wrapped = seal(&self.wrap, &self.bound_to_tag(&self.tag(&mark)), &whole)?;
        Ok([&[VERSION], wrapped.as_slice()].concat())
    }

    /// Opens a mailbox's row: its id and its padded record.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`] when anything was changed, or the row is another mailbox's
    /// or another epoch's.
    pub fn open_row(
        &self,
        root: &Root,
        sealed: &[u8],
    ) -> Result<(RegistrationId, Zeroizing<Vec<u8>>), CryptoError> {
        let mark = mark(root);
        let whole = self.unwrap_row(&self.tag(&mark), sealed)?;
        let (found, rest) = split::<MARK_BYTES>(&whole)?;
        if Mark::new(*found) != mark {
            return Err(CryptoError::DoesNotOpen);
        }
        let (id, inner) = split::<ID_BYTES>(rest)?;
        let id = RegistrationId::new(*id);
        let record = open(&record_key(root), &bound_to_id(&id), inner)?;
        Ok((id, record))
    }

    /// The id in a row. No root is needed for it, and nothing of the record is opened.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`].
    pub fn id_in_row(&self, tag: &Tag, sealed: &[u8]) -> Result<RegistrationId, CryptoError> {
        let whole = self.unwrap_row(tag, sealed)?;
        let (_, rest) = split::<MARK_BYTES>(&whole)?;
        let (id, _) = split::<ID_BYTES>(rest)?;
        Ok(RegistrationId::new(*id))
    }

    /// The same row under this epoch instead of `old`. The record stays sealed on the way.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`] when it is no row of `old` under this tag; no randomness.
    pub fn rewrap_row(
        &self,
        old: &Self,
        tag: &Tag,
        sealed: &[u8],
    ) -> Result<Rewrapped, CryptoError> {
        let whole = old.unwrap_row(tag, sealed)?;
        let (found, _) = split::<MARK_BYTES>(&whole)?;
        let mark = Mark::new(*found);
        // A row under a tag that its mark does not give would never be found again.
        if old.tag(&mark) != *tag {
            return Err(CryptoError::DoesNotOpen);
        }
        let tag = self.tag(&mark);
        let wrapped = seal(&self.wrap, &self.bound_to_tag(&tag), &whole)?;
        let sealed = [&[VERSION], wrapped.as_slice()].concat();
        Ok(Rewrapped { tag, sealed })
    }

    /// What the epoch's wrap holds: mark, id and the record still sealed. Re-wrapping needs this
    /// much and no more, so it never sees an answer.
    fn unwrap_row(&self, tag: &Tag, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        match sealed {
            [VERSION, wrapped @ ..] if sealed.len() == ROW_BYTES => {
                open(&self.wrap, &self.bound_to_tag(tag), wrapped)
            }
            _ => Err(CryptoError::DoesNotOpen),
        }
    }

    /// Wraps a boxed slip for the ballot box of this quarter.
    ///
    /// # Errors
    /// [`CryptoError::Size`] unless the box has its size; no randomness.
    pub fn seal_ballot(
        &self,
        id: &BallotId,
        quarter: Quarter,
        boxed: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        if boxed.len() != BOX_BYTES {
            return Err(CryptoError::Size);
        }
        let wrapped = seal(&self.wrap, &self.bound_to_ballot(id, quarter), boxed)?;
        Ok([&[BALLOT_VERSION], wrapped.as_slice()].concat())
    }

    /// The box inside a ballot of this quarter, still sealed for the count.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`].
    pub fn open_ballot(
        &self,
        id: &BallotId,
        quarter: Quarter,
        sealed: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        match sealed {
            [BALLOT_VERSION, wrapped @ ..] if sealed.len() == BALLOT_BYTES => {
                let boxed = open(&self.wrap, &self.bound_to_ballot(id, quarter), wrapped)?;
                Ok(boxed.to_vec())
            }
            _ => Err(CryptoError::DoesNotOpen),
        }
    }

    /// version | epoch | tag: a row copied under another tag, or kept from another epoch, does
    /// not open.
    fn bound_to_tag(&self, tag: &Tag) -> Vec<u8> {
        [&[VERSION], &self.step.to_be_bytes()[..], tag.bytes()].concat()
    }

    /// version | epoch | "ballot" | id | quarter: shorter than a row's, so neither passes for the
    /// other. The quarter is in it, or whoever writes to the database could lay copies of counted
    /// ballots into the next quarter's box, a join and a leave at a time, and have the same events
    /// drawn again.
    fn bound_to_ballot(&self, id: &BallotId, quarter: Quarter) -> Vec<u8> {
        [
            &[BALLOT_VERSION],
            &self.step.to_be_bytes()[..],
            b"ballot",
            id.bytes(),
            quarter.to_string().as_bytes(),
        ]
        .concat()
    }
}

/// version | id: survives re-wrapping, ends with a withdrawal.
fn bound_to_id(id: &RegistrationId) -> Vec<u8> {
    [&[VERSION], id.bytes().as_slice()].concat()
}

fn split<const N: usize>(bytes: &[u8]) -> Result<(&[u8; N], &[u8]), CryptoError> {
    bytes.split_first_chunk().ok_or(CryptoError::DoesNotOpen)
}

impl std::fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EpochKey")
    }
}
