//! A crowd before the door: everybody's device does some work, or its owner waits, whatever
//! address is typed; and machines that will do neither get nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use enkel::web::Options;
use sha2::{Digest, Sha256};

use super::http::{Answer, Request};
use super::strangers::masked;
use super::tables::{tables, written};
use super::{Browser, Site};
use crate::app::{Backend, Served};

on_both_databases!(
    without_the_work_a_machine_keeps_everybody_out,
    a_machine_that_ignores_the_work_gets_no_letter_and_keeps_nobody_out,
    who_waits_gets_in_without_scripts,
    waiting_machines_leave_room_for_those_who_work,
    work_sent_again_brings_no_second_letter,
    work_of_another_visit_forged_or_late_is_refused_and_says_so,
    another_code_takes_work_too,
    another_host_takes_the_work_that_this_one_asked_for,
    every_address_waits_alike,
);

const BITS: u8 = 6;
const WAIT: i64 = 45;

/// A door where the fifth request in a minute makes a crowd, and eight letters are the most.
fn narrow(on: Backend, more: &[(&str, &str)]) -> Site {
    let mut given = vec![
        ("web.code_requests_per_minute", "8"),
        ("door.work_bits", "6"),
    ];
    given.extend(more);
    Site::with(on, &given)
}

/// The sums of a device, by hand.
pub fn work(challenge: &str, bits: u8) -> String {
    let parts = (0..8).map(|part| {
        let mut numbers = (0_u64..).map(|number| format!("{number:010}"));
        let fits = |number: &String| {
            let digest = Sha256::digest(format!("{challenge}.{part}.{number}"));
            u32::from_be_bytes(digest[..4].try_into().unwrap()).leading_zeros() >= bits.into()
        };
        numbers.find(fits).unwrap()
    });
    parts.collect::<Vec<_>>().join("-")
}

/// Types an address as a machine does, and does whatever the page asks but the work.
fn machine<'a>(site: &'a Site, address: &str) -> Browser<'a> {
    let mut machine = Browser::at(site);
    machine.opens("start");
    site.register.clock.passes(2);
    machine.sends("start", &[("address", address)]);
    machine
}

fn crowd(site: &Site, many: usize) {
    for number in 0..many {
        machine(site, &format!("m{number}@example.org"));
    }
}

fn letters(site: &Site) -> i64 {
    tables(&site.register)["letter"]
}

fn waits(browser: &Browser) -> bool {
    browser.reads("wait-heading")
}

fn sends_work(browser: &mut Browser, answer: &str) {
    browser.sends("code", &[("answer", answer)]);
}

fn does_the_work(browser: &mut Browser) {
    let bits = browser.page.html.split("data-bits=\"").nth(1).unwrap();
    let bits = bits.split('"').next().unwrap().parse().unwrap();
    assert!((BITS..=BITS + 2).contains(&bits), "{bits}");
    let answer = work(&browser.page.token().unwrap(), bits);
    sends_work(browser, &answer);
}

fn without_the_work_a_machine_keeps_everybody_out(on: Backend) {
    let site = narrow(on, &[("door.work_above_percent", "0")]);
    crowd(&site, 20);
    assert_eq!(letters(&site), 8, "the machine had them all");
    let anna = machine(&site, "anna@example.org");
    assert_eq!(anna.page.status, 503);
    assert!(anna.reads("message-unavailable-text"));
}

fn a_machine_that_ignores_the_work_gets_no_letter_and_keeps_nobody_out(on: Backend) {
    let site = narrow(on, &[]);
    crowd(&site, 40);
    assert_eq!(letters(&site), 4, "what came before it was a crowd");
    let mut anna = machine(&site, "anna@example.org");
    assert!(waits(&anna) && anna.path == "/nl/code");
    let asked = format!("{}{}", anna.path, anna.page.html);
    assert!(!asked.contains("anna@"), "the address is in no page");
    does_the_work(&mut anna);
    assert_eq!(anna.status(), 303);
    assert!(anna.reads("code-heading"), "{}", anna.page.words());
    let code = anna.reads_the_mail("anna@example.org");
    anna.sends("code", &[("code", &code)]);
    assert_eq!(anna.path, "/nl/choose");
}

