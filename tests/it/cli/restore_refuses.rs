//! What a restore refuses: it says what is wrong and how to mend it, and nothing was changed.

use std::path::Path;

use enkel::flows::back_up::back_up;
use enkel::store::{Location, Store, meta};

use crate::app::{Backend, Citizen, TestApp, varied};

use super::lost_machine::{Cupboard, Machine, address, is_kept_safe, lively, runs, withdraws};
use super::set_mode;

on_both_databases!(
    a_register_that_lies_there_is_not_changed_without_yes,
    a_register_that_is_served_is_not_replaced,
    a_host_that_is_missing_is_asked_for,
);

/// A register that was lost but for its journal, and the machine that gets it back.
fn lost(on: Backend, cupboard: &Cupboard) -> (TestApp, Machine) {
    let register = lively(on, cupboard);
    is_kept_safe(&register, cupboard);
    withdraws(&register, 1);
    let machine = Machine::empty(on, &register.settings.journal.folder, cupboard);
    (register, machine)
}

fn nothing_lies_there(machine: &Machine) {
    let location = Location::Folder(machine.path("db"));
    assert!(!Store::holds_a_register(&location).unwrap());
    assert!(!machine.path("db/restoring").exists());
}

#[test]
fn keys_that_are_wrong_open_or_of_another_register() {
    let cupboard = Cupboard::new();
    let (_register, machine) = lost(Backend::Sqlite, &cupboard);
    machine.joins_all(&cupboard);
    let key = machine.path("keys/register.key");
    set_mode(&key, 0o644);
    machine.restores(&cupboard, &[]).refused("chmod 600");
    set_mode(&key, 0o600);
    let ours = std::fs::read(&key).unwrap();
    machine.runs(&["keys", "new", "--dir", "others"]).good();
    for name in ["register.key", "journal.key", "counting.key"] {
        let file = machine.path("keys").join(name);
        let right = std::fs::read(&file).unwrap();
        std::fs::copy(machine.path("others").join(name), &file).unwrap();
        let because = match name {
            "register.key" => "`register.key` is not the one",
            "journal.key" => "another register",
            _ => "does not belong to the other half",
        };
        machine.restores(&cupboard, &[]).refused(because);
        nothing_lies_there(&machine);
        std::fs::write(&file, right).unwrap();
    }
    let cut = &ours[..ours.len() / 2];
    std::fs::write(&key, cut).unwrap();
    machine.restores(&cupboard, &[]).refused("damaged");
    std::fs::write(&key, ours).unwrap();
    set_mode(&machine.path("keys"), 0o777);
    machine.restores(&cupboard, &[]).refused("chmod 700");
    set_mode(&machine.path("keys"), 0o700);
    nothing_lies_there(&machine);
    machine.restores(&cupboard, &[]).good();
}

#[test]
fn escrows_and_identities_that_do_not_open_it() {
    let cupboard = Cupboard::new();
    let (register, machine) = lost(Backend::Sqlite, &cupboard);
    machine.joins_all(&cupboard);
    let backup = cupboard.path("backup");
    let with = |identity: &str, escrow: &str| {
        let words = [
            "restore",
            &backup,
            "--identity",
            identity,
            "--escrow",
            escrow,
        ];
        machine.runs(&words)
    };
    let good = cupboard.escrow(1);
    with(&cupboard.identity, "nowhere").refused("missing");
    with("nowhere", &good).refused("missing");
    let other = Cupboard::new();
    with(&other.identity, &good).refused("escrow");
    set_mode(Path::new(&other.identity), 0o644);
    with(&other.identity, &good).refused("chmod 600");
    set_mode(Path::new(&cupboard.identity), 0o640);
    with(&cupboard.identity, &good).refused("chmod 600");
    set_mode(Path::new(&cupboard.identity), 0o600);
    let bytes = std::fs::read(&good).unwrap();
    let bad = cupboard.path("bad");
    std::fs::write(&bad, &bytes[..bytes.len() - 9]).unwrap();
    with(&cupboard.identity, &bad).refused("damaged");
    // Of another register, for the same board and of the same step.
    let stranger = lively(Backend::Sqlite, &cupboard);
    let out = cupboard.path("others");
    runs(stranger.folder.path(), &["keys", "export", "--out", &out]).good();
    with(&cupboard.identity, &format!("{out}/epoch-00001.escrow.age")).refused("pair");
    // Past its life: the escrow of a later step alone is left.
    register.goes_a_step();
    runs(register.folder.path(), &["keys", "export"]).good();
    with(&cupboard.identity, &cupboard.escrow(2)).refused("gone dark");
    nothing_lies_there(&machine);
    with(&cupboard.identity, &good).good();
}

