//! Codes as the owner of a mailbox meets them; strangers who guess are in `attackers/guesser`.

use enkel::domain::clock::Clock;

use crate::app::{Backend, Citizen, TestApp, Typed, raw};

on_both_databases!(
    letters_of_one_day_carry_the_same_code,
    a_used_code_frees_three_letters_and_opens_nothing_more,
    the_visit_that_used_a_code_may_type_it_again,
    a_letter_delayed_over_midnight_opens,
    a_code_is_good_for_a_day,
);

const OWNER: &str = "owner@example.org";

fn letters_of_one_day_carry_the_same_code(on: Backend) {
    let register = TestApp::on(on);
    let mut first = Citizen::of(&register, OWNER);
    let mut second = Citizen::of(&register, OWNER).in_english();
    first.asks_for_a_code();
    second.asks_for_a_code();
    for _ in 0..4 {
        second.asks_for_a_code();
    }
    let letters = first.letters();
    assert_eq!(letters.len(), 3, "three letters per code and day");
    assert!(letters.iter().all(|code| *code == letters[0]));
    // Whichever browser asked may use it.
    first.reads_the_mail().types_it();
    assert_eq!(second.types(&letters[0]), Typed::Wrong, "it is used up");
}

fn a_used_code_frees_three_letters_and_opens_nothing_more(on: Backend) {
    let register = TestApp::on(on);
    let mut owner = Citizen::of(&register, OWNER);
    for round in 1..=3 {
        for _ in 0..5 {
            owner.asks_for_a_code();
        }
        assert_eq!(owner.letters().len(), 3 * round);
        owner.reads_the_mail().types_it();
    }
    let mut codes = owner.letters();
    codes.dedup();
    assert_eq!(codes.len(), 3, "each round had a code of its own");
    owner.asks_for_a_code();
    for old in codes {
        assert_eq!(owner.types(&old), Typed::Wrong);
    }
}

fn the_visit_that_used_a_code_may_type_it_again(on: Backend) {
    let register = TestApp::on(on);
    let mut owner = Citizen::of(&register, OWNER);
    owner.asks_for_a_code().reads_the_mail();
    let pending = owner.visit.clone();
    owner.types_it();
    let root = owner.root();
    // The page never arrived; the browser still has the old cookie.
    owner.visit = pending;
    owner.types_it();
    assert!(owner.root() == root);
}

fn a_letter_delayed_over_midnight_opens(on: Backend) {
    let register = TestApp::on(on);
    let mut owner = Citizen::of(&register, OWNER);
    owner.asks_for_a_code().reads_the_mail();
    let of_today = owner.code.clone();
    register.clock.passes(14 * 3_600 + 1_800);
    owner.types_the_address();
    register.mail.down_until(register.clock.now().plus(3_600));
    register.delivers();
    assert_eq!(owner.letters().len(), 1);
    register.clock.passes(3_700);
    assert_ne!(register.clock.today().iso(), "2026-06-29");
    register.jobs_run();
    assert_eq!(owner.letters().len(), 2);
    owner.reads_the_mail();
    assert_eq!(owner.code, of_today, "the code of the day it was asked for");
    owner.types_it();
}

fn a_code_is_good_for_a_day(on: Backend) {
    let register = TestApp::on(on);
    let mut late = Citizen::of(&register, OWNER);
    late.asks_for_a_code().reads_the_mail();
    let mut in_time = late.visit.clone();
    register.clock.passes(24 * 3_600 + 1);
    assert_eq!(late.types(&late.code.clone()), Typed::Over);
    register.clock.passes(-1);
    std::mem::swap(&mut late.visit, &mut in_time);
    late.types_it();
    // Nothing of it stays in the transit store.
    register.lives_until(register.clock.today().plus(4));
    for table in ["letter", "attempt", "budget"] {
        assert_eq!(raw::rows(&register.app.store.transit, table), 0, "{table}");
    }
}
