//! What a restore will need one day: a journal that outlives the database, and an escrow that opens
//! the backups.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Line;
use super::places::{closed_to_others, try_writing};
use crate::app::App;
use crate::config::{DatabasePlace, Settings};
use crate::crypto::escrow::step_in_name;

/// The journal: there, ours alone, writable, and not lost together with the database.
pub(super) fn journal(settings: &Settings) -> Line {
    const NAME: &str = "journal";
    let folder = &settings.journal.folder;
    if !folder.exists() {
        return Line::fail(
            NAME,
            format!(
                "The journal in {} is missing. Put its folder back, or mount its disk; what to do \
                 when it is lost for good stands in docs/operations.md.",
                folder.display()
            ),
        );
    }
    if let Err(stopped) = try_writing(folder).and_then(|()| closed_to_others(folder)) {
        return Line::fail(NAME, stopped.to_string());
    }
    let DatabasePlace::Sqlite { folder: data } = &settings.database.place else {
        return Line::ok(
            NAME,
            "The journal can be written. See that it does not lie on the database server's disk.",
        );
    };
    match (disk_of(folder), disk_of(data)) {
        (Some(one), Some(other)) if one == other => Line::warn(
            NAME,
            "The journal can be written, but it lies on the same disk as the database: whatever \
             takes one takes both, and then those who withdrew since the backup come back. Put \
             journal.folder on another disk.",
        ),
        _ => Line::ok(
            NAME,
            "The journal can be written, and lies on another disk than the database.",
        ),
    }
}

fn disk_of(folder: &Path) -> Option<u64> {
    folder.metadata().ok().map(|about| about.dev())
}

/// The escrow: set up, and as new as the epoch.
pub(super) fn escrow(app: &App) -> Line {
    const NAME: &str = "escrow";
    let backup = &app.settings.backup;
    if backup.recipient.is_none() {
        return Line::warn(
            NAME,
            "backup.recipient is not set, so no backup is made by itself and no escrow can be \
             written. Let the board run `age-keygen` on a machine of its own, and write what it \
             prints into the settings.",
        );
    }
    let Some(folder) = &backup.escrow_folder else {
        return Line::warn(
            NAME,
            "backup.escrow_folder is not set: without an escrow no backup can be opened once the \
             keys are lost. Name a folder on another medium.",
        );
    };
    let live = app.keys.oldest().0;
    match newest(folder) {
        Ok(Some(step)) if step == live => Line::ok(
            NAME,
            format!("The newest escrow is of the epoch's step {step}, which is the live one."),
        ),
        Ok(Some(step)) => Line::warn(
            NAME,
            format!(
                "The newest escrow is of step {step}, and the epoch's oldest live step is {live}. \
                 Run `enkel keys export`, then `enkel backup`."
            ),
        ),
        Ok(None) => Line::warn(
            NAME,
            format!(
                "There is no escrow in {} yet. Run `enkel keys export`.",
                folder.display()
            ),
        ),
        Err(error) => Line::warn(
            NAME,
            format!(
                "{} cannot be read ({error}). Is its medium away? Then look there for the newest \
                 escrow: it should be of step {live}.",
                folder.display()
            ),
        ),
    }
}

fn newest(folder: &Path) -> std::io::Result<Option<u32>> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder)? {
        newest = newest.max(entry?.file_name().to_str().and_then(step_in_name));
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_step_counts_and_other_files_do_not() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(newest(home.path()).unwrap(), None);
        for name in [
            "epoch-00002.escrow.age",
            "epoch-00010.escrow.age",
            "epoch-00099.escrow.age-new",
            "note",
        ] {
            std::fs::write(home.path().join(name), "").unwrap();
        }
        assert_eq!(newest(home.path()).unwrap(), Some(10));
        assert!(newest(&home.path().join("nowhere")).is_err());
    }
}
