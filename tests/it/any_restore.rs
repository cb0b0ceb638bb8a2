//! Random histories with copies and restores: nobody who withdrew comes back, everybody else is
//! as the copy had them, rows and ballots balance at every count, and no draw changes.

use std::collections::{BTreeMap, BTreeSet};

use enkel::domain::clock::Day;
use enkel::domain::period::Quarter;
use enkel::flows::FlowError;
use enkel::flows::ceremony::{Imported, count_export, export_quarter, import_outcome};
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};
use enkel::flows::withdraw::Withdrawn;
use enkel::store::{meta, registrations, releases};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::app::books::Books;
use crate::app::{Backend, Board, Citizen, Copy, TestApp, Without, varied};

const PEOPLE: usize = 4;
const COPIES: usize = 3;

#[derive(Clone, Debug)]
enum Deed {
    Declares { who: usize, seed: usize },
    Withdraws { who: usize },
    DaysPass { days: i32 },
    Jobs,
    Counts,
    Exports,
    StepOfTheEpoch,
    IsCopied,
    IsRestored { back: usize, clock_back: i32 },
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let days = prop_oneof![3 => Just(1), 3 => 5..20_i32, 5 => 60..110_i32, 2 => 200..400_i32];
    let back = prop_oneof![5 => Just(0), 1 => Just(40), 1 => Just(200)];
    let deed = prop_oneof![
        14 => (0..PEOPLE, 0..3_usize).prop_map(|(who, seed)| Deed::Declares { who, seed }),
        8 => (0..PEOPLE).prop_map(|who| Deed::Withdraws { who }),
        9 => days.prop_map(|days| Deed::DaysPass { days }),
        8 => Just(Deed::Jobs),
        6 => Just(Deed::Counts),
        4 => Just(Deed::Exports),
        2 => Just(Deed::StepOfTheEpoch),
        5 => Just(Deed::IsCopied),
        4 => (0..COPIES, back)
            .prop_map(|(back, clock_back)| Deed::IsRestored { back, clock_back }),
    ];
    prop::collection::vec(deed, 10..60)
}

/// A copy, and what the books said when it was made.
struct Kept {
    copy: Copy,
    books: Books,
    names: BTreeMap<String, u64>,
    open: Quarter,
}

struct History {
    register: TestApp,
    books: Books,
    /// Which declaration is whose now: a new number at each joining.
    names: BTreeMap<String, u64>,
    next: u64,
    withdrawn: BTreeSet<u64>,
    copies: Vec<Kept>,
    /// Flows are compared with the books only for quarters that no restore touched.
    whole_after: Option<Quarter>,
    published: BTreeMap<String, String>,
    /// What was handed to the board: never another file for the same quarter.
    exported: BTreeMap<Quarter, Vec<u8>>,
}

impl History {
    fn on(backend: Backend) -> Self {
        Self {
            register: TestApp::on(backend),
            books: Books::default(),
            names: BTreeMap::new(),
            next: 0,
            withdrawn: BTreeSet::new(),
            copies: Vec::new(),
            whole_after: None,
            published: BTreeMap::new(),
            exported: BTreeMap::new(),
        }
    }

    fn open(&self) -> Quarter {
        let register = &self.register.app.store.register;
        register.read("open", meta::calendar).unwrap().open.quarter
    }

    fn follows(&mut self, deed: &Deed) {
        match *deed {
            Deed::Declares { who, seed } => self.declares(&address(who), seed),
            Deed::Withdraws { who } => self.withdraws(&address(who)),
            Deed::DaysPass { days } => self.turns(days),
            Deed::Jobs => self.jobs(),
            Deed::Counts => self.counts(),
            Deed::Exports => self.exports(),
            Deed::StepOfTheEpoch => self.register.goes_a_step(),
            Deed::IsCopied => self.is_copied(),
            Deed::IsRestored { back, clock_back } => self.is_restored(back, clock_back),
        }
    }

    fn turns(&self, days: i32) {
        let today = self.register.clock.today();
        self.register.clock.stands_on(today.plus(days));
    }

    fn declares(&mut self, address: &str, seed: usize) {
        let answers = varied(seed * 5 + 1);
        let mut citizen = Citizen::of(&self.register, address);
        citizen.comes_in().declares(answers);
        let open = self.open();
        if self.books.answers(address).is_none() {
            self.next += 1;
            self.names.insert(address.to_owned(), self.next);
        }
        self.books.declares(address, answers, open);
    }

    fn withdraws(&mut self, address: &str) {
        let was_kept = self.books.answers(address).is_some();
        let mut citizen = Citizen::of(&self.register, address);
        assert_eq!(citizen.comes_in().withdraws() == Withdrawn::Gone, was_kept);
        if was_kept {
            self.withdrawn.extend(self.names.remove(address));
            self.books.withdraws(address, self.open());
        }
    }

    fn jobs(&mut self) {
        for close in close_due_periods(&self.register.app).unwrap() {
            if close.lapsing.is_some() {
                self.books.year_ends(close.week.year());
            }
        }
        publish_due_weeks(&self.register.app).unwrap();
    }

