//! Rolls the dice of the page about the method, with the operating system's randomness. The
//! register is not looked at: it is not even handed in.

use super::FlowError;
use super::count::SystemBits;
use crate::crypto::CryptoError;
use crate::disclosure::dice::{self, MadeUp, Rolled};
use crate::disclosure::policy::VERSION_1;

/// Ten noisy versions of a number that a reader made up.
///
/// # Errors
/// When there is no randomness.
pub fn roll_dice(made_up: MadeUp) -> Result<Rolled, FlowError> {
    let rolled = dice::roll(made_up, &VERSION_1, &mut SystemBits);
    rolled.map_err(|_| FlowError::Crypto(CryptoError::Randomness))
}
