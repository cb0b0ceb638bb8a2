//! The escrow of the epoch's key follows its steps, where it was asked for: without it no backup
//! of today can be opened once this machine is gone.

use std::path::Path;

use crate::app::App;
use crate::config::Settings;
use crate::crypto::escrow::step_in_name;
use crate::crypto::keys::Keys;
use crate::flows::FlowError;
use crate::flows::write_escrow::write_escrow;

/// Writes the escrow of the oldest live step unless it lies there. Nothing to do where settings
/// name no recipient or no folder, or while two chains are needed: then none gives all keys.
///
/// # Errors
/// When it cannot be written; the next look tries again.
pub fn renew_escrow(app: &App) -> Result<(), FlowError> {
    let two_chains = app.keys.fresh_epoch_step()?.is_some();
    if two_chains || !escrow_is_missing(&app.settings, &app.keys) {
        return Ok(());
    }
    write_escrow(&app.settings, &app.keys, None, None)?;
    tracing::info!("the escrow of the epoch's key was written");
    Ok(())
}

/// Whether the escrow was asked for and that of the oldest live step is not there.
#[must_use]
pub fn escrow_is_missing(settings: &Settings, keys: &Keys) -> bool {
    match (&settings.backup.recipient, &settings.backup.escrow_folder) {
        (Some(_), Some(folder)) => !lies_in(folder, keys.oldest().0),
        _ => false,
    }
}

fn lies_in(folder: &Path, step: u32) -> bool {
    // A folder that cannot be read has none; writing then says why.
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .filter_map(|name| name.to_str().and_then(step_in_name))
        .any(|found| found == step)
}
