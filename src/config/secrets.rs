//! Secrets: read from files that others cannot read, kept in memory that is wiped, never printed.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::{Zeroize, Zeroizing};

use super::problem::Problem;

/// A password file holds one line; more than this is some other file.
const LONGEST_SECRET_BYTES: u64 = 4_096;
/// Any right for others, or writing for the group. Reading by the group is left alone: systemd
/// shows its credentials so.
const FORBIDDEN_RIGHTS: u32 = 0o027;

/// A password, or a text that contains one. Prints its name only and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into keeping.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Reads the one line of a secret file.
///
/// # Errors
/// When the file cannot be read, others may read it, or it does not hold one line.
pub(super) fn read(key: &str, path: &Path) -> Result<Secret, Problem> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Problem::new(
            key,
            format!("{shown} cannot be read ({error})"),
            "Make the file, readable for the service's user alone",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    // Asked of the open file, not of the path: nobody can swap it in between.
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    if mode & FORBIDDEN_RIGHTS != 0 {
        return Err(Problem::new(
            key,
            format!("{shown} is open to others (mode {:04o})", mode & 0o7777),
            format!("Run: chmod 600 {shown}"),
        ));
    }
    let mut text = Zeroizing::new(String::new());
    file.take(LONGEST_SECRET_BYTES)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    let line = text.trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.contains(['\r', '\n', '\0']) {
        text.zeroize();
        return Err(Problem::new(
            key,
            format!("{shown} does not hold exactly one line"),
            "Write the password there, on one line",
        ));
    }
    Ok(Secret::new(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_file(text: &str, mode: u32) -> Result<Secret, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        read("mail.password_file", &path)
    }

    #[test]
    fn one_line_that_others_cannot_read_is_a_secret() {
        for mode in [0o600, 0o400, 0o440] {
            assert_eq!(
                read_file("tulip field\n", mode).unwrap().expose(),
                "tulip field"
            );
        }
    }

    #[test]
    fn a_file_open_to_others_is_refused_with_its_remedy() {
        for mode in [0o644, 0o604, 0o602, 0o660, 0o666, 0o777, 0o601] {
            let problem = read_file("tulip\n", mode).unwrap_err();
            assert!(problem.remedy.contains("chmod 600"), "{problem}");
        }
    }

    #[test]
    fn anything_but_one_line_is_refused_without_showing_it() {
        for text in ["", "\n", "tulip\nrose\n"] {
            let problem = read_file(text, 0o600).unwrap_err();
            assert!(!problem.to_string().contains("tulip"), "{problem}");
        }
        let missing = read("database.password_file", Path::new("/nowhere/password"));
        assert!(missing.is_err());
    }

    #[test]
    fn a_secret_never_prints() {
        assert_eq!(format!("{:?}", Secret::new("tulip".into())), "Secret");
    }
}
