//! The backup as a file: written under another name, synced, and only then put in its place. No
//! file is ever overwritten, and none is put where keys lie.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{back_up, note_day};
use crate::app::App;
use crate::crypto::envelope::Recipient;
use crate::crypto::{CryptoError, digest, random};
use crate::flows::FlowError;
use crate::flows::write_escrow::write_escrow;
use crate::store::StoreError;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackUpError {
    /// The register cannot be read.
    #[error("the register could not be read for a backup")]
    Store(#[source] StoreError),
    /// The file cannot be written.
    #[error("the backup cannot be written; look at the folder and the space on its disk")]
    Output(#[from] io::Error),
    /// There is a file of that name.
    #[error("{} is there already, and nothing is overwritten: choose another name", .0.display())]
    Exists(PathBuf),
    /// Whoever takes the folder would have both.
    #[error(
        "{} belongs to {place}: a copy of the database must never lie there, because whoever \
         takes both can open it. Choose another folder, on another disk",
        folder.display()
    )]
    WithKeys {
        /// The folder that was asked for.
        folder: PathBuf,
        /// What lies there.
        place: &'static str,
    },
    /// The escrow could not be renewed, or the day not be noted.
    #[error("the escrow of the epoch's key could not be renewed, or the backup not be noted")]
    Flow(#[from] FlowError),
    /// No randomness.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl From<StoreError> for BackUpError {
    fn from(error: StoreError) -> Self {
        Self::unwrapped(error)
    }
}

impl BackUpError {
    /// What was wrapped to get out of a transaction.
    pub(super) fn unwrapped(error: StoreError) -> Self {
        match error {
            StoreError::GivenUp(source) => match source.downcast::<Self>() {
                Ok(inner) => *inner,
                Err(source) => Self::Store(StoreError::GivenUp(source)),
            },
            other => Self::Store(other),
        }
    }
}

/// A backup that lies in its place.
#[derive(Debug)]
pub struct Made {
    /// The file.
    pub file: PathBuf,
    /// What it says about itself.
    pub manifest: Manifest,
}

/// Makes a backup at `target`: a folder, where it gets the next free name, or a new file. Then
/// notes the day.
///
/// # Errors
/// [`BackUpError`]; no half file stays under a name that a backup could have.
pub fn back_up_to_file(
    app: &App,
    recipient: &Recipient,
    target: &Path,
) -> Result<Made, BackUpError> {
    let folder = match target.is_dir() {
        true => target,
        false => parent(target),
    };
    refuse_where_keys_lie(app, folder)?;
    if !target.is_dir() && target.exists() {
        return Err(BackUpError::Exists(target.to_owned()));
    }
    renew_escrow(app)?;
    let unfinished = folder.join(format!(
        ".enkel-{}.unfinished",
        digest::hex(&random::bytes::<8>()?)
    ));
    let made = fill(app, recipient, &unfinished).and_then(|manifest| {
        let file = put_in_place(&unfinished, target, &manifest)?;
        Ok(Made { file, manifest })
    });
    if made.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&unfinished);
    }
    let made = made?;
    File::open(folder)?.sync_all()?;
    note_day(app, made.manifest.made)?;
    Ok(made)
}

/// The escrow first: a step that is destroyed while rows are being copied is in it then. While the
/// epoch passes to a fresh chain there is no single state that would open the copy.
fn renew_escrow(app: &App) -> Result<(), BackUpError> {
    app.keys.require_one_chain().map_err(FlowError::from)?;
    let settings = &app.settings;
    if settings.backup.escrow_folder.is_some() && settings.backup.recipient.is_some() {
        write_escrow(settings, &app.keys, None, None)?;
    }
    Ok(())
}

fn parent(file: &Path) -> &Path {
    let parent = file.parent().filter(|folder| *folder != Path::new(""));
    parent.unwrap_or(Path::new("."))
}

/// The one rule that no key can mend afterwards: never keep keys and copies together.
fn refuse_where_keys_lie(app: &App, folder: &Path) -> Result<(), BackUpError> {
    let folder = folder.canonicalize()?;
    let settings = &app.settings;
    let places = [
        (Some(&settings.keys.folder), "the keys (keys.folder)"),
        (
            Some(&settings.journal.folder),
            "the journal (journal.folder)",
        ),
        (
            settings.backup.escrow_folder.as_ref(),
            "the escrow (backup.escrow_folder)",
        ),
    ];
    for (place, what) in places {
        let Some(Ok(place)) = place.map(|place| place.canonicalize()) else {
            continue;
        };
        if folder.starts_with(&place) {
            return Err(BackUpError::WithKeys {
                folder,
                place: what,
            });
        }
    }
    Ok(())
}

fn fill(app: &App, recipient: &Recipient, file: &Path) -> Result<Manifest, BackUpError> {
    let output = new_file(file)?;
    let manifest = back_up(app, recipient, &output)?;
    output.sync_all()?;
    Ok(manifest)
}

fn new_file(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(file)
}

/// An empty file holds the name first, so that the renaming replaces nothing but that.
fn put_in_place(
    unfinished: &Path,
    target: &Path,
    manifest: &Manifest,
) -> Result<PathBuf, BackUpError> {
    let mut number = 1;
    loop {
        let file = match target.is_dir() {
            true => target.join(file_name(manifest, number)),
            false => target.to_owned(),
        };
        match new_file(&file) {
            Ok(_) => {
                std::fs::rename(unfinished, &file)?;
                return Ok(file);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists && target.is_dir() => {
                number += 1;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(BackUpError::Exists(file));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn file_name(manifest: &Manifest, number: u32) -> String {
    format!("enkel-{}-{number}.backup.age", manifest.made.iso())
}
