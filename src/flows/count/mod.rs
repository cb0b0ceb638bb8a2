//! Counting: slips are opened, checked, summed and drawn in memory, and one transaction then
//! writes flows, ledger and release and burns the ballots.
//!
//! A draw is in the journal before it is committed. Whoever comes second finds the period drawn,
//! throws his own draw away and commits that one.

mod draws;
pub mod dry_run;
mod quarter;
mod week;

pub use draws::bring_in_draws;
pub(super) use draws::{bring_in, is_drawn_by_now};
pub use quarter::{Counted, count_quarter, counting_key_in};
pub(super) use quarter::{next_quarter, own_key};
pub use week::publish_due_weeks;

use crate::crypto::random;
use crate::disclosure::noise::{NoRandomness, RandomBits};
use crate::store::StoreError;

/// The operating system's randomness, for drawing noise.
pub(super) struct SystemBits;

impl RandomBits for SystemBits {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        random::fill(bytes).map_err(|_| NoRandomness)
    }
}

fn given_up(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::given_up(error)
}
