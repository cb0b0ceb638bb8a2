//! Putting a backup back, completed by the journal: nobody who withdrew comes back, nothing is
//! drawn twice, and it opens for nobody until it is done.
//!
//! All of it happens in a staged database beside the live one. What the model in the project's
//! design calls for is decided in [`plan`] and carried out quarter by quarter in [`replay`].

mod chain;
mod finish;
mod hosts;
mod load;
mod plan;
mod put_back;
mod replay;

use std::sync::Arc;

pub use chain::draws_of_archive;
pub use finish::finish;
pub use hosts::{Hosts, required};
pub use plan::{Found, Missing, Plan, plan, verdicts, withdrawals};
pub use put_back::{PutBack, put_back};

use crate::crypto::KeyError;
use crate::crypto::epoch::EpochKey;
use crate::crypto::keys::Keys;
use crate::domain::clock::Day;
use crate::domain::ids::LeafName;
use crate::domain::leaf::Verdict;
use crate::store::copy::Page;
use crate::store::{Database, StoreError};

use super::FlowError;
use super::journal::{Journal, OnFile};
use super::publish::Publisher;
use load::Load;
use replay::Replay;

/// The keys under which the backup is wrapped, from the escrow.
pub type OldKeys = dyn Fn(u32) -> Result<Arc<EpochKey>, KeyError> + Send + Sync;
/// Gives every page of the backup to what it is handed.
pub type Pages<'a> =
    dyn FnMut(&mut dyn FnMut(Page) -> Result<(), StoreError>) -> Result<(), FlowError> + 'a;

/// What a restore works with.
pub struct Restoring {
    /// An empty register beside the live one.
    pub staged: Arc<Database>,
    /// The register's keys; the epoch's ratchet may be any, it begins anew.
    pub keys: Arc<Keys>,
    /// The keys that open the backup.
    pub old: Arc<OldKeys>,
    /// The journal.
    pub journal: Arc<Journal>,
    /// What publishes the releases that the backup lacks.
    pub publisher: Arc<Publisher>,
    /// The hosts whose lines are used, and whether any is missing.
    pub hosts: Hosts,
    /// The name of this host.
    pub host: String,
    /// The present day.
    pub today: Day,
}

/// What a restore leaves to be done once the staged register is in its place.
pub struct Restored {
    /// The epoch's new step: all before it are to be destroyed.
    pub step: u32,
    /// What the journal is told.
    pub verdicts: Vec<(LeafName, Verdict)>,
}

/// Fills the staged register from the backup and the journal, all of it under a new epoch.
///
/// # Errors
/// [`FlowError::Refused`] when keys, backup and journal do not belong together; when something
/// does not open. The live register is not touched.
pub fn restore(with: &Restoring, pages: &mut Pages<'_>) -> Result<Restored, FlowError> {
    let leaves = with.journal.all(&with.hosts.used)?;
    let step = new_step(with)?;
    let (_, made) = with.keys.begin_fresh_epoch(step)?;
    let filled = fill(with, pages, &leaves, step);
    if filled.is_err() && made {
        with.keys.discard_fresh_epoch()?;
    }
    filled
}

fn fill(
    with: &Restoring,
    pages: &mut Pages<'_>,
    leaves: &[OnFile],
    step: u32,
) -> Result<Restored, FlowError> {
    let mut load = Load::new(with, leaves, step)?;
    pages(&mut |page| load.take(page))?;
    let replay = Replay::new(with, leaves, load.finish()?, step)?;
    let verdicts = replay.run(with)?;
    with.staged.compact()?;
    Ok(Restored { step, verdicts })
}

/// Above every step that any host of the register can have come to: no tag and no wrap of before
/// comes about again.
fn new_step(with: &Restoring) -> Result<u32, FlowError> {
    let files = with.journal.folder().files().map_err(StoreError::from)?;
    let journal = files.iter().map(|file| file.epoch).max().unwrap_or(0);
    Ok(journal.max(with.keys.oldest().0).max(with.hosts.epoch) + 1)
}
