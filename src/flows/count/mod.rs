//! Counting: slips are opened, checked, summed and drawn in memory, and one transaction then
//! writes flows, ledger and release and burns the ballots.
//!
//! A draw that does not reach that transaction's end never left the process. Whoever comes
//! second finds the period drawn and throws his own draw away.

mod quarter;
mod week;

pub use quarter::{Counted, count_quarter, counting_key_in};
pub use week::publish_due_weeks;

use crate::crypto::random;
use crate::disclosure::noise::{NoRandomness, RandomBits};
use crate::store::StoreError;

/// The operating system's randomness, for drawing noise.
struct SystemBits;

impl RandomBits for SystemBits {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        random::fill(bytes).map_err(|_| NoRandomness)
    }
}

fn given_up(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::given_up(error)
}
