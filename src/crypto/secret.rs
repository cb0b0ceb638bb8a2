//! Thirty-two secret bytes, and the two ways in which one secret becomes another value.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::digest::hex;
use super::error::CryptoError;
use super::random;

/// A key, or what keys are made of. Wiped on drop; prints its name only; no serial form.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct Secret([u8; 32]);

impl Secret {
    pub(super) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn draw() -> Result<Self, CryptoError> {
        let mut fresh = Self([0; 32]);
        random::fill(&mut fresh.0)?;
        Ok(fresh)
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// HKDF-SHA256-Extract with a public salt.
    pub(super) fn extract(salt: &[u8], input: &[u8]) -> Self {
        let (mut drawn, _) = Hkdf::<Sha256>::extract(Some(salt), input);
        let secret = Self(drawn.into());
        drawn.as_mut_slice().zeroize();
        secret
    }

    /// HKDF-SHA256-Expand to 32 bytes: a key of its own for every `label`.
    #[expect(
        clippy::expect_used,
        reason = "HKDF refuses only keys under 32 bytes and outputs over 8,160; both are 32 here"
    )]
    pub(super) fn expand(&self, label: &str) -> Self {
        let mut derived = Self([0; 32]);
        Hkdf::<Sha256>::from_prk(&self.0)
            .expect("a key of 32 bytes")
            .expand(label.as_bytes(), &mut derived.0)
            .expect("an output of 32 bytes");
        derived
    }

    /// HMAC-SHA256 over the parts, one after the other.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        // A key shorter than the block is filled up with zeros (RFC 2104, section 2).
        let mut block = Zeroizing::new([0; 64]);
        for (place, byte) in block.iter_mut().zip(self.0) {
            *place = byte;
        }
        let key: &hmac::digest::Key<Hmac<Sha256>> = (&*block).into();
        let mut mac = Hmac::<Sha256>::new(key);
        for part in parts {
            mac.update(part);
        }
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// Eight bytes that tell two keys apart and say nothing about either: compared with what
    /// `meta` noted when the register was made.
    pub(super) fn check_value(&self) -> String {
        let derived = self.expand("check");
        let (head, _) = derived.0.split_at(8);
        hex(head)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
