//! After the staged register is in its place: the old epoch goes, the journal is told, and only
//! then the register opens.

use super::Restored;
use crate::crypto::keys::Keys;
use crate::flows::FlowError;
use crate::flows::journal::Journal;
use crate::store::{Store, meta};

/// Finishes a restore. When it is cut short, the register stays closed and the restore is run
/// again.
///
/// # Errors
/// When keys, journal or register cannot be written.
pub fn finish(
    store: &Store,
    keys: &Keys,
    journal: &Journal,
    restored: &Restored,
) -> Result<(), FlowError> {
    let check = keys.epoch_check(restored.step)?;
    keys.destroy_epochs_before(restored.step, &check)?;
    journal
        .folder()
        .enroll()
        .map_err(crate::store::StoreError::from)?;
    journal.tell_durably(restored.step, &restored.verdicts)?;
    store.register.write("open the restored register", |conn| {
        meta::remove(conn, meta::CLOSED)
    })?;
    store.register.empty_log()?;
    Ok(())
}
