//! After a step the old rows are in no file of the database any more.

use std::collections::HashSet;

use enkel::store::{ballots, registrations};

use super::goes_a_step;
use crate::app::crowd::Crowd;
use crate::app::{Backend, TestApp, raw};
use crate::thief_finds_nothing::loot::{self, Since};

on_both_databases!(old_rows_lie_in_no_file_after_a_step);

const PIECE: usize = 24;

/// The first bytes of every tag and of every sealed row and ballot, past its constant version.
fn pieces(register: &TestApp) -> HashSet<Vec<u8>> {
    let quarter = register.quarter();
    let read = register.app.store.register.read("rows", |conn| {
        let mut found = HashSet::new();
        let mut keep = |bytes: &[u8]| found.insert(bytes[..PIECE].to_vec());
        for tag in registrations::older_tags(conn, 1_000)? {
            keep(tag.bytes());
            let row = registrations::find(conn, &[tag])?.unwrap();
            keep(&row.sealed[1..]);
            // From the middle: what is left of a page may begin anywhere.
            keep(&row.sealed[300..]);
        }
        ballots::of_quarter(conn, quarter, |ballot| {
            keep(&ballot.sealed[1..]);
            Ok(())
        })?;
        Ok(found)
    });
    read.unwrap()
}

/// In how many places of the database's own files they lie.
fn found(register: &TestApp, since: &Since, pieces: &HashSet<Vec<u8>>) -> usize {
    let own = |name: &str| match register.backend {
        Backend::Sqlite => name.contains("register.db"),
        Backend::Postgres => name.contains("/base/"),
    };
    let loot = loot::all(register, since);
    let files = loot.iter().filter(|(name, _)| own(name));
    files
        .map(|(_, bytes)| {
            let places = bytes.windows(PIECE);
            // Sealed bytes are never mostly zero; empty pages are most of a file.
            let full = places.filter(|place| place[0] != 0 || place[1] != 0);
            full.filter(|place| pieces.contains(*place)).count()
        })
        .sum()
}

fn old_rows_lie_in_no_file_after_a_step(on: Backend) {
    let register = TestApp::on(on);
    let since = Since::now(&register);
    let mut crowd = Crowd::of(&register.app, 150);
    let before = pieces(&register);
    assert_eq!(before.len(), 150 * 4);
    assert!(
        found(&register, &since, &before) >= before.len(),
        "the search finds"
    );
    if on == Backend::Postgres {
        // What PostgreSQL does by itself now and then, keeping samples of what it saw.
        let database = &register.app.store.register;
        raw::does(database, "ANALYZE registration, ballot, meta");
    }
    let files_before = filenodes(&register);
    goes_a_step(&register);
    assert_eq!(found(&register, &since, &before), 0);
    let after = pieces(&register);
    assert!(found(&register, &since, &after) >= after.len());
    assert!(before.is_disjoint(&after));
    if on == Backend::Postgres {
        let moved = files_before.iter().zip(filenodes(&register));
        assert!(moved.into_iter().all(|(old, new)| *old != new));
    }
    crowd.all_are_found(&register.app);
}

fn filenodes(register: &TestApp) -> Vec<i64> {
    if register.backend == Backend::Sqlite {
        return Vec::new();
    }
    let node = |table| {
        let expression = format!("pg_relation_filenode('register.{table}')");
        raw::number(
            &register.app.store.register,
            &expression,
            "(SELECT 1) AS one",
        )
    };
    ["registration", "ballot"].map(node).to_vec()
}
