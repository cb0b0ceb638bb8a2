//! Random histories: whatever order people, strangers and jobs come in, guest list, ballot box
//! and figures tell one story.

use std::collections::BTreeMap;
use std::sync::Arc;

use enkel::domain::answers::Answers;
use enkel::domain::clock::Clock;
use enkel::domain::declaration::Declaration;
use enkel::domain::ids::Root;
use enkel::domain::period::Quarter;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::declare::declare;
use enkel::flows::epoch::{Looked, Raise, finish, raise};
use enkel::flows::step_keys::step_keys;
use enkel::flows::sweep::sweep;
use enkel::flows::withdraw::Withdrawn;
use enkel::store::{meta, registrations};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::app::books::{Books, ExactFlows};
use crate::app::{Backend, Board, Citizen, TestApp, raw, varied};

const PEOPLE: usize = 4;
const ANSWERS: usize = 3;

/// What somebody, or the passing of time, does.
#[derive(Clone, Debug)]
enum Deed {
    Declares {
        who: usize,
        seed: usize,
    },
    Withdraws {
        who: usize,
    },
    /// An old button is pressed once more, from this many declarations ago.
    Replays {
        back: usize,
    },
    /// A stranger spends letters and tries of somebody's address.
    Bothers {
        who: usize,
        letters: usize,
        tries: usize,
    },
    DaysPass {
        days: i32,
    },
    PeriodsClose,
    BoardCounts,
    KeysStepAndSweep,
    /// The epoch goes a step, or goes on with one that was stopped; this many batches.
    Rewraps {
        batches: usize,
    },
    /// The process ends, and one on another host goes on.
    Restarts,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let days = prop_oneof![
        3 => Just(0), 4 => 1..4_i32, 4 => 5..20_i32, 3 => 40..100_i32, 3 => 150..300_i32
    ];
    let deed = prop_oneof![
        16 => (0..PEOPLE, 0..ANSWERS).prop_map(|(who, seed)| Deed::Declares { who, seed }),
        7 => (0..PEOPLE).prop_map(|who| Deed::Withdraws { who }),
        4 => (0..6_usize).prop_map(|back| Deed::Replays { back }),
        2 => (0..PEOPLE, 0..8_usize, 0..70_usize)
            .prop_map(|(who, letters, tries)| Deed::Bothers { who, letters, tries }),
        14 => days.prop_map(|days| Deed::DaysPass { days }),
        9 => Just(Deed::PeriodsClose),
        7 => Just(Deed::BoardCounts),
        3 => Just(Deed::KeysStepAndSweep),
        6 => (0..4_usize).prop_map(|batches| Deed::Rewraps { batches }),
        2 => Just(Deed::Restarts),
    ];
    prop::collection::vec(deed, 10..60)
}

struct History {
    register: TestApp,
    books: Books,
    /// Exact flows of counted quarters.
    counted: ExactFlows,
    buttons: Vec<(Declaration, Root)>,
}

impl History {
    fn on(backend: Backend) -> Self {
        Self {
            register: TestApp::on(backend),
            books: Books::default(),
            counted: ExactFlows::new(),
            buttons: Vec::new(),
        }
    }

    /// The open quarter as the register has it: jobs may be late.
    fn open(&self) -> Quarter {
        let register = &self.register.app.store.register;
        let calendar = register.read("open", meta::calendar).unwrap();
        calendar.open.quarter
    }

    fn follows(&mut self, deed: &Deed) {
        match *deed {
            Deed::Declares { who, seed } => self.declares(&address(who), varied(seed * 5 + 1)),
            Deed::Withdraws { who } => self.withdraws(&address(who)),
            Deed::Replays { back } => self.replays(back),
            Deed::Bothers {
                who,
                letters,
                tries,
            } => self.bothers(&address(who), letters, tries),
            Deed::DaysPass { days } => {
                let clock = &self.register.clock;
                clock.stands_on(clock.today().plus(days));
            }
            Deed::PeriodsClose => self.periods_close(),
            Deed::BoardCounts => self.board_counts(),
            Deed::KeysStepAndSweep => {
                step_keys(&self.register.app).unwrap();
                sweep(&self.register.app).unwrap();
            }
            Deed::Rewraps { batches } => self.rewraps(batches),
            Deed::Restarts => {
                self.register.app = Arc::new(self.register.another_host());
            }
        }
    }

    fn rewraps(&mut self, batches: usize) {
        let app = &self.register.app;
        raise(app, Raise::ByHand).unwrap();
        let mut left = batches;
        let looked = finish(app, None, &mut || {
            left = left.saturating_sub(1);
            left > 0
        });
        assert!(matches!(looked.unwrap(), Looked::InOrder | Looked::Stopped));
    }

