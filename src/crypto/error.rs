//! What can go wrong with keys and seals. A message names a file and a remedy, never contents.

use std::io;
use std::path::{Path, PathBuf};

/// A seal, a derivation or a draw of randomness failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Randomness,
    /// Changed, sealed under another key, or sealed for another place.
    #[error("a seal does not open")]
    DoesNotOpen,
    /// What is to be sealed does not have its one fixed size.
    #[error("what is to be sealed does not have its fixed size")]
    Size,
    /// All hash workers are busy and the queue before them is full; worth another try later.
    #[error("all hash workers are busy")]
    Busy,
    /// The derivation refused its parameters.
    #[error("the derivation's parameters cannot be used")]
    Parameters,
    /// A derivation ended without an outcome: a panic, or a worker that is gone.
    #[error("a derivation was not finished")]
    Unfinished,
    /// The operating system gave no thread.
    #[error("the hash workers cannot be started")]
    Threads,
}

/// A key cannot be made, read or derived.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// One file is not as it must be.
    #[error("key file {}: {problem}", file.display())]
    File {
        /// Which file or folder.
        file: PathBuf,
        /// What is wrong, and the remedy.
        problem: KeyProblem,
    },
    /// The ratchet has moved past this step; its key cannot be computed any more.
    #[error("this step of the {0} is gone")]
    StepGone(&'static str),
    /// Further ahead than any honest clock: refused, so that no loop runs away.
    #[error("this step of the {0} lies too far ahead; check the clock")]
    TooFarAhead(&'static str),
    /// The file on disk does not continue what this process loaded.
    #[error("the {0} was replaced by another one; restart the service")]
    Replaced(&'static str),
    /// The file's key is not the one that the register notes for its current step.
    #[error(
        "the {0} is not this register's: copy it, and the file named -fresh beside it where there \
         is one, from a host that works"
    )]
    NotTheRegisters(&'static str),
    /// A key that only its paper shares give back.
    #[error(
        "key file {}: missing; join its paper shares with `enkel keys join --out {}`",
        .0.display(), .0.display()
    )]
    OnPaper(PathBuf),
    /// Old and fresh chain are both needed, and no single state gives all keys.
    #[error(
        "the {0} is passing to a fresh one: wait until everything is re-wrapped, or run `enkel \
         keys rotate`. Only when the database is lost, move epoch.ratchet-fresh away"
    )]
    TwoChains(&'static str),
    /// Randomness failed while making keys.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// What is wrong with a key file; the text ends with the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// It is not there.
    #[error("missing; restore it from its copy, or make a new set with `enkel keys new`")]
    Missing,
    /// It is already there, and keys are never overwritten.
    #[error("already there, and keys are never overwritten; choose an empty folder")]
    Exists,
    /// Others than the owner can read it.
    #[error(
        "others than its owner can read it (mode {0:o}); chmod 600 it, and think of it as read"
    )]
    Open(u32),
    /// Others than the owner can put files into the folder.
    #[error("others than its owner can write in this folder (mode {0:o}); chmod 700 it")]
    OpenFolder(u32),
    /// It is a key of another kind.
    #[error("not the kind of key its name says; check which file was copied here")]
    WrongKind,
    /// It was written by a later version of the program.
    #[error("of a later version than this program knows; use the newer program")]
    LaterVersion,
    /// It cannot be read as a key.
    #[error("damaged; restore it from its copy")]
    Damaged,
    /// It does not belong to the other half that lies beside it.
    #[error("does not belong to the other half of its pair; restore both from one copy")]
    NotAPair,
    /// The system refused.
    #[error("{0}; check the path, its owner and the space on its disk")]
    Io(io::ErrorKind),
}

impl KeyError {
    pub(super) fn at(file: &Path, problem: KeyProblem) -> Self {
        Self::File {
            file: file.to_owned(),
            problem,
        }
    }

    pub(super) fn io(file: &Path, error: &io::Error) -> Self {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => KeyProblem::Missing,
            io::ErrorKind::AlreadyExists => KeyProblem::Exists,
            other => KeyProblem::Io(other),
        };
        Self::at(file, problem)
    }
}

/// A signature was not made, or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// A trusted comment is one line of at most 1,024 bytes.
    #[error("a trusted comment is one line of at most 1,024 bytes")]
    Comment,
    /// The public key cannot be read.
    #[error("this is no public key in minisign's format")]
    PublicKey,
    /// The signature cannot be read.
    #[error("this is no prehashed signature in minisign's format")]
    Format,
    /// The signature was made by another key.
    #[error("signed by another key")]
    OtherKey,
    /// The signature does not fit these bytes or this comment.
    #[error("the signature does not fit")]
    Wrong,
}
