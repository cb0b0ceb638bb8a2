//! SHA-256 and its spelling, for texts, files and check values; nothing here takes a key.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of what comes piece by piece.
#[derive(Clone, Default)]
pub struct Running(Sha256);

impl Running {
    /// Adds a piece.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces so far.
    #[must_use]
    pub fn end(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

/// SHA-256 as 64 lower-case hexadecimal digits, as in `SHA256SUMS`.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Reads [`hex`]; `None` for anything but lower-case pairs.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    HEXLOWER.decode(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_standards_own_example() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(unhex("00ff").unwrap(), [0, 255]);
        assert!(unhex("0").is_none() && unhex("FF").is_none());
    }
}
