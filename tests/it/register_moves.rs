//! A register moves to the other database and back: the same people find their declarations, the
//! same figures verify, and the old database serves nobody any more.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use enkel::flows::close_period::close_due_periods;
use enkel::flows::move_register::{MoveError, move_register};
use enkel::store::{Store, copy, copy::Page, meta};

use crate::app::{Backend, Board, Citizen, TestApp, raw, varied};
use crate::office::rows::{fills_the_office, office_of};

fn address(number: usize) -> String {
    format!("jan{number}@example.org")
}

fn files(register: &TestApp) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let read = register.app.store.register.read("files", |conn| {
        copy::each_page(conn, 10, &mut |page| {
            if let Page::ReleaseFile(some) = page {
                files.extend(
                    some.into_iter()
                        .map(|(release, file)| (format!("{release}/{}", file.name), file.content)),
                );
            }
            Ok(())
        })
    });
    read.unwrap();
    files
}

fn people_are_there(register: &TestApp) {
    for number in [0, 2, 3, 5] {
        let found = Citizen::of(register, &address(number)).looks_again();
        assert_eq!(found.answers, varied(number));
    }
    let mut gone = Citizen::of(register, &address(1));
    assert!(gone.comes_in().looks().is_none());
}

#[test]
fn there_and_back_again() {
    let register = TestApp::on(Backend::Sqlite);
    for number in 0..4 {
        let mut citizen = Citizen::of(&register, &address(number));
        citizen.comes_in().declares(varied(number));
    }
    register.next_quarter();
    Board(&register).counts();
    Citizen::of(&register, &address(5))
        .comes_in()
        .declares(varied(5));
    Citizen::of(&register, &address(1)).comes_in().withdraws();
    let published = files(&register);
    assert!(published.len() > 10);
    let rows = register.rows("registration");
    fills_the_office(&register);
    let office = office_of(&register);

    let other = TestApp::nothing_yet(Backend::Postgres);
    move_register(&register.location(), &other.location).unwrap();
    // The old one serves nobody, and is not moved twice.
    let refused = close_due_periods(&register.app).unwrap_err().causes();
    assert!(refused.contains("moved to another database"), "{refused}");
    let again = move_register(&register.location(), &other.location);
    assert!(matches!(again, Err(MoveError::Taken)), "{again:?}");

    let (register, _kept) = register.now_at(other);
    people_are_there(&register);
    register.is_sound();
    assert_eq!(register.rows("registration"), rows);
    assert_eq!(files(&register), published);
    assert_eq!(office_of(&register), office);

    let other = TestApp::nothing_yet(Backend::Sqlite);
    move_register(&register.location(), &other.location).unwrap();
    let (register, _also) = register.now_at(other);
    people_are_there(&register);
    assert_eq!(files(&register), published);
    assert_eq!(office_of(&register), office);
    // It goes on living: the next quarter is counted.
    register.next_quarter();
    Board(&register).counts();
    register.is_sound();
}

#[test]
fn a_move_onto_a_register_or_onto_itself_changes_nothing() {
    for (from, to) in [
        (Backend::Sqlite, Backend::Postgres),
        (Backend::Postgres, Backend::Sqlite),
    ] {
        let register = TestApp::on(from);
        let taken = TestApp::on(to);
        let refused = move_register(&register.location(), &taken.location());
        assert!(matches!(refused, Err(MoveError::Taken)), "{refused:?}");
        let refused = move_register(&register.location(), &register.location());
        assert!(matches!(refused, Err(MoveError::SamePlace)), "{refused:?}");
        let nothing = TestApp::nothing_yet(to);
        let refused = move_register(&nothing.location, &register.location());
        assert!(matches!(refused, Err(MoveError::Nothing)), "{refused:?}");
        for one in [&register, &taken] {
            Citizen::of(one, &address(1)).comes_in().declares(varied(1));
        }
    }
}

#[test]
fn a_move_that_fails_leaves_the_register_open_where_it_was() {
    let register = TestApp::on(Backend::Sqlite);
    let mut citizen = Citizen::of(&register, &address(1));
    citizen.comes_in().declares(varied(1));
    let other = TestApp::nothing_yet(Backend::Postgres);
    // A row that no version writes stops the copy half way.
    let database = &register.app.store.register;
    raw::does(
        database,
        "INSERT INTO ballot (id, period, epoch, sealed) VALUES (x'00', '2026-Q3', 1, x'00')",
    );
    let failed = move_register(&register.location(), &other.location);
    assert!(matches!(failed, Err(MoveError::Store(_))), "{failed:?}");
    raw::does(database, "DELETE FROM ballot WHERE id = x'00'");
    let closed = database.read("closed", |conn| meta::get(conn, meta::CLOSED));
    assert_eq!(closed.unwrap(), None);
    assert!(!Store::holds_a_register(&other.location).unwrap());
    citizen.looks_again();
    move_register(&register.location(), &other.location).unwrap();
}

/// A move that a power cut broke off has closed the register and is made again; a restore that was
/// not finished has closed it too, and what it leaves half done is not moved.
#[test]
fn a_register_closed_by_a_broken_move_is_moved_and_one_closed_by_a_restore_is_not() {
    for on in [Backend::Sqlite, Backend::Postgres] {
        let register = TestApp::on(on);
        let mut citizen = Citizen::of(&register, &address(1));
        citizen.comes_in().declares(varied(1));
        let other = TestApp::nothing_yet(Backend::Sqlite);
        let database = &register.app.store.register;
        let closed = |reason: &'static str| {
            let closes = database.write("close", move |conn| meta::set(conn, meta::CLOSED, reason));
            closes.unwrap();
        };
        closed("restoring");
        let refused = move_register(&register.location(), &other.location);
        assert!(matches!(refused, Err(MoveError::Store(_))), "{refused:?}");
        let reason = database.read("why", |conn| meta::get(conn, meta::CLOSED));
        assert_eq!(reason.unwrap().as_deref(), Some("restoring"));
        assert!(!Store::holds_a_register(&other.location).unwrap());
        closed("moved");
        move_register(&register.location(), &other.location).unwrap();
        let (register, _kept) = register.now_at(other);
        let found = Citizen::of(&register, &address(1)).looks_again();
        assert_eq!(found.answers, varied(1));
    }
}

/// The new server takes every row, and then not the last step.
#[test]
fn a_last_step_that_is_refused_leaves_the_register_open_where_it_was() {
    let register = TestApp::on(Backend::Sqlite);
    let mut citizen = Citizen::of(&register, &address(1));
    citizen.comes_in().declares(varied(1));
    let other = TestApp::nothing_yet(Backend::Postgres);
    let at_the_new_one = |sql: &str| {
        let mut conn = PgConnection::establish(other.url()).unwrap();
        conn.batch_execute(sql).unwrap();
    };
    at_the_new_one(
        "CREATE FUNCTION public.refuses() RETURNS event_trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'no'; END $$; \
         CREATE EVENT TRIGGER refuses ON ddl_command_start WHEN TAG IN ('ALTER SCHEMA') \
         EXECUTE FUNCTION public.refuses()",
    );
    let failed = move_register(&register.location(), &other.location);
    assert!(matches!(failed, Err(MoveError::Store(_))), "{failed:?}");
    assert!(!Store::holds_a_register(&other.location).unwrap());
    assert_eq!(citizen.looks_again().answers, varied(1));
    at_the_new_one("DROP EVENT TRIGGER refuses");
    move_register(&register.location(), &other.location).unwrap();
    let (register, _kept) = register.now_at(other);
    let found = Citizen::of(&register, &address(1)).looks_again();
    assert_eq!(found.answers, varied(1));
}
