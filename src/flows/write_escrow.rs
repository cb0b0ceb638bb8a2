//! Gives the board the escrow of the epoch's key: at each step, at each backup, and when asked.
//!
//! A backup and what opens it must not be stolen together, so a folder beside either half of the
//! register is refused.

use std::path::{Component, Path, PathBuf};

use crate::config::{DatabasePlace, Settings};
use crate::crypto::envelope::Recipient;
use crate::crypto::escrow::EscrowWritten;
use crate::crypto::keys::Keys;

use super::FlowError;

/// Writes the escrow to the recipient and folder given, or else to those of the settings.
///
/// # Errors
/// [`FlowError::Refused`] when either is not known, the recipient cannot be read, or the folder
/// lies in the database's or the keys'; [`FlowError::Key`] when it cannot be written.
pub fn write_escrow(
    settings: &Settings,
    keys: &Keys,
    recipient: Option<&str>,
    folder: Option<&Path>,
) -> Result<EscrowWritten, FlowError> {
    let recipient = recipient.or(settings.backup.recipient.as_deref());
    let recipient = recipient.ok_or_else(|| {
        refused(
            "nobody to encrypt the escrow to: set backup.recipient to the board's age recipient, \
             or name it with --to",
        )
    })?;
    let recipient = Recipient::parse(recipient).ok_or_else(|| {
        refused(
            "this is no age recipient: it begins with age1 and has 62 signs; `age-keygen` prints \
             it",
        )
    })?;
    let folder = folder.or(settings.backup.escrow_folder.as_deref());
    let folder = folder.ok_or_else(|| {
        refused(
            "no place for the escrow: set backup.escrow_folder, or name a folder with --out, \
             apart from the backups",
        )
    })?;
    lies_apart(settings, folder)?;
    Ok(keys.write_escrow(&recipient, folder)?)
}

fn lies_apart(settings: &Settings, folder: &Path) -> Result<(), FlowError> {
    let place = settled(folder);
    let mut forbidden = vec![(&settings.keys.folder, "the keys")];
    if let DatabasePlace::Sqlite { folder } = &settings.database.place {
        forbidden.push((folder, "the database"));
    }
    for (inside, whose) in forbidden {
        if place.starts_with(settled(inside)) {
            return Err(refused(&format!(
                "the escrow's folder {} lies in the folder of {whose}: whoever copies that takes \
                 the escrow along. Choose one on another medium",
                folder.display()
            )));
        }
    }
    Ok(())
}

/// The path without links and dots, as far as it exists yet.
fn settled(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut settled = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            settled.pop();
        } else {
            settled.push(part);
        }
        if let Ok(real) = settled.canonicalize() {
            settled = real;
        }
    }
    settled
}

fn refused(why: &str) -> FlowError {
    FlowError::Refused(why.to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_way_round_into_the_folder_of_keys_is_seen() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        for folder in ["keys", "db", "other"] {
            std::fs::create_dir(at(folder)).unwrap();
        }
        symlink(at("keys"), at("other/link")).unwrap();
        let url = format!("sqlite:{}", at("db").display());
        let settings = Settings::given(home.path(), &[("database.url", &url)]).unwrap();
        for inside in [
            "keys",
            "keys/e/s",
            "other/link/e",
            "other/../db",
            "db/e/../f",
        ] {
            let said = lies_apart(&settings, &at(inside)).unwrap_err().to_string();
            assert!(said.contains("another medium"), "{inside}: {said}");
        }
        for apart in ["other", "keys-escrow", "keys/../other/e", "new/er"] {
            lies_apart(&settings, &at(apart)).unwrap();
        }
    }
}
