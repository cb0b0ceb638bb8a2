//! The whole way: everything but the journal's disk is lost, and the register comes back on an
//! empty machine out of backup, escrow and paper.

use crate::app::{Backend, Board, Citizen, TestApp, raw, varied};

use super::lost_machine::{
    Cupboard, Machine, address, declares, is_kept_safe, lively, published, runs, withdraws,
    writes_settings,
};

on_both_databases!(
    a_register_comes_back_on_an_empty_machine,
    a_second_restore_puts_back_the_second_backup,
    an_escrow_is_tried_on_the_backup,
    another_host_goes_on_with_the_keys_of_the_first,
);

fn answers(register: &TestApp, who: usize) -> Option<enkel::domain::answers::Answers> {
    let mut citizen = Citizen::of(register, &address(who));
    citizen.comes_in();
    citizen.looks().map(|record| record.answers)
}

fn a_register_comes_back_on_an_empty_machine(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    withdraws(&register, 1);
    withdraws(&register, 7);
    declares(&register, 2, 5);
    declares(&register, 11, 3);
    let before = published(&register);
    // The machine is lost; the journal lay on a disk of its own.
    let journals = tempfile::tempdir().unwrap();
    let journal = journals.path().join("journal");
    std::fs::rename(&register.settings.journal.folder, &journal).unwrap();
    drop(register);

    let machine = Machine::empty(on, &journal, &cupboard);
    machine
        .restores(&cupboard, &[])
        .refused("join its paper shares");
    for (key, missing) in [
        ("register.key", "journal.key"),
        ("journal.key", "counting.key"),
    ] {
        machine.joins(&cupboard, key);
        machine.restores(&cupboard, &[]).refused(missing);
    }
    machine.joins(&cupboard, "counting.key");
    let said = machine.restores(&cupboard, &[]).good();
    assert!(said.out.contains("under a new epoch"), "{}", said.out);
    let said = machine.runs(&["doctor", "--invariants"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(!said.out.contains("fail "), "{}", said.out);
    machine.runs(&["backup", "--out", "after"]).good();
    assert!(std::path::Path::new(&cupboard.escrow(2)).exists());

    let register = machine.opens();
    assert_eq!(published(&register), before, "not a byte changed");
    for who in [0, 3, 4, 5, 6, 8] {
        assert!(answers(&register, who) == Some(varied(who)), "{who}");
    }
    assert!(
        answers(&register, 2) == Some(varied(2)),
        "the replacement is lost"
    );
    for gone in [1, 7, 11] {
        assert!(answers(&register, gone).is_none(), "{gone}");
    }
    assert_eq!(register.rows("registration"), 7);
    declares(&register, 1, 4);
    register.jobs_run();
    Board(&register).counts();
    Board(&register).counts();
    register.is_sound();
}

fn a_second_restore_puts_back_the_second_backup(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    let journal = register.settings.journal.folder.clone();
    withdraws(&register, 1);
    let TestApp {
        app, folder: _lost, ..
    } = register;
    drop(app);
    let machine = Machine::empty(on, &journal, &cupboard);
    machine.joins_all(&cupboard);
    machine.restores(&cupboard, &[]).good();
    // The same once more: refused, then allowed, and the same comes out.
    machine.restores(&cupboard, &[]).refused("--yes");
    machine.restores(&cupboard, &["--yes"]).good();
    machine.runs(&["doctor", "--invariants"]).good();
    // A younger backup after that opens with the younger escrow alone.
    let second = cupboard.path("second");
    machine.runs(&["backup", "--out", &second]).good();
    let new = cupboard.escrow(3);
    let with = |escrow: &str| {
        let words = [
            "restore",
            &second,
            "--identity",
            &cupboard.identity,
            "--yes",
            "--escrow",
            escrow,
        ];
        machine.runs(&words)
    };
    with(&new).good();
    let register = machine.opens();
    assert!(answers(&register, 1).is_none());
    assert!(answers(&register, 2) == Some(varied(2)));
    assert_eq!(raw::rows(&register.app.store.register, "registration"), 8);
    register.is_sound();
}

fn an_escrow_is_tried_on_the_backup(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    let backup = cupboard.path("backup");
    let folder = register.folder.path();
    let tries = |escrow: &str| {
        let words = [
            "verify-backup",
            &backup,
            "--identity",
            &cupboard.identity,
            "--escrow",
            escrow,
        ];
        runs(folder, &words)
    };
    let said = tries(&cupboard.escrow(1)).good();
    assert!(said.out.contains("opens it: tried"), "{}", said.out);
    // Another register's, of the same step and for the same board.
    let other = lively(on, &cupboard);
    let out = cupboard.path("others");
    runs(other.folder.path(), &["keys", "export", "--out", &out]).good();
    let said = tries(&cupboard.path("others/epoch-00001.escrow.age"));
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("does not open it"), "{}", said.out);
    // A later step's.
    register.goes_a_step();
    runs(folder, &["keys", "export"]).good();
    let said = tries(&cupboard.escrow(2));
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("it is of step 2"), "{}", said.out);
    tries("nowhere").refused("missing");
}

/// The page says: after the first look, and not before.
fn another_host_goes_on_with_the_keys_of_the_first(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    let journal = register.settings.journal.folder.clone();
    let TestApp {
        app, folder: _lost, ..
    } = register;
    drop(app);
    let machine = Machine::empty(on, &journal, &cupboard);
    machine.joins_all(&cupboard);
    machine.restores(&cupboard, &[]).good();
    let other = tempfile::tempdir().unwrap();
    let copies = || {
        for file in std::fs::read_dir(machine.path("keys")).unwrap() {
            let file = file.unwrap();
            std::fs::create_dir_all(other.path().join("keys")).unwrap();
            std::fs::copy(
                file.path(),
                other.path().join("keys").join(file.file_name()),
            )
            .unwrap();
        }
    };
    writes_settings(other.path(), &machine.database.url, &journal, &cupboard);
    let settings = other.path().join("enkel.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text + "[register]\nhost_name = \"second\"\n").unwrap();
    copies();
    machine.runs(&["doctor"]).good();
    runs(other.path(), &["count"]).refused("visit.ratchet");
    copies();
    runs(other.path(), &["count"]).good();
    machine.runs(&["doctor", "--invariants"]).good();
}