#[test]
fn backups_that_are_cut_short_or_changed() {
    let cupboard = Cupboard::new();
    let (_register, machine) = lost(Backend::Sqlite, &cupboard);
    machine.joins_all(&cupboard);
    let file = cupboard.path("backup");
    let whole = std::fs::read(&file).unwrap();
    for length in [0, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..length]).unwrap();
        machine.restores(&cupboard, &[]).refused("backup");
        nothing_lies_there(&machine);
    }
    for place in [40, whole.len() / 3, whole.len() / 2, whole.len() - 5] {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        std::fs::write(&file, &changed).unwrap();
        machine.restores(&cupboard, &[]).refused("backup");
        nothing_lies_there(&machine);
    }
    std::fs::write(&file, &whole).unwrap();
    machine.restores(&cupboard, &[]).good();
}

#[test]
fn a_backup_of_a_newer_program() {
    let cupboard = Cupboard::new();
    let (register, machine) = lost(Backend::Sqlite, &cupboard);
    machine.joins_all(&cupboard);
    let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
    crate::app::raw::does(&register.app.store.register, later);
    let newer = std::fs::File::create(cupboard.path("backup")).unwrap();
    back_up(&register.app, &cupboard.board.recipient(), newer).unwrap();
    machine.restores(&cupboard, &[]).refused("newer version");
    nothing_lies_there(&machine);
}

#[test]
fn journals_that_are_missing_open_damaged_or_of_another_register() {
    let cupboard = Cupboard::new();
    let (_register, machine) = lost(Backend::Sqlite, &cupboard);
    machine.joins_all(&cupboard);
    let journal = machine.journal.clone();
    let away = journal.with_extension("away");
    std::fs::rename(&journal, &away).unwrap();
    let said = machine
        .restores(&cupboard, &[])
        .refused("journal is missing at");
    assert!(said.err.contains("--without-journal"), "{}", said.err);
    let stranger = lively(Backend::Sqlite, &cupboard);
    let theirs = &stranger.settings.journal.folder;
    std::fs::rename(theirs, &journal).unwrap();
    machine.restores(&cupboard, &[]).refused("another register");
    std::fs::rename(&journal, theirs).unwrap();
    std::fs::rename(&away, &journal).unwrap();
    set_mode(&journal, 0o755);
    machine.restores(&cupboard, &[]).refused("chmod 700");
    set_mode(&journal, 0o700);
    // A line in the middle is changed.
    let leaves = std::fs::read_dir(&journal)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let leaves: Vec<_> = leaves
        .filter(|file| file.is_file() && !file.ends_with("hosts"))
        .collect();
    let [file] = leaves.as_slice() else {
        panic!("one file of leaves: {leaves:?}");
    };
    let right = std::fs::read(file).unwrap();
    let mut wrong = right.clone();
    wrong[30] ^= 1;
    std::fs::write(file, wrong).unwrap();
    machine.restores(&cupboard, &[]).refused("damaged");
    std::fs::write(file, right).unwrap();
    nothing_lies_there(&machine);
    machine.restores(&cupboard, &[]).good();
}

fn rows(register: &TestApp) -> String {
    let mut rows = String::new();
    let read = register.app.store.register.read("all", |conn| {
        for (key, value) in meta::starting_with(conn, "")? {
            rows.push_str(&format!("{key}={value}\n"));
        }
        Ok(())
    });
    read.unwrap();
    rows
}