    fn declares(&mut self, address: &str, answers: Answers) {
        let mut citizen = Citizen::of(&self.register, address);
        citizen.comes_in();
        assert!(citizen.looks().map(|kept| kept.answers) == self.books.answers(address));
        let page = citizen.fills_in(answers);
        self.buttons.push((page.clone(), citizen.root()));
        citizen.presses(page);
        self.books.declares(address, answers, self.open());
    }

    fn withdraws(&mut self, address: &str) {
        let was_kept = self.books.answers(address).is_some();
        let mut citizen = Citizen::of(&self.register, address);
        citizen.comes_in();
        // The same visit had the other page open as well.
        let page = citizen.fills_in(varied(2));
        self.buttons.push((page, citizen.root()));
        assert_eq!(citizen.withdraws() == Withdrawn::Gone, was_kept);
        self.books.withdraws(address, self.open());
    }

    /// Changes nothing in the books: a button works once.
    fn replays(&mut self, back: usize) {
        let age = self.buttons.len().checked_sub(back + 1);
        if let Some((page, root)) = age.and_then(|at| self.buttons.get(at)) {
            let day = page.consents[0].day;
            // Older visits have no cookie that opens, and `done` may have forgotten them.
            if self.register.clock.now().day().number() - day.number() <= 1 {
                declare(&self.register.app, root, page.clone()).unwrap();
            }
        }
    }

    fn bothers(&self, address: &str, letters: usize, tries: usize) {
        let mut stranger = Citizen::of(&self.register, address);
        for _ in 0..letters {
            stranger.asks_for_a_code();
        }
        for number in 0..tries {
            if number % 5 == 0 {
                stranger.types_the_address();
            }
            stranger.types("0000 0000");
        }
    }

    fn periods_close(&mut self) {
        for close in close_due_periods(&self.register.app).unwrap() {
            let before: i64 = self.books.rows().values().sum();
            if close.lapsing.is_some() {
                self.books.year_ends(close.week.year());
            }
            let after: i64 = self.books.rows().values().sum();
            let register = &self.register.app.store.register;
            let note = register.read("note", |conn| meta::week_note(conn, close.week));
            let note = note.unwrap().unwrap();
            assert_eq!((note.at_close, note.after_lapse), (before, after));
        }
    }

    fn board_counts(&mut self) {
        let next = Board(&self.register).next();
        let flows = Board(&self.register).peeks(next);
        match count_quarter(&self.register.app, None, None).unwrap() {
            Counted::Released(quarter) => {
                assert_eq!(quarter, next);
                assert_eq!(flows, self.books.flows(quarter));
                for (cell, change) in flows {
                    *self.counted.entry(cell).or_default() += change;
                }
            }
            Counted::Already(quarter) => panic!("{quarter} was counted before"),
            Counted::AtTheBoard(quarter) => panic!("nobody exported {quarter}"),
            Counted::NotBefore(..) | Counted::StillOpen(_) => {}
        }
    }

    /// What holds between any two deeds.
    fn holds(&self) {
        let board = Board(&self.register);
        let read = &self.register.app.store.register;
        let rows = read.read("rows", registrations::rows_per_cohort).unwrap();
        let rows: BTreeMap<i32, i64> = rows.iter().map(|(c, n)| (c.year(), *n)).collect();
        assert_eq!(rows, self.books.rows(), "I1, I2");
        let open = self.open();
        let mut stock = self.counted.clone();
        let mut quarter = board.next();
        while quarter <= open {
            for (cell, change) in board.peeks(quarter) {
                *stock.entry(cell).or_default() += change;
            }
            quarter = quarter.next();
        }
        let live = open.live_cohorts(2026);
        stock.retain(|(year, ..), count| live.iter().any(|c| c.year() == *year) && *count != 0);
        assert_eq!(stock, self.books.stock(), "drawn flows and waiting ballots");
    }
}

fn address(who: usize) -> String {
    format!("person{who}@example.org")
}

fn histories(backend: Backend, cases: u32) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 150,
        ..Config::default()
    };
    let told = TestRunner::new(config).run(&deeds(), |deeds| {
        let mut history = History::on(backend);
        for deed in &deeds {
            history.follows(deed);
            history.holds();
        }
        history.register.is_sound();
        let tables = ["flow", "ledger"];
        let [flows, lines] = tables.map(|t| raw::rows(&history.register.app.store.register, t));
        assert_eq!(flows, lines);
        Ok(())
    });
    if let Err(error) = told {
        panic!("{error}");
    }
}

#[test]
fn any_history_on_sqlite_tells_one_story() {
    histories(Backend::Sqlite, 40);
}

#[test]
fn any_history_on_postgres_tells_one_story() {
    histories(Backend::Postgres, 5);
}
