//! Declarations lapse at the end of the second year after their own; renewing keeps them.

use std::sync::atomic::{AtomicUsize, Ordering};

use enkel::crypto::random;
use enkel::domain::declaration::Declaration;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Nonce;
use enkel::domain::period::Cohort;
use enkel::domain::record::ChangeKind;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::declare::{Declared, declare};

use crate::app::{Backend, Board, Citizen, TestApp, Visitor, raw, varied};

on_both_databases!(a_declaration_lapses_at_the_right_years_end_and_a_renewal_keeps_it);

const ALL: usize = 900;
const RENEWING: usize = 100;

fn a_declaration_lapses_at_the_right_years_end_and_a_renewal_keeps_it(on: Backend) {
    let register = TestApp::opened(on, &[], "2026-09-28");
    assert_eq!(a_crowd_declares(&register, ALL), ChangeKind::Joined);
    let rows = || raw::rows(&register.app.store.register, "registration");
    quarters_pass(&register, "2028-Q1");
    assert_eq!(rows(), 900);
    assert_eq!(a_crowd_declares(&register, RENEWING), ChangeKind::Replaced);
    quarters_pass(&register, "2028-Q4");
    register.lives_until(Cohort::of_year(2026).last_day());
    assert_eq!(rows(), 900, "kept on the last day too");
    Board(&register).counts_what_is_due();
    let before = Visitor(&register).sees_about().unwrap_or_default();
    register.next_day();
    assert_eq!(rows(), 100);
    let looks = |number| Citizen::of(&register, &address(number)).comes_in().looks();
    assert!(looks(RENEWING).is_none());
    assert_eq!(looks(3).unwrap().cohort.year(), 2028);
    let after = Visitor(&register).sees_about().unwrap_or_default();
    // Noise has a standard deviation below 80 here: five of them on either side.
    assert!(before > 500, "{before} of 900");
    assert!(after < 500, "{after} of 100");
    // The fourth quarter still counts what lapsed at its end.
    assert_eq!(Board(&register).counts().to_string(), "2028-Q4");
    register.is_sound();
    let count = count_quarter(&register.app, None, None).unwrap();
    assert!(matches!(count, Counted::StillOpen(_)));
}

fn address(number: usize) -> String {
    format!("jan{number}@example.org")
}

/// Everybody up to this number presses the last button; the way there is told elsewhere.
fn a_crowd_declares(register: &TestApp, crowd: usize) -> ChangeKind {
    let next = AtomicUsize::new(0);
    let app = &register.app;
    let one_after_another = || {
        let mut last = ChangeKind::AnswersOnly;
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= crowd {
                return last;
            }
            let canonical = EmailAddress::parse(&address(number)).unwrap().canonical();
            let root = app.derivation.root(&app.keys, &canonical).unwrap();
            let declaration = Declaration {
                answers: varied(number),
                consents: Vec::new(),
                visit: Nonce::new(random::bytes().unwrap()),
            };
            if let Declared::Kept { change, .. } = declare(app, &root, declaration).unwrap() {
                last = change;
            }
        }
    };
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..4).map(|_| scope.spawn(one_after_another)).collect();
        let done: Vec<_> = hands.into_iter().map(|hand| hand.join().unwrap()).collect();
        done[0]
    })
}

/// Quarters go by and are counted as they come due, until the first day of this one.
fn quarters_pass(register: &TestApp, until: &str) {
    while register.quarter().to_string() != until {
        register.next_quarter();
        Board(register).counts_what_is_due();
    }
}
