//! The escrow: what a backup needs besides the paper shares, encrypted to the board and kept
//! apart from the backups. One file for each step of the epoch, the newest two steps only, so
//! that a backup goes dark when its step's escrow is gone.
//!
//! Inside stand the texts of two key files: `epoch.ratchet` at its oldest live step, and
//! `release.key`.

use std::fs::{File, OpenOptions, read_dir, remove_file, rename};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::crypto::envelope::{EnvelopeError, Identity, Recipient};
use crate::crypto::epoch::EpochKey;
use crate::crypto::error::{KeyError, KeyProblem};
use crate::crypto::key_file;
use crate::crypto::keys::{EPOCH, Keys, RELEASE_KEY, RELEASE_PUBLIC};
use crate::crypto::ratchet::Ratchet;
use crate::crypto::sign::{self, ReleaseKey, read_public};

const TITLE: &str = "enkel escrow v";
const BEFORE: &str = "epoch-";
const AFTER: &str = ".escrow.age";
/// Larger than any escrow.
const LONGEST: u64 = 8_192;

/// What writing the escrow did.
#[derive(Debug, PartialEq, Eq)]
pub struct EscrowWritten {
    /// The file.
    pub file: PathBuf,
    /// The oldest live step of the epoch, which it opens with all later ones.
    pub step: u32,
    /// Escrows of steps gone by, which were overwritten and removed.
    pub removed: Vec<PathBuf>,
}

/// An escrow cannot be opened. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum EscrowError {
    /// The file cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Not an age file, or not for this identity.
    #[error("escrow {}: {problem}", file.display())]
    Envelope {
        /// Which file.
        file: PathBuf,
        /// What is wrong, and the remedy.
        problem: EnvelopeError,
    },
    /// It was cut short, changed, or is no escrow.
    #[error("escrow {}: damaged, or no escrow; take another copy of it", .0.display())]
    Damaged(PathBuf),
    /// It was written by a later version of the program.
    #[error(
        "escrow {}: of a later version than this program knows; use the newer program",
        .0.display()
    )]
    LaterVersion(PathBuf),
}

impl Keys {
    /// Writes the escrow of the epoch's oldest live step into `folder`, made with mode 0700 where
    /// it is missing, and waits for the disk. An escrow of this step that lies there is replaced.
    /// Then those of steps before the previous one are overwritten and removed; only regular
    /// files of exactly an escrow's name are touched.
    ///
    /// # Errors
    /// The release key cannot be read; the folder is open to others or cannot be written.
    pub fn write_escrow(
        &self,
        recipient: &Recipient,
        folder: &Path,
    ) -> Result<EscrowWritten, KeyError> {
        let (step, ratchet) = self.epoch_file()?;
        let epoch = key_file::text(EPOCH.1, &ratchet);
        let release = key_file::text(sign::KEY_KIND, &self.release_key()?.bytes());
        key_file::prepare_folder(folder)?;
        let file = folder.join(file_name(step));
        write(&file, recipient, &text(step, &epoch, &release))?;
        let removed = remove_before(folder, step.saturating_sub(1))?;
        Ok(EscrowWritten {
            file,
            step,
            removed,
        })
    }
}

fn file_name(step: u32) -> String {
    format!("{BEFORE}{step:05}{AFTER}")
}

/// The step in an escrow's name; `None` for any other name.
#[must_use]
pub fn step_in_name(name: &str) -> Option<u32> {
    let step = name
        .strip_prefix(BEFORE)?
        .strip_suffix(AFTER)?
        .parse()
        .ok()?;
    (file_name(step) == name).then_some(step)
}

fn text(step: u32, epoch: &str, release: &str) -> Zeroizing<String> {
    let parts = [
        &format!("{TITLE}1\nstep {step}\n\n{}\n", EPOCH.0),
        epoch,
        &format!("\n{RELEASE_KEY}\n"),
        release,
    ];
    Zeroizing::new(parts.concat())
}

/// Under another name first: a crash leaves the escrow of before, or the new one, whole.
fn write(file: &Path, recipient: &Recipient, text: &str) -> Result<(), KeyError> {
    let io = |e: std::io::Error| KeyError::io(file, &e);
    let draft = file.with_extension("age-new");
    match remove_file(&draft) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(io(e)),
        _ => {}
    }
    let mut sealing = recipient.seal(Vec::new()).map_err(io)?;
    sealing.write_all(text.as_bytes()).map_err(io)?;
    key_file::write_new(&draft, &sealing.finish().map_err(io)?)?;
    rename(&draft, file).map_err(io)?;
    key_file::sync_folder(key_file::folder_of(file))
}

fn remove_before(folder: &Path, oldest_kept: u32) -> Result<Vec<PathBuf>, KeyError> {
    let io = |e: std::io::Error| KeyError::io(folder, &e);
    let mut removed = Vec::new();
    for entry in read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let step = entry.file_name().to_str().and_then(step_in_name);
        // Not through a link: what it leads to is not ours.
        let is_file = entry.file_type().map_err(io)?.is_file();
        if is_file && step.is_some_and(|step| step < oldest_kept) {
            wipe(&entry.path())?;
            removed.push(entry.path());
        }
    }
    if !removed.is_empty() {
        key_file::sync_folder(folder)?;
    }
    removed.sort();
    Ok(removed)
}

