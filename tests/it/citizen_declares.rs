//! Declaring, looking, replacing, withdrawing, coming back: what one person can do and repeat.

use enkel::domain::clock::Clock;
use enkel::domain::consent::Purpose;
use enkel::domain::record::ChangeKind;
use enkel::flows::declare::Declared;
use enkel::flows::open_door::{Opened, open_door};
use enkel::flows::show_kept::{Shown, show_kept};
use enkel::flows::withdraw::Withdrawn;

use crate::app::{Backend, Board, Citizen, TestApp, Typed, about, raw, varied};

on_both_databases!(
    a_citizen_sees_what_she_declared,
    the_same_button_twice_writes_once,
    a_withdrawal_sent_again_says_the_same_and_takes_nothing,
    who_withdrew_can_declare_anew,
    a_visit_that_was_left_opens_nothing,
    the_same_mailbox_spelt_otherwise_is_one_declaration,
);

/// Rows and ballots.
fn kept(register: &TestApp) -> (i64, i64) {
    let database = &register.app.store.register;
    (
        raw::rows(database, "registration"),
        raw::rows(database, "ballot"),
    )
}

fn a_citizen_sees_what_she_declared(on: Backend) {
    let register = TestApp::on(on);
    let mut jan = Citizen::of(&register, "jan@example.org").in_english();
    jan.comes_in();
    assert!(jan.looks().is_none());
    assert_eq!(jan.declares(varied(5)), ChangeKind::Joined);
    let mut jan = Citizen::of(&register, "jan@example.org");
    let record = jan.comes_in().looks().unwrap();
    assert!(record.answers == varied(5));
    let agreed: Vec<Purpose> = record.consents.iter().map(|c| c.purpose).collect();
    assert_eq!(agreed, Purpose::ALL);
    assert!(
        record
            .consents
            .iter()
            .all(|c| c.day == register.clock.today())
    );
    assert_eq!(record.cohort.last_day().iso(), "2028-12-31");
}

fn the_same_button_twice_writes_once(on: Backend) {
    let register = TestApp::on(on);
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.comes_in();
    let page = jan.fills_in(varied(5));
    let first = jan.presses(page.clone());
    assert_eq!(jan.presses(page.clone()), first);
    assert_eq!(kept(&register), (1, 1));
    // A later visit replaces; the old page then shows that its visit is over.
    let mut later = Citizen::of(&register, "jan@example.org");
    later.comes_in().declares(varied(6));
    assert_eq!(kept(&register), (1, 3));
    assert_eq!(jan.presses(page.clone()), Declared::Over);
    // Nor does it bring back what was withdrawn.
    let mut last = Citizen::of(&register, "jan@example.org");
    assert_eq!(last.comes_in().withdraws(), Withdrawn::Gone);
    assert_eq!(jan.presses(page), Declared::Over);
    assert_eq!(kept(&register), (0, 4));
}

fn a_withdrawal_sent_again_says_the_same_and_takes_nothing(on: Backend) {
    let register = TestApp::on(on);
    Citizen::of(&register, "jan@example.org")
        .comes_in()
        .declares(varied(5));
    let mut jan = Citizen::of(&register, "jan@example.org");
    assert_eq!(jan.comes_in().withdraws(), Withdrawn::Gone);
    let mut again = Citizen::of(&register, "jan@example.org");
    again.comes_in().declares(varied(5));
    assert_eq!(jan.withdraws(), Withdrawn::Gone);
    assert_eq!(kept(&register), (1, 3));
    let mut nobody = Citizen::of(&register, "nobody@example.org");
    assert_eq!(nobody.comes_in().withdraws(), Withdrawn::Nothing);
    assert_eq!(kept(&register), (1, 3));
}

fn who_withdrew_can_declare_anew(on: Backend) {
    let register = TestApp::on(on);
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.comes_in().declares(about(&["MA", "TR", "IR"]));
    assert_eq!(jan.comes_in().withdraws(), Withdrawn::Gone);
    assert!(jan.comes_in().looks().is_none());
    assert_eq!(jan.comes_in().declares(about(&["IR"])), ChangeKind::Joined);
    assert_eq!(kept(&register), (1, 3));
    let quarter = register.quarter();
    register.next_quarter();
    let flows = Board(&register).peeks(quarter);
    assert_eq!(flows[&(2026, "nationality".to_owned(), "IR".to_owned())], 1);
    assert_eq!(
        flows.values().sum::<i64>(),
        8,
        "one declaration in eight tables"
    );
    Board(&register).counts();
}

fn a_visit_that_was_left_opens_nothing(on: Backend) {
    let register = TestApp::on(on);
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.asks_for_a_code().reads_the_mail();
    let pending = jan.visit.clone().unwrap();
    jan.types_it();
    let page = jan.fills_in(varied(5));
    jan.leaves();
    assert_eq!(jan.presses(page), Declared::Over);
    assert_eq!(jan.withdraws(), Withdrawn::Over);
    let nonce = pending.nonce;
    let shown = show_kept(&register.app, &jan.root(), nonce).unwrap();
    assert!(matches!(shown, Shown::Over));
    let code = enkel::domain::code::Code::parse(&jan.code).unwrap();
    let opened = open_door(&register.app, &pending, code).unwrap();
    assert!(matches!(opened, Opened::Over));
    assert_eq!(kept(&register), (0, 0));
    // Ended visits are forgotten once no cookie could open them.
    let done = || raw::rows(&register.app.store.register, "done");
    assert_eq!(done(), 1);
    register.lives_until(register.clock.now().day().plus(5));
    assert_eq!(done(), 0);
}

fn the_same_mailbox_spelt_otherwise_is_one_declaration(on: Backend) {
    let register = TestApp::on(on);
    let mut jan = Citizen::of(&register, "Jan.Jansen+x@Gmail.com");
    jan.comes_in().declares(varied(5));
    let mut same = Citizen::of(&register, "janjansen@googlemail.com");
    assert_eq!(same.comes_in().declares(varied(6)), ChangeKind::Replaced);
    let mut other = Citizen::of(&register, "janjansen@example.org");
    assert_eq!(other.asks_for_a_code().types("12345678"), Typed::Wrong);
    assert_eq!(other.comes_in().declares(varied(6)), ChangeKind::Joined);
    assert_eq!(kept(&register).0, 2);
}
