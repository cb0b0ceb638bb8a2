//! Writes letters as files: for the demonstration and for trying things out.

use std::fs::{DirBuilder, File, OpenOptions, rename};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::Transport;
use crate::domain::clock::Timestamp;
use crate::mail::error::{Reason, SendError};
use crate::mail::letters::OutgoingLetter;
use crate::mail::message::{name_of, written_out};
use crate::mail::sender::Sender;

/// A folder of `*.eml`, one file per letter, named by its message id.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    sender: Sender,
}

impl Folder {
    /// Takes the folder, making it (mode 0700) when it does not exist. Its name is on the disk
    /// before the first letter counts as sent.
    ///
    /// # Errors
    /// When it cannot be made or is no folder.
    pub fn open(path: &Path, sender: Sender) -> io::Result<Self> {
        let is_new = !path.exists();
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        if is_new {
            let above = path.parent().filter(|above| !above.as_os_str().is_empty());
            File::open(above.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(Self {
            path: path.to_owned(),
            sender,
        })
    }

    /// Written beside its place and then moved there, so that no reader sees half a letter.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.path.join(format!(".{name}.unfinished"));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        rename(&unfinished, self.path.join(format!("{name}.eml")))?;
        File::open(&self.path)?.sync_all()
    }
}

impl Transport for Folder {
    fn send(&self, letter: &OutgoingLetter, now: Timestamp) -> Result<(), SendError> {
        let mail = written_out(letter, &self.sender, now)?;
        self.put(&name_of(letter), &mail.bytes)
            .map_err(|error| Reason::Folder(error.kind()).into())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::domain::code::Code;
    use crate::domain::locale::Locale;
    use crate::mail::letters::compose;
    use crate::mail::message::testing;

    fn outgoing(code: &str) -> OutgoingLetter {
        let code = Code::parse(code).unwrap();
        let letter = testing::letter("jan@example.org", Locale::Nl);
        compose(&testing::dutch(), &code, &letter).unwrap()
    }

    #[test]
    fn a_letter_becomes_one_private_file_and_a_second_sending_replaces_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mail");
        let folder = Folder::open(&path, testing::sender()).unwrap();
        folder
            .send(&outgoing("12345678"), Timestamp::from_unix(0))
            .unwrap();
        folder
            .send(&outgoing("87654321"), Timestamp::from_unix(60))
            .unwrap();
        let files: Vec<_> = path.read_dir().unwrap().map(Result::unwrap).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(*files[0].file_name(), *format!("{}.eml", "ab".repeat(16)));
        assert_eq!(
            files[0].metadata().unwrap().permissions().mode() & 0o777,
            0o600
        );
        let text = std::fs::read_to_string(files[0].path()).unwrap();
        assert!(text.contains("8765 4321") && !text.contains("1234 5678"));
    }

    #[test]
    fn a_folder_that_is_gone_is_a_reason_to_try_again() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(&dir.path().join("mail"), testing::sender()).unwrap();
        std::fs::remove_dir(dir.path().join("mail")).unwrap();
        assert_eq!(
            folder.send(&outgoing("12345678"), Timestamp::from_unix(0)),
            Err(SendError::Later(Reason::Folder(io::ErrorKind::NotFound)))
        );
    }

    #[test]
    fn a_file_in_the_way_is_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mail");
        std::fs::write(&path, b"").unwrap();
        assert!(Folder::open(&path, testing::sender()).is_err());
    }
}
