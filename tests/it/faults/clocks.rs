//! The host's clock jumps by days and years, forth and back (`faketime`; the clock that counts
//! from the start is left alone): no daily key is destroyed, and the door opens afterwards.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use enkel::crypto::keys::Keys;

use super::closing;
use super::fleet::Fleet;
use super::is_long;
use super::person::Person;
use super::town::Town;
use crate::app::Backend;

on_both_databases!(a_clock_that_jumps_costs_no_key);

const NEEDED: &str = "these tests need libfaketime: `apt-get install faketime`";
const JUMPS: [&str; 5] = ["+3d", "-3d", "+400d", "-400d", "+9000d"];
const DOUBT: &str = "the clock is in doubt";

fn library() -> String {
    let folders = std::fs::read_dir("/usr/lib").unwrap();
    let mut found = folders.filter_map(|folder| {
        let file = folder.unwrap().path().join("faketime/libfaketimeMT.so.1");
        file.exists().then(|| file.to_str().unwrap().to_owned())
    });
    found.next().expect(NEEDED)
}

/// A fleet whose clocks follow what stands in a file.
fn on_a_turned_clock(on: Backend) -> (Fleet, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let hands = home.path().join("hands");
    std::fs::write(&hands, "+0\n").unwrap();
    let database = crate::app::Database::new(on, &home.path().join("r"));
    let given = [
        ("LD_PRELOAD", library()),
        (
            "FAKETIME_TIMESTAMP_FILE",
            hands.to_str().unwrap().to_owned(),
        ),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let given: Vec<(&str, &str)> = given.iter().map(|(k, v)| (*k, v.as_str())).collect();
    (Fleet::of(on, home, database, &given), hands)
}

fn a_clock_that_jumps_costs_no_key(on: Backend) {
    let (mut fleet, hands) = on_a_turned_clock(on);
    fleet.starts();
    let town = Town::before(&fleet);
    let mut anna = Person::new(&town, 0, 1);
    let mailbox = anna.moves_in();
    anna.visits(mailbox);
    let before = oldest(&fleet);
    for jump in JUMPS {
        let doubts = doubts(&fleet);
        if is_long() {
            // Under a running process, until its jobs have looked.
            std::fs::write(&hands, format!("{jump}\n")).unwrap();
        } else {
            fleet.stops();
            std::fs::write(&hands, format!("{jump}\n")).unwrap();
            fleet.starts();
        }
        somebody_doubts(&fleet, doubts, jump);
        assert_eq!(oldest(&fleet), before, "{jump}");
        std::fs::write(&hands, "+0\n").unwrap();
        if !is_long() {
            fleet.stops();
            fleet.starts();
        }
        let mailbox = anna.moves_in();
        anna.visits(mailbox);
    }
    assert_eq!(oldest(&fleet), before);
    fleet.stops();
    let mut wrong = town.ledger.wrong();
    wrong.extend(closing::ends(&fleet, &town));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The oldest step of every chain of keys, of each host.
fn oldest(fleet: &Fleet) -> Vec<String> {
    let folders = ["keys", "keys-2"].map(|name| fleet.home.path().join("r").join(name));
    let folders = folders.iter().filter(|folder| folder.exists());
    folders
        .map(|folder| format!("{:?}", Keys::load(folder, None).unwrap().oldest()))
        .collect()
}

/// In how many lines of log the clock was doubted.
fn doubts(fleet: &Fleet) -> usize {
    fleet.logs().matches(DOUBT).count()
}

fn somebody_doubts(fleet: &Fleet, before: usize, jump: &str) {
    let begun = Instant::now();
    while doubts(fleet) <= before {
        assert!(
            begun.elapsed() < Duration::from_secs(150),
            "{jump}: nobody doubts"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
