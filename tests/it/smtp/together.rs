//! Whatever a relay answers to commands that came together, the verdict is the one it would have
//! been one by one, and nobody gets a letter who was refused.

use std::time::{Duration, Instant};

use enkel::domain::locale::Locale;
use enkel::mail::{Reason, SendError, Stage, Transport};

use super::pipelining::{CLOSING, OFFERS, OFFERS_NOT, Outcome, one_letter};
use super::scripted::{FALLS_SILENT, HANGS_UP, LETTER, Script, Scripted};
use super::{NOW, answer, clear, letter, letter_to, relay};

const REFUSED: &str = "550 5.1.1 <jan@example.org>: nobody of that name";
const NO_ORDER: &str = "503 5.5.1 bad order";

fn breaks_off(stage: Stage) -> Outcome {
    Err(SendError::Later(Reason::BrokenOff(stage)))
}

#[test]
fn a_recipient_refused_among_the_others_gets_no_letter() {
    let scripted = Scripted::with(OFFERS, vec![vec![("RCPT", REFUSED)]]);
    let smtp = relay(clear(scripted.port));
    let refused = smtp.send(&letter(), NOW);
    assert_eq!(refused, answer(Stage::Recipient, 550, SendError::Refused));
    // And the next one's letter does not get into that conversation.
    smtp.send(&letter_to("piet@example.org", Locale::En), NOW)
        .unwrap();
    drop(smtp);
    assert_eq!(
        scripted.heard(),
        [
            "1 EHLO",
            "1 EHLO",
            "1 MAIL RCPT DATA",
            "1 gone after 0 bytes",
            "2 EHLO",
            "2 EHLO",
            "2 MAIL RCPT DATA",
            "2 letter",
            "2 QUIT",
            "2 gone"
        ]
    );
}

