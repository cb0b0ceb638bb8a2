//! What lies outside the program: folders it writes to, and the database.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Line;
use crate::cli::{Stopped, open};
use crate::config::{DatabasePlace, Settings};

/// Any right for others, or writing for the group.
const FORBIDDEN_RIGHTS: u32 = 0o027;

pub(super) fn look(settings: &Settings) -> Vec<Line> {
    vec![
        Line::either("database", database(settings)),
        Line::either("disk", disk(settings)),
    ]
}

fn database(settings: &Settings) -> Result<String, Stopped> {
    open::store(settings)?;
    Ok("The database answers and is at this version.".into())
}

/// Ratchets move and SQLite writes: both folders must be ours alone, and writable.
fn disk(settings: &Settings) -> Result<String, Stopped> {
    let mut folders = vec![settings.keys.folder.as_path()];
    if let DatabasePlace::Sqlite { folder } = &settings.database.place {
        folders.push(folder);
    }
    for folder in folders {
        try_writing(folder)?;
        closed_to_others(folder)?;
    }
    Ok("The folders of keys and data can be written, by their owner alone.".into())
}

pub(super) fn try_writing(folder: &Path) -> Result<(), Stopped> {
    let trial = folder.join(".doctor");
    let written = std::fs::write(&trial, "Written by `enkel doctor`; may be deleted.\n")
        .and_then(|()| std::fs::remove_file(&trial));
    written.map_err(|error| {
        Stopped::Refused(format!(
            "{} cannot be written ({error}). Give it to the service's user, and look at the \
             space on its disk.",
            folder.display()
        ))
    })
}

pub(super) fn closed_to_others(folder: &Path) -> Result<(), Stopped> {
    let about = folder.metadata();
    let mode = about.map_or(0, |about| about.mode()) & 0o7777;
    if mode & FORBIDDEN_RIGHTS == 0 {
        return Ok(());
    }
    Err(Stopped::Refused(format!(
        "{} is open to others (mode {mode:04o}). Run: chmod 700 {}",
        folder.display(),
        folder.display()
    )))
}