fn wipe(file: &Path) -> Result<(), KeyError> {
    let wiped = || -> std::io::Result<()> {
        let mut open = OpenOptions::new().write(true).open(file)?;
        let length = usize::try_from(open.metadata()?.len()).unwrap_or(0);
        open.write_all(&vec![0; length])?;
        open.sync_all()?;
        remove_file(file)
    };
    wiped().map_err(|e| KeyError::io(file, &e))
}

/// An opened escrow.
pub struct Escrow {
    epoch: Ratchet,
    step: u32,
    release: ReleaseKey,
}

impl Escrow {
    /// Opens an escrow with the board's identity.
    ///
    /// # Errors
    /// [`EscrowError`]: missing, for another identity, damaged, of a later version.
    pub fn open(file: &Path, identity: &Identity) -> Result<Self, EscrowError> {
        let damaged = || EscrowError::Damaged(file.to_owned());
        let sealed = File::open(file).map_err(|e| KeyError::io(file, &e))?;
        let opened = identity.open(sealed);
        let opened = opened.map_err(|problem| EscrowError::Envelope {
            file: file.to_owned(),
            problem,
        })?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * 8_192));
        opened
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| damaged())?;
        let text = std::str::from_utf8(&bytes).map_err(|_| damaged())?;
        let (title, rest) = text.split_once('\n').ok_or_else(damaged)?;
        let version = title.strip_prefix(TITLE).ok_or_else(damaged)?;
        match version.parse::<u32>() {
            Ok(1) => Self::read(rest).ok_or_else(damaged),
            Ok(later) if later > 1 => Err(EscrowError::LaterVersion(file.to_owned())),
            _ => Err(damaged()),
        }
    }

    /// Reads what follows the first line.
    fn read(rest: &str) -> Option<Self> {
        let mut parts = rest.split("\n\n");
        let step = parts.next()?.strip_prefix("step ")?.parse().ok()?;
        let epoch = parts.next()?.strip_prefix(EPOCH.0)?.strip_prefix('\n')?;
        let release = parts
            .next()?
            .strip_prefix(RELEASE_KEY)?
            .strip_prefix('\n')?;
        let epoch = key_file::parse(epoch, EPOCH.1).ok()?;
        let epoch = Ratchet::from_bytes(EPOCH.1, &epoch)?;
        let release = key_file::parse(release, sign::KEY_KIND).ok()?;
        let release = ReleaseKey::from_bytes(&release)?;
        let fits = epoch.step() == step && parts.next().is_none();
        fits.then_some(Self {
            epoch,
            step,
            release,
        })
    }

    /// The oldest step that it opens.
    #[must_use]
    pub const fn step(&self) -> u32 {
        self.step
    }

    /// Whether rows of this step of the epoch can be opened with it: its own and every later one.
    #[must_use]
    pub fn opens_step(&self, step: u32) -> bool {
        self.epoch.key(step).is_ok()
    }

    /// The key of a step.
    ///
    /// # Errors
    /// [`KeyError::StepGone`], [`KeyError::TooFarAhead`].
    pub fn epoch(&self, step: u32) -> Result<Arc<EpochKey>, KeyError> {
        Ok(Arc::new(EpochKey::new(step, &self.epoch.key(step)?)))
    }

    /// The check value of a step's key, to be compared with the one that the backup names.
    ///
    /// # Errors
    /// [`KeyError::StepGone`], [`KeyError::TooFarAhead`].
    pub fn epoch_check(&self, step: u32) -> Result<String, KeyError> {
        Ok(self.epoch.key(step)?.check_value())
    }

    /// Writes `epoch.ratchet`, `release.key` and `release.pub` into a folder of keys (made with
    /// mode 0700 where it is missing), those that are missing there. Never overwrites. Returns
    /// what was written.
    ///
    /// # Errors
    /// Half of a release pair that lies there belongs to another pair; the folder is open to
    /// others or cannot be written. Nothing is written when a half does not fit.
    pub fn place_into(&self, dir: &Path) -> Result<Vec<PathBuf>, KeyError> {
        self.fits_beside(dir)?;
        key_file::prepare_folder(dir)?;
        let mut written = Vec::new();
        for (name, contents) in [
            (EPOCH.0, key_file::text(EPOCH.1, &self.epoch.bytes())),
            (
                RELEASE_KEY,
                key_file::text(sign::KEY_KIND, &self.release.bytes()),
            ),
            (RELEASE_PUBLIC, Zeroizing::new(self.release.public_text())),
        ] {
            let file = dir.join(name);
            if file.symlink_metadata().is_err() {
                key_file::put_new(&file, contents.as_bytes())?;
                written.push(file);
            }
        }
        key_file::sync_folder(dir)?;
        Ok(written)
    }

    fn fits_beside(&self, dir: &Path) -> Result<(), KeyError> {
        let (secret, public) = (dir.join(RELEASE_KEY), dir.join(RELEASE_PUBLIC));
        let ours = self.release.public_text();
        if public.exists() {
            let theirs = key_file::read_text(&public, key_file::Access::Public)?;
            if read_public(&theirs) != read_public(&ours) {
                return Err(KeyError::at(&public, KeyProblem::NotAPair));
            }
        }
        if secret.exists() {
            let theirs = ReleaseKey::read(&secret, key_file::Access::Owner)?;
            if theirs.public_text() != ours {
                return Err(KeyError::at(&secret, KeyProblem::NotAPair));
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Escrow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Escrow of step {}", self.step)
    }
}

#[cfg(test)]
mod tests;