/// Answers, the verdict on them, and how the conversation ends.
fn mixtures() -> [(Script, Outcome, &'static str); 16] {
    let later = |stage, code| answer(stage, code, SendError::Later);
    let (from, to, content) = (Stage::Sender, Stage::Recipient, Stage::Content);
    let refused = answer(to, 550, SendError::Refused);
    [
        (
            vec![("MAIL", REFUSED), ("RCPT", NO_ORDER), ("DATA", NO_ORDER)],
            later(from, 550),
            "QUIT",
        ),
        (vec![("MAIL", REFUSED)], later(from, 550), "nothing"),
        (
            vec![("MAIL", "451 4.3.0 later"), ("RCPT", NO_ORDER)],
            later(from, 451),
            "nothing",
        ),
        (
            vec![("MAIL", REFUSED), ("RCPT", HANGS_UP)],
            later(from, 550),
            "",
        ),
        (vec![("MAIL", CLOSING)], later(from, 421), "nothing"),
        (vec![("MAIL", HANGS_UP)], breaks_off(from), ""),
        (
            vec![("RCPT", "450 4.2.0 greylisted"), ("DATA", NO_ORDER)],
            later(to, 450),
            "QUIT",
        ),
        (
            vec![("RCPT", CLOSING), ("DATA", HANGS_UP)],
            later(to, 421),
            "",
        ),
        (vec![("RCPT", REFUSED), ("DATA", HANGS_UP)], refused, ""),
        (vec![("RCPT", REFUSED), ("DATA", CLOSING)], refused, "gone"),
        (vec![("RCPT", "354 go on")], breaks_off(to), "nothing"),
        (
            vec![("DATA", "452 4.3.1 full")],
            later(content, 452),
            "QUIT",
        ),
        (vec![("DATA", HANGS_UP)], breaks_off(content), ""),
        (vec![("DATA", CLOSING)], later(content, 421), "gone"),
        (vec![("DATA", "250 fine")], breaks_off(content), "gone"),
        (
            vec![("RCPT", HANGS_UP), ("DATA", "354 go on")],
            breaks_off(to),
            "",
        ),
    ]
}

#[test]
fn every_mixture_of_answers_has_the_verdict_of_one_by_one() {
    for (script, verdict, end) in mixtures() {
        for hello in [OFFERS, OFFERS_NOT] {
            let (sent, heard) = one_letter(hello, &script);
            assert_eq!(sent, verdict, "{script:?} {hello}");
            let said = heard.join(", ");
            assert!(!said.contains(LETTER), "{said}");
            assert!(!said.contains("2 "), "a second connection: {said}");
            if hello == OFFERS {
                assert!(said.contains("1 MAIL RCPT DATA"), "{said}");
                ends_with(&said, end);
            }
        }
    }
}

/// What follows the group: a goodbye; no letter where one was awaited; or only the end.
fn ends_with(said: &str, end: &str) {
    let (_, after) = said.split_once("1 MAIL RCPT DATA").unwrap();
    let wanted = match end {
        "QUIT" => ", 1 QUIT, 1 gone",
        "nothing" => ", 1 gone after 0 bytes",
        "gone" => ", 1 gone",
        _ => "",
    };
    assert_eq!(after, wanted, "{said}");
}

#[test]
fn only_the_answer_behind_the_letter_makes_it_accepted() {
    for hello in [OFFERS, OFFERS_NOT] {
        for (script, verdict) in [
            ((LETTER, "354 go on"), breaks_off(Stage::Content)),
            ((LETTER, HANGS_UP), breaks_off(Stage::Content)),
            (
                (LETTER, CLOSING),
                answer(Stage::Content, 421, SendError::Later),
            ),
            (
                (LETTER, REFUSED),
                answer(Stage::Content, 550, SendError::Refused),
            ),
        ] {
            let (sent, heard) = one_letter(hello, &vec![script]);
            assert_eq!(sent, verdict, "{script:?}");
            assert_eq!(heard.iter().filter(|said| said.contains(LETTER)).count(), 1);
        }
    }
}

#[test]
fn a_kept_connection_that_has_gone_is_replaced_and_nothing_is_lost() {
    for end in [CLOSING, HANGS_UP, "hello?", "354 go on"] {
        for hello in [OFFERS, OFFERS_NOT] {
            let script = vec![("MAIL", "250 fine"), ("MAIL", end), ("RCPT", "250 fine")];
            let scripted = Scripted::with(hello, vec![script]);
            let smtp = relay(clear(scripted.port));
            smtp.send(&letter(), NOW).unwrap();
            smtp.send(&letter(), NOW).unwrap();
            drop(smtp);
            let heard = scripted.heard();
            let letters: Vec<_> = heard.iter().filter(|said| said.ends_with(LETTER)).collect();
            assert_eq!(letters, ["1 letter", "2 letter"], "{end} {heard:?}");
        }
    }
}

#[test]
fn a_kept_connection_that_ends_later_is_not_tried_again_at_once() {
    // At the second letter the relay refuses the sender and is gone; goes at the recipient, or
    // at DATA; and goes when it was given the letter.
    let refuses = [
        ("MAIL", "250 fine"),
        ("MAIL", REFUSED),
        ("RCPT", "250 fine"),
    ];
    let refuses = [&refuses[..], &[("RCPT", HANGS_UP)]].concat();
    let not_us = answer(Stage::Sender, 550, SendError::Later);
    let at = |step, go_on| vec![(step, go_on), (step, HANGS_UP)];
    for (script, verdict, letters) in [
        (refuses, not_us, 1),
        (at("RCPT", "250 fine"), breaks_off(Stage::Recipient), 1),
        (at("DATA", "354 go on"), breaks_off(Stage::Content), 1),
        (at(LETTER, "250 fine"), breaks_off(Stage::Content), 2),
    ] {
        for hello in [OFFERS, OFFERS_NOT] {
            let scripted = Scripted::with(hello, vec![script.clone()]);
            let smtp = relay(clear(scripted.port));
            smtp.send(&letter(), NOW).unwrap();
            assert_eq!(smtp.send(&letter(), NOW), verdict);
            drop(smtp);
            let heard = scripted.heard();
            let taken = heard.iter().filter(|said| said.ends_with(LETTER)).count();
            assert_eq!(taken, letters, "{heard:?}");
            assert!(heard.iter().all(|said| said.starts_with('1')), "{heard:?}");
        }
    }
}

#[test]
fn a_relay_that_owes_answers_costs_one_timeout_and_changes_nothing() {
    let refused = answer(Stage::Recipient, 550, SendError::Refused);
    let not_us = answer(Stage::Sender, 550, SendError::Later);
    for (script, verdict) in [
        (vec![("RCPT", REFUSED), ("DATA", FALLS_SILENT)], refused),
        (vec![("MAIL", REFUSED), ("RCPT", FALLS_SILENT)], not_us),
    ] {
        let scripted = Scripted::with(OFFERS, vec![script]);
        let mut settings = clear(scripted.port);
        settings.timeout = Duration::from_millis(500);
        let begun = Instant::now();
        assert_eq!(relay(settings).send(&letter(), NOW), verdict);
        assert!(begun.elapsed() < Duration::from_millis(990));
        assert_eq!(scripted.heard()[2..], ["1 MAIL RCPT DATA", "1 gone"]);
    }
}
