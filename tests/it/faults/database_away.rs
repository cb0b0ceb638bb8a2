//! The database server dies, is restarted, or is gone for seconds, in the middle of everything.
//! The processes stay, and connect again by themselves.

use std::time::{Duration, Instant};

use super::fleet::Fleet;
use super::pg_server::PgServer;
use super::size;
use super::trial::{Trial, nothing_is_lost};
use crate::app::{Backend, Database};

#[test]
fn a_database_that_dies_and_comes_back_loses_nothing() {
    let server = PgServer::new();
    let home = tempfile::tempdir().unwrap();
    let fleet = Fleet::of(Backend::Postgres, home, Database::at(server.url()), &[]);
    nothing_is_lost("database dies", fleet, |trial| {
        for number in 0..size(2, 60) {
            trial.waits_for_deeds(2);
            trial.waits_for_a_moment();
            let mode = ["immediate", "fast"][number % 2];
            let gone = Duration::from_millis(trial.dice.below(2_000) as u64);
            server.stops(mode);
            trial.faults += 1;
            std::thread::sleep(gone);
            server.starts();
            all_serve_again(trial);
            trial.looks(true);
        }
        assert_eq!(trial.fleet.extra_starts, 0, "nobody ended of it");
    });
}

/// From the moment at which the server takes connections.
fn all_serve_again(trial: &mut Trial) {
    let begun = Instant::now();
    for number in 0..trial.fleet.members.len() {
        trial.fleet.is_ready(number);
    }
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap();
    trial.recoveries.push(took);
}
