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
    database.write_later("test", work, |done| done).unwrap()
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
    let (tells, hears) = channel();
    let then = move |()| tells.send(()).unwrap();
    let database = &register.app.store.register;
    let written = database.write_later("test", |conn| ends(conn, 1), then);
    drop(written.unwrap());
    hears.recv_timeout(Duration::from_secs(5)).unwrap();
    assert!(has_ended(&register, 1));
}

#[derive(diesel::QueryableByName)]
struct Log {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    log: i32,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    checkpointed: i32,
}

/// Pages that stand in SQLite's log alone.
fn pages_ahead(register: &TestApp) -> i32 {
    let asked = |conn: &mut Conn| {
        let asked = diesel::sql_query("PRAGMA wal_checkpoint(NOOP)");
        let found: Log = asked.get_result(conn)?;
        Ok(found.log - found.checkpointed)
    };
    register.app.store.register.ask("look", asked).unwrap()
}

/// Else the commit that makes it long would do it, and everybody behind that would wait.
#[test]
fn the_log_is_brought_into_the_file_beside_the_writer() {
    let register = TestApp::on(Backend::Sqlite);
    for number in 0..1_000_u128 {
        let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        let visit = Nonce::new(scattered.to_be_bytes());
        let ends = move |conn: &mut Conn| done::end_first(conn, &visit, TODAY);
        register.app.store.register.write("test", ends).unwrap();
    }
    let begun = Instant::now();
    while pages_ahead(&register) > 600 {
        assert!(
            begun.elapsed() < GUARD,
            "nobody brings the log into the file"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}