    fn counts(&mut self) {
        let next = Board(&self.register).next();
        let flows = Board(&self.register).peeks(next);
        match count_quarter(&self.register.app, None, None).unwrap() {
            Counted::Released(quarter) => {
                if self.whole_after.is_none_or(|after| quarter > after) {
                    assert_eq!(flows, self.books.flows(quarter));
                }
            }
            Counted::Already(quarter) => panic!("{quarter} was counted before"),
            Counted::AtTheBoard(quarter) => self.imports(quarter),
            Counted::NotBefore(..) | Counted::StillOpen(_) => {}
        }
    }

    /// The board takes the ballot box home, where a quarter is closed.
    fn exports(&mut self) {
        if Board(&self.register).next() < self.open() {
            let export = export_quarter(&self.register.app, None).unwrap();
            let first = self.exported.entry(export.quarter);
            let first = first.or_insert_with(|| export.text.clone());
            assert!(*first == export.text, "{}: one export", export.quarter);
        }
    }

    /// And counts what it took home, whatever became of the server meanwhile.
    fn imports(&mut self, quarter: Quarter) {
        let key = self.register.app.keys.counting_key().unwrap().unwrap();
        let outcome = count_export(&self.exported[&quarter], &key).unwrap();
        let result = outcome.text().unwrap();
        let imported = import_outcome(&self.register.app, result.as_bytes()).unwrap();
        assert_eq!(imported, Imported::Released(quarter));
    }

    fn is_copied(&mut self) {
        self.copies.push(Kept {
            copy: self.register.is_copied(),
            books: self.books.clone(),
            names: self.names.clone(),
            open: self.open(),
        });
    }

    fn is_restored(&mut self, back: usize, clock_back: i32) {
        let Some(at) = self.copies.len().checked_sub(back + 1) else {
            return;
        };
        let kept = self.copies.swap_remove(at);
        let epoch = self.register.is_copied().epoch;
        if kept.copy.epoch + 2 < epoch {
            // Gone dark; and with the keys all the same, the journal no longer reaches back.
            let refused = self.register.is_restored(&kept.copy, &Without::default());
            assert!(matches!(refused, Err(FlowError::Refused(_))));
            return;
        }
        // Copies from before a restore are none of the register that it made.
        self.copies.clear();
        let now = self.register.clock.today();
        self.turns(-clock_back);
        self.register.is_restored_from(&kept.copy);
        self.books = kept.books;
        self.names = kept.names;
        let open = self.open();
        for (address, name) in self.names.clone() {
            if self.withdrawn.contains(&name) {
                self.books.forgets(&address);
                self.names.remove(&address);
            }
        }
        for year in kept.open.year()..open.year() {
            self.books.year_ends(year);
        }
        self.whole_after = Some(open);
        self.register.clock.stands_on(now.max(first_day(open)));
    }

    /// What holds between any two deeds.
    fn holds(&mut self) {
        let read = &self.register.app.store.register;
        let rows = read.read("rows", registrations::rows_per_cohort).unwrap();
        let rows: BTreeMap<i32, i64> = rows.iter().map(|(c, n)| (c.year(), *n)).collect();
        assert_eq!(rows, self.books.rows(), "I1, I2");
        let flows = read.read("flows", releases::flows).unwrap();
        let mut now = BTreeMap::new();
        for flow in flows {
            let key = format!("{} {:?} {:?}", flow.period, flow.table, flow.cohort);
            now.insert(key, format!("{:?}", flow.cells));
        }
        for (key, drawn) in &self.published {
            assert_eq!(now.get(key), Some(drawn), "{key} is drawn once");
        }
        self.published = now;
    }

    fn everybody_is_as_the_books_say(&self) {
        for who in 0..PEOPLE {
            let address = address(who);
            let mut citizen = Citizen::of(&self.register, &address);
            let kept = citizen.comes_in().looks().map(|record| record.answers);
            assert!(kept == self.books.answers(&address), "{address}");
        }
    }

    /// All that is open is counted in the end: I3 stops where rows and ballots differ.
    fn ends_well(&mut self) {
        for _ in 0..3 {
            let next = Board(&self.register).next();
            let today = self.register.clock.today();
            self.register.clock.stands_on(today.max(next.release_day()));
            self.jobs();
            self.counts();
            self.holds();
        }
        self.register.is_sound();
    }
}

fn first_day(quarter: Quarter) -> Day {
    quarter.first_week().first_day()
}

fn address(who: usize) -> String {
    format!("person{who}@example.org")
}

fn histories(backend: Backend, cases: u32) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let told = TestRunner::new(config).run(&deeds(), |deeds| {
        let mut history = History::on(backend);
        for deed in &deeds {
            history.follows(deed);
            history.holds();
            if matches!(deed, Deed::IsRestored { .. }) {
                history.everybody_is_as_the_books_say();
            }
        }
        history.ends_well();
        Ok(())
    });
    if let Err(error) = told {
        panic!("{error}");
    }
}

#[test]
fn any_restore_on_sqlite_brings_nobody_back() {
    histories(Backend::Sqlite, 40);
}

#[test]
fn any_restore_on_postgres_brings_nobody_back() {
    histories(Backend::Postgres, 4);
}
