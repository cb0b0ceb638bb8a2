//! Makes the keys of a new register, once. Nothing that lies there already is overwritten.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::ballot_box::{self, CountingKey};
use super::error::{KeyError, KeyProblem};
use super::key_file;
use super::keys::{
    COUNTING_KEY, COUNTING_PUBLIC, EPOCH, JOURNAL, Keys, POST, REGISTER, RELEASE_KEY,
    RELEASE_PUBLIC, VISIT,
};
use super::ratchet::Ratchet;
use super::secret::Secret;
use super::sign::{self, ReleaseKey};
use crate::domain::clock::Day;

/// Who keeps the key that opens slips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountingKeyPlace {
    /// The server, beside the other keys: counting is automatic, and whoever steals the keys
    /// reads the slips not yet counted.
    Automatic,
    /// The board: the key is written to this file, which leaves the server before it opens.
    Ceremony(PathBuf),
}

/// What was made.
#[derive(Debug)]
pub struct Created {
    /// The set, read back from the disk.
    pub keys: Keys,
    /// Every file that was written, the counting key's last.
    pub files: Vec<PathBuf>,
}

/// One file to be written.
struct Sheet {
    file: PathBuf,
    contents: Zeroizing<String>,
}

impl Keys {
    /// Makes all keys of a new register in `dir` (mode 0700), each in a file of mode 0600. Days
    /// before yesterday have no key.
    ///
    /// # Errors
    /// Any of the files exists already, or cannot be written; no randomness. Nothing is written
    /// when one of the files exists.
    pub fn create(
        dir: &Path,
        today: Day,
        counting: &CountingKeyPlace,
    ) -> Result<Created, KeyError> {
        let sheets = sheets(dir, today, counting)?;
        for sheet in &sheets {
            if sheet.file.symlink_metadata().is_ok() {
                return Err(KeyError::at(&sheet.file, KeyProblem::Exists));
            }
        }
        key_file::prepare_folder(dir)?;
        for sheet in &sheets {
            key_file::write_new(&sheet.file, sheet.contents.as_bytes())?;
        }
        key_file::sync_folder(dir)?;
        if let CountingKeyPlace::Ceremony(file) = counting {
            key_file::sync_folder(key_file::folder_of(file))?;
        }
        Ok(Created {
            keys: Self::load(dir, None)?,
            files: sheets.into_iter().map(|sheet| sheet.file).collect(),
        })
    }
}

/// What a machine needs besides the keys that only the board has.
pub struct Halves<'a> {
    /// The text of `counting.pub`.
    pub counting_public: &'a str,
    /// The text of `release.pub`.
    pub release_public: &'a str,
}

/// Completes a folder of keys for a restore: public halves as the backup has them, and daily
/// ratchets begun anew, where they are missing. The keys that cannot be made must lie there.
///
/// # Errors
/// `register.key` or `journal.key` is missing: then nothing is written. A file cannot be written.
pub fn complete(dir: &Path, today: Day, halves: &Halves<'_>) -> Result<(), KeyError> {
    for (name, _) in [REGISTER, JOURNAL] {
        let file = dir.join(name);
        if !file.exists() {
            return Err(KeyError::OnPaper(file));
        }
    }
    let yesterday = u32::try_from(today.plus(-1).number());
    let yesterday = yesterday.map_err(|_| KeyError::StepGone(VISIT.1))?;
    let ratchet = |(name, kind): (&str, &'static str)| -> Result<Sheet, KeyError> {
        Ok(Sheet {
            file: dir.join(name),
            contents: key_file::text(kind, &Ratchet::begin(kind, yesterday)?.bytes()),
        })
    };
    let public = |name: &str, text: &str| Sheet {
        file: dir.join(name),
        contents: Zeroizing::new(text.to_owned()),
    };
    for sheet in [
        ratchet(POST)?,
        ratchet(VISIT)?,
        public(COUNTING_PUBLIC, halves.counting_public),
        public(RELEASE_PUBLIC, halves.release_public),
    ] {
        if sheet.file.symlink_metadata().is_err() {
            key_file::put_new(&sheet.file, sheet.contents.as_bytes())?;
        }
    }
    key_file::sync_folder(dir)
}

