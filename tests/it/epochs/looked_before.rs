//! Somebody looks while the epoch's old step is destroyed: what they looked into was of before, so
//! they look once more and find what is kept.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use enkel::flows::epoch::{Raise, Rewrap, destroy_old, raise, rewrap};

use crate::app::crowd::{a_root, declares_as, looks_as};
use crate::app::{Backend, TestApp, raw, varied};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The first table that a look reads is slow: it waits for a lock that the test holds.
const SLOW: [&str; 3] = [
    "ALTER TABLE done RENAME TO done_away",
    "CREATE FUNCTION slowly() RETURNS SETOF done_away LANGUAGE plpgsql AS \
     $$ BEGIN PERFORM pg_advisory_xact_lock_shared(77); \
     RETURN QUERY SELECT * FROM done_away; END $$",
    "CREATE VIEW done AS SELECT * FROM slowly()",
];

/// How many wait for that lock.
fn waiting(conn: &mut PgConnection) -> i64 {
    let sql = "SELECT COUNT(*) AS number FROM pg_locks \
        WHERE locktype = 'advisory' AND objid = 77 AND NOT granted \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let found: Number = diesel::sql_query(sql).get_result(conn).unwrap();
    found.number
}

/// On PostgreSQL alone: there a look can be held up after its snapshot was taken.
#[test]
fn who_looks_while_the_old_step_is_destroyed_finds_what_is_kept() {
    let register = TestApp::on(Backend::Postgres);
    let app = &register.app;
    let root = a_root();
    declares_as(app, &root, varied(1)).unwrap();
    for sql in SLOW {
        raw::does(&app.store.register, sql);
    }
    let mut other = PgConnection::establish(&register.database.url).unwrap();
    other.batch_execute("SELECT pg_advisory_lock(77)").unwrap();
    let seen = std::thread::scope(|scope| {
        let looks = scope.spawn(|| looks_as(app, &root));
        while waiting(&mut other) == 0 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(raise(app, Raise::ByHand).unwrap());
        assert_eq!(rewrap(app, None, &mut || true).unwrap(), Rewrap::Done);
        assert!(destroy_old(app).unwrap());
        other
            .batch_execute("SELECT pg_advisory_unlock(77)")
            .unwrap();
        looks.join().unwrap()
    });
    assert!(seen.unwrap() == Some(varied(1)));
}
