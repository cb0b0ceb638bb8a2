//! Keys that do not belong are refused, and old ones go dark. What a clock does that jumps is in
//! `attackers/clock`.

use enkel::crypto::CountingKeyPlace;
use enkel::crypto::keys::Keys;
use enkel::flows::FlowError;
use enkel::flows::set_up::set_up;
use enkel::store::Store;
use enkel::text::Texts;

use crate::app::{Backend, Citizen, TestApp, varied};

on_both_databases!(
    keys_of_another_register_are_refused,
    yesterdays_cookie_opens_and_an_older_one_does_not,
    a_register_is_set_up_once,
);

fn keys_of_another_register_are_refused(on: Backend) {
    let register = TestApp::on(on);
    let ours = &register.settings.keys.folder;
    let other = tempfile::tempdir_in(register.folder.path()).unwrap();
    let theirs = other.path().join("keys");
    Keys::create(
        &theirs,
        register.clock.today(),
        &CountingKeyPlace::Automatic,
    )
    .unwrap();
    for (files, named) in [
        (&["register.key"][..], "register.key"),
        (&["journal.key"], "journal.key"),
        (&["epoch.ratchet"], "epoch"),
        (&["counting.pub", "counting.key"], "counting.pub"),
        (&["release.pub", "release.key"], "release.pub"),
    ] {
        let mixed = other.path().join(named);
        copy_folder(ours, &mixed);
        assert!(register.opens_with(&mixed).is_ok());
        for file in files {
            std::fs::copy(theirs.join(file), mixed.join(file)).unwrap();
        }
        match register.opens_with(&mixed).err() {
            Some(FlowError::Refused(why)) => {
                assert!(why.contains(&format!("`{named}`")), "{why}");
            }
            other => panic!("{named}: {other:?}"),
        }
    }
    register.is_sound();
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn yesterdays_cookie_opens_and_an_older_one_does_not(on: Backend) {
    let register = TestApp::on(on);
    let keys = &register.app.keys;
    let first = register.clock.today();
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.types_the_address();
    let visit = jan.visit.unwrap().padded().unwrap();
    let cookie = keys.seal_cookie(first, &visit).unwrap();
    let sealed_letter = keys.seal_letter(first, &[0; 278]).unwrap();
    register.next_day();
    assert!(keys.open_cookie(register.clock.today(), &cookie).is_some());
    register.next_day();
    assert!(keys.open_cookie(register.clock.today(), &cookie).is_none());
    // Not even for somebody who turns the clock back: the key is gone from memory and disk.
    assert!(keys.open_cookie(first, &cookie).is_none());
    assert!(keys.visit(first).is_err() && keys.post(first).is_err());
    assert!(keys.open_letter(&sealed_letter).is_err());
    let on_disk = Keys::load(&register.settings.keys.folder, None).unwrap();
    assert!(on_disk.visit(first).is_err() && on_disk.post(first).is_err());
    assert_eq!(on_disk.oldest().1, register.clock.today().plus(-1));
}

fn a_register_is_set_up_once(on: Backend) {
    let register = TestApp::on(on);
    Citizen::of(&register, "jan@example.org")
        .comes_in()
        .declares(varied(1));
    let store = Store::open(&register.location(), 1).unwrap();
    let again = set_up(
        &store,
        &register.app.keys,
        &Texts::load().unwrap(),
        &register.settings,
        register.clock.today(),
    );
    assert!(matches!(again, Err(FlowError::Refused(_))));
    let kept = Citizen::of(&register, "jan@example.org").comes_in().looks();
    assert!(kept.is_some());
}
