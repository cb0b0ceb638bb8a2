//! A key on disk: one line saying which key it is, one line of base64; mode 0600, in a folder
//! where nobody else may write. Made once, never overwritten, on the disk before it is used.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::error::{KeyError, KeyProblem};

/// Larger than any key and than all shares of one on a sheet each: what is longer is neither, and
/// is not read into memory.
const LONGEST: u64 = 32_768;

/// Whose access to a file is allowed besides the owner's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Nobody's.
    Owner,
    /// systemd hands credentials to a service with mode 0440, in a folder of its own.
    Credential,
    /// Everybody may read: a public half.
    Public,
}

/// Creates the folder (mode 0700), its name on the disk before anything rests on what is in it; or
/// accepts one in which only its owner can write.
pub(super) fn prepare_folder(dir: &Path) -> Result<(), KeyError> {
    let missing: Vec<&Path> = dir
        .ancestors()
        .take_while(|above| !above.exists())
        .collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(dir).map_err(|e| KeyError::io(dir, &e))?;
    for made in missing.into_iter().filter(|made| made.parent().is_some()) {
        sync_folder(folder_of(made))?;
    }
    check_folder(dir)
}

/// Refuses a folder in which others could put a key of theirs in place of ours.
pub(super) fn check_folder(dir: &Path) -> Result<(), KeyError> {
    let mode = dir.metadata().map_err(|e| KeyError::io(dir, &e))?.mode() & 0o7777;
    if mode & 0o022 == 0 {
        Ok(())
    } else {
        Err(KeyError::at(dir, KeyProblem::OpenFolder(mode)))
    }
}

/// The two lines of a key file.
pub(super) fn text(kind: &str, bytes: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(BASE64.encode(bytes));
    Zeroizing::new(format!("enkel {kind} v1\n{}\n", body.as_str()))
}

/// Writes a new key file and waits for the disk; refuses where a file already lies.
pub(super) fn create(file: &Path, kind: &str, bytes: &[u8]) -> Result<(), KeyError> {
    write_new(file, text(kind, bytes).as_bytes())
}

/// Writes a new file that only its owner can read, and waits for the disk.
pub(super) fn write_new(file: &Path, contents: &[u8]) -> Result<(), KeyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let write = || -> std::io::Result<()> {
        let mut open = options.open(file)?;
        open.write_all(contents)?;
        open.sync_all()
    };
    write().map_err(|e| KeyError::io(file, &e))
}

/// As [`write_new`], and whole or not at all: a run that is killed leaves no torn key that the next
/// one would not overwrite.
pub(super) fn put_new(file: &Path, contents: &[u8]) -> Result<(), KeyError> {
    let io = |e: std::io::Error| KeyError::io(file, &e);
    let draft = file.with_extension("unfinished");
    match std::fs::remove_file(&draft) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(io(e)),
        _ => {}
    }
    write_new(&draft, contents)?;
    // A link, and no renaming, because that would overwrite.
    std::fs::hard_link(&draft, file).map_err(io)?;
    std::fs::remove_file(&draft).map_err(io)
}

/// The folder a file lies in; a bare name lies in the working folder.
pub(super) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Waits until the folder itself, its list of names, is on the disk.
pub(super) fn sync_folder(dir: &Path) -> Result<(), KeyError> {
    File::open(dir)
        .and_then(|open| open.sync_all())
        .map_err(|e| KeyError::io(dir, &e))
}

/// Reads a file whose mode is as it must be. The mode is that of the opened file, so nobody can
/// change the file between the look and the reading.
pub(super) fn read_text(file: &Path, access: Access) -> Result<Zeroizing<String>, KeyError> {
    let io = |e: std::io::Error| KeyError::io(file, &e);
    let mut open = File::open(file).map_err(io)?;
    let about = open.metadata().map_err(io)?;
    let mode = about.mode() & 0o7777;
    let refused = match access {
        Access::Owner => mode & 0o077,
        Access::Credential => mode & 0o037,
        Access::Public => 0,
    };
    if refused != 0 {
        return Err(KeyError::at(file, KeyProblem::Open(mode)));
    }
    if !about.is_file() || about.len() > LONGEST {
        return Err(KeyError::at(file, KeyProblem::Damaged));
    }
    // Room for all of it at once: a growing buffer would leave unwiped copies behind.
    let room = usize::try_from(about.len()).unwrap_or(0) + 1_024;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    Read::by_ref(&mut open)
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    std::str::from_utf8(&bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| KeyError::at(file, KeyProblem::Damaged))
}

/// Reads a key of this kind.
pub(super) fn read(
    file: &Path,
    kind: &str,
    access: Access,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = read_text(file, access)?;
    parse(&text, kind).map_err(|problem| KeyError::at(file, problem))
}

/// The bytes in a key file's text.
pub(super) fn parse(text: &str, kind: &str) -> Result<Zeroizing<Vec<u8>>, KeyProblem> {
    let mut lines = text.lines();
    let (Some(title), Some(body), None) = (lines.next(), lines.next(), lines.next()) else {
        return Err(KeyProblem::Damaged);
    };
    let titled = title.strip_prefix("enkel ").ok_or(KeyProblem::Damaged)?;
    let (named, version) = titled.rsplit_once(" v").ok_or(KeyProblem::Damaged)?;
    if named != kind {
        return Err(KeyProblem::WrongKind);
    }
    match version.parse::<u32>() {
        Ok(1) => {}
        Ok(later) if later > 1 => return Err(KeyProblem::LaterVersion),
        _ => return Err(KeyProblem::Damaged),
    }
    BASE64
        .decode(body.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| KeyProblem::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(text: &str) -> Option<KeyProblem> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("some.key");
        std::fs::write(&file, text).unwrap();
        match read(&file, "some", Access::Public) {
            Ok(_) => None,
            Err(KeyError::File { problem, .. }) => Some(problem),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_file_is_of_a_kind_and_a_version_that_is_known() {
        let good = text("some", &[7; 32]);
        assert!(problem_of(&good).is_none());
        let other = text("other", &[7; 32]);
        assert!(matches!(problem_of(&other), Some(KeyProblem::WrongKind)));
        for (version, is_later) in [("0", false), ("2", true), ("17", true), ("x", false)] {
            let found = problem_of(&good.replace(" v1", &format!(" v{version}")));
            let later = matches!(found, Some(KeyProblem::LaterVersion));
            let damaged = matches!(found, Some(KeyProblem::Damaged));
            assert!(later == is_later && damaged != is_later, "{version}");
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_longest_and_no_further() {
        let longest = usize::try_from(LONGEST).unwrap();
        for (length, whole) in [(longest, true), (longest + 1, false)] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("some.key");
            std::fs::write(&file, "x".repeat(length)).unwrap();
            let read = read_text(&file, Access::Public);
            assert_eq!(read.is_ok_and(|text| text.len() == length), whole);
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(read_text(folder.path(), Access::Public).is_err());
    }
}