fn sheets(dir: &Path, today: Day, counting: &CountingKeyPlace) -> Result<Vec<Sheet>, KeyError> {
    let yesterday =
        u32::try_from(today.plus(-1).number()).map_err(|_| KeyError::StepGone(VISIT.1))?;
    let sheet = |name: &str, contents| Sheet {
        file: dir.join(name),
        contents,
    };
    let key = |(name, kind)| -> Result<Sheet, KeyError> {
        Ok(sheet(name, key_file::text(kind, Secret::draw()?.bytes())))
    };
    let ratchet = |(name, kind), step| -> Result<Sheet, KeyError> {
        let begun = Ratchet::begin(kind, step)?;
        Ok(sheet(name, key_file::text(kind, &begun.bytes())))
    };
    let counting_secret = Secret::draw()?;
    let counting_public = CountingKey::from_secret(&counting_secret).public();
    let release = ReleaseKey::generate()?;
    Ok(vec![
        key(REGISTER)?,
        ratchet(EPOCH, 1)?,
        ratchet(POST, yesterday)?,
        ratchet(VISIT, yesterday)?,
        sheet(
            COUNTING_PUBLIC,
            key_file::text(ballot_box::PUBLIC_KIND, counting_public.bytes()),
        ),
        sheet(
            RELEASE_KEY,
            key_file::text(sign::KEY_KIND, &release.bytes()),
        ),
        sheet(RELEASE_PUBLIC, Zeroizing::new(release.public_text())),
        key(JOURNAL)?,
        Sheet {
            file: match counting {
                CountingKeyPlace::Automatic => dir.join(COUNTING_KEY),
                CountingKeyPlace::Ceremony(file) => file.clone(),
            },
            contents: key_file::text(ballot_box::KEY_KIND, counting_secret.bytes()),
        },
    ])
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    const TODAY: Day = Day::from_number(20_780);

    fn made() -> (tempfile::TempDir, Created) {
        let home = tempfile::tempdir().unwrap();
        let place = CountingKeyPlace::Automatic;
        let created = Keys::create(&home.path().join("keys"), TODAY, &place).unwrap();
        (home, created)
    }

    fn problem(result: Result<Keys, KeyError>) -> KeyProblem {
        match result {
            Err(KeyError::File { problem, .. }) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_are_for_their_owner_only_and_never_overwritten() {
        let (home, created) = made();
        assert_eq!(created.files.len(), 9);
        let dir = home.path().join("keys");
        assert_eq!(dir.metadata().unwrap().mode() & 0o777, 0o700);
        for file in &created.files {
            assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600);
        }
        let again = Keys::create(&dir, TODAY, &CountingKeyPlace::Automatic);
        let said = again.unwrap_err().to_string();
        assert!(said.contains("register.key") && said.contains("never overwritten"));
        assert!(created.keys.visit(TODAY.plus(-1)).is_ok());
        assert!(created.keys.visit(TODAY.plus(-2)).is_err());
        assert!(created.keys.epoch(0).is_err() && created.keys.epoch(1).is_ok());
    }

    #[test]
    fn the_boards_half_is_written_where_it_is_wanted_and_nowhere_else() {
        let home = tempfile::tempdir().unwrap();
        let (dir, board) = (home.path().join("keys"), home.path().join("board.key"));
        let place = CountingKeyPlace::Ceremony(board.clone());
        let created = Keys::create(&dir, TODAY, &place).unwrap();
        assert!(created.keys.counting_key().unwrap().is_none());
        assert!(!dir.join(COUNTING_KEY).exists());
        let key = CountingKey::load(&board).unwrap();
        assert!(key.public() == *created.keys.counting_public());
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_unless_systemd_handed_it_over() {
        let (home, created) = made();
        let dir = home.path().join("keys");
        for file in &created.files {
            let name = file.file_name().unwrap();
            if name == RELEASE_PUBLIC || name == COUNTING_PUBLIC {
                continue;
            }
            set_permissions(file, Permissions::from_mode(0o640)).unwrap();
            assert_eq!(problem(Keys::load(&dir, None)), KeyProblem::Open(0o640));
            set_permissions(file, Permissions::from_mode(0o600)).unwrap();
        }
        let given = home.path().join("credentials");
        std::fs::create_dir(&given).unwrap();
        std::fs::rename(dir.join(REGISTER.0), given.join(REGISTER.0)).unwrap();
        assert_eq!(problem(Keys::load(&dir, None)), KeyProblem::Missing);
        let mode = |mode| set_permissions(given.join(REGISTER.0), Permissions::from_mode(mode));
        mode(0o440).unwrap();
        let loaded = Keys::load(&dir, Some(&given)).unwrap();
        assert_eq!(loaded.check_values(), created.keys.check_values());
        mode(0o444).unwrap();
        let open = problem(Keys::load(&dir, Some(&given)));
        assert_eq!(open, KeyProblem::Open(0o444));
        set_permissions(&dir, Permissions::from_mode(0o770)).unwrap();
        let folder = problem(Keys::load(&dir, None));
        assert_eq!(folder, KeyProblem::OpenFolder(0o770));
    }

    #[test]
    fn a_wrong_or_damaged_key_is_refused_and_never_shown() {
        let (home, _) = made();
        let dir = home.path().join("keys");
        let file = dir.join(REGISTER.0);
        let good = std::fs::read_to_string(&file).unwrap();
        let body = good.lines().nth(1).unwrap();
        for (text, expected) in [
            (String::new(), KeyProblem::Damaged),
            ("\u{0}\u{0}".to_owned(), KeyProblem::Damaged),
            (format!("{body}\n"), KeyProblem::Damaged),
            (
                format!("enkel register key v1\n{}\n", &body[4..]),
                KeyProblem::Damaged,
            ),
            (
                format!("enkel register key v1\n*{}\n", &body[1..]),
                KeyProblem::Damaged,
            ),
            (
                format!("enkel journal key v1\n{body}\n"),
                KeyProblem::WrongKind,
            ),
            (
                format!("enkel register key v2\n{body}\n"),
                KeyProblem::LaterVersion,
            ),
            ("x".repeat(5_000), KeyProblem::Damaged),
        ] {
            std::fs::write(&file, text).unwrap();
            let refused = Keys::load(&dir, None);
            assert!(!format!("{refused:?}").contains(&body[8..16]));
            assert_eq!(problem(refused), expected);
        }
    }

    #[test]
    fn halves_of_two_sets_are_refused() {
        let ((one, _), (other, _)) = (made(), made());
        for name in [COUNTING_KEY, RELEASE_KEY] {
            let (ours, theirs) = (one.path().join("keys"), other.path().join("keys"));
            let kept = std::fs::read(ours.join(name)).unwrap();
            std::fs::copy(theirs.join(name), ours.join(name)).unwrap();
            assert_eq!(problem(Keys::load(&ours, None)), KeyProblem::NotAPair);
            std::fs::write(ours.join(name), kept).unwrap();
        }
    }

    #[test]
    fn both_daily_ratchets_move_together() {
        let (home, created) = made();
        let letter = [1; crate::domain::letter::LETTER_BYTES];
        let sealed = created.keys.seal_letter(TODAY, &letter).unwrap();
        assert!(created.keys.step_daily(TODAY).unwrap());
        assert!(!created.keys.step_daily(TODAY.plus(-1)).unwrap());
        assert_eq!(created.keys.oldest(), (1, TODAY, TODAY));
        assert!(created.keys.open_letter(&sealed).is_ok());
        assert!(created.keys.step_daily(TODAY.plus(1)).unwrap());
        assert!(matches!(
            created.keys.open_letter(&sealed),
            Err(KeyError::StepGone(_))
        ));
        let again = Keys::load(&home.path().join("keys"), None).unwrap();
        assert_eq!(again.oldest(), created.keys.oldest());
        let before = again.visit_check(TODAY.plus(1)).unwrap();
        again.renew_visit(TODAY.plus(1)).unwrap();
        assert_ne!(again.visit_check(TODAY.plus(1)).unwrap(), before);
    }
}
