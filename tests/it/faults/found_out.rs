//! The checker can fail: each way in which a register could break its word is done to one behind
//! its back, and is found.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;
use enkel::domain::ids::Root;
use enkel::store::StoreError;

use super::checker::{Looked, look, opens_the_box};
use super::closing::is_drawn_again;
use super::fleet::Fleet;
use super::ledger::{Entry, Kept};
use super::person::Person;
use super::town::Town;
use super::trial::lived_through;
use super::twice::{TIMES, at_once};
use crate::app::crowd::{a_root, declares_as, withdraws_as};
use crate::app::{Backend, Board, TestApp, about, raw};
use crate::attackers::loses;
use crate::web::http::Answer;

on_both_databases!(
    a_row_that_is_lost_or_comes_back_is_found_out,
    half_a_deed_is_found_out,
    a_deed_in_doubt_may_be_done_or_not_and_nothing_else,
    a_fleet_that_loses_what_it_acknowledged_is_found_out,
    what_comes_twice_lies_about_or_stays_is_found_out,
    a_quarter_that_is_drawn_again_is_found_out,
    a_fleet_that_forgets_which_visits_ended_shows_two_pages,
);

fn people(all: &[(&Root, Kept)]) -> BTreeMap<String, Entry> {
    let entry = |(root, sure): &(&Root, Kept)| Entry {
        sure: *sure,
        ..Entry::of((*root).clone())
    };
    let named = all.iter().enumerate();
    named
        .map(|(number, one)| (format!("person {number}"), entry(one)))
        .collect()
}

fn looked(register: &TestApp, entries: &BTreeMap<String, Entry>) -> Looked {
    let (store, keys) = (&register.app.store, &register.app.keys);
    let mut looked = look(store, keys, entries);
    opens_the_box(store, keys, &mut looked);
    looked
}

/// Does something to the register, expects findings, and takes it back.
fn with_a_copy_of(register: &TestApp, table: &str, does: &str, then: impl FnOnce()) {
    let database = &register.app.store.register;
    raw::does(
        database,
        &format!("CREATE TABLE aside AS SELECT * FROM {table}"),
    );
    raw::does(database, does);
    then();
    raw::does(database, &format!("DELETE FROM {table}"));
    raw::does(
        database,
        &format!("INSERT INTO {table} SELECT * FROM aside"),
    );
    raw::does(database, "DROP TABLE aside");
}

fn a_row_that_is_lost_or_comes_back_is_found_out(on: Backend) {
    let register = TestApp::on(on);
    let (anna, bea) = (a_root(), a_root());
    declares_as(&register.app, &anna, about(&["MA"])).unwrap();
    let as_told = people(&[(&anna, Kept::About("MA")), (&bea, Kept::Nothing)]);
    assert_eq!(looked(&register, &as_told).wrong, [""; 0]);
    with_a_copy_of(
        &register,
        "registration",
        "DELETE FROM registration",
        || {
            let looked = looked(&register, &as_told);
            assert_eq!(
                (looked.lost, looked.wrong.len()),
                (1, 2),
                "{:?}",
                looked.wrong
            );
        },
    );
    assert_eq!(looked(&register, &as_told).wrong, [""; 0]);
    let withdrawn = people(&[(&anna, Kept::Nothing), (&bea, Kept::Nothing)]);
    assert_eq!(looked(&register, &withdrawn).lost, 1, "it came back");
    let other = people(&[(&anna, Kept::About("TR")), (&bea, Kept::Nothing)]);
    assert_eq!(looked(&register, &other).lost, 1, "it was not replaced");
    let stranger = people(&[(&bea, Kept::Nothing)]);
    let wrong = looked(&register, &stranger).wrong;
    assert!(wrong.contains(&"1 rows of nobody".to_owned()), "{wrong:?}");
}

fn half_a_deed_is_found_out(on: Backend) {
    let register = TestApp::on(on);
    let anna = a_root();
    declares_as(&register.app, &anna, about(&["MA"])).unwrap();
    let as_told = people(&[(&anna, Kept::About("MA"))]);
    with_a_copy_of(&register, "ballot", "DELETE FROM ballot", || {
        let looked = looked(&register, &as_told);
        assert_eq!(
            (looked.lost, looked.wrong.len()),
            (0, 1),
            "{:?}",
            looked.wrong
        );
    });
    // A row that does not open, as a torn page would leave it.
    let spoilt = "UPDATE registration SET epoch = epoch + 1";
    with_a_copy_of(&register, "registration", spoilt, || {
        assert!(!looked(&register, &as_told).wrong.is_empty());
    });
    assert_eq!(looked(&register, &as_told).wrong, [""; 0]);
}

