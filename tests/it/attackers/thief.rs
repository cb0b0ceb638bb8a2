//! The thief has everything but the keys: disks, dumps, copies, journal, escrow, logs. He looks
//! for people who were marked beforehand, all through the life of a register: they declare, replace,
//! withdraw and are counted, it is copied, goes a step and is restored. From a careless program
//! he carries away every one of them; from ours nobody (I6).

mod careless;
mod core_image;
mod marked;
mod places;

use enkel::crypto::envelope::Identity;
use enkel::crypto::epoch::{BALLOT_BYTES, ROW_BYTES};
use enkel::crypto::journal::SEALED_LINE_BYTES;
use enkel::flows::back_up::back_up_to_file;
use enkel::flows::write_escrow::write_escrow;
use enkel::store::copy::Page;
use enkel::store::journal::PLACE_BYTES;

use super::size;
use crate::app::{Backend, Board, TestApp, raw};
use crate::thief_finds_nothing::loot::{self, Since};
use crate::thief_finds_nothing::search::Search;
use careless::Careless;
use marked::{Marked, marked};
use places::{Places, holds, put_back};

on_both_databases!(
    from_a_careless_program_he_carries_everybody_away,
    from_ours_he_carries_nobody_away,
    what_is_sealed_has_one_size,
);

/// So many people come in `./test`, and in the long run.
fn people(prefix: &str) -> Vec<Marked> {
    marked(prefix, size(30, 200))
}

/// What happens to them in one quarter and the next; every fifth withdraws.
fn they_live(
    register: &TestApp,
    people: &mut [Marked],
    search: &mut Search,
    careless: Option<&Careless>,
) {
    for one in people.iter_mut() {
        one.joins(register, search, careless);
    }
    register.next_quarter();
    for (number, one) in people.iter_mut().enumerate() {
        match number % 5 {
            0 => one.withdraws(register, search, careless),
            1 | 2 => one.replaces(register, search, careless),
            _ => {}
        }
    }
    Board(register).counts();
    register.jobs_run();
}

fn from_a_careless_program_he_carries_everybody_away(on: Backend) {
    loot::keep_a_log();
    let register = TestApp::on(on);
    let since = Since::now(&register);
    let mut search = Search::new();
    let mut people = people(&format!("slordig{}", on_name(on)));
    let careless = Careless::beside(&register);
    they_live(&register, &mut people, &mut search, Some(&careless));
    // It even erases what it wrote: the rows are gone, their bytes are not.
    careless.forgets(&register);
    let all = loot::all(&register, &since);
    let found: Vec<(&str, Vec<&str>)> = all
        .iter()
        .map(|(name, bytes)| (name.as_str(), search.finds(bytes).into_iter().collect()))
        .collect();
    for one in &people {
        let hash = format!("SHA-256 of {} ", one.address);
        let stays = match on {
            Backend::Sqlite => found_in(&found, &hash, |name| name.ends_with("visitors.db")),
            // In the log of changes a page's head may fall into the middle of it.
            Backend::Postgres => found_in(&found, &hash, |name| {
                name.contains("/pg_wal/") || name.contains("/base/")
            }),
        };
        assert!(stays, "{hash}: erased without a trace");
        for code in &one.codes {
            let what = format!("code {code}");
            assert!(found_in(&found, &what, |name| name == "log"), "{what}");
        }
        for answers in &one.answers {
            for (question, code) in careless::named(answers) {
                let form = format!("{question}={code}");
                assert!(found_in(&found, &form, |_| true), "{form}");
            }
        }
    }
}

fn found_in(found: &[(&str, Vec<&str>)], what: &str, place: impl Fn(&str) -> bool) -> bool {
    let mut there = found.iter().filter(|(name, _)| place(name));
    there.any(|(_, things)| things.iter().any(|thing| thing.starts_with(what)))
}

fn on_name(on: Backend) -> String {
    // Tests may share a server and a log: everybody is somebody else's.
    format!("{}{on:?}", std::process::id()).to_lowercase()
}

