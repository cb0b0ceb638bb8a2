//! The epoch goes a step while people come and go: nobody is missed, whatever stops it.

mod copies;
mod escrow;
mod fresh;
mod killed;
mod looked_before;
mod remnants;
mod turns;

use enkel::flows::epoch::{Looked, Raise, Rewrap, destroy_old, finish, look_after, raise, rewrap};
use enkel::flows::step_keys::{Stepped, step_keys};

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, raw, varied};

on_both_databases!(
    everybody_is_found_while_all_is_wrapped_anew,
    a_rewrap_that_stops_after_each_batch_ends_whole,
    the_epoch_follows_the_registers_months_and_no_clock,
    a_key_that_something_carries_is_not_destroyed,
);

/// Enough for several batches of rows and of ballots.
const MANY: usize = 1_200;

/// A step and a whole re-wrap.
pub fn goes_a_step(register: &TestApp) {
    assert!(raise(&register.app, Raise::ByHand).unwrap());
    let looked = finish(&register.app, None, &mut || true).unwrap();
    assert_eq!(looked, Looked::InOrder);
}

fn everybody_is_found_while_all_is_wrapped_anew(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, MANY);
    let mut newcomers = MANY;
    assert!(raise(app, Raise::ByHand).unwrap());
    let mut batches = 0;
    let done = rewrap(app, None, &mut || {
        batches += 1;
        // Some of whom were wrapped by now and some were not.
        for number in (batches..MANY).step_by(23) {
            crowd.looks(app, number);
            match number % 3 {
                0 => crowd.declares(app, number, varied(number + batches)),
                1 => crowd.withdraws(app, number),
                _ => crowd.withdraws(app, number % 40),
            }
            crowd.looks(app, number);
        }
        for _ in 0..5 {
            crowd.declares(app, newcomers, varied(newcomers));
            newcomers += 1;
        }
        true
    });
    assert_eq!(done.unwrap(), Rewrap::Done);
    assert!(batches >= 6, "{batches}");
    crowd.all_are_found(app);
    assert_eq!(finish(app, None, &mut || true).unwrap(), Looked::InOrder);
    assert_eq!((register.steps(), app.keys.oldest().0), ((2, 2), 2));
    crowd.all_are_found(app);
    register.is_sound();
    let quarter = register.quarter();
    let peeked = Board(&register).peeks(quarter);
    assert_eq!(peeked, crowd.books.flows(quarter));
    register.next_quarter();
    assert_eq!(Board(&register).counts(), quarter);
}

fn a_rewrap_that_stops_after_each_batch_ends_whole(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, 1_100);
    assert!(raise(app, Raise::ByHand).unwrap());
    let mut stops = 0;
    loop {
        assert!(!raise(app, Raise::ByHand).unwrap(), "one step at a time");
        assert!(!destroy_old(app).unwrap(), "the old step is needed");
        // Another host, started anew, goes on.
        let host = register.another_host();
        match rewrap(&host, None, &mut || false).unwrap() {
            Rewrap::Done => break,
            Rewrap::Stopped => stops += 1,
            Rewrap::SomebodyElse(turn) => panic!("the turn was not given back: {turn}"),
        }
        for number in (stops..1_100).step_by(31) {
            crowd.looks(app, number);
        }
    }
    assert_eq!(stops, 6);
    assert_eq!(finish(app, None, &mut || true).unwrap(), Looked::InOrder);
    crowd.all_are_found(app);
    register.is_sound();
}

fn the_epoch_follows_the_registers_months_and_no_clock(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, 5);
    let looks = || look_after(app, None, &mut || true).unwrap();
    register.next_day();
    let today = register.clock.today();
    for day in [today.plus(400), today.plus(-400), today] {
        register.clock.stands_on(day);
        // The calendar's job closes nothing while the clock is in doubt.
        if step_keys(app).unwrap() == Stepped::InStep {
            register.jobs_run();
        }
        assert_eq!(looks(), Looked::InOrder);
        assert_eq!((register.steps(), app.keys.oldest().0), ((1, 1), 1));
    }
    let mut seen = vec![1];
    while seen.len() < 4 {
        register.next_week();
        // However often it looks.
        for _ in 0..3 {
            assert_eq!(looks(), Looked::InOrder);
        }
        let (current, oldest) = register.steps();
        assert_eq!((current, app.keys.oldest().0), (oldest, oldest));
        if seen.last() != Some(&current) {
            seen.push(current);
            crowd.all_are_found(app);
        }
    }
    assert_eq!(seen, [1, 2, 3, 4]);
    let weeks = register.clock.today().number() - today.number();
    // Four, four and five weeks: the fourth month begins with the next quarter.
    assert_eq!(weeks / 7, 12);
    register.is_sound();
}

fn a_key_that_something_carries_is_not_destroyed(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, 3);
    let database = &app.store.register;
    for table in ["registration", "ballot"] {
        raw::does(
            database,
            &format!("CREATE TABLE kept AS SELECT * FROM {table}"),
        );
        let (before, _) = register.steps();
        assert!(raise(app, Raise::ByHand).unwrap());
        assert_eq!(rewrap(app, None, &mut || true).unwrap(), Rewrap::Done);
        // An old row comes back, as from a careless hand at the database.
        let name = if table == "ballot" { "id" } else { "tag" };
        raw::does(
            database,
            &format!("DELETE FROM {table} WHERE {name} IN (SELECT {name} FROM kept LIMIT 1)"),
        );
        raw::does(
            database,
            &format!("INSERT INTO {table} SELECT * FROM kept LIMIT 1"),
        );
        let refused = destroy_old(app).unwrap_err().to_string();
        assert!(refused.contains("no key was destroyed"), "{refused}");
        assert_eq!(app.keys.oldest().0, before);
        raw::does(
            database,
            &format!("DELETE FROM {table} WHERE epoch < {}", before + 1),
        );
        raw::does(database, "DROP TABLE kept");
        assert!(destroy_old(app).unwrap());
        assert_eq!(app.keys.oldest().0, before + 1);
    }
    // One ballot is gone by that careless hand; the guest list is whole.
    for number in 0..3 {
        crowd.looks(app, number);
    }
}
