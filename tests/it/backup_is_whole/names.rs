//! A name that a backup cannot have: it is said why, and nothing stays behind.

use std::os::unix::fs::symlink;

use enkel::crypto::envelope::Identity;
use enkel::flows::back_up::{BackUpError, back_up_to_file};

use crate::app::{Backend, TestApp};

#[test]
fn a_name_that_is_taken_or_impossible_is_told_and_leaves_nothing() {
    let register = TestApp::on(Backend::Sqlite);
    let board = Identity::generate();
    let home = tempfile::tempdir().unwrap();
    // A link to a disk that is not mounted: to a look there is nothing, and the name is taken.
    let link = home.path().join("link");
    symlink(home.path().join("nowhere"), &link).unwrap();
    let refused = back_up_to_file(&register.app, &board.recipient(), &link).unwrap_err();
    assert!(matches!(refused, BackUpError::Exists(_)), "{refused}");
    // Longer than any disk takes.
    let long = home.path().join("x".repeat(300));
    let refused = back_up_to_file(&register.app, &board.recipient(), &long).unwrap_err();
    assert!(matches!(refused, BackUpError::Output(_)), "{refused}");
    let left = std::fs::read_dir(home.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [link]);
}
