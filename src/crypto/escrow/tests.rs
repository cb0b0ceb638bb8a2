use std::os::unix::fs::{MetadataExt, symlink};

use super::*;
use crate::crypto::CountingKeyPlace;
use crate::domain::clock::Day;

const TODAY: Day = Day::from_number(20_780);

struct Board {
    home: tempfile::TempDir,
    keys: Keys,
    identity: Identity,
}

impl Board {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let made = Keys::create(
            &home.path().join("keys"),
            TODAY,
            &CountingKeyPlace::Automatic,
        );
        Self {
            keys: made.unwrap().keys,
            home,
            identity: Identity::generate(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn writes(&self) -> EscrowWritten {
        let folder = self.path("escrow");
        self.keys
            .write_escrow(&self.identity.recipient(), &folder)
            .unwrap()
    }

    /// As if the epoch had come this far, in another process.
    fn comes_to(&mut self, step: u32) {
        let file = self.path("keys/epoch.ratchet");
        let moved = Ratchet::read(&file, EPOCH.1)
            .unwrap()
            .moved_to(step)
            .unwrap();
        std::fs::write(&file, &*key_file::text(EPOCH.1, &moved.bytes())).unwrap();
        self.keys = Keys::load(&self.path("keys"), None).unwrap();
    }

    fn sealed(&self, text: &str) -> PathBuf {
        let file = self.path("sealed");
        let mut sealing = self.identity.recipient().seal(Vec::new()).unwrap();
        sealing.write_all(text.as_bytes()).unwrap();
        std::fs::write(&file, sealing.finish().unwrap()).unwrap();
        file
    }

    fn refused(&self, file: &Path) -> String {
        Escrow::open(file, &self.identity).unwrap_err().to_string()
    }
}

#[test]
fn an_escrow_gives_back_what_was_lost_and_nothing_that_is_there_is_overwritten() {
    let board = Board::new();
    let written = board.writes();
    assert_eq!(written.step, 1);
    assert!(written.file.ends_with("escrow/epoch-00001.escrow.age"));
    assert_eq!(written.file.metadata().unwrap().mode() & 0o777, 0o600);
    let escrow = Escrow::open(&written.file, &board.identity).unwrap();
    assert!(escrow.opens_step(1) && escrow.opens_step(2) && !escrow.opens_step(0));
    let check = board.keys.epoch_check(3).unwrap();
    assert_eq!(escrow.epoch_check(3).unwrap(), check);
    let keys = board.path("keys");
    assert_eq!(escrow.place_into(&keys).unwrap(), Vec::<PathBuf>::new());
    let lost = [EPOCH.0, RELEASE_KEY, RELEASE_PUBLIC].map(|name| keys.join(name));
    let before: Vec<_> = lost
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    for file in &lost {
        remove_file(file).unwrap();
    }
    assert_eq!(escrow.place_into(&keys).unwrap(), lost);
    let after: Vec<_> = lost
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    assert_eq!(after, before);
    assert_eq!(lost[0].metadata().unwrap().mode() & 0o777, 0o600);
    assert_eq!(
        Keys::load(&keys, None).unwrap().epoch_check(3).unwrap(),
        check
    );
}

#[test]
fn the_newest_two_steps_stay_and_nothing_else_in_the_folder_is_touched() {
    let mut board = Board::new();
    let first = board.writes().file;
    std::fs::write(board.path("escrow/epoch-00002.escrow.age-new"), "left").unwrap();
    let others = [
        "epoch-1.escrow.age",
        "epoch-00000.escrow.age.txt",
        "backup.age",
    ];
    for name in others {
        std::fs::write(board.path("escrow").join(name), "other").unwrap();
    }
    std::fs::write(board.path("elsewhere"), "theirs").unwrap();
    symlink(
        board.path("elsewhere"),
        board.path("escrow/epoch-00000.escrow.age"),
    )
    .unwrap();
    let second_name = board.path("second-name");
    std::fs::hard_link(&first, &second_name).unwrap();
    board.comes_to(2);
    assert_eq!(board.writes().removed, Vec::<PathBuf>::new());
    board.writes();
    board.comes_to(3);
    assert_eq!(board.writes().removed, [first.as_path()]);
    let left = std::fs::read(&second_name).unwrap();
    assert!(!left.is_empty() && left.iter().all(|byte| *byte == 0));
    for step in [2, 3] {
        let file = board.path("escrow").join(file_name(step));
        assert_eq!(Escrow::open(&file, &board.identity).unwrap().step(), step);
    }
    for name in others {
        assert!(board.path("escrow").join(name).exists(), "{name}");
    }
    assert_eq!(std::fs::read(board.path("elsewhere")).unwrap(), b"theirs");
}

#[test]
fn a_damaged_escrow_or_one_for_somebody_else_is_refused_with_the_remedy() {
    let board = Board::new();
    let file = board.writes().file;
    let other = Escrow::open(&file, &Identity::generate()).unwrap_err();
    assert!(other.to_string().contains("another recipient"), "{other}");
    let good = std::fs::read(&file).unwrap();
    for at in [good.len() - 1, good.len() - 200] {
        let mut changed = good.clone();
        changed[at] ^= 1;
        std::fs::write(&file, &changed).unwrap();
        let said = board.refused(&file);
        assert!(
            said.contains("another copy") || said.contains("damaged"),
            "{said}"
        );
        std::fs::write(&file, &good[..at]).unwrap();
        assert!(board.refused(&file).contains("take another copy"));
    }
    std::fs::write(&file, "words").unwrap();
    assert!(board.refused(&file).contains("no age file"));
    assert!(board.refused(&board.path("nowhere")).contains("missing"));
}

#[test]
fn what_is_no_escrow_or_of_a_later_version_is_refused() {
    let board = Board::new();
    let (step, ratchet) = board.keys.epoch_file().unwrap();
    let epoch = key_file::text(EPOCH.1, &ratchet);
    let release = key_file::text(sign::KEY_KIND, &board.keys.release_key().unwrap().bytes());
    let good = text(step, &epoch, &release);
    assert!(Escrow::open(&board.sealed(&good), &board.identity).is_ok());
    let later = good.replace("escrow v1", "escrow v2");
    assert!(
        board
            .refused(&board.sealed(&later))
            .contains("newer program")
    );
    for wrong in [
        String::new(),
        "enkel escrow v1\n".into(),
        good.replace("step 1", "step 2"),
        good.replace("epoch ratchet", "visit ratchet"),
        good.replace("release.key\n", "release.pub\n"),
        format!("{}\n\nmore", *good),
        "x".repeat(20_000),
    ] {
        let said = board.refused(&board.sealed(&wrong));
        assert!(said.contains("no escrow"), "{said}");
    }
}

#[test]
fn an_escrow_of_another_register_is_not_laid_beside_its_other_half() {
    let (ours, theirs) = (Board::new(), Board::new());
    let escrow = Escrow::open(&theirs.writes().file, &theirs.identity).unwrap();
    for kept in [RELEASE_KEY, RELEASE_PUBLIC] {
        let dir = ours.path(&format!("new-{kept}"));
        key_file::prepare_folder(&dir).unwrap();
        std::fs::copy(ours.path("keys").join(kept), dir.join(kept)).unwrap();
        let said = escrow.place_into(&dir).unwrap_err().to_string();
        assert!(said.contains("pair"), "{said}");
        assert!(!dir.join(EPOCH.0).exists());
    }
}
