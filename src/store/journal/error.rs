//! What can go wrong with the journal, each with its remedy.

use std::io;
use std::path::{Path, PathBuf};

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A file or the folder is not there.
    #[error(
        "the journal at {} is missing: put it back, or mount the disk it lies on. If it is lost \
         for good, run `enkel migrate --new-journal` and make a backup at once; an older backup can \
         then be restored only with --without-journal", .0.display()
    )]
    Missing(PathBuf),
    /// A journal lies where a new one was to be made.
    #[error("a journal lies in {} already: choose an empty folder", .0.display())]
    Exists(PathBuf),
    /// It was made for other keys.
    #[error(
        "the journal in {} belongs to another register or another journal.key: check \
         journal.folder, and which key was copied here", .0.display()
    )]
    OtherRegister(PathBuf),
    /// Others can look into it.
    #[error("others than its owner can enter {} (mode {mode:o}): chmod 700 it", .0.display(), mode = .1)]
    OpenFolder(PathBuf, u32),
    /// A line in the middle of a file does not open.
    #[error(
        "a line of {} is damaged: put the file back from a copy of the journal's disk", .0.display()
    )]
    Damaged(PathBuf),
    /// There is no room for one more line.
    #[error("the journal's disk is full: make room on the disk of {}", .0.display())]
    Full(PathBuf),
    /// The system refused.
    #[error("{}: {why}; check the path, its owner and the disk", .0.display(), why = .1)]
    Io(PathBuf, io::ErrorKind),
}

impl JournalError {
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full(path.to_owned())
            }
            other => Self::Io(path.to_owned(), other),
        }
    }
}
