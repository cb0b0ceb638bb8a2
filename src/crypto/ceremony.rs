//! The noise of a ceremony: a stream that only the counting key makes, the same one each time for
//! the same export. Counting twice therefore gives the same figures, and whoever has the export
//! but not the key cannot tell noise from count.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use zeroize::Zeroize;

use super::ballot_box::CountingKey;
use super::error::CryptoError;
use super::secret::Secret;

/// Bits for drawing noise: ChaCha20's key stream from its beginning, nonce zero.
pub struct NoiseStream(ChaCha20);

impl CountingKey {
    /// The stream for one export:
    /// ChaCha20(HKDF-SHA256(counting.key, "enkel/ceremony/1", drawn | quarter | SHA-256 of the
    /// export)).
    #[must_use]
    pub fn noise(&self, drawn: &[u8; 32], quarter: &str, export: &[u8; 32]) -> NoiseStream {
        let key = Secret::extract(b"enkel/ceremony/1", self.secret().bytes());
        // One block of HKDF-Expand: all of it is HMAC over the label and the number one.
        let seed = key.mac(&[drawn, quarter.as_bytes(), export, &[1]]);
        NoiseStream(ChaCha20::new((&*seed).into(), &[0; 12].into()))
    }
}

impl NoiseStream {
    /// The next bytes of the stream.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`] when the stream is at its end, after 256 GiB.
    pub fn fill(&mut self, bytes: &mut [u8]) -> Result<(), CryptoError> {
        bytes.zeroize();
        let more = self.0.try_apply_keystream(bytes);
        more.map_err(|_| CryptoError::Randomness)
    }
}

impl std::fmt::Debug for NoiseStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NoiseStream")
    }
}
