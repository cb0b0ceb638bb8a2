//! The one door through which the operating system's randomness enters.

use super::error::CryptoError;

/// Fills `bytes` with randomness of the operating system.
///
/// # Errors
/// [`CryptoError::Randomness`] when the system has none to give; nothing weaker is used instead.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where randomness enters"
)]
pub fn fill(bytes: &mut [u8]) -> Result<(), CryptoError> {
    getrandom::fill(bytes).map_err(|_| CryptoError::Randomness)
}

/// `N` random bytes.
///
/// # Errors
/// As [`fill`].
pub fn bytes<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut drawn = [0; N];
    fill(&mut drawn)?;
    Ok(drawn)
}
