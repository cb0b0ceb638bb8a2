//! Asking for a code answers the same and writes the same, whoever's address it is (I8), and
//! nobody can make the register flood a mailbox or a small mail domain.

use enkel::domain::visit::Stage;

use crate::app::{Backend, Citizen, TestApp, raw, varied};

on_both_databases!(
    every_address_gets_the_same_answer_and_the_same_writes,
    a_small_mail_domain_is_not_flooded,
    a_blocked_domain_gets_no_letter,
);

/// Everything in the transit store that a look at its tables shows: rows and bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Look {
    letters: i64,
    letter_bytes: i64,
    letter_tries: i64,
    attempts: i64,
    budgets: i64,
    budget_sums: i64,
    register_rows: i64,
}

fn look(register: &TestApp) -> Look {
    let transit = &register.app.store.transit;
    let sum = |what: &str, table| raw::number(transit, &format!("COALESCE(SUM({what}), 0)"), table);
    let main = &register.app.store.register;
    let tables = ["registration", "ballot", "done", "meta"];
    Look {
        letters: raw::rows(transit, "letter"),
        letter_bytes: sum("LENGTH(sealed) + LENGTH(id)", "letter"),
        letter_tries: sum("tries", "letter"),
        attempts: raw::rows(transit, "attempt"),
        budgets: raw::rows(transit, "budget"),
        budget_sums: sum("mails + long_mails + wrong + used", "budget"),
        register_rows: tables.iter().map(|table| raw::rows(main, table)).sum(),
    }
}

fn every_address_gets_the_same_answer_and_the_same_writes(on: Backend) {
    let blocked = [("mail.blocked_domains", "blocked.example")];
    let register = TestApp::with(on, &blocked);
    let known = "known@example.org";
    Citizen::of(&register, known).comes_in().declares(varied(3));
    let over_budget = "often@example.org";
    for _ in 0..3 {
        Citizen::of(&register, over_budget).asks_for_a_code();
    }
    let long = format!("{}@{}example", "x".repeat(64), "long.".repeat(30));
    let mut answers = Vec::new();
    for address in [
        "new@example.org",
        known,
        over_budget,
        "some.body@mail.blocked.example",
        &long,
    ] {
        let before = look(&register);
        let mut stranger = Citizen::of(&register, address);
        stranger.types_the_address();
        let after = look(&register);
        let visit = stranger.visit.unwrap();
        assert!(matches!(visit.stage, Stage::Pending { .. }), "{address}");
        let today = register.clock.today();
        let cookie = register
            .app
            .keys
            .seal_cookie(today, &visit.padded().unwrap());
        let wrote = Look {
            letters: after.letters - before.letters,
            letter_bytes: after.letter_bytes - before.letter_bytes,
            ..after.clone()
        };
        assert_eq!(wrote.letters, 1, "{address}");
        let untouched = Look {
            letters: before.letters,
            letter_bytes: before.letter_bytes,
            ..after
        };
        assert_eq!(untouched, before, "{address}: one letter and nothing else");
        answers.push((wrote.letter_bytes, cookie.unwrap().len()));
        // Whatever the worker decides, no letter of it stays behind.
        register.delivers();
        assert_eq!(look(&register).letters, 0, "{address}");
    }
    answers.dedup();
    assert_eq!(
        answers.len(),
        1,
        "one size of letter and cookie: {answers:?}"
    );
}

fn a_small_mail_domain_is_not_flooded(on: Backend) {
    let register = TestApp::with(
        on,
        &[
            ("mail.letters_per_domain_per_day", "5"),
            ("mail.big_domains", "big.example"),
        ],
    );
    let asks = |number: usize, domain: &str| {
        Citizen::of(&register, &format!("box{number}@{domain}")).asks_for_a_code();
    };
    for number in 0..8 {
        asks(number, "small.example");
        asks(number, "big.example");
        asks(number, "other.example");
    }
    let got = |domain: &str| {
        let arrived = register.mail.arrived();
        let there = arrived
            .iter()
            .filter(|one| one.letter.to.domain() == domain);
        there.count()
    };
    assert_eq!(
        [
            got("small.example"),
            got("big.example"),
            got("other.example")
        ],
        [5, 8, 5]
    );
    register.next_day();
    asks(8, "small.example");
    assert_eq!(got("small.example"), 6);
}

fn a_blocked_domain_gets_no_letter(on: Backend) {
    let blocked = [("mail.blocked_domains", "blocked.example")];
    let register = TestApp::with(on, &blocked);
    for address in ["a@blocked.example", "a@MAIL.Blocked.example"] {
        Citizen::of(&register, address).asks_for_a_code();
    }
    assert_eq!(register.mail.attempts(), 0);
    Citizen::of(&register, "a@notblocked.example").comes_in();
}
