//! What a service manager hears of `serve` and `worker`: ready when `/readyz` is green, a sign of
//! life only while the process works, and that it stops.

use std::path::Path;
use std::process::Command;

use super::manager::{Manager, WATCHDOG, says};
use crate::app::{Backend, Citizen, Database};
use crate::faults::fleet::Fleet;
use crate::faults::pg_server::PgServer;
use crate::faults::tracer::Tracer;
use crate::hosts::process::{Host, register};

on_both_databases!(
    a_process_is_ready_works_and_stops,
    a_start_without_room_is_waited_for,
);

/// The first process of a fleet that serves, under a manager.
fn served_under(manager: &Manager, mut fleet: Fleet) -> Fleet {
    fleet.members.truncate(1);
    fleet.members[0].given.extend(manager.gives());
    fleet.start(0);
    manager.waits_for("READY=1");
    fleet
}

fn a_process_is_ready_works_and_stops(on: Backend) {
    let mut fleet = Fleet::on(on);
    for number in 0..fleet.members.len() {
        let folder = tempfile::tempdir().unwrap();
        let manager = Manager::in_folder(folder.path());
        fleet.members[number].given.extend(manager.gives());
        fleet.start(number);
        let heard = manager.waits_for("READY=1");
        assert!(
            heard.iter().all(|word| !says(word, "WATCHDOG=1")),
            "{heard:?}"
        );
        assert!(fleet.members[number].answers(), "it said so");
        let heard = manager.listens(WATCHDOG * 2);
        let signs = heard.iter().filter(|word| says(word, "WATCHDOG=1"));
        assert!((3..=5).contains(&signs.count()), "{heard:?}");
        assert!(heard.iter().all(|word| !says(word, "READY=1")), "once");
        fleet.members[number].stops();
        manager.waits_for("STOPPING=1");
    }
}

/// The outbox is full while the relay is away: whoever starts then is not ready, and works.
fn a_start_without_room_is_waited_for(on: Backend) {
    let register = register(on, &[("mail.outbox_letters", "1")]);
    Citizen::of(&register, "anna@example.org").types_the_address();
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::in_folder(folder.path());
    let keys = register.settings.keys.folder.clone();
    let host = Host::begins(&register, "host-1", &keys, &manager.gives());
    let heard = manager.waits_for("EXTEND_TIMEOUT_USEC=");
    assert!(heard.iter().all(|word| !says(word, "READY=1")), "{heard:?}");
    assert!(!host.is_ready());
    register.delivers();
    manager.waits_for("READY=1");
    assert!(host.is_ready());
}

#[test]
fn nobody_vouches_for_a_process_whose_files_do_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::in_folder(folder.path());
    let fleet = served_under(&manager, Fleet::on(Backend::Sqlite));
    manager.waits_for("WATCHDOG=1");
    assert!(!manager.would_start_it_anew());
    let _tracer = Tracer::withholds_locks_from(fleet.pids()[0]);
    assert!(manager.would_start_it_anew());
}

#[test]
fn nobody_vouches_for_a_process_whose_database_hangs_until_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::in_folder(folder.path());
    let server = PgServer::new();
    let _fleet = served_under(&manager, on_server(&server));
    assert!(!manager.would_start_it_anew());
    signal_all(&server, "-STOP");
    assert!(manager.would_start_it_anew());
    signal_all(&server, "-CONT");
    manager.waits_for("WATCHDOG=1");
}

#[test]
fn a_database_that_is_away_is_no_reason_to_start_anew() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::in_folder(folder.path());
    let server = PgServer::new();
    let mut fleet = served_under(&manager, on_server(&server));
    server.stops("immediate");
    manager.waits_for("STATUS=Not ready");
    // Each look now waits for connections that do not come, seconds each time.
    for _ in 0..2 {
        manager.waits_for("WATCHDOG=1");
    }
    assert!(!fleet.members[0].has_ended());
    server.starts();
    manager.waits_for("STATUS=Ready");
}

#[test]
fn a_process_that_is_stopped_in_the_middle_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::in_folder(folder.path());
    let fleet = served_under(&manager, Fleet::on(Backend::Sqlite));
    fleet.members[0].is_stopped();
    assert!(manager.would_start_it_anew());
    fleet.members[0].goes_on();
    manager.waits_for("WATCHDOG=1");
}

fn on_server(server: &PgServer) -> Fleet {
    let home = tempfile::tempdir().unwrap();
    Fleet::of(Backend::Postgres, home, Database::at(server.url()), &[])
}

/// Every process of that server and of no other.
fn signal_all(server: &PgServer, signal: &str) {
    let file = server.data().join("postmaster.pid");
    let first = std::fs::read_to_string(file).unwrap();
    let postmaster = first.lines().next().unwrap().to_owned();
    let mut pids = children_of(&postmaster);
    pids.push(postmaster);
    let sent = Command::new("kill").arg(signal).args(&pids).status();
    assert!(sent.unwrap().success(), "{pids:?}");
}

fn children_of(parent: &str) -> Vec<String> {
    let tasks = Path::new("/proc").join(parent).join("task");
    let children = tasks.join(parent).join("children");
    let text = std::fs::read_to_string(children).unwrap();
    text.split_whitespace().map(str::to_owned).collect()
}
