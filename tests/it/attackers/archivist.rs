//! The Archivist has a copy of all tables after every single operation, as they lie on the disk,
//! with and without the server's keys; the counting key alone he has not. He guesses answers,
//! looks for times, and matches rows of one epoch with those of the next.
//!
//! How often chance alone would raise an alarm is below one in a million for each test: see
//! [`most_by_chance`] and [`MOST_MATCHES`].

mod copy;
mod guess;
mod matching;

use enkel::crypto::random;
use enkel::domain::ids::{BallotId, Root, Tag};
use enkel::flows::epoch::{Looked, Raise, finish, raise};
use enkel::store::registrations;

use crate::app::crowd::{a_root, declares_as};
use crate::app::{Backend, TestApp, about, raw, varied};
use copy::Copy;
use guess::{Seen, Strategy};

on_both_databases!(
    who_gave_which_answer_is_not_to_be_guessed,
    a_row_without_padding_and_one_in_plain_text_give_answers_away,
    no_column_tells_a_time_finer_than_a_quarter,
    a_serial_and_a_day_are_found,
    rows_of_two_epochs_do_not_match_and_rows_do_not_lead_to_ballots,
    a_rewrap_that_keeps_the_order_gives_all_away,
);

/// The larger number in a long run; to be asked of the attackers' common size.
fn size(short: usize, long: usize) -> usize {
    match std::env::var_os("ENKEL_LONG") {
        Some(part) if part == "thief" => long,
        _ => short,
    }
}

/// By Hoeffding's inequality, `hits` of `trials` fair coins lie further than t from half of them
/// with a chance below 2 exp(-2 t² / trials). With t² = 10 trials that is 4.2e-9; with the twenty
/// or so strategies that are tried, below 1e-7.
fn most_by_chance(trials: usize) -> f64 {
    (10.0 * trials as f64).sqrt()
}

/// A random order agrees with another in k places or more with a chance below 1/k!: 2.1e-9 for
/// twelve.
const MOST_MATCHES: usize = 12;

/// What is known beforehand: two answers that differ in many ways.
const CANDIDATES: [usize; 2] = [1, 4];

/// Somebody declares one of two things, and the Archivist compares his copies. How often each of
/// his ways to guess was right. `spoil` may do to the new row what no careful program would.
fn guessing(
    on: Backend,
    trials: usize,
    spoil: &dyn Fn(&TestApp, &Tag, usize),
) -> Vec<(&'static str, usize)> {
    let register = TestApp::on(on);
    let mut before = Copy::of(&register);
    let mut known: Vec<(Seen, usize)> = Vec::new();
    let strategies = Strategy::all();
    let mut hits = vec![0; strategies.len()];
    // The first ones are his own declarations: he knows what they say.
    let own = 20;
    for trial in 0..trials + own {
        let [coin] = random::bytes::<1>().unwrap();
        let answer = usize::from(coin & 1);
        declares_as(&register.app, &a_root(), varied(CANDIDATES[answer])).unwrap();
        let tag = Copy::of(&register).new_row(&before).tag;
        spoil(&register, &tag, CANDIDATES[answer]);
        let after = Copy::of(&register);
        let seen = Seen::between(&register, &before, &after);
        if trial >= own {
            for (strategy, hits) in strategies.iter().zip(&mut hits) {
                *hits += usize::from(strategy.guesses(&seen, &known) == answer);
            }
        } else {
            known.push((seen, answer));
        }
        before = after;
    }
    strategies.iter().map(|s| s.name).zip(hits).collect()
}

/// How far from half of the trials; chance is even on both sides, and always wrong is as good as
/// always right.
fn off(hits: usize, trials: usize) -> f64 {
    (hits as f64 - trials as f64 / 2.0).abs()
}

fn who_gave_which_answer_is_not_to_be_guessed(on: Backend) {
    let trials = size(150, 1_000);
    for (name, hits) in guessing(on, trials, &|_, _, _| {}) {
        assert!(
            off(hits, trials) < most_by_chance(trials),
            "{name}: {hits} of {trials}"
        );
    }
}

fn a_row_without_padding_and_one_in_plain_text_give_answers_away(on: Backend) {
    let trials = size(150, 1_000);
    let wins = |name: &str, spoil: &dyn Fn(&TestApp, &Tag, usize)| {
        let found = guessing(on, trials, spoil);
        let (_, hits) = found.iter().find(|(known, _)| *known == name).unwrap();
        assert!(
            off(*hits, trials) > most_by_chance(trials),
            "{name}: {hits} of {trials}"
        );
    };
    let becomes = |register: &TestApp, tag: &Tag, sealed: &[u8]| {
        let [sealed, tag] = [sealed, tag.bytes()].map(|bytes| copy::literal(on, bytes));
        let sql = format!("UPDATE registration SET sealed = {sealed} WHERE tag = {tag}");
        raw::does(&register.app.store.register, &sql);
    };
    // Sealed to its own length: as long as what it says, though nobody can read it.
    wins("the row's length", &|register, tag, seed| {
        let length = said(seed).len();
        let mut sealed = vec![0; 80 + length];
        random::fill(&mut sealed).unwrap();
        becomes(register, tag, &sealed);
    });
    // Padded and plain.
    wins("likeness to known rows", &|register, tag, seed| {
        let mut plain = said(seed).into_bytes();
        plain.resize(600, b' ');
        becomes(register, tag, &plain);
    });
}