fn who_waits_gets_in_without_scripts(on: Backend) {
    let site = narrow(on, &[]);
    crowd(&site, 5);
    let mut anna = machine(&site, "anna@example.org");
    let before = letters(&site);
    site.register.clock.passes(WAIT - 1);
    sends_work(&mut anna, "");
    assert_eq!(anna.page.status, 422);
    assert!(anna.reads("fault-wait-not-over"));
    let second = anna.page.words().replace(['\u{2068}', '\u{2069}'], "");
    assert!(second.contains("Wacht 1 seconde."), "{second}");
    assert_eq!(letters(&site), before);
    // Looking again is no new wait.
    site.register.clock.passes(1);
    anna.opens("code");
    assert!(anna.reads("wait-no-more"));
    sends_work(&mut anna, "");
    assert!(anna.reads("code-heading"), "{}", anna.page.words());
    let code = anna.reads_the_mail("anna@example.org");
    anna.sends("code", &[("code", &code)]);
    assert_eq!(anna.path, "/nl/choose");
}

fn waiting_machines_leave_room_for_those_who_work(on: Backend) {
    let site = narrow(on, &[]);
    crowd(&site, 4);
    let mut machines: Vec<_> = (0..10)
        .map(|number| machine(&site, &format!("w{number}@example.org")))
        .collect();
    let (mut anna, mut bea) = (
        machine(&site, "anna@example.org"),
        machine(&site, "bea@example.org"),
    );
    site.register.clock.passes(WAIT);
    let before = letters(&site);
    machines.iter_mut().for_each(|one| sends_work(one, ""));
    assert_eq!(letters(&site) - before, 2, "a quarter of eight");
    does_the_work(&mut anna);
    assert!(anna.reads("code-heading"), "{}", anna.page.words());
    // Bea waited too, and is told so kindly; nothing of hers is lost.
    sends_work(&mut bea, "");
    assert_eq!(bea.page.status, 422);
    assert!(bea.reads("fault-still-crowded"));
    does_the_work(&mut bea);
    assert!(bea.reads("code-heading"), "{}", bea.page.words());
}

fn work_sent_again_brings_no_second_letter(on: Backend) {
    let site = narrow(on, &[("web.code_requests_per_minute", "80")]);
    crowd(&site, 42);
    let mut machine = machine(&site, "anna@example.org");
    let before = letters(&site);
    let replayed = machine.form(
        "code",
        &[("answer", &work(&machine.page.token().unwrap(), 8))],
    );
    for _ in 0..10 {
        // With the cookie of the page that asked for it, each time.
        let answer: Answer = site.answers(&replayed);
        assert_eq!(answer.status, 303, "pressed twice, it is kind");
    }
    assert_eq!(letters(&site) - before, 1);
    // In the browser itself, with the cookie that came since.
    does_the_work(&mut machine);
    let token = machine.page.token().unwrap();
    sends_work(&mut machine, &work(&token, 8));
    assert!(machine.reads("code-heading"));
    assert_eq!(letters(&site) - before, 1);
}

fn work_of_another_visit_forged_or_late_is_refused_and_says_so(on: Backend) {
    let site = narrow(on, &[]);
    crowd(&site, 5);
    let (mut anna, other) = (
        machine(&site, "anna@example.org"),
        machine(&site, "other@example.org"),
    );
    let before = letters(&site);
    let others = other.page.token().unwrap();
    // Another's work under one's own token, and numbers out of the air.
    for answer in [
        work(&others, 8),
        ["0000000001"; 8].join("-"),
        "x".repeat(9_000),
    ] {
        sends_work(&mut anna, &answer);
        assert_eq!(anna.page.status, 422);
        assert!(anna.reads("fault-work-wrong"), "{}", anna.page.words());
        assert!(
            !anna.page.html.contains("data-bits"),
            "no second try by itself"
        );
    }
    // Another's token too.
    let fields = [("token", others.as_str()), ("answer", &work(&others, 8))];
    let foreign = site.answers(&anna.dressed(Request::form("/nl/code", &fields)));
    assert_eq!(foreign.status, 403);
    assert!(foreign.body.contains(&anna.word("message-forbidden-title")));
    // A cookie that was tampered with is no visit.
    let mut forged = machine(&site, "forged@example.org");
    let cookie = forged.cookie.clone().unwrap();
    let middle = cookie.len() / 2;
    let turned = if &cookie[middle..=middle] == "A" {
        "B"
    } else {
        "A"
    };
    forged.cookie = Some(format!(
        "{}{turned}{}",
        &cookie[..middle],
        &cookie[middle + 1..]
    ));
    does_the_work(&mut forged);
    assert_eq!(forged.page.status, 403);
    // Work that was saved up.
    anna.opens("code");
    let saved = work(&anna.page.token().unwrap(), 8);
    site.register.clock.passes(15 * 60 + 1);
    sends_work(&mut anna, &saved);
    assert_eq!(anna.page.status, 422);
    assert!(anna.reads("fault-wait-too-long"));
    sends_work(&mut anna, &saved);
    assert!(
        anna.reads("fault-work-wrong"),
        "the new page asks for new work"
    );
    assert_eq!(letters(&site), before);
    anna.opens("code");
    does_the_work(&mut anna);
    assert!(anna.reads("code-heading"), "and the address was not lost");
}

