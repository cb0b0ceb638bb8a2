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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_opens_in_its_own_place_of_its_own_file_only() {
        let key = JournalKey::new(&Secret::new([7; 32]));
        let line = vec![1; LINE_BYTES];
        let sealed = key.seal_line("host-1", 3, &line).unwrap();
        assert_eq!(*key.open_line("host-1", 3, &sealed).unwrap(), line);
        let elsewhere = [("host-1", 4), ("host-2", 3), ("", 3)];
        for (file, place) in elsewhere {
            assert!(
                key.open_line(file, place, &sealed).is_err(),
                "{file} {place}"
            );
        }
        let other = JournalKey::new(&Secret::new([8; 32]));
        assert!(other.open_line("host-1", 3, &sealed).is_err());
        assert!(key.seal_line("host-1", 3, &line[1..]).is_err());
    }

    #[test]
    fn what_marks_a_draw_marks_no_export() {
        let key = JournalKey::new(&Secret::new([7; 32]));
        let mark = key.mark_draw(b"2026-Q3");
        assert!(key.draw_is_ours(b"2026-Q3", &mark));
        assert!(!key.draw_is_ours(b"2026-Q4", &mark));
        assert!(!key.export_is_ours(b"2026-Q3", &mark));
        assert_eq!(format!("{key:?}"), "JournalKey");
    }
}