/// What number `seed` declares, as a careless program would write it.
fn said(seed: usize) -> String {
    let answers = varied(seed);
    let told = answers.optional.unwrap_or_default();
    let chief = answers.nationalities.chief().code();
    let province = told.province.map_or("", |province| province.code());
    let reason = told.main_reason.map_or("", |reason| reason.code());
    format!("nationality={chief} province={province} main_reason={reason}")
}

/// People declare on all days of a quarter; by its end nothing about a visit is kept any more.
fn a_quarter_of_days(register: &TestApp) {
    let quarter = register.quarter();
    while register.quarter() == quarter {
        declares_as(&register.app, &a_root(), about(&["MA"])).unwrap();
        if register.clock.today().number() % 5 == 0 {
            let root = a_root();
            declares_as(&register.app, &root, about(&["TR"])).unwrap();
            crate::app::crowd::withdraws_as(&register.app, &root).unwrap();
        }
        if register.clock.today().plus(4) >= quarter.next().first_week().first_day() {
            break;
        }
        register.next_day();
        register.jobs_run();
    }
    register.lives_until(register.clock.today().plus(4));
    register.jobs_run();
}

fn no_column_tells_a_time_finer_than_a_quarter(on: Backend) {
    let register = TestApp::on(on);
    a_quarter_of_days(&register);
    for table in ["registration", "ballot"] {
        assert!(register.rows(table) > 80);
        assert_eq!(
            copy::telling_columns(&register, table),
            Vec::<String>::new()
        );
    }
    // What ended visits leave is gone after three days.
    assert_eq!(register.rows("done"), 0);
}

fn a_serial_and_a_day_are_found(on: Backend) {
    let register = TestApp::on(on);
    let today = register.clock.today().number();
    for column in ["serial", "day"] {
        let sql = format!("ALTER TABLE registration ADD COLUMN {column} INTEGER");
        raw::does(&register.app.store.register, &sql);
    }
    for person in 0..20 {
        declares_as(&register.app, &a_root(), about(&["MA"])).unwrap();
        let sql = format!(
            "UPDATE registration SET serial = {person}, day = {} WHERE serial IS NULL",
            today + person
        );
        raw::does(&register.app.store.register, &sql);
    }
    let found = copy::telling_columns(&register, "registration");
    assert_eq!(found, ["serial", "day"]);
}

/// Who is who, as only the test knows: each person's root, and the row and ballot
/// of their joining.
struct Person {
    root: Root,
    tag: Tag,
    ballot: BallotId,
}

fn people(register: &TestApp, many: usize) -> Vec<Person> {
    let mut before = Copy::of(register);
    let mut people = Vec::new();
    for number in 0..many {
        let root = a_root();
        declares_as(&register.app, &root, varied(number)).unwrap();
        // The copies show which ballot came with which row: that much is known and stated.
        let after = Copy::of(register);
        let tag = after.new_row(&before).tag;
        let ballot = after.new_ballot(&before).id;
        people.push(Person { root, tag, ballot });
        before = after;
    }
    people
}

fn rows_of_two_epochs_do_not_match_and_rows_do_not_lead_to_ballots(on: Backend) {
    let register = TestApp::on(on);
    let people = people(&register, size(120, 500));
    let before = Copy::of(&register);
    assert!(raise(&register.app, Raise::ByHand).unwrap());
    let wrapped = finish(&register.app, None, &mut || true).unwrap();
    assert_eq!(wrapped, Looked::InOrder);
    let after = Copy::of(&register);
    for found in matching::all(&register, &people, &before, &after) {
        assert!(found.right <= MOST_MATCHES, "{found:?}");
        // Six standard deviations: less than one in a hundred million.
        assert!(
            found.correlation.abs() < 6.0 / (found.of as f64 - 1.0).sqrt(),
            "{found:?}"
        );
    }
}

fn a_rewrap_that_keeps_the_order_gives_all_away(on: Backend) {
    let register = TestApp::on(on);
    if on == Backend::Sqlite {
        // A table that numbers its rows, as SQLite does unless told otherwise.
        let columns = "tag BLOB PRIMARY KEY NOT NULL, sealed BLOB NOT NULL, \
                       cohort INTEGER NOT NULL, epoch INTEGER NOT NULL";
        let database = &register.app.store.register;
        raw::does(database, "DROP TABLE registration");
        raw::does(database, &format!("CREATE TABLE registration ({columns})"));
    }
    let people = people(&register, size(120, 500));
    let before = Copy::of(&register);
    let keys = register.app.keys.clone();
    let tags: Vec<Tag> = before.rows.iter().map(|row| row.tag).collect();
    let write = register.app.store.register.write("careless", move |conn| {
        let (old, new) = (keys.epoch(1).unwrap(), keys.epoch(2).unwrap());
        for tag in &tags {
            for mut row in registrations::take(conn, std::slice::from_ref(tag))? {
                let made = new.rewrap_row(&old, &row.tag, &row.sealed).unwrap();
                (row.tag, row.sealed, row.epoch) = (made.tag, made.sealed, 2);
                registrations::add(conn, &row)?;
            }
        }
        Ok(())
    });
    write.unwrap();
    let after = Copy::of(&register);
    let found = matching::all(&register, &people, &before, &after);
    let rows = found
        .iter()
        .find(|m| m.name == "rows by their places")
        .unwrap();
    assert_eq!((rows.right, rows.of), (people.len(), people.len()));
    let ballots = found
        .iter()
        .find(|m| m.name == "rows and ballots by their places");
    assert!(on == Backend::Sqlite || ballots.unwrap().right > MOST_MATCHES);
}
