//! A second register database beside the live one: filled out of sight, and then put in its place
//! in one step. What is put away is overwritten first where this program can do that (SQLite);
//! PostgreSQL drops it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::conn::{Conn, Place};
use super::database::Database;
use super::error::StoreError;
use super::{Location, REGISTER, Store, TRANSIT, make_private_folder, migrate};

/// The schema and the folder of a database that is being filled.
const STAGED: &str = "register_restoring";
const FOLDER: &str = "restoring";
/// In that folder: the register that was just replaced, until it is overwritten.
const REPLACED: &str = "replaced.db";
const CONNECTIONS: u32 = 2;

impl Location {
    /// Whether both name one place, as far as their spelling tells.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(another)) => {
                match (one.canonicalize(), another.canonicalize()) {
                    (Ok(one), Ok(another)) => one == another,
                    _ => one == another,
                }
            }
            (Self::Postgres(one), Self::Postgres(another)) => one == another,
            _ => false,
        }
    }

    fn staged(&self) -> Place {
        match self {
            Self::Folder(folder) => Place::File(folder.join(FOLDER).join("register.db")),
            Self::Postgres(server) => Place::Schema {
                server: server.clone(),
                schema: STAGED,
            },
        }
    }
}

impl Store {
    /// Makes an empty register database of this version beside the live one, which is not
    /// touched. One that was left over is discarded.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn stage(location: &Location) -> Result<Database, StoreError> {
        Self::discard_staged(location)?;
        let place = location.staged();
        if let (Location::Folder(folder), Place::File(file)) = (location, &place) {
            make_private_folder(folder)?;
            make_folder(&folder.join(FOLDER))?;
            private_file(file)?;
        }
        migrate::run(REGISTER, &place)?;
        Database::open(place, CONNECTIONS)
    }

    /// Puts the staged database in the place of the live one, in one step: at any moment there is
    /// the old register or the new one, whole. The staged [`Database`] must be dropped before.
    ///
    /// # Errors
    /// When nothing is staged, or a program still uses the live register: then nothing changed.
    /// On PostgreSQL a lost connection leaves it unknown; [`Store::holds_a_register`] and what is
    /// in it tell.
    pub fn put_in_place(location: &Location) -> Result<(), StoreError> {
        let staged = location.staged();
        match (location, &staged) {
            (Location::Folder(folder), Place::File(file)) => replace_file(folder, file),
            _ => {
                Self::require_rest(location)?;
                staged.swap_into(REGISTER)
            }
        }
    }

    /// Refuses while another program uses the register that lies here: on SQLite whoever has the
    /// file open, on PostgreSQL whoever is connected to this database in this role.
    ///
    /// # Errors
    /// When it is in use, or does not answer.
    pub fn require_rest(location: &Location) -> Result<(), StoreError> {
        location.place(REGISTER)?.rest()
    }

    /// Takes a staged database away; without one, nothing.
    ///
    /// # Errors
    /// When it is in use or cannot be removed.
    pub fn discard_staged(location: &Location) -> Result<(), StoreError> {
        match location {
            Location::Folder(folder) => discard_folder(&folder.join(FOLDER)),
            Location::Postgres(_) => location.staged().drop_schema(),
        }
    }

    /// Makes the transit store an empty one; what was in it is gone, and the next start notices
    /// that it is new.
    ///
    /// # Errors
    /// When a program still uses it, or it cannot be made.
    pub fn empty_transit(location: &Location) -> Result<(), StoreError> {
        let place = location.place(TRANSIT)?;
        match (location, &place) {
            (Location::Folder(folder), Place::File(file)) => {
                if file.exists() {
                    place.rest()?;
                    overwrite_and_remove(file)?;
                }
                make_private_folder(folder)?;
            }
            _ => {
                place.rest()?;
                place.drop_schema()?;
            }
        }
        migrate::run(TRANSIT, &place).map(drop)
    }

    /// Whether a register was set up here.
    ///
    /// # Errors
    /// When that cannot be seen.
    pub fn holds_a_register(location: &Location) -> Result<bool, StoreError> {
        let place = location.place(REGISTER)?;
        let holds = place.whole(false, Conn::knows_its_epoch)?;
        Ok(holds.unwrap_or(false))
    }
}

/// The live file gets a second name before it loses its own, so that after a crash in between it
/// is found again and overwritten.
fn replace_file(folder: &Path, staged: &Path) -> Result<(), StoreError> {
    if !staged.exists() {
        return Err(StoreError::Setup(
            "no database was prepared to be put in place".into(),
        ));
    }
    let live = folder.join("register.db");
    let replaced = folder.join(FOLDER).join(REPLACED);
    // A log that stayed behind would be played into whatever file comes to that name.
    Place::File(staged.to_owned()).rest()?;
    if live.exists() {
        Place::File(live.clone()).rest()?;
        if replaced.exists() {
            overwrite_and_remove(&replaced)?;
        }
        std::fs::hard_link(&live, &replaced).map_err(StoreError::unavailable)?;
    }
    sync(staged)?;
    std::fs::rename(staged, &live).map_err(StoreError::unavailable)?;
    sync(folder)?;
    discard_folder(&folder.join(FOLDER))
}

fn discard_folder(folder: &Path) -> Result<(), StoreError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::unavailable(error)),
    };
    let files: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    for file in files.map_err(|error: std::io::Error| StoreError::unavailable(error))? {
        overwrite_and_remove(&file)?;
    }
    std::fs::remove_dir(folder).map_err(StoreError::unavailable)
}

/// A disk may keep older copies of its blocks, but the file system gives none of them out again.
fn overwrite_and_remove(file: &Path) -> Result<(), StoreError> {
    static PIECE: [u8; 65_536] = [0; 65_536];
    let overwrite = || -> std::io::Result<()> {
        // Linked twice after a crash: then it is the live register, and only this name goes.
        if std::os::unix::fs::MetadataExt::nlink(&file.metadata()?) == 1 {
            let mut open = OpenOptions::new().write(true).open(file)?;
            let mut left =
                usize::try_from(open.metadata()?.len()).map_err(std::io::Error::other)?;
            while left > 0 {
                let (some, _) = PIECE.split_at(left.min(PIECE.len()));
                open.write_all(some)?;
                left -= some.len();
            }
            open.sync_all()?;
        }
        std::fs::remove_file(file)
    };
    overwrite().map_err(StoreError::unavailable)
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder
        .mode(0o700)
        .create(folder)
        .map_err(StoreError::unavailable)
}

fn private_file(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
        .open(file)
        .map(drop)
        .map_err(StoreError::unavailable)
}

fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|open| open.sync_all())
        .map_err(StoreError::unavailable)
}
