//! The end of a run, with the fleet at rest: letters, journal, files, transit tables and the
//! count are held to I2, I3, I5, I6, I7 and I10.

use std::collections::BTreeMap;
use std::sync::Arc;

use enkel::app::{App, HostClock};
use enkel::crypto::keys::Keys;
use enkel::domain::clock::Clock;
use enkel::domain::email::EmailAddress;
use enkel::domain::period::Quarter;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::deliver::deliver;
use enkel::flows::inspect::inspect;
use enkel::flows::open_app::{Parts, open_app};
use enkel::flows::sweep::sweep;
use enkel::mail::Sender;
use enkel::mail::transport::Folder;
use enkel::store::meta;
use enkel::store::outbox::LEASE_SECONDS;
use enkel::text::Texts;

use super::fleet::Fleet;
use super::ledger::Entry;
use super::town::Town;
use crate::app::{Backend, TestClock, raw};
use crate::journal::tells_the_truth_of;
use crate::thief_finds_nothing::loot::{self, Loot};
use crate::thief_finds_nothing::search::Search;

/// Beyond every life of a letter, a try, a budget and an ended visit.
const FIVE_DAYS: i64 = 5 * 86_400;
/// Between two tries of a letter.
const LONGEST_WAIT_SECONDS: i64 = 1_800;
/// Addresses that are searched for: each is looked for in many forms.
const SEARCHED: usize = 150;

/// Everything that is wrong at the end; the register is used up by it.
pub fn ends(fleet: &Fleet, town: &Town) -> Vec<String> {
    let mut wrong = Vec::new();
    thieves_find_nothing(fleet, town, &mut wrong);
    let clock = TestClock::on("2026-01-01");
    clock.stands_at(HostClock.now());
    let app = opened(fleet, &clock);
    tells_the_truth_of(&app);
    every_letter_comes(&app, &clock, town, &mut wrong);
    transit_is_empty(&app, &clock, &mut wrong);
    the_quarter_is_counted(&app, &clock, &mut wrong);
    for finding in inspect(&app).unwrap() {
        wrong.extend(finding.wrong.map(|_| finding.invariant.to_owned()));
    }
    wrong
}

/// The register on a clock of our own, with its keys and its letter box.
fn opened(fleet: &Fleet, clock: &TestClock) -> App {
    let settings = fleet.settings();
    let from = EmailAddress::parse(&settings.mail.from).unwrap();
    let sender = Sender::new(&from, None).unwrap();
    let parts = Parts {
        store: fleet.store(),
        keys: Keys::load(&settings.keys.folder, None).unwrap(),
        texts: Arc::new(Texts::with(&[]).unwrap()),
        mailer: Arc::new(Folder::open(&fleet.mail(), sender).unwrap()),
        clock: Arc::new(clock.clone()),
        watch_database_clock: false,
        settings,
    };
    open_app(parts).unwrap()
}

/// I5: each request that was answered brings a letter, once every lease of the dead is over; none
/// brings two of different names.
fn every_letter_comes(app: &App, clock: &TestClock, town: &Town, wrong: &mut Vec<String>) {
    clock.passes(LEASE_SECONDS + 1);
    // Within twelve hours, however long the waits between two tries have become.
    for _ in 0..10 {
        while deliver(app).unwrap().taken > 0 {}
        clock.passes(LONGEST_WAIT_SECONDS + 1);
    }
    for (address, entry) in town.ledger.entries() {
        let came = town.post.to(&address).len();
        let Entry {
            asked,
            perhaps_asked,
            ..
        } = entry;
        if came < asked || came > asked + perhaps_asked {
            wrong.push(format!(
                "{came} letters for {asked} + {perhaps_asked} requests"
            ));
        }
    }
}

/// I7.
fn transit_is_empty(app: &App, clock: &TestClock, wrong: &mut Vec<String>) {
    clock.passes(FIVE_DAYS);
    sweep(app).unwrap();
    let transit = &app.store.transit;
    for table in ["letter", "attempt", "budget"] {
        if raw::rows(transit, table) != 0 {
            wrong.push(format!("{table} is not empty"));
        }
    }
    if raw::rows(&app.store.register, "done") != 0 {
        wrong.push("ended visits are kept".to_owned());
    }
}

/// I3 and I10: on its day the quarter is counted, which stops where rows and ballots disagree,
/// and not a second time.
fn the_quarter_is_counted(app: &App, clock: &TestClock, wrong: &mut Vec<String>) {
    let read = app.store.register.read("open", meta::calendar);
    let quarter = read.unwrap().open.quarter;
    clock.stands_on(quarter.release_day());
    close_due_periods(app).unwrap();
    match count_quarter(app, None, None) {
        Ok(Counted::Released(released)) if released == quarter => {}
        other => wrong.push(format!("the count: {other:?}")),
    }
    if is_drawn_again(app, quarter) {
        wrong.push("a second draw".to_owned());
    }
}

/// I10: whether a quarter that was counted can be drawn once more.
pub fn is_drawn_again(app: &App, quarter: Quarter) -> bool {
    let draws = |asked| matches!(count_quarter(app, asked, None), Ok(Counted::Released(_)));
    draws(None) || draws(Some(quarter))
}

/// I6: nothing of anybody in any file but the letters themselves.
fn thieves_find_nothing(fleet: &Fleet, town: &Town, wrong: &mut Vec<String>) {
    let entries: BTreeMap<String, Entry> = town.ledger.entries();
    let mut search = Search::new();
    for address in entries.keys().take(SEARCHED) {
        search.text(address);
        for code in town.post.to(address) {
            search.code(&code);
        }
    }
    let mut loot = Loot::new();
    let mail = fleet.mail();
    loot::take_folder(fleet.home.path(), &mut loot, &|file| {
        !file.starts_with(&mail)
    });
    if fleet.backend == Backend::Postgres {
        loot.push(("a dump".to_owned(), loot::dump(&fleet.database.url)));
    }
    assert!(loot.len() > 10, "the register's files");
    for (name, bytes) in &loot {
        for what in search.finds(bytes) {
            wrong.push(format!("{what} in {name}"));
        }
    }
}