fn a_deed_in_doubt_may_be_done_or_not_and_nothing_else(on: Backend) {
    let register = TestApp::on(on);
    let anna = a_root();
    declares_as(&register.app, &anna, about(&["MA"])).unwrap();
    let mut doubted = people(&[(&anna, Kept::About("MA"))]);
    doubted.get_mut("person 0").unwrap().maybe = Some(Kept::Nothing);
    assert_eq!(looked(&register, &doubted).lost, 0);
    withdraws_as(&register.app, &anna).unwrap();
    assert_eq!(looked(&register, &doubted).lost, 0);
    declares_as(&register.app, &anna, about(&["TR"])).unwrap();
    assert_eq!(looked(&register, &doubted).lost, 1);
}

/// The whole trial, with a database that forgets rows: as a disk that lies about its syncs would.
fn a_fleet_that_loses_what_it_acknowledged_is_found_out(on: Backend) {
    let (figures, wrong) = lived_through("none", Fleet::on(on), |trial| {
        trial.waits_for_deeds(2);
        trial.looks(true);
        assert_eq!(trial.town.ledger.wrong(), [""; 0]);
        loses(&trial.fleet.store().register, on, "registration");
        std::thread::sleep(Duration::from_millis(100));
        trial.waits_for_deeds(2);
        trial.looks(true);
        forgets_to_lose(trial.fleet, on);
    });
    assert!(figures.lost > 0, "{figures:?}");
    assert!(!wrong.is_empty());
}

/// So that the people find an end.
fn forgets_to_lose(fleet: &Fleet, on: Backend) {
    let sql = match on {
        Backend::Sqlite => "DROP TRIGGER loses_registration",
        Backend::Postgres => "DROP RULE loses_registration ON registration",
    };
    let read = fleet.store().register.write("no more", move |conn| {
        diesel::sql_query(sql).execute(conn)?;
        Ok::<(), StoreError>(())
    });
    read.unwrap();
}

/// I5, I6 and I7: a letter under a second name, an address in a file, an ended visit that stays.
fn what_comes_twice_lies_about_or_stays_is_found_out(on: Backend) {
    let (_, wrong) = lived_through("none", Fleet::on(on), |trial| {
        trial.waits_for_deeds(2);
        let mail = trial.fleet.mail();
        let mut all = std::fs::read_dir(&mail)
            .unwrap()
            .map(|file| file.unwrap().path());
        let letter = all.find(|file| file.extension().is_some_and(|end| end == "eml"));
        std::fs::copy(letter.unwrap(), mail.join("again.eml")).unwrap();
        let somebody = trial.town.ledger.entries().into_keys().next().unwrap();
        std::fs::write(trial.fleet.home.path().join("forgotten-note"), somebody).unwrap();
        let register = &trial.fleet.store().register;
        raw::does(register, "UPDATE done SET expiry = 99999");
    });
    for said in ["letters for", "forgotten-note", "ended visits are kept"] {
        assert!(
            wrong.iter().any(|one| one.contains(said)),
            "{said}: {wrong:?}"
        );
    }
}

/// An old copy in its place, with neither the journal nor the archive to tell.
fn a_quarter_that_is_drawn_again_is_found_out(on: Backend) {
    let mut register = TestApp::on(on);
    declares_as(&register.app, &a_root(), about(&["MA"])).unwrap();
    register.next_quarter();
    let copy = register.is_copied();
    let quarter = Board(&register).counts();
    assert!(!is_drawn_again(&register.app, quarter));
    register.journal_is_forgotten();
    register.is_restored_from(&copy);
    assert!(is_drawn_again(&register.app, quarter));
}

/// Twenty times the same button where nothing is noted of an ended visit: not one page.
fn a_fleet_that_forgets_which_visits_ended_shows_two_pages(on: Backend) {
    let mut fleet = Fleet::on(on);
    fleet.starts();
    let town = Town::before(&fleet);
    let mut anna = Person::new(&town, 0, 1);
    let mailbox = anna.moves_in();
    anna.comes_in(mailbox).expect("a letter");
    let button = anna.fills_in("MA");
    at_once(&town, &[anna.walker.dressed(&button)]);
    loses(&fleet.store().register, on, "done");
    anna.comes_in(mailbox).expect("a letter");
    let button = anna.goes_away();
    let pressed = at_once(&town, &vec![anna.walker.dressed(&button); TIMES]);
    let removed = |answer: &&Answer| answer.body.contains(&town.titles.removed);
    let shown = pressed.iter().filter(removed).count();
    assert!((1..TIMES).contains(&shown), "{shown} of {TIMES}");
    fleet.stops();
}
