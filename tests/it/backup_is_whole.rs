//! A backup holds one moment of a register that goes on serving, comes back row by row, opens
//! with Debian's own tools, and is refused wherever it was cut or changed.

mod names;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use enkel::crypto::envelope::Identity;
use enkel::domain::ballot::Slip;
use enkel::flows::back_up::{
    Archive, ArchiveError, BackUpError, back_up, back_up_to_file, last_day, opens, verify,
};
use enkel::store::copy::{self, Page};
use enkel::store::{Store, StoreError};

use crate::app::{Backend, Board, Citizen, TestApp, about, raw, varied};
use crate::office::rows::{fills_the_office, office_of};
use crate::thief_finds_nothing::search::Search;

on_both_databases!(
    a_backup_is_one_moment_while_people_come_and_go,
    whoever_comes_or_goes_between_two_pages_is_in_none_of_them,
    a_backup_comes_back_row_by_row,
    a_backup_of_a_newer_program_is_refused,
    a_thief_finds_nobody_in_a_backup_nor_anything_that_passes_through,
);

const TABLES: [&str; 9] = [
    "meta",
    "registration",
    "ballot",
    "done",
    "consent_text",
    "flow",
    "ledger",
    "release",
    "release_file",
];

fn address(number: usize) -> String {
    format!("jan{number}@example.org")
}

/// A quarter that was counted, one that is open, and somebody who left.
fn with_a_history(on: Backend) -> TestApp {
    let register = TestApp::on(on);
    for number in 0..6 {
        Citizen::of(&register, &address(number))
            .comes_in()
            .declares(varied(number));
    }
    register.next_quarter();
    Board(&register).counts();
    register.jobs_run();
    for number in 6..10 {
        Citizen::of(&register, &address(number))
            .comes_in()
            .declares(varied(number));
    }
    Citizen::of(&register, &address(1)).comes_in().withdraws();
    register
}

fn copied(register: &TestApp, board: &Identity) -> Vec<u8> {
    let mut file = Vec::new();
    back_up(&register.app, &board.recipient(), &mut file).unwrap();
    file
}

fn pages(file: &[u8], board: &Identity) -> Vec<Page> {
    let mut pages = Vec::new();
    let archive = Archive::open(file, board).unwrap();
    let read = archive.pages(&mut |page| {
        pages.push(page);
        Ok(())
    });
    read.unwrap();
    pages
}

fn a_backup_is_one_moment_while_people_come_and_go(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..4 {
        Citizen::of(&register, &address(number))
            .comes_in()
            .declares(varied(number));
    }
    let board = Identity::generate();
    let over = AtomicBool::new(false);
    let copies = std::thread::scope(|scope| {
        let copying = scope.spawn(|| {
            let mut copies = vec![copied(&register, &board)];
            while !over.load(Ordering::Relaxed) {
                copies.push(copied(&register, &board));
            }
            copies
        });
        for round in 0..12 {
            let mut somebody = Citizen::of(&register, &address(round % 6));
            somebody.comes_in();
            match somebody.looks() {
                Some(_) => drop(somebody.withdraws()),
                None => drop(somebody.declares(varied(round))),
            }
        }
        over.store(true, Ordering::Relaxed);
        copying.join().unwrap()
    });
    let numbers: BTreeSet<i64> = copies
        .iter()
        .map(|copy| rows_and_slips_agree(&register, &pages(copy, &board)))
        .collect();
    assert!(numbers.len() > 1, "something changed between two copies");
}

fn whoever_comes_or_goes_between_two_pages_is_in_none_of_them(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..4 {
        Citizen::of(&register, &address(number))
            .comes_in()
            .declares(varied(number));
    }
    let before = ["registration", "ballot"].map(|table| register.rows(table));
    let (mut seen, mut disturbed) = ([0, 0], false);
    let read = register.app.store.register.read("copy", |conn| {
        copy::each_page(conn, 1, &mut |page| {
            match page {
                Page::Registration(rows) => seen[0] += i64::try_from(rows.len()).unwrap(),
                Page::Ballot(rows) => seen[1] += i64::try_from(rows.len()).unwrap(),
                _ => return Ok(()),
            }
            if !std::mem::replace(&mut disturbed, true) {
                for number in 0..3 {
                    Citizen::of(&register, &address(number))
                        .comes_in()
                        .withdraws();
                }
                Citizen::of(&register, &address(9))
                    .comes_in()
                    .declares(varied(9));
            }
            Ok(())
        })
    });
    read.unwrap();
    assert_eq!(seen, before);
    assert_eq!(register.rows("registration"), 2);
}

