//! Seals that say which day's key opens them: `version | day | nonce | ciphertext | tag`.
//!
//! The day stands outside the seal so that the right step of a ratchet is chosen, and is part of
//! what the seal is bound to.

use zeroize::Zeroizing;

use super::error::CryptoError;
use super::seal;
use super::secret::Secret;
use crate::domain::clock::Day;

const VERSION: u8 = 1;
const HEAD: usize = 5;
/// How much longer a dated seal is than what it holds.
pub const DATED_OVERHEAD: usize = HEAD + seal::OVERHEAD;

fn head(day: Day) -> [u8; HEAD] {
    let [d1, d2, d3, d4] = day.number().to_be_bytes();
    [VERSION, d1, d2, d3, d4]
}

/// The day whose key opens this, if it looks like a dated seal at all.
pub(super) fn day_of(sealed: &[u8]) -> Option<Day> {
    match sealed {
        [VERSION, d1, d2, d3, d4, ..] => {
            Some(Day::from_number(i32::from_be_bytes([*d1, *d2, *d3, *d4])))
        }
        _ => None,
    }
}

pub(super) fn seal(key: &Secret, day: Day, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let head = head(day);
    Ok([&head, seal::seal(key, &head, plain)?.as_slice()].concat())
}

pub(super) fn open(
    key: &Secret,
    day: Day,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let head = head(day);
    let body = sealed.strip_prefix(&head).ok_or(CryptoError::DoesNotOpen)?;
    seal::open(key, &head, body)
}

/// Steps of daily ratchets are day numbers.
pub(super) fn day_of_step(step: u32) -> Day {
    Day::from_number(i32::try_from(step).unwrap_or(i32::MAX))
}
