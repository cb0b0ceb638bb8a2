//! Disks: a process dies at the very moment at which it asks for a sync; syncs fail; the disk is
//! full.

use std::time::{Duration, Instant};

use super::fleet::Fleet;
use super::size;
use super::tracer::{Tracer, killing_at_sync};
use super::trial::{Trial, nothing_is_lost};
use crate::app::{Backend, Database};
use crate::journal::full::{SmallDisk, is_root};

on_both_databases!(
    killed_at_each_sync_nothing_acknowledged_is_lost,
    a_disk_that_fails_lets_nothing_be_acknowledged,
    a_full_disk_loses_nothing_and_room_mends_it,
);

const GIVES_UP: Duration = Duration::from_secs(30);

/// Every process in turn, at its first sync, its second, and so on: at its start, in a deed, while
/// a letter is written, when the log is emptied.
fn killed_at_each_sync_nothing_acknowledged_is_lost(on: Backend) {
    nothing_is_lost("kill at a sync", Fleet::on(on), |trial| {
        let many = trial.fleet.members.len();
        let most = size(6, 120);
        for turn in 0..most {
            let victim = turn % many;
            // Its twin would do all the work meanwhile: a host's, or a worker's.
            let stopped: Vec<usize> = (0..many).filter(|one| one / 2 == victim / 2).collect();
            for number in &stopped {
                trial.fleet.members[*number].stops();
            }
            trial.fleet.members[victim].under = killing_at_sync(1 + turn / many);
            trial.fleet.start(victim);
            let struck = is_struck(trial, victim, 8 + 2 * turn / many);
            trial.fleet.members[victim].under.clear();
            trial.fleet.members[victim].stops();
            trial.faults += usize::from(struck);
            trial.start_again(&stopped);
            trial.looks(turn % 5 == 4);
        }
        assert!(trial.faults > most / 6, "{} of {most} struck", trial.faults);
    });
}

/// A process that met no such sync while so many deeds were done goes on living.
fn is_struck(trial: &mut Trial, victim: usize, deeds: usize) -> bool {
    let (begun, before) = (Instant::now(), trial.acknowledged());
    while trial.acknowledged() < before + deeds && begun.elapsed() < GIVES_UP {
        if trial.fleet.members[victim].has_ended() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

fn a_disk_that_fails_lets_nothing_be_acknowledged(on: Backend) {
    nothing_is_lost("sync fails (EIO)", Fleet::on(on), |trial| {
        for _ in 0..size(1, 20) {
            trial.waits_for_deeds(3);
            fails_for_a_while(trial, on);
            // It needs no help to go on.
            trial.waits_for_deeds(3);
            trial.fleet.looks_after_all();
            trial.looks(true);
        }
        assert_eq!(trial.fleet.extra_starts, 0, "nobody ended of it");
    });
}

fn fails_for_a_while(trial: &mut Trial, on: Backend) {
    let pids = trial.fleet.pids().into_iter();
    let tracers: Vec<Tracer> = pids.map(Tracer::breaks_the_disk_of).collect();
    // What was synced just before may be answered still.
    std::thread::sleep(Duration::from_millis(300));
    let before = trial.acknowledged();
    std::thread::sleep(Duration::from_millis(1_500));
    // On PostgreSQL it is the server's own disk that a first declaration waits for.
    if on == Backend::Sqlite {
        assert_eq!(trial.acknowledged(), before, "nothing was on a disk");
    }
    drop(tracers);
    trial.faults += 1;
}

/// Database, journal, letters and logs all lie on it; on PostgreSQL all but the database.
fn a_full_disk_loses_nothing_and_room_mends_it(on: Backend) {
    let place = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::at(place.path(), 16_000) else {
        assert!(!is_root(), "root can mount a small disk");
        eprintln!("not root: this was not tried");
        return;
    };
    let home = tempfile::tempdir_in(place.path()).unwrap();
    let database = Database::new(on, &home.path().join("r"));
    let fleet = Fleet::of(on, home, database, &[]);
    nothing_is_lost("disk full (ENOSPC)", fleet, |trial| {
        for _ in 0..size(1, 15) {
            trial.waits_for_deeds(3);
            disk.fills_up();
            match on {
                // What lay ready in the write-ahead log is used up first.
                Backend::Sqlite => trial.waits_for_refusals(5),
                Backend::Postgres => std::thread::sleep(Duration::from_millis(1_500)),
            }
            disk.has_room();
            trial.faults += 1;
            trial.fleet.looks_after_all();
            trial.waits_for_deeds(3);
            trial.looks(true);
        }
    });
    drop(disk);
}