fn from_ours_he_carries_nobody_away(on: Backend) {
    loot::keep_a_log();
    // Where nothing goes wrong nothing is logged: this line shows that something would be.
    tracing::trace!(target: "enkel::thief", "{}", places::BEGINS);
    let board = Identity::generate();
    let recipient = board.recipient().to_string();
    let settings = [
        ("backup.recipient", recipient.as_str()),
        ("backup.escrow_folder", "escrow"),
    ];
    let mut register = TestApp::with(on, &settings);
    let places = Places::of(&register, &board, Since::now(&register));
    let mut search = Search::new();
    let mut people = people(&format!("onze{}", on_name(on)));
    they_live(&register, &mut people, &mut search, None);
    search.proves_itself();
    let sought = search.needles();
    assert!(sought > 50 * people.len(), "{sought}");
    places.hold_nobody(&register, &search, "after the count");

    let made = back_up_to_file(&register.app, &board.recipient(), &places.backups());
    let backup = made.unwrap().file;
    people[3].withdraws(&register, &mut search, None);
    register.goes_a_step();
    write_escrow(&register.settings, &register.app.keys, None, None).unwrap();
    places.hold_nobody(&register, &search, "after a step");

    register = put_back(register, &backup, &board, &places.oldest_escrow());
    assert!(people[3].looks_again(&register, &mut search).is_none());
    assert!(people[4].looks_again(&register, &mut search).is_some());
    register.next_quarter();
    Board(&register).counts();
    register.jobs_run();
    for table in ["letter", "attempt", "budget"] {
        assert_eq!(raw::rows(&register.app.store.transit, table), 0, "{table}");
    }
    places.hold_nobody(&register, &search, "after the restore and the purge");
}

/// A row, a ballot, a letter and a line tell nothing by their size, where they lie and in copies.
fn what_is_sealed_has_one_size(on: Backend) {
    let board = Identity::generate();
    let register = TestApp::on(on);
    let mut search = Search::new();
    let mut people = marked("maat", 12);
    for (number, one) in people.iter_mut().enumerate() {
        one.joins(&register, &mut search, None);
        if number % 3 == 0 {
            one.withdraws(&register, &mut search, None);
        }
    }
    people.iter().for_each(|one| one.asks(&register));
    let app = &register.app;
    for (database, table, size) in [
        (&app.store.register, "registration", Some(ROW_BYTES)),
        (&app.store.register, "ballot", Some(BALLOT_BYTES)),
        (&app.store.transit, "letter", None),
    ] {
        let rows = raw::rows(database, table);
        assert!(rows > 7, "{table}");
        let [least, most] = ["MIN", "MAX"]
            .map(|which| raw::number(database, &format!("{which}(LENGTH(sealed))"), table));
        assert_eq!(least, most, "{table}");
        if let Some(size) = size {
            assert_eq!(least, i64::try_from(size).unwrap(), "{table}");
        }
    }
    let journal = app.journal.folder();
    let mut lines = 0;
    for file in journal.files().unwrap() {
        let all = std::fs::metadata(journal.path(&file)).unwrap().len();
        assert_eq!(all % u64::try_from(PLACE_BYTES).unwrap(), 0);
        let read = journal.read_from(&file, 0, &mut |_, line| {
            assert_eq!(line.len(), SEALED_LINE_BYTES);
            // Filled to the last byte: no rest of zeros tells a short line from a long one.
            assert!(
                line.rchunks(16)
                    .all(|part| part.iter().any(|byte| *byte != 0))
            );
            lines += 1;
        });
        read.unwrap();
    }
    assert!(lines >= 4, "{lines}");
    let mut file = Vec::new();
    enkel::flows::back_up::back_up(app, &board.recipient(), &mut file).unwrap();
    let pages = holds(&file, &board).1;
    let mut sealed = 0;
    for page in pages {
        match page {
            Page::Registration(rows) => {
                assert!(rows.iter().all(|row| row.sealed.len() == ROW_BYTES));
                sealed += rows.len();
            }
            Page::Ballot(rows) => {
                assert!(rows.iter().all(|row| row.sealed.len() == BALLOT_BYTES));
                sealed += rows.len();
            }
            _ => {}
        }
    }
    assert!(sealed > 16, "{sealed}");
}
