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
        space(settings),
    ]
}

/// Below the first number of free bytes it is time to look, below the second something stops soon:
/// SQLite, the journal's room for withdrawals, a backup.
const LITTLE_SPACE: u64 = 1 << 30;
const NO_SPACE: u64 = 100 << 20;

/// What is left on the disks that this program writes to.
fn space(settings: &Settings) -> Line {
    let mut folders = vec![
        settings.keys.folder.as_path(),
        settings.journal.folder.as_path(),
    ];
    if let DatabasePlace::Sqlite { folder } = &settings.database.place {
        folders.push(folder);
    }
    let free = folders
        .into_iter()
        .filter_map(|folder| Some((free(folder)?, folder)));
    match free.min() {
        Some((free, folder)) => room(free, folder),
        None => Line::warn("space", "How much space is left cannot be told."),
    }
}

/// The bytes that a folder's disk still has for us.
fn free(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

fn room(free: u64, folder: &Path) -> Line {
    const NAME: &str = "space";
    let say = format!("{} MiB are free for {}", free >> 20, folder.display());
    match free {
        LITTLE_SPACE.. => Line::ok(NAME, format!("{say}.")),
        NO_SPACE.. => Line::warn(NAME, format!("{say}. Make room, or give it a larger disk.")),
        _ => Line::fail(
            NAME,
            format!("{say}. When nothing is left nobody can declare or withdraw: make room now."),
        ),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn a_disk_that_fills_is_told_before_anything_stops() {
        for (free, state) in [
            (LITTLE_SPACE, State::Ok),
            (LITTLE_SPACE - 1, State::Warn),
            (NO_SPACE, State::Warn),
            (NO_SPACE - 1, State::Fail),
            (0, State::Fail),
        ] {
            assert_eq!(room(free, Path::new("data")).state, state, "{free}");
        }
    }
}