fn a_register_that_lies_there_is_not_changed_without_yes(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    withdraws(&register, 1);
    let before = (rows(&register), all_tags(&register));
    let folder = register.folder.path().to_owned();
    let (backup, escrow) = (cupboard.path("backup"), cupboard.escrow(1));
    let words = [
        "restore",
        &backup,
        "--identity",
        &cupboard.identity,
        "--escrow",
        &escrow,
    ];
    let said = runs(&folder, &words).refused("--yes");
    assert!(said.err.contains("nothing was changed"), "{}", said.err);
    assert_eq!((rows(&register), all_tags(&register)), before);
    assert!(!folder.join("keys/epoch.ratchet-fresh").exists());
    // And one that cannot be read is not taken for none.
    if on == Backend::Sqlite {
        let folder = register.closes().folder;
        let file = folder.path().join("db/register.db");
        let _ = std::fs::remove_file(folder.path().join("db/register.db-wal"));
        let mut damaged = std::fs::read(&file).unwrap();
        damaged[..100].fill(7);
        std::fs::write(&file, &damaged).unwrap();
        let said = runs(folder.path(), &[&words[..], &["--yes"]].concat());
        said.refused("move it away");
        assert_eq!(std::fs::read(&file).unwrap(), damaged);
    }
}

fn all_tags(register: &TestApp) -> i64 {
    let database = &register.app.store.register;
    crate::app::raw::number(
        database,
        "COUNT(DISTINCT tag) * 1000 + COUNT(DISTINCT sealed)",
        "registration",
    )
}

/// Whoever serves it holds it open: it is refused, before anybody is turned away.
fn a_register_that_is_served_is_not_replaced(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    withdraws(&register, 1);
    let folder = register.folder.path().to_owned();
    let before = rows(&register);
    let (backup, escrow) = (cupboard.path("backup"), cupboard.escrow(1));
    let words = [
        "restore",
        &backup,
        "--identity",
        &cupboard.identity,
        "--escrow",
        &escrow,
        "--yes",
    ];
    let said = runs(&folder, &words).refused("is in use");
    assert!(said.err.contains("enkel serve"), "{}", said.err);
    assert_eq!(rows(&register), before);
    let mut jan = Citizen::of(&register, &address(2));
    assert_eq!(jan.looks_again().answers, varied(2));
    let closed = register.closes();
    runs(&folder, &words).good();
    let register = closed.opens();
    let mut jan = Citizen::of(&register, &address(1));
    assert!(jan.comes_in().looks().is_none());
    register.is_sound();
}

fn a_host_that_is_missing_is_asked_for(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    let host = register.settings.register.host_name.clone();
    let archive = cupboard.path("archive");
    runs(register.folder.path(), &["release", "export", &archive]).good();
    let stranger = lively(on, &cupboard);
    let others = cupboard.path("others");
    runs(stranger.folder.path(), &["release", "export", &others]).good();
    let before = super::lost_machine::published(&register);
    withdraws(&register, 1);
    drop(register);
    let nowhere = tempfile::tempdir().unwrap();
    let machine = Machine::empty(on, &nowhere.path().join("journal"), &cupboard);
    machine.joins_all(&cupboard);
    machine.restores(&cupboard, &[]).refused("journal");
    let lost = ["--without-journal", host.as_str()];
    machine.restores(&cupboard, &lost).refused("--chain");
    let wrong = ["--without-journal", "nobody", "--chain", &archive];
    machine.restores(&cupboard, &wrong).refused("journal");
    let other = [&lost[..], &["--chain", &others]].concat();
    machine
        .restores(&cupboard, &other)
        .refused("another register");
    let told = [&lost[..], &["--chain", &archive]].concat();
    machine.restores(&cupboard, &told).good();
    machine.runs(&["doctor", "--invariants"]).good();
    let register = machine.opens();
    assert_eq!(super::lost_machine::published(&register), before);
    // The one that nobody could know of: it was said, and done all the same.
    let mut jan = Citizen::of(&register, &address(1));
    assert_eq!(jan.looks_again().answers, varied(1));
}
