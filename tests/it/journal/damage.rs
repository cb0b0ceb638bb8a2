//! A journal that is another register's, open to others, cut or changed.

use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::PathBuf;

use enkel::domain::leaf::{LeafKind, Verdict};
use enkel::flows::FlowError;
use enkel::flows::journal::Books;
use enkel::store::journal::PLACE_BYTES;

use super::{declared, ends, tells_the_truth};
use crate::app::crowd::withdraws_as;
use crate::app::{Backend, TestApp};

on_both_databases!(
    a_journal_that_does_not_belong_is_refused_with_the_remedy,
    a_torn_last_line_is_mended_and_a_damaged_one_before_it_is_refused,
);

fn first_file(register: &TestApp) -> PathBuf {
    let folder = register.app.journal.folder();
    folder.path(&folder.files().unwrap()[0])
}

fn writes(file: &PathBuf, place: usize, bytes: &[u8]) {
    let open = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    let offset = u64::try_from(place * PLACE_BYTES).unwrap();
    open.write_all_at(bytes, offset).unwrap();
}

/// From this place on nothing reached the disk.
pub fn empties_all_after(register: &TestApp, place: usize) {
    writes(&first_file(register), place, &[0; 8 * PLACE_BYTES]);
}

fn refusal(register: &TestApp) -> String {
    match register.opens_with(&register.settings.keys.folder).err() {
        Some(FlowError::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn a_journal_that_does_not_belong_is_refused_with_the_remedy(on: Backend) {
    let (register, other) = (TestApp::on(on), TestApp::on(on));
    let folder = &register.settings.journal.folder;
    let away = folder.with_extension("away");
    std::fs::rename(folder, &away).unwrap();
    assert!(refusal(&register).contains("--new-journal"));
    std::fs::rename(&other.settings.journal.folder, folder).unwrap();
    assert!(refusal(&register).contains("belongs to another register or another journal.key"));
    std::fs::rename(folder, &other.settings.journal.folder).unwrap();
    std::fs::rename(&away, folder).unwrap();
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(folder, mode(0o750)).unwrap();
    assert!(refusal(&register).contains("chmod 700"));
    std::fs::set_permissions(folder, mode(0o700)).unwrap();
    // An older copy of it, from before a host joined.
    let hosts = folder.join("hosts");
    let old = std::fs::read(&hosts).unwrap();
    drop(
        register
            .host_named("host-2", &register.settings.keys.folder)
            .unwrap(),
    );
    std::fs::write(&hosts, old).unwrap();
    assert!(refusal(&register).contains("does not know the host host-2"));
}

fn a_torn_last_line_is_mended_and_a_damaged_one_before_it_is_refused(on: Backend) {
    let register = TestApp::on(on);
    let people: Vec<_> = (0..3).map(|seed| declared(&register, seed)).collect();
    withdraws_as(&register.app, &people[0]).unwrap();
    // Half of a next line, when the power went.
    let file = first_file(&register);
    writes(&file, 2, &[7; 100]);
    let host = register.another_host();
    withdraws_as(&host, &people[1]).unwrap();
    let done = (LeafKind::Withdrawal, Some(Verdict::Done));
    assert_eq!(ends(&register), [done, done]);
    tells_the_truth(&register);
    writes(&file, 0, &[7; 1]);
    let folder = register.app.journal.folder();
    let hosts: Vec<String> = folder.hosts().unwrap().into_keys().collect();
    let read = Books::all(folder, &register.app.keys.journal(), &hosts);
    let why = read.err().expect("a withdrawal is missing").to_string();
    assert!(why.contains("damaged: put the file back"), "{why}");
}
