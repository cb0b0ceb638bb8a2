//! What a day's post key does: it seals letters in the outbox, and nothing else.

use zeroize::Zeroizing;

use super::dated::{self, DATED_OVERHEAD, day_of_step};
use super::error::CryptoError;
use super::secret::Secret;
use crate::domain::clock::Day;
use crate::domain::letter::LETTER_BYTES;

/// The size of every sealed letter.
pub const SEALED_LETTER_BYTES: usize = LETTER_BYTES + DATED_OVERHEAD;

/// The post key of one day.
pub struct PostKey {
    day: Day,
    letters: Secret,
}

impl PostKey {
    pub(super) fn new(step: u32, key: &Secret) -> Self {
        Self {
            day: day_of_step(step),
            letters: key.expand("letter"),
        }
    }

    /// Seals a padded letter.
    ///
    /// # Errors
    /// [`CryptoError::Size`] unless it has [`LETTER_BYTES`]; no randomness.
    pub fn seal_letter(&self, padded: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if padded.len() != LETTER_BYTES {
            return Err(CryptoError::Size);
        }
        dated::seal(&self.letters, self.day, padded)
    }

    /// Opens a letter of this day.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`].
    pub fn open_letter(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        dated::open(&self.letters, self.day, sealed)
    }
}

impl std::fmt::Debug for PostKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostKey")
    }
}