/// I3 inside one copy: as many rows as slips say. A copy that is no single moment breaks it.
fn rows_and_slips_agree(register: &TestApp, pages: &[Page]) -> i64 {
    let counting = register.app.keys.counting_key().unwrap().unwrap();
    let (mut rows, mut net) = (0, 0);
    for page in pages {
        match page {
            Page::Registration(some) => rows += i64::try_from(some.len()).unwrap(),
            Page::Ballot(some) => {
                for ballot in some {
                    let key = register.app.keys.epoch(ballot.epoch).unwrap();
                    let boxed = key
                        .open_ballot(&ballot.id, ballot.period, &ballot.sealed)
                        .unwrap();
                    let slip = Slip::from_bytes(&counting.open(&boxed).unwrap()).unwrap();
                    net += slip.sign.value();
                }
            }
            _ => {}
        }
    }
    assert_eq!(rows, net);
    rows
}

fn nothing_is_replaced_while_it_is_used(location: &enkel::store::Location) {
    drop(Store::stage(location).unwrap());
    let refused = Store::put_in_place(location).unwrap_err().to_string();
    assert!(refused.contains("in use"), "{refused}");
    let refused = Store::empty_transit(location).unwrap_err().to_string();
    assert!(refused.contains("in use"), "{refused}");
}

fn open_with_their_key_alone(register: &TestApp, read: &[Page]) {
    let key = |step| register.app.keys.epoch(step).ok();
    assert!(read.iter().all(|page| opens(page, &key)));
    assert!(!read.iter().all(|page| opens(page, &|_| None)));
}

fn a_backup_comes_back_row_by_row(on: Backend) {
    let register = with_a_history(on);
    fills_the_office(&register);
    let office = office_of(&register);
    let board = Identity::generate();
    let before: Vec<i64> = TABLES.map(|table| register.rows(table)).to_vec();
    let file = copied(&register, &board);
    let read = pages(&file, &board);
    open_with_their_key_alone(&register, &read);
    // What comes after the copy is gone when it is put in place of the register.
    Citizen::of(&register, &address(20))
        .comes_in()
        .declares(varied(20));
    let location = crate::app::location(&register.settings);
    if on == Backend::Sqlite {
        nothing_is_replaced_while_it_is_used(&location);
    }
    let closed = register.closes();
    let staged = Store::stage(&location).unwrap();
    for page in read {
        staged
            .write("add", move |conn| copy::add(conn, &page))
            .unwrap();
    }
    drop(staged);
    Store::empty_transit(&location).unwrap();
    Store::put_in_place(&location).unwrap();
    assert!(Store::holds_a_register(&location).unwrap());
    if let Ok(data) = closed.folder.path().join("db").canonicalize() {
        assert!(!data.join("restoring").exists());
        assert_eq!(mode(&data.join("register.db")), 0o600);
    }
    let register = closed.opens();
    // The counts are those of the copy, but for what opening noted about the new transit store.
    for (table, rows) in TABLES.iter().zip(before) {
        assert_eq!(register.rows(table), rows, "{table}");
    }
    assert_eq!(office_of(&register), office);
    assert_eq!(raw::rows(&register.app.store.transit, "budget"), 0);
    register.is_sound();
    let found = Citizen::of(&register, &address(7)).looks_again();
    assert_eq!(found.answers, varied(7));
    let mut gone = Citizen::of(&register, &address(1));
    assert!(gone.comes_in().looks().is_none());
}

fn a_backup_of_a_newer_program_is_refused(on: Backend) {
    let register = TestApp::on(on);
    let board = Identity::generate();
    let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
    raw::does(&register.app.store.register, later);
    let refused = verify(&copied(&register, &board)[..], &board);
    assert!(
        matches!(refused, Err(ArchiveError::Newer(_))),
        "{refused:?}"
    );
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("newer version"), "{said}");
}

fn a_thief_finds_nobody_in_a_backup_nor_anything_that_passes_through(on: Backend) {
    let register = TestApp::on(on);
    let board = Identity::generate();
    let mut search = Search::new();
    for number in 0..5 {
        let mut citizen = Citizen::of(&register, &address(number));
        citizen.comes_in();
        search.text(&citizen.address);
        search.code(&citizen.code);
        search.bytes("a root", citizen.root().bytes());
        search.bytes("a mark", citizen.mark().bytes());
        citizen.declares(about(&["ER", "SY"]));
    }
    search.answer("nationality", "ER");
    // A letter that waits.
    Citizen::of(&register, "wacht@example.org").types_the_address();
    search.text("wacht@example.org");
    search.proves_itself();
    let file = copied(&register, &board);
    let mut inside = Vec::new();
    std::io::Read::read_to_end(&mut board.open(&file[..]).unwrap(), &mut inside).unwrap();
    for bytes in [&file, &inside] {
        let found = search.finds(bytes);
        assert!(found.is_empty(), "{found:?}");
    }
    let names: BTreeSet<String> = names_in(&inside);
    for name in &names {
        let table = name.trim_end_matches("-00001.csv");
        assert!(
            TABLES.contains(&table) || ["manifest.json", "SHA256SUMS"].contains(&table),
            "{name}"
        );
    }
    assert!(names.contains("registration-00001.csv"));
    // Nothing of a letter, not even sealed.
    let ids = |sql| raw::number(&register.app.store.transit, sql, "letter");
    assert!(ids("COUNT(*)") > 0);
}

