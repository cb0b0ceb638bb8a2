//! The cluster of `deploy/cluster`, started by its own script: whoever is acknowledged while a database's
//! machine dies, stops answering or hands over is still there afterwards, once, and whoever left is gone.
//!
//! A failover takes most of a minute, so `./test` only has the files judged by the programs that read
//! them; `./test --long cluster` fails over ten times in each of five parts.

mod browser;
mod crowd;
mod figures;
mod looked_through;
mod machines;
mod person;

use std::time::{Duration, Instant};

use crowd::Crowd;
use figures::Part;
use machines::Cluster;

/// Writes that must be acknowledged after a fault before it counts as over.
const AGAIN: usize = 5;
/// Generous: what is wanted is 30 seconds, and that is written down, not judged here.
const HANG: Duration = Duration::from_secs(240);

/// What befalls the primary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The machine is gone: PostgreSQL and Patroni with all their processes.
    Killed,
    /// It is there and does not answer; later it goes on where it stood.
    Frozen,
    /// PostgreSQL alone dies; its Patroni lives and tells.
    Crashed,
    /// Somebody hands over on purpose.
    HandedOver,
}

const TEN: [Fault; 10] = [
    Fault::Killed,
    Fault::Frozen,
    Fault::Killed,
    Fault::HandedOver,
    Fault::Killed,
    Fault::Crashed,
    Fault::Killed,
    Fault::Frozen,
    Fault::Killed,
    Fault::Killed,
];

#[test]
fn the_files_are_valid_to_those_who_read_them() {
    let cluster = Cluster::not_started();
    cluster.runs(&["check"]);
    // And they would have been refused if they were not.
    for (file, right, wrong) in [
        ("haproxy.cfg", "mode tcp", "mode carrier-pigeon"),
        ("patroni.yml", "data_dir:", "data_folder:"),
    ] {
        let broken = Cluster::not_started().with_own_script();
        broken.changes(file, right, wrong);
        assert!(!broken.tries(&["check"]), "{file} with {wrong}");
    }
}

/// Ten failovers, and two faults beside them that must not even be noticed.
fn ten_failovers(part: u32) {
    if std::env::var_os("ENKEL_LONG").is_none_or(|long| long != "cluster") {
        return;
    }
    let cluster = Cluster::started();
    let crowd = Crowd::at(&cluster);
    let mut figures = Part::new(part);
    for (turn, fault) in TEN.iter().enumerate() {
        cluster.is_whole_again();
        crowd.goes_on_for(Duration::from_secs(2));
        figures.failed_over(*fault, fails_over(&cluster, &crowd, *fault));
        match turn {
            3 => figures.beside(
                "a voter of etcd killed",
                survives(&cluster, &crowd, "etcd-2"),
            ),
            6 => figures.beside(
                "a host of Enkel killed",
                survives(&cluster, &crowd, "host-1"),
            ),
            _ => {}
        }
    }
    cluster.is_whole_again();
    let books = crowd.goes_home();
    let found = looked_through::look(&cluster, &books);
    figures.write_down(&found);
    found.judge();
}

/// How long nobody was acknowledged.
fn fails_over(cluster: &Cluster, crowd: &Crowd, fault: Fault) -> Duration {
    let before = cluster.primary().expect("a primary");
    let began = Instant::now();
    match fault {
        Fault::Killed => cluster.runs(&["kill", &before]),
        Fault::Frozen => cluster.runs(&["freeze", &before]),
        Fault::Crashed => cluster.runs(&["crash", &before]),
        Fault::HandedOver => cluster.runs(&["switchover"]),
    }
    let end = began + HANG;
    while cluster.primary().is_none_or(|now| now == before) {
        assert!(Instant::now() < end, "nobody took {before}'s place");
        std::thread::sleep(Duration::from_millis(200));
    }
    crowd.is_acknowledged(AGAIN, end);
    let without = crowd.longest_silence_since(began);
    match fault {
        Fault::Killed => cluster.runs(&["start", &before]),
        Fault::Frozen => cluster.runs(&["thaw", &before]),
        Fault::Crashed | Fault::HandedOver => {}
    }
    without
}

fn survives(cluster: &Cluster, crowd: &Crowd, name: &str) -> Duration {
    cluster.is_whole_again();
    let began = Instant::now();
    cluster.runs(&["kill", name]);
    crowd.is_acknowledged(3 * AGAIN, began + HANG);
    let without = crowd.longest_silence_since(began);
    cluster.runs(&["start", name]);
    without
}

#[test]
fn part_1_of_fifty_failovers_loses_nothing() {
    ten_failovers(1);
}

#[test]
fn part_2_of_fifty_failovers_loses_nothing() {
    ten_failovers(2);
}

#[test]
fn part_3_of_fifty_failovers_loses_nothing() {
    ten_failovers(3);
}

#[test]
fn part_4_of_fifty_failovers_loses_nothing() {
    ten_failovers(4);
}

#[test]
fn part_5_of_fifty_failovers_loses_nothing() {
    ten_failovers(5);
}
