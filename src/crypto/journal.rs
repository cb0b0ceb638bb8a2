//! What seals the journal: lines of one size that open in their own place only, and a mark under
//! each draw that nobody without the key can make.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::digest::hex;
use super::error::CryptoError;
use super::seal::{OVERHEAD, open, seal};
use super::secret::Secret;
use crate::domain::leaf::LINE_BYTES;

/// The size of every sealed line.
pub const SEALED_LINE_BYTES: usize = LINE_BYTES + OVERHEAD;

/// Keys made of `journal.key`.
pub struct JournalKey {
    lines: Secret,
    draws: Secret,
}

impl JournalKey {
    pub(super) fn new(key: &Secret) -> Self {
        Self {
            lines: key.expand("lines"),
            draws: key.expand("draws"),
        }
    }

    /// Seals a padded line for one place of one file.
    ///
    /// # Errors
    /// [`CryptoError::Size`] unless it has [`LINE_BYTES`]; no randomness.
    pub fn seal_line(&self, file: &str, place: u32, padded: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if padded.len() != LINE_BYTES {
            return Err(CryptoError::Size);
        }
        seal(&self.lines, &bound_to(file, place), padded)
    }

    /// Opens a line.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`] when it is torn, changed, or of another place or file.
    pub fn open_line(
        &self,
        file: &str,
        place: u32,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        open(&self.lines, &bound_to(file, place), sealed)
    }

    /// The mark under a draw, in hexadecimal.
    #[must_use]
    pub fn mark_draw(&self, body: &[u8]) -> String {
        hex(&*self.draws.mac(&[body]))
    }

    /// The mark under an export for a ceremony. An export never begins as a draw does.
    #[must_use]
    pub fn mark_export(&self, text: &[u8]) -> String {
        hex(&*self.draws.mac(&[b"export\n", text]))
    }

    /// Whether the mark is that of this export.
    #[must_use]
    pub fn export_is_ours(&self, text: &[u8], mark: &str) -> bool {
        self.mark_export(text)
            .as_bytes()
            .ct_eq(mark.as_bytes())
            .into()
    }

    /// Whether the mark is that of this draw.
    #[must_use]
    pub fn draw_is_ours(&self, body: &[u8], mark: &str) -> bool {
        self.mark_draw(body)
            .as_bytes()
            .ct_eq(mark.as_bytes())
            .into()
    }
}

/// place | file: a line that was moved, or copied from another host's file, does not open.
fn bound_to(file: &str, place: u32) -> Vec<u8> {
    [&place.to_be_bytes()[..], file.as_bytes()].concat()
}

impl std::fmt::Debug for JournalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JournalKey")
    }
}