fn names_in(tape: &[u8]) -> BTreeSet<String> {
    let mut archive = tar::Archive::new(tape);
    let entries = archive.entries().unwrap();
    entries
        .map(|entry| {
            let entry = entry.unwrap();
            assert_eq!(entry.header().mode().unwrap(), 0o600);
            assert_eq!(entry.header().mtime().unwrap(), 0);
            entry.path().unwrap().display().to_string()
        })
        .collect()
}

#[test]
fn wherever_it_was_cut_or_changed_it_is_refused() {
    let register = with_a_history(Backend::Sqlite);
    let board = Identity::generate();
    let file = copied(&register, &board);
    verify(&file[..], &board).unwrap();
    let places = (0..300).chain((300..file.len()).step_by(file.len() / 97 + 1));
    for at in places.chain(file.len() - 20..file.len()) {
        let mut changed = file.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(verify(&changed[..], &board).is_err(), "changed at {at}");
        assert!(verify(&file[..at], &board).is_err(), "cut at {at}");
    }
    let longer = [&file[..], &[0]].concat();
    assert!(verify(&longer[..], &board).is_err());
    let other = verify(&file[..], &Identity::generate()).unwrap_err();
    assert!(other.to_string().contains("another recipient"), "{other}");
    for nothing in [&b""[..], b"text\n"] {
        let said = verify(nothing, &board).unwrap_err().to_string();
        assert!(said.contains("no age file"), "{said}");
    }
    // Encrypted to the board, and no backup.
    let mut sealing = board.recipient().seal(Vec::new()).unwrap();
    std::io::Write::write_all(&mut sealing, &[b'x'; 5_000]).unwrap();
    let said = verify(&sealing.finish().unwrap()[..], &board).unwrap_err();
    assert!(said.to_string().contains("no whole backup"), "{said}");
}

#[test]
fn what_is_done_with_its_rows_may_fail_and_says_so() {
    let register = TestApp::on(Backend::Sqlite);
    let board = Identity::generate();
    let file = copied(&register, &board);
    let archive = Archive::open(&file[..], &board).unwrap();
    let refused = archive.pages(&mut |_| Err(StoreError::Busy));
    assert!(matches!(
        refused,
        Err(ArchiveError::Store(StoreError::Busy))
    ));
}

#[test]
fn debian_opens_and_checks_it() {
    let register = with_a_history(Backend::Sqlite);
    let board = Identity::generate();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("key"), &*board.text()).unwrap();
    std::fs::write(home.path().join("file"), copied(&register, &board)).unwrap();
    let line = "set -o pipefail; mkdir x && cd x && age -d -i ../key ../file | tar x && \
        sha256sum --strict -c SHA256SUMS";
    let ran = Command::new("bash")
        .args(["-c", line])
        .current_dir(home.path())
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success(), "{said}{:?}", ran.stderr);
    for file in ["manifest.json: OK", "registration-00001.csv: OK"] {
        assert!(said.contains(file), "{said}");
    }
    let unpacked = std::fs::read_dir(home.path().join("x")).unwrap().count();
    assert_eq!(said.lines().count() + 1, unpacked, "every file is checked");
}

#[test]
fn a_file_is_private_never_overwritten_and_never_beside_keys() {
    let register = TestApp::on(Backend::Sqlite);
    let app = &register.app;
    assert_eq!(last_day(app).unwrap(), None);
    let board = Identity::generate();
    let home = tempfile::tempdir().unwrap();
    let day = app.today().iso();
    for number in 1..=2 {
        let made = back_up_to_file(app, &board.recipient(), home.path()).unwrap();
        let name = format!("enkel-{day}-{number}.backup.age");
        assert_eq!(made.file, home.path().join(name));
        assert_eq!(mode(&made.file), 0o600);
        assert_eq!(made.manifest.made, app.today());
    }
    assert_eq!(last_day(app).unwrap(), Some(app.today()));
    let own = home.path().join("own");
    back_up_to_file(app, &board.recipient(), &own).unwrap();
    let before = std::fs::read(&own).unwrap();
    let refused = back_up_to_file(app, &board.recipient(), &own);
    assert!(matches!(refused, Err(BackUpError::Exists(_))));
    assert_eq!(std::fs::read(&own).unwrap(), before);
    for folder in [
        &register.settings.keys.folder,
        &register.settings.journal.folder,
    ] {
        let link = home.path().join("link");
        std::os::unix::fs::symlink(folder, &link).unwrap();
        for place in [
            folder.clone(),
            folder.join("own"),
            link.clone(),
            link.join("own"),
        ] {
            let refused = back_up_to_file(app, &board.recipient(), &place);
            let refused = refused.unwrap_err();
            assert!(matches!(refused, BackUpError::WithKeys { .. }), "{refused}");
        }
        std::fs::remove_file(&link).unwrap();
    }
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().collect();
    assert_eq!(left.len(), 3, "nothing unfinished stays");
}

fn mode(file: &Path) -> u32 {
    file.metadata().unwrap().permissions().mode() & 0o7777
}
