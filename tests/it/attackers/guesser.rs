//! The guesser types codes until one opens. He wins where tries are not counted; on ours he meets
//! every limit, none of which shuts the owner out. The odds that `docs/threats.md` prints follow
//! from the constants in the code.

use enkel::domain::code::{CodeLength, MAILS_PER_CODE, TRIES_PER_VISIT, WRONG_TRIES_PER_DAY};
use enkel::flows::withdraw::Withdrawn;

use super::{loses, size, spoils};
use crate::app::{Backend, Citizen, TestApp, Typed, varied};

on_both_databases!(
    whoever_is_not_counted_gets_in_and_on_ours_he_meets_every_limit,
    a_visit_has_five_tries,
    after_sixty_wrong_codes_only_a_long_one_opens,
    nobody_can_be_kept_from_withdrawing,
);

const OWNER: &str = "owner@example.org";

fn wrong(right: &str) -> String {
    let last = right.len() - 1;
    let digit = if right.ends_with('1') { '2' } else { '1' };
    format!("{}{digit}", &right[..last])
}

/// Somebody's letter is on its way; its code is what the guesser is after.
fn owner(register: &TestApp) -> Citizen<'_> {
    let mut owner = Citizen::of(register, OWNER);
    owner.asks_for_a_code().reads_the_mail();
    owner
}

/// Tries the codes before the right one, then the right one, so many a visit; at which try the
/// door opened. Guessing in the neighbourhood stands for luck, which the limits do not look at.
fn guesses(register: &TestApp, right: &str, times: usize, a_visit: usize) -> Option<usize> {
    let right: usize = right.parse().unwrap();
    let mut stranger = Citizen::of(register, OWNER);
    for number in 0..times {
        if number % a_visit == 0 {
            stranger.types_the_address();
        }
        let ahead = times - 1 - number;
        let guess = (right + 100_000_000 - ahead) % 100_000_000;
        if stranger.types(&format!("{guess:08}")) == Typed::Open {
            return Some(number + 1);
        }
    }
    None
}

fn whoever_is_not_counted_gets_in_and_on_ours_he_meets_every_limit(on: Backend) {
    let times = size(100, 2_000);
    let visit = usize::try_from(TRIES_PER_VISIT).unwrap();
    // Nothing is counted: one visit is enough.
    let broken = TestApp::on(on);
    loses(&broken.app.store.transit, on, "attempt");
    loses(&broken.app.store.transit, on, "budget");
    let code = owner(&broken).code;
    assert_eq!(guesses(&broken, &code, times, times), Some(times));
    // Tries per visit are counted, those of a day are not: he takes a visit for every five.
    let broken = TestApp::on(on);
    loses(&broken.app.store.transit, on, "budget");
    let code = owner(&broken).code;
    assert_eq!(guesses(&broken, &code, times, times), None);
    assert_eq!(guesses(&broken, &code, times, visit), Some(times));
    // Tries of a day are counted, those of a visit are not: sixty stop him.
    let broken = TestApp::on(on);
    loses(&broken.app.store.transit, on, "attempt");
    let code = owner(&broken).code;
    let sixty = usize::try_from(WRONG_TRIES_PER_DAY).unwrap();
    assert_eq!(guesses(&broken, &code, sixty, sixty), Some(sixty));
    let code = owner(&broken).code;
    assert_eq!(guesses(&broken, &code, times, times), None);

    for a_visit in [visit, times] {
        let ours = TestApp::on(on);
        let code = owner(&ours).code;
        assert_eq!(guesses(&ours, &code, times, a_visit), None);
    }
}

fn a_visit_has_five_tries(on: Backend) {
    let register = TestApp::on(on);
    let mut owner = owner(&register);
    let (right, wrong) = (owner.code.clone(), wrong(&owner.code));
    for _ in 1..TRIES_PER_VISIT {
        assert_eq!(owner.types(&wrong), Typed::Wrong);
    }
    assert_eq!(owner.types(&wrong), Typed::TriesUsedUp);
    assert_eq!(owner.types(&right), Typed::TriesUsedUp);
    // The next visit has tries of its own, and the letter is still good.
    owner.types_the_address();
    assert_eq!(owner.types(&right), Typed::Open);
}

/// Types this many wrong codes, five a visit.
fn spends_tries(register: &TestApp, times: u32, wrong: &str) {
    let mut stranger = Citizen::of(register, OWNER);
    for number in 0..times {
        if number % TRIES_PER_VISIT == 0 {
            stranger.types_the_address();
        }
        stranger.types(wrong);
    }
}

