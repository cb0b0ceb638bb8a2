//! The journal's folder, outside the database and its disk: per host and epoch one file of
//! leaves, one file per draw, and a list of all hosts there ever were.
//!
//! Only bytes are known here. A file of leaves has places of one size; room is made ahead, so
//! that a disk that is full still takes lines for a while. A draw is published by a hard link,
//! which fails where one lies already: a period has one draw, however many counters there are.

mod draws;
mod error;
mod exports;
mod leaves;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

pub use error::JournalError;
pub use leaves::{LeavesFile, PLACE_BYTES};

use super::folder::{make_private, sync as sync_folder};

/// Before the name of a host whose lines were lost.
const LOST: &str = "lost:";
const HOSTS: &str = "hosts";
const DRAWS: &str = "draws";

/// The folder as one host uses it.
pub struct JournalFolder {
    folder: PathBuf,
    host: String,
    /// Where the next line probably goes, per epoch: only a hint.
    hint: std::sync::Mutex<BTreeMap<u32, u32>>,
}

impl JournalFolder {
    /// Makes the folder, with `title` as the first line of its list of hosts; `lost` names hosts
    /// whose lines were in a journal that is gone.
    ///
    /// # Errors
    /// When there is a journal already, or the folder cannot be made.
    pub fn create(
        folder: &Path,
        host: &str,
        title: &str,
        lost: &[String],
    ) -> Result<Self, JournalError> {
        let io = |e: std::io::Error| JournalError::io(folder, &e);
        make_private(&folder.join(DRAWS)).map_err(io)?;
        if folder.join(HOSTS).exists() {
            return Err(JournalError::Exists(folder.to_owned()));
        }
        let made = Self::at(folder, host).checked()?;
        let lost = lost.iter().map(|host| format!("{LOST}{host}"));
        let mut lines = vec![title.to_owned(), host.to_owned()];
        lines.extend(lost);
        made.write_hosts(&lines)?;
        Ok(made)
    }

    /// Opens a journal whose list of hosts begins with `title`.
    ///
    /// # Errors
    /// When it is missing, open to others, or another register's.
    pub fn open(folder: &Path, host: &str, title: &str) -> Result<Self, JournalError> {
        let found = Self::at(folder, host).checked()?;
        match found.list()?.first() {
            Some(first) if first == title => Ok(found),
            _ => Err(JournalError::OtherRegister(folder.to_owned())),
        }
    }

    fn at(folder: &Path, host: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            host: host.to_owned(),
            hint: std::sync::Mutex::default(),
        }
    }

    fn checked(self) -> Result<Self, JournalError> {
        let about = self.folder.metadata();
        let about = about.map_err(|e| JournalError::io(&self.folder, &e))?;
        let mode = about.mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(JournalError::OpenFolder(self.folder, mode));
        }
        Ok(self)
    }

    /// This host's name.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Every host there ever was, and whether lines of it were lost with an earlier journal.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn hosts(&self) -> Result<BTreeMap<String, bool>, JournalError> {
        let mut hosts = BTreeMap::new();
        for line in self.list()?.into_iter().skip(1) {
            let (name, lost) = match line.strip_prefix(LOST) {
                Some(name) => (name.to_owned(), true),
                None => (line, false),
            };
            *hosts.entry(name).or_insert(lost) |= lost;
        }
        Ok(hosts)
    }

    /// Adds this host to the list; whether it was not there yet.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn enroll(&self) -> Result<bool, JournalError> {
        let _turn = self.turn()?;
        let mut list = self.list()?;
        if list.iter().skip(1).any(|host| *host == self.host) {
            return Ok(false);
        }
        list.push(self.host.clone());
        self.write_hosts(&list)?;
        Ok(true)
    }

    fn has_hosts(&self) -> bool {
        self.folder.join(HOSTS).exists()
    }

    fn list(&self) -> Result<Vec<String>, JournalError> {
        let file = self.folder.join(HOSTS);
        let text = std::fs::read_to_string(&file).map_err(|e| JournalError::io(&file, &e))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn write_hosts(&self, lines: &[String]) -> Result<(), JournalError> {
        let text = format!("{}\n", lines.join("\n"));
        let draft = self.folder.join("hosts.new");
        let file = self.folder.join(HOSTS);
        write_durably(&draft, text.as_bytes())
            .and_then(|()| std::fs::rename(&draft, &file))
            .and_then(|()| sync_folder(&self.folder))
            .map_err(|e| JournalError::io(&file, &e))
    }

    /// Held until dropped: changes of names in the folder come one after another.
    fn turn(&self) -> Result<File, JournalError> {
        let open = File::open(&self.folder).and_then(|dir| dir.lock().map(|()| dir));
        open.map_err(|e| JournalError::io(&self.folder, &e))
    }
}

/// Writes a private file anew and waits for the disk.
fn write_durably(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut open = options.open(file)?;
    open.write_all(bytes)?;
    open.sync_all()
}

#[cfg(test)]
mod tests;
