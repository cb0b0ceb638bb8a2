//! The ballot box's lock: anybody may put a slip in, only the counting key takes one out.
//!
//! X25519 sealed boxes as libsodium makes them (`crypto_box_seal`); the sender's half of the key
//! is thrown away, so the server that sealed a slip cannot open it again.

use std::path::Path;

use crypto_box::aead::rand_core::{CryptoRng, Error, RngCore};
use crypto_box::{PublicKey, SecretKey};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::digest::{hex, sha256};
use super::error::{CryptoError, KeyError, KeyProblem};
use super::key_file::{self, Access};
use super::random;
use super::secret::Secret;
use crate::domain::ballot::SLIP_BYTES;

pub(super) const PUBLIC_KIND: &str = "counting public key";
pub(super) const KEY_KIND: &str = "counting key";
/// The size of every boxed slip: sender's public half, authenticator, slip.
pub const BOX_BYTES: usize = 32 + 16 + SLIP_BYTES;

/// The half that seals.
#[derive(Clone, PartialEq, Eq)]
pub struct CountingPublic(PublicKey);

impl CountingPublic {
    pub(super) fn read(file: &Path, access: Access) -> Result<Self, KeyError> {
        let bytes = key_file::read(file, PUBLIC_KIND, access)?;
        PublicKey::from_slice(&bytes)
            .map(Self)
            .map_err(|_| KeyError::at(file, KeyProblem::Damaged))
    }

    /// Seals one slip.
    ///
    /// # Errors
    /// No randomness.
    pub fn seal(&self, slip: &[u8; SLIP_BYTES]) -> Result<Vec<u8>, CryptoError> {
        let mut drawn = Drawn::new()?;
        let boxed = self.0.seal(&mut drawn, slip);
        if drawn.asked_for_more {
            return Err(CryptoError::Randomness);
        }
        boxed.map_err(|_| CryptoError::Size)
    }

    /// The 32 public bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The text of `counting.pub`.
    #[must_use]
    pub fn text(&self) -> String {
        key_file::text(PUBLIC_KIND, self.0.as_bytes()).to_string()
    }

    pub(super) fn check_value(&self) -> String {
        let digest = sha256(self.0.as_bytes());
        hex(digest.split_at(8).0)
    }
}

/// The half that opens; with the board, or beside the other keys where counting is automatic.
pub struct CountingKey(SecretKey);

impl CountingKey {
    pub(super) fn from_secret(secret: &Secret) -> Self {
        Self(SecretKey::from_bytes(*secret.bytes()))
    }

    /// Reads the key from its own file.
    ///
    /// # Errors
    /// Missing, readable by others, damaged, or another key.
    pub fn load(file: &Path) -> Result<Self, KeyError> {
        Self::read(file, Access::Owner)
    }

    pub(super) fn read(file: &Path, access: Access) -> Result<Self, KeyError> {
        let bytes = key_file::read(file, KEY_KIND, access)?;
        let secret = Secret::read(&bytes).ok_or_else(|| KeyError::at(file, KeyProblem::Damaged))?;
        Ok(Self::from_secret(&secret))
    }

    pub(super) fn secret(&self) -> Secret {
        Secret::new(self.0.to_bytes())
    }

    /// Its sealing half.
    #[must_use]
    pub fn public(&self) -> CountingPublic {
        CountingPublic(self.0.public_key())
    }

    /// Opens one boxed slip.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`] when it was changed or sealed for another key.
    pub fn open(&self, boxed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        if boxed.len() != BOX_BYTES {
            return Err(CryptoError::DoesNotOpen);
        }
        self.0
            .unseal(boxed)
            .map(Zeroizing::new)
            .map_err(|_| CryptoError::DoesNotOpen)
    }
}

impl Drop for CountingKey {
    fn drop(&mut self) {
        // The library wipes only the half of this that it computes with.
        self.0 = SecretKey::from_bytes([0; 32]);
        std::hint::black_box(&self.0);
    }
}

/// Hands the library 32 bytes drawn beforehand: its own way of drawing cannot report a failure.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Drawn {
    bytes: [u8; 32],
    spent: bool,
    asked_for_more: bool,
}

impl Drawn {
    fn new() -> Result<Self, CryptoError> {
        Ok(Self {
            bytes: random::bytes()?,
            spent: false,
            asked_for_more: false,
        })
    }
}

impl RngCore for Drawn {
    fn next_u32(&mut self) -> u32 {
        self.asked_for_more = true;
        0
    }

    fn next_u64(&mut self) -> u64 {
        self.asked_for_more = true;
        0
    }

    fn fill_bytes(&mut self, wanted: &mut [u8]) {
        if self.spent || wanted.len() != self.bytes.len() {
            self.asked_for_more = true;
            return;
        }
        wanted.copy_from_slice(&self.bytes);
        self.bytes.zeroize();
        self.spent = true;
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(wanted);
        Ok(())
    }
}

impl CryptoRng for Drawn {}

impl std::fmt::Debug for CountingPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CountingPublic")
    }
}

impl std::fmt::Debug for CountingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CountingKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_box_has_a_half_of_its_own_and_opens_for_the_board() {
        let board = CountingKey::from_secret(&Secret::new([7; 32]));
        let slip = [3; SLIP_BYTES];
        let boxes: Vec<Vec<u8>> = (0..3)
            .map(|_| board.public().seal(&slip).unwrap())
            .collect();
        for (place, one) in boxes.iter().enumerate() {
            assert_eq!(**board.open(one).unwrap(), slip);
            assert!(board.open(&one[1..]).is_err());
            let halves = boxes[place + 1..].iter().map(|other| &other[..32]);
            assert!(halves.into_iter().all(|half| half != &one[..32]));
        }
        let other = CountingKey::from_secret(&Secret::new([8; 32]));
        assert!(other.open(&boxes[0]).is_err());
    }

    #[test]
    fn what_was_drawn_is_given_once_and_nothing_else_is() {
        let (mut once, mut small) = ([0; 32], [0; 8]);
        let mut drawn = Drawn::new().unwrap();
        drawn.fill_bytes(&mut once);
        assert!(once != [0; 32] && !drawn.asked_for_more);
        drawn.fill_bytes(&mut once);
        assert!(drawn.asked_for_more);
        let mut drawn = Drawn::new().unwrap();
        drawn.fill_bytes(&mut small);
        assert!(drawn.asked_for_more && small == [0; 8]);
    }

    #[test]
    fn the_sealing_half_is_read_back_from_its_text() {
        let board = CountingKey::from_secret(&Secret::new([7; 32]));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counting.pub");
        std::fs::write(&file, board.public().text()).unwrap();
        let read = CountingPublic::read(&file, Access::Public).unwrap();
        assert_eq!(read.bytes(), board.public().bytes());
    }
}
