//! The whole story: forty citizens over five quarters and a year's end, counted by the board.

use std::collections::BTreeMap;

use enkel::domain::period::{Quarter, Week};
use enkel::flows::due::due;
use enkel::flows::withdraw::Withdrawn;
use enkel::store::registrations;

use crate::app::books::{Books, ExactFlows};
use crate::app::{Backend, Board, Citizen, TestApp, Visitor, varied};

on_both_databases!(
    forty_citizens_are_counted_as_they_declared,
    what_is_due_is_told_on_its_day_and_not_before,
);

fn what_is_due_is_told_on_its_day_and_not_before(backend: Backend) {
    let register = TestApp::on(backend);
    let waits = || {
        let due = due(&register.app).unwrap();
        (due.close, due.count)
    };
    let (quarter, week) = (register.quarter(), Week::of(register.clock.today()));
    assert_eq!(waits(), (None, None));
    register.clock.stands_on(week.next().first_day().plus(-1));
    assert_eq!(waits(), (None, None), "its last day");
    register.clock.stands_on(week.next().first_day());
    assert_eq!(waits(), (Some(week), None));
    register.leaps_to(quarter.release_day().plus(-1));
    assert_eq!(waits(), (None, None));
    register.leaps_to(quarter.release_day());
    assert_eq!(waits(), (None, Some(quarter)));
    Board(&register).counts();
    assert_eq!(waits(), (None, None));
}

fn forty_citizens_are_counted_as_they_declared(backend: Backend) {
    let mut story = Story::on(backend);
    let mut quarters = Vec::new();
    for part in [
        Story::all_forty_come,
        Story::some_change_their_mind,
        Story::the_new_year_brings_renewals,
        Story::some_come_back,
        Story::a_quiet_quarter,
    ] {
        part(&mut story);
        quarters.push(story.quarter_ends());
    }
    let quarters: Vec<_> = quarters.iter().map(ToString::to_string).collect();
    assert_eq!(
        quarters,
        ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"]
    );
    story.a_visitor_reads_it_all(&quarters);
}

struct Story {
    register: TestApp,
    books: Books,
    /// The sum of all flows counted so far.
    counted: ExactFlows,
}

impl Story {
    fn on(backend: Backend) -> Self {
        Self {
            register: TestApp::on(backend),
            books: Books::default(),
            counted: ExactFlows::new(),
        }
    }

    fn all_forty_come(&mut self) {
        for number in 0..40 {
            self.declares(number, number);
            if number % 10 == 9 {
                self.register.next_week();
            }
        }
        // Within the quarter of joining every change cancels in the figures.
        for number in [1, 5, 9] {
            self.declares(number, number + 11);
            self.declares(number, number + 12);
        }
        self.withdraws(2);
    }

    fn some_change_their_mind(&mut self) {
        for number in [3, 4, 6, 7] {
            self.declares(number, number + 20);
        }
        self.register.next_week();
        // In the same quarter as the one that counted: counts again. The same answers: nothing.
        self.declares(3, 50);
        self.declares(4, 24);
        self.withdraws(5);
        self.withdraws(6);
    }

    fn the_new_year_brings_renewals(&mut self) {
        for number in [7, 8, 10, 11] {
            self.declares(number, number);
        }
        self.withdraws(12);
        self.withdraws(7);
    }

    fn some_come_back(&mut self) {
        // A second change in one year, outside the quarter of joining, does not count.
        for number in [8, 10] {
            self.declares(number, number + 31);
        }
        for number in [2, 5, 12] {
            self.declares(number, number + 1);
        }
        // What leaves is what was counted, not what was last answered.
        self.withdraws(8);
        self.withdraws(33);
    }

    fn a_quiet_quarter(&mut self) {
        self.register.next_week();
    }

    fn declares(&mut self, number: usize, seed: usize) {
        let address = address(number);
        let mut citizen = Citizen::of(&self.register, &address);
        citizen.comes_in().declares(varied(seed));
        self.books
            .declares(&address, varied(seed), self.register.quarter());
        let kept = citizen_looks(&self.register, &address);
        assert!(kept == self.books.answers(&address));
    }

    fn withdraws(&mut self, number: usize) {
        let address = address(number);
        let mut citizen = Citizen::of(&self.register, &address);
        assert_eq!(citizen.comes_in().withdraws(), Withdrawn::Gone);
        self.books.withdraws(&address, self.register.quarter());
        assert!(citizen_looks(&self.register, &address).is_none());
    }

    /// The quarter closes and is counted; what lay in the box is what the actors did.
    fn quarter_ends(&mut self) -> Quarter {
        let quarter = self.register.quarter();
        self.register.next_quarter();
        if quarter.ends_year() {
            self.books.year_ends(quarter.year());
        }
        let flows = Board(&self.register).peeks(quarter);
        assert_eq!(flows, self.books.flows(quarter), "{quarter}");
        for (cell, change) in flows {
            *self.counted.entry(cell).or_default() += change;
        }
        self.counted.retain(|_, count| *count != 0);
        // Nothing happened since the close, so rows, stock and books must agree (I3).
        assert_eq!(rows(&self.register), self.books.rows());
        assert_eq!(self.counted, self.books.stock());
        assert_eq!(Board(&self.register).counts(), quarter);
        assert_eq!(Board(&self.register).peeks(quarter), ExactFlows::new());
        self.register.is_sound();
        quarter
    }

    fn a_visitor_reads_it_all(&self, quarters: &[String]) {
        let visitor = Visitor(&self.register);
        let seen = visitor.sees_releases();
        for id in quarters {
            assert!(seen.contains(id));
            let figures = visitor.reads_release(id);
            assert_eq!(
                figures.tables.len(),
                9,
                "eight tables, and nationality by region"
            );
            visitor.checks_the_signature(id);
        }
        assert_eq!(visitor.checks_the_archive(), seen.len());
    }
}

fn address(number: usize) -> String {
    format!("citizen{number}@example.org")
}

fn citizen_looks(register: &TestApp, address: &str) -> Option<enkel::domain::answers::Answers> {
    let mut citizen = Citizen::of(register, address);
    citizen.comes_in().looks().map(|record| record.answers)
}

fn rows(register: &TestApp) -> BTreeMap<i32, i64> {
    let read = register
        .app
        .store
        .register
        .read("rows", registrations::rows_per_cohort);
    let rows = read.unwrap();
    rows.into_iter()
        .map(|(cohort, rows)| (cohort.year(), rows))
        .collect()
}