fn after_sixty_wrong_codes_only_a_long_one_opens(on: Backend) {
    let register = TestApp::on(on);
    let mut owner = owner(&register);
    let short = owner.code.clone();
    spends_tries(&register, WRONG_TRIES_PER_DAY - 1, &wrong(&short));
    let mut early = Citizen::of(&register, OWNER);
    early.types_the_address();
    assert_eq!(early.types(&wrong(&short)), Typed::Wrong, "the sixtieth");
    assert_eq!(owner.types(&short), Typed::Wrong, "a short one is too late");
    owner.asks_for_a_code().reads_the_mail();
    assert_eq!(owner.code.len(), CodeLength::Long.digits());
    owner.types_it();
    // Tomorrow all is as it was.
    register.next_day();
    owner.asks_for_a_code().reads_the_mail();
    assert_eq!(owner.code.len(), CodeLength::Short.digits());
    owner.types_it();
}

/// Spends all letters and all tries of an address, again and again.
fn spends_everything(register: &TestApp) {
    for _ in 0..size(2, 20) {
        for _ in 0..2 * MAILS_PER_CODE {
            Citizen::of(register, OWNER).asks_for_a_code();
        }
        spends_tries(register, WRONG_TRIES_PER_DAY + 10, "00000000");
    }
}

/// What the owner, who declared before, can still do after a stranger spent everything.
fn withdraws_after_a_stranger_came(register: &TestApp) -> Option<Withdrawn> {
    let mut owner = Citizen::of(register, OWNER);
    owner.comes_in().declares(varied(1));
    register.next_day();
    spends_everything(register);
    owner.asks_for_a_code().reads_the_mail();
    let code = owner.code.clone();
    (owner.types(&code) == Typed::Open).then(|| owner.withdraws())
}

fn nobody_can_be_kept_from_withdrawing(on: Backend) {
    // A register that takes the long letter for sent: the stranger shuts the owner out.
    let broken = TestApp::on(on);
    spoils(&broken.app.store.transit, on, "budget", "long_mails", 1);
    assert_eq!(withdraws_after_a_stranger_came(&broken), None);
    assert_eq!(broken.rows("registration"), 1);

    let ours = TestApp::on(on);
    assert_eq!(
        withdraws_after_a_stranger_came(&ours),
        Some(Withdrawn::Gone)
    );
    assert_eq!(ours.rows("registration"), 0);
    // Nor from doing so when only the letters were spent: the owner holds a code that opens.
    let ours = TestApp::on(on);
    let mut owner = Citizen::of(&ours, OWNER);
    owner.comes_in().declares(varied(1));
    for _ in 0..10 {
        Citizen::of(&ours, OWNER).asks_for_a_code();
    }
    owner.comes_in();
    assert_eq!(owner.withdraws(), Withdrawn::Gone);
}

/// The table of docs/threats.md, made of the constants: what is tried, and the chance in 10^16.
fn odds() -> Vec<(String, String)> {
    let short = 10_u128.pow(u32::try_from(CodeLength::Short.digits()).unwrap());
    let long = 10_u128.pow(u32::try_from(CodeLength::Long.digits()).unwrap());
    let day = u128::from(WRONG_TRIES_PER_DAY);
    let visit = u128::from(TRIES_PER_VISIT);
    let year = day * 365;
    // Each try of a long code at a thousand a second, from midnight to midnight.
    let flood = 1_000 * 86_400;
    vec![
        (
            format!("one visit, {visit} tries of eight digits"),
            format!("{visit} in {} million", short / 1_000_000),
        ),
        (
            format!("one address, one day: {day} wrong tries over all visits"),
            format!("{} in {} million", day / 10, short / 10_000_000),
        ),
        (
            "one address, every day of a year".to_owned(),
            format!(
                "{} in 10,000, with letters to its owner each day",
                tenths((year * 100_000 + short / 2) / short)
            ),
        ),
        (
            "many addresses at once".to_owned(),
            format!(
                "one hit in {} million address-days, if the limits per network fail entirely",
                tenths((short * 10 / day + 500_000) / 1_000_000)
            ),
        ),
        (
            format!("after the {day}th: sixteen digits, a thousand tries a second for a day"),
            format!("below 1 in {} million", long / flood / 1_000_000 / 10 * 10),
        ),
    ]
}

/// `22` as `2.2`.
fn tenths(number: u128) -> String {
    format!("{}.{}", number / 10, number % 10)
}

#[test]
fn the_printed_odds_follow_from_the_constants() {
    let page = include_str!("../../../docs/threats.md");
    for (tried, chance) in odds() {
        let line = format!("| {tried} | {chance} |");
        assert!(
            page.lines().any(|printed| printed == line),
            "missing: {line}"
        );
    }
    let table = page.split("## Guessing a code").nth(1).unwrap();
    let table = table.split("## ").next().unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| "));
    assert_eq!(lines.count(), 1 + odds().len(), "no line without its sum");
}