fn another_code_takes_work_too(on: Backend) {
    let site = narrow(on, &[]);
    let mut anna = machine(&site, "anna@example.org");
    crowd(&site, 5);
    let before = letters(&site);
    site.register.clock.passes(61);
    anna.sends("code", &[("action", "again")]);
    assert!(waits(&anna), "{}", anna.page.words());
    assert_eq!(letters(&site), before);
    does_the_work(&mut anna);
    assert_eq!(letters(&site), before + 1);
}

fn another_host_takes_the_work_that_this_one_asked_for(on: Backend) {
    let site = narrow(on, &[]);
    crowd(&site, 5);
    let anna = machine(&site, "anna@example.org");
    let other = Served::new(
        Arc::new(site.register.another_host()),
        Options::at(SocketAddr::from(([127, 0, 0, 1], 0))),
    );
    let before = letters(&site);
    let answer = work(&anna.page.token().unwrap(), 8);
    let worked = anna.form("code", &[("answer", &answer)]);
    for _ in 0..3 {
        assert_eq!(worked.sent_to(other.address).status, 303);
        assert_eq!(site.answers(&worked).status, 303);
    }
    assert_eq!(letters(&site) - before, 2, "one for each host, and no more");
}

fn every_address_waits_alike(on: Backend) {
    let site = narrow(
        on,
        &[
            ("web.code_requests_per_minute", "80"),
            ("mail.blocked_domains", "stop.example"),
        ],
    );
    Browser::at(&site).declares("always@know.example", "MA");
    for _ in 0..4 {
        machine(&site, "overdo@many.example");
        site.register.delivers();
    }
    crowd(&site, 55);
    let all = [
        "newnew@fine.example",
        "always@know.example",
        "overdo@many.example",
        "nobody@stop.example",
    ];
    let seen = all.map(|address| {
        let mut stranger = Browser::at(&site);
        stranger.opens("start");
        site.register.clock.passes(2);
        let mut steps = Vec::new();
        let mut looks = |browser: &mut Browser, path: &str, fields: &[(&str, &str)]| {
            let before = tables(&site.register);
            match fields {
                [] => browser.opens(path),
                _ => browser.sends(path, fields),
            };
            let wrote = written(&before, &tables(&site.register));
            let answer = browser.first.clone().unwrap();
            let mut seen = masked(&answer, browser, address);
            // Their order is that of the server's thread.
            seen.headers.sort();
            steps.push((seen, wrote));
        };
        looks(&mut stranger, "start", &[("address", address)]);
        looks(&mut stranger, "code", &[]);
        looks(&mut stranger, "code", &[("answer", "")]);
        looks(&mut stranger, "code", &[("answer", "wrong")]);
        let answer = work(&stranger.page.token().unwrap(), 8);
        looks(&mut stranger, "code", &[("answer", &answer)]);
        looks(&mut stranger, "code", &[]);
        steps
    });
    for other in &seen[1..] {
        for ((mine, wrote), (firsts, first_wrote)) in other.iter().zip(&seen[0]) {
            assert!(mine == firsts, "{:?} {}", mine.headers, mine.body.trim());
            assert_eq!(wrote, first_wrote);
        }
    }
    let statuses: Vec<_> = seen[0].iter().map(|(answer, _)| answer.status).collect();
    assert_eq!(statuses, [303, 200, 422, 422, 303, 200]);
    assert_eq!(seen[0][4].1["letter"], 1, "one letter, whoever it is for");
}
