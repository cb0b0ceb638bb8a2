//! Writes that wait together are committed together, and each comes to its own end: one that fails
//! takes no other back, and one that nobody waits for any more is done to its end.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use enkel::domain::clock::Day;
use enkel::domain::ids::Nonce;
use enkel::store::{Conn, StoreError, Written, done};

use crate::app::{Backend, TestApp};

on_both_databases!(
    a_write_that_fails_takes_no_other_back,
    a_write_that_breaks_off_tells_whoever_waits,
    a_write_that_nobody_waits_for_is_done_to_its_end,
);

/// Nothing takes so long unless it hangs.
const GUARD: Duration = Duration::from_secs(60);

const TODAY: Day = Day::from_number(20_000);

/// Ends a visit; the same visit twice would be refused by its key.
fn ends(conn: &mut Conn, visit: u8) -> Result<(), StoreError> {
    done::end_first(conn, &Nonce::new([visit; 16]), TODAY)
}

fn has_ended(register: &TestApp, visit: u8) -> bool {
    let about = move |conn: &mut Conn| done::contains(conn, &Nonce::new([visit; 16]));
    register.app.store.register.ask("look", about).unwrap()
}

fn queues(
    register: &TestApp,
    work: impl FnMut(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> Written<()> {
    let database = &register.app.store.register;
    database.write_later("test", work).unwrap()
}

/// The first keeps SQLite's one writer busy while the others come.
fn a_write_that_fails_takes_no_other_back(on: Backend) {
    let register = TestApp::on(on);
    let (begun, begins) = channel();
    let mut told = Some(begun);
    let first = queues(&register, move |conn| {
        if let Some(begun) = told.take() {
            begun.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(100));
        }
        ends(conn, 1)
    });
    begins.recv().unwrap();
    let before = queues(&register, |conn| ends(conn, 2));
    let fails = queues(&register, |conn| {
        ends(conn, 3)?;
        Err(StoreError::Inconsistent { table: "test" })
    });
    let after = queues(&register, |conn| ends(conn, 4));
    assert!(matches!(
        fails.wait(),
        Err(StoreError::Inconsistent { table: "test" })
    ));
    for kept in [first, before, after] {
        kept.wait().unwrap();
    }
    let ended = [1, 2, 3, 4].map(|visit| has_ended(&register, visit));
    assert_eq!(ended, [true, true, false, true]);
}

fn a_write_that_breaks_off_tells_whoever_waits(on: Backend) {
    let register = TestApp::on(on);
    for visit in 1..4 {
        let breaks_off = queues(&register, |conn| {
            ends(conn, 9)?;
            panic!("on purpose");
        });
        assert!(matches!(breaks_off.wait(), Err(StoreError::Unavailable(_))));
        queues(&register, move |conn| ends(conn, visit))
            .wait()
            .unwrap();
    }
    assert!(!has_ended(&register, 9));
}

fn a_write_that_nobody_waits_for_is_done_to_its_end(on: Backend) {
    let register = TestApp::on(on);
    drop(queues(&register, |conn| ends(conn, 1)));
    let begun = Instant::now();
    while !has_ended(&register, 1) {
        assert!(begun.elapsed() < GUARD, "it was not done");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[derive(diesel::QueryableByName)]
struct Log {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    log: i32,
}

/// How many pages SQLite's log has.
fn log_of(register: &TestApp) -> i32 {
    let asked = |conn: &mut Conn| {
        let asked = diesel::sql_query("PRAGMA wal_checkpoint(NOOP)");
        let Log { log } = asked.get_result(conn)?;
        Ok(log)
    };
    register.app.store.register.ask("look", asked).unwrap()
}

/// A visit ends, whose row comes to lie somewhere in the table.
fn somebody_leaves(register: &TestApp, number: u128) {
    let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let visit = Nonce::new(scattered.to_be_bytes());
    let ends = move |conn: &mut Conn| done::end_first(conn, &visit, TODAY);
    register.app.store.register.write("test", ends).unwrap();
}

/// Else the commit that makes the log long would do it, and everybody behind that would wait.
#[test]
fn the_log_is_brought_into_the_file_while_people_go_on_writing() {
    let register = TestApp::on(Backend::Sqlite);
    let (mut number, mut longest) = (0, 0);
    loop {
        somebody_leaves(&register, number);
        let log = log_of(&register);
        if log < longest {
            break;
        }
        (number, longest) = (number + 1, log);
        std::thread::sleep(Duration::from_millis(1));
    }
    // At 4,000 pages the writer would do it.
    assert!((500..3_900).contains(&longest), "begun anew at {longest}");
}
