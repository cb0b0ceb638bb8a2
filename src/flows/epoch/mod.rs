//! The epoch goes a step: every row and ballot is wrapped anew while the register serves, and the
//! old step's key is destroyed when nothing carries it any more, so that old copies go dark.
//!
//! No clock decides here. What is due follows from the open week, which stands in the register.

mod escrow;
mod raise;
mod rewrap;
mod step;

pub use escrow::{escrow_is_missing, renew_escrow};
pub use raise::{Begun, Raise, begin_fresh, begun, raise};
pub use rewrap::{BATCH, Rewrap, rewrap};
pub use step::destroy_old;

use crate::app::App;
use crate::store::{StoreError, meta};

use super::FlowError;
use super::journal::settle_all;

/// Under which epoch the databases were last rewritten whole.
const COMPACTED: &str = "epoch_compacted";
/// Leaves of this many epochs before the current one are kept: a backup can be opened for two
/// steps, so what was written before them is in every backup that opens.
pub const KEPT_LEAVES: u32 = 2;

/// What a look at the epoch led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// All is as it should be.
    InOrder,
    /// It was told to stop; the rest is done at the next look.
    Stopped,
    /// Another process re-wraps. To be handed in at the next look: when nothing has moved until
    /// then, that process has gone, and its turn is taken over.
    SomebodyElse(String),
}

/// Does what is due: finishes a re-wrap, destroys what is old, and goes a step once a month.
/// `rest` is called after each batch, and says whether to go on.
///
/// # Errors
/// When database, keys or journal cannot be read or written; the next look does it again.
pub fn look_after(
    app: &App,
    seen: Option<&str>,
    rest: &mut dyn FnMut() -> bool,
) -> Result<Looked, FlowError> {
    raise(app, Raise::Monthly)?;
    finish(app, seen, rest)
}

/// Brings everything under the current step, destroys the old ones, and leaves no old page behind.
///
/// # Errors
/// As [`look_after`].
pub fn finish(
    app: &App,
    seen: Option<&str>,
    rest: &mut dyn FnMut() -> bool,
) -> Result<Looked, FlowError> {
    let epoch = current(app)?;
    if epoch.oldest < epoch.current {
        match rewrap(app, seen, rest)? {
            Rewrap::Done => {}
            Rewrap::Stopped => return Ok(Looked::Stopped),
            Rewrap::SomebodyElse(turn) => return Ok(Looked::SomebodyElse(turn)),
        }
    }
    destroy_old(app)?;
    if let Err(error) = renew_escrow(app) {
        // No reason to stop: it is tried again at each look, and doctor tells of it too.
        tracing::error!(cause = %error.causes(), "the escrow of the epoch's key was not written");
    }
    forget_leaves(app, epoch.current.saturating_sub(KEPT_LEAVES))?;
    compact(app)?;
    Ok(Looked::InOrder)
}

/// Also where another process of this host destroyed the step: whoever comes here sees to it.
fn forget_leaves(app: &App, oldest: u32) -> Result<(), FlowError> {
    let folder = app.journal.folder();
    let files = folder.files().map_err(StoreError::from)?;
    if files.iter().any(|file| file.epoch < oldest) {
        settle_all(app)?;
        folder.forget_before(oldest).map_err(StoreError::from)?;
    }
    Ok(())
}

fn current(app: &App) -> Result<meta::Epoch, FlowError> {
    let epoch = app
        .store
        .register
        .read("which epoch is it", |conn| Ok(meta::calendar(conn)?.epoch))?;
    Ok(epoch)
}

/// Once per step: SQLite's file and PostgreSQL's tables are written anew, so that neither the
/// order of pages nor what was deleted in them tells of the time before.
fn compact(app: &App) -> Result<(), FlowError> {
    let (epoch, compacted) = app.store.register.read("was it compacted", |conn| {
        let epoch = meta::calendar(conn)?.epoch;
        Ok((epoch, meta::get(conn, COMPACTED)?))
    })?;
    let step = epoch.current.to_string();
    let first = epoch.current == super::set_up::FIRST_EPOCH;
    if first || epoch.oldest < epoch.current || compacted.as_ref() == Some(&step) {
        return Ok(());
    }
    app.store.register.compact()?;
    app.store
        .register
        .write("note the compaction", move |conn| {
            meta::set(conn, COMPACTED, &step)
        })?;
    app.store.register.empty_log()?;
    Ok(())
}
