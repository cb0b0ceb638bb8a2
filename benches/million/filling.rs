//! Many made-up rows and ballots at once, sealed as real ones are.

use std::sync::mpsc::sync_channel;

use enkel::crypto::derive::mark;
use enkel::crypto::epoch::EpochKey;
use enkel::crypto::random;
use enkel::domain::ballot::Sign;
use enkel::domain::ids::{BallotId, RegistrationId, Root};
use enkel::store::ballots::Ballot;
use enkel::store::copy::{self, Page};
use enkel::store::meta;
use enkel::store::registrations::Registration;

use crate::app::{Citizen, TestApp, slips, varied};

const PAGE: usize = 4_000;

/// Seals on every core, and writes in one thread. All rows hold what one person declared: nobody
/// can see that, since they are sealed.
pub fn fills(register: &TestApp, rows: usize, ballots: usize) {
    let mut somebody = Citizen::of(register, "somebody@example.org");
    somebody.comes_in().declares(varied(3));
    let record = somebody.looks_again().padded().unwrap();
    let all = slips(&register.app, register.quarter());
    // Others may have joined and left in the same quarter: what is put in many times is a joining.
    let slip = all
        .iter()
        .find(|slip| slip.sign == Sign::Join)
        .unwrap()
        .bytes();
    let database = &register.app.store.register;
    let calendar = database.read("calendar", meta::calendar).unwrap();
    let key = register.app.keys.epoch(calendar.epoch.current).unwrap();
    let (cohort, period) = (calendar.open.quarter.cohort(), calendar.open.quarter);
    let row = |key: &EpochKey| {
        let root = Root::new(random::bytes().unwrap());
        let id = RegistrationId::new(random::bytes().unwrap());
        Registration {
            tag: key.tag(&mark(&root)),
            sealed: key.seal_row(&root, &id, &record).unwrap(),
            cohort,
            epoch: key.step(),
        }
    };
    let ballot = |key: &EpochKey| {
        let boxed = register.app.keys.counting_public().seal(&slip).unwrap();
        let id = BallotId::new(random::bytes().unwrap());
        Ballot {
            id,
            period,
            epoch: key.step(),
            sealed: key.seal_ballot(&id, period, &boxed).unwrap(),
        }
    };
    let (give, take) = sync_channel::<Page>(8);
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().unwrap().get();
        for core in 0..cores {
            let (give, key, row, ballot) = (give.clone(), &key, &row, &ballot);
            let mine = move |all: usize| all / cores + usize::from(core < all % cores);
            scope.spawn(move || {
                for many in pages(mine(rows)) {
                    let page = (0..many).map(|_| row(key)).collect();
                    give.send(Page::Registration(page)).unwrap();
                }
                for many in pages(mine(ballots)) {
                    let page = (0..many).map(|_| ballot(key)).collect();
                    give.send(Page::Ballot(page)).unwrap();
                }
            });
        }
        drop(give);
        for page in take {
            database
                .write("fill", move |conn| copy::add(conn, &page))
                .unwrap();
        }
    });
}

fn pages(mut all: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let many = all.min(PAGE);
        all -= many;
        (many > 0).then_some(many)
    })
}
