//! XChaCha20-Poly1305 with a random nonce: `nonce | ciphertext | tag`.
//!
//! Nonces are 192 bits and drawn anew for each seal, so no counter has to survive a restore.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::error::CryptoError;
use super::random;
use super::secret::Secret;

const NONCE: usize = 24;
/// How much longer a seal is than what it holds.
pub(super) const OVERHEAD: usize = NONCE + 16;

pub(super) fn seal(key: &Secret, bound_to: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let nonce: [u8; NONCE] = random::bytes()?;
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let payload = Payload {
        msg: plain,
        aad: bound_to,
    };
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| CryptoError::Size)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(super) fn open(
    key: &Secret,
    bound_to: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let (nonce, rest) = sealed
        .split_first_chunk::<NONCE>()
        .ok_or(CryptoError::DoesNotOpen)?;
    let payload = Payload {
        msg: rest,
        aad: bound_to,
    };
    XChaCha20Poly1305::new(key.bytes().into())
        .decrypt(&XNonce::from(*nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| CryptoError::DoesNotOpen)
}
