//! One trial: a fleet at work, people at its door, something that strikes, and at the end every
//! question there is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use enkel::crypto::keys::Keys;
use enkel::crypto::random;

use super::checker::{Looked, look, opens_the_box};
use super::closing;
use super::figures::Figures;
use super::fleet::Fleet;
use super::person::Person;
use super::town::{Evening, Town};
use crate::app::Backend;
use crate::attackers::Dice;

const PEOPLE: usize = 8;

/// What a fault is given to strike.
pub struct Trial<'a> {
    pub fleet: &'a mut Fleet,
    pub town: &'a Town,
    pub dice: Dice,
    /// How often it struck.
    pub faults: usize,
    /// Milliseconds from each start to readiness.
    pub recoveries: Vec<u64>,
    lost: usize,
}

/// People live while `strikes` strikes; what it came to, and what was wrong.
pub fn lived_through(
    fault: &'static str,
    mut fleet: Fleet,
    strikes: impl FnOnce(&mut Trial),
) -> (Figures, Vec<String>) {
    fleet.starts();
    let town = Town::before(&fleet);
    let seed = u64::from_le_bytes(random::bytes().unwrap());
    println!("seed {seed}");
    let mut trial = Trial {
        fleet: &mut fleet,
        town: &town,
        dice: Dice(seed | 1),
        faults: 0,
        recoveries: Vec::new(),
        lost: 0,
    };
    trial.goes_on_while(seed, strikes);
    trial.looks(true);
    let (faults, recoveries, lost) = (trial.faults, trial.recoveries, trial.lost);
    fleet.stops();
    let mut wrong = town.ledger.wrong();
    wrong.extend(closing::ends(&fleet, &town));
    if !wrong.is_empty() {
        println!("{}", fleet.last_words());
    }
    let shown_otherwise = wrong.iter().filter(|one| one.contains("is shown")).count();
    let figures = Figures {
        fault,
        database: named(fleet.backend),
        faults,
        acknowledged: town.ledger.acknowledged.load(Ordering::SeqCst),
        doubted: town.ledger.doubted.load(Ordering::SeqCst),
        found_done: town.ledger.found_done.load(Ordering::SeqCst),
        lost: lost + shown_otherwise,
        broken: wrong.len(),
        recoveries,
    };
    (figures, wrong)
}

const fn named(on: Backend) -> &'static str {
    match on {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
    }
}

/// The same where nothing may be wrong; a long run notes it.
pub fn nothing_is_lost(fault: &'static str, fleet: Fleet, strikes: impl FnOnce(&mut Trial)) {
    let (figures, wrong) = lived_through(fault, fleet, strikes);
    figures.are_noted();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(figures.acknowledged > 0, "{figures:?}");
}

impl Trial<'_> {
    fn goes_on_while(&mut self, seed: u64, strikes: impl FnOnce(&mut Self)) {
        let town = self.town;
        std::thread::scope(|scope| {
            for number in 0..PEOPLE {
                scope.spawn(move || Person::new(town, number, seed).lives());
            }
            let _evening = Evening(town);
            strikes(self);
        });
    }

    /// Half of the time any moment, half within milliseconds of a button.
    pub fn waits_for_a_moment(&mut self) {
        let long = Duration::from_millis(100 + self.dice.below(300) as u64);
        if self.dice.below(2) == 0 {
            std::thread::sleep(long);
        } else {
            self.waits_for_a_button(5 * long);
            let aimed = Duration::from_micros(self.dice.below(12_000) as u64);
            std::thread::sleep(aimed);
        }
    }

    fn waits_for_a_button(&self, most: Duration) {
        let presses = || self.town.ledger.presses.load(Ordering::SeqCst);
        let (begun, seen) = (Instant::now(), presses());
        while presses() == seen && begun.elapsed() < most {
            std::thread::sleep(Duration::from_micros(50));
        }
    }

    /// Waits until so many more deeds were acknowledged.
    pub fn waits_for_deeds(&self, many: usize) {
        self.waits_for(&self.town.ledger.acknowledged, many);
    }

    /// Waits until so many more were told to come back.
    pub fn waits_for_refusals(&self, many: usize) {
        self.waits_for(&self.town.ledger.refused, many);
    }

    fn waits_for(&self, counted: &AtomicUsize, many: usize) {
        let (begun, before) = (Instant::now(), counted.load(Ordering::SeqCst));
        while counted.load(Ordering::SeqCst) < before + many {
            let long = begun.elapsed() > Duration::from_secs(120);
            assert!(!long, "nothing happens: {}", self.fleet.last_words());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Deeds whose page of success was seen so far.
    pub fn acknowledged(&self) -> usize {
        self.town.ledger.acknowledged.load(Ordering::SeqCst)
    }

    /// Starts these processes and notes how long it is until all can serve.
    pub fn start_again(&mut self, dead: &[usize]) {
        let begun = Instant::now();
        for number in dead {
            self.fleet.start(*number);
        }
        for number in dead {
            self.fleet.is_ready(*number);
        }
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap();
        let mut serving = dead.iter().map(|number| self.fleet.members[*number].at);
        if serving.any(|at| at.is_some()) {
            self.recoveries.push(took);
        }
    }

    /// Looks into the register while no request is under way.
    pub fn looks(&mut self, also_into_the_box: bool) {
        let _calm = self.town.calm.write().unwrap();
        let store = self.fleet.store();
        let keys = Keys::load(&self.fleet.settings().keys.folder, None).unwrap();
        let entries = self.town.ledger.entries();
        let mut looked: Looked = look(&store, &keys, &entries);
        if also_into_the_box {
            opens_the_box(&store, &keys, &mut looked);
        }
        self.lost += looked.lost;
        for wrong in looked.wrong {
            self.town.ledger.finds(wrong);
        }
    }
}
