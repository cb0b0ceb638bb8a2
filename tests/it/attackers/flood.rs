//! Whoever would fill somebody's mailbox through us, or the door for everybody else: thousands of
//! requests, in every spelling of one address, from as many networks as he can name.

use enkel::domain::code::MAILS_PER_CODE;

use super::{Dice, loses, size};
use crate::app::{Backend, Citizen, TestApp};
use crate::web::crowd::work;
use crate::web::http::{Answer, Request};
use crate::web::tables::tables;
use crate::web::{Browser, Site};

on_both_databases!(
    without_a_budget_every_request_is_a_mail,
    thousands_of_requests_bring_one_mailbox_three_mails_a_day,
    with_the_wrong_proxies_trusted_one_machine_is_many_networks,
    one_network_however_many_addresses_it_has_gets_its_few_codes,
    from_many_networks_he_meets_the_work_and_keeps_nobody_out,
);

/// One mailbox as its provider reads it, spelt in many ways.
fn spelt(dice: &mut Dice) -> String {
    let mut name = String::new();
    for letter in "annavanderberg".chars() {
        match dice.below(6) {
            0 => name.extend(letter.to_uppercase()),
            1 if !name.is_empty() && !name.ends_with('.') => name.extend(['.', letter]),
            _ => name.push(letter),
        }
    }
    let tag = match dice.below(3) {
        0 => String::new(),
        1 => format!("+{}", dice.below(100_000)),
        _ => format!("+News.{}", dice.below(100_000)),
    };
    let domain = ["gmail.com", "Gmail.com", "googlemail.com", "GOOGLEMAIL.COM"][dice.below(4)];
    format!("{name}{tag}@{domain}")
}

fn asks_so_often(register: &TestApp, many: usize, address: &mut dyn FnMut() -> String) -> usize {
    let before = register.mail.arrived().len();
    for number in 0..many {
        Citizen::of(register, &address()).types_the_address();
        if number % 100 == 99 {
            register.delivers();
        }
    }
    register.delivers();
    register.mail.arrived().len() - before
}

fn without_a_budget_every_request_is_a_mail(on: Backend) {
    let register = TestApp::on(on);
    loses(&register.app.store.transit, on, "budget");
    let mut dice = Dice(11);
    let mails = asks_so_often(&register, 100, &mut || spelt(&mut dice));
    // Those that a worker takes up together, sixteen, are counted without the table.
    assert!(mails > 15, "{mails} of 100");
}

fn thousands_of_requests_bring_one_mailbox_three_mails_a_day(on: Backend) {
    let register = TestApp::on(on);
    let many = size(300, 10_000);
    let most = usize::try_from(MAILS_PER_CODE).unwrap();
    let mut dice = Dice(11);
    assert_eq!(
        asks_so_often(&register, many, &mut || spelt(&mut dice)),
        most
    );
    // Nor later that day, nor more the next.
    register.clock.passes(9 * 3_600);
    assert_eq!(asks_so_often(&register, 50, &mut || spelt(&mut dice)), 0);
    register.next_day();
    assert_eq!(
        asks_so_often(&register, many / 10, &mut || spelt(&mut dice)),
        most
    );
    // A domain of one's own, where a plus may be another mailbox: few all the same.
    let mut own = || format!("Anna+{}@BERG.example", dice.below(100_000));
    let aliases = asks_so_often(&register, many / 3, &mut own);
    assert!(aliases <= 6, "{aliases} mails to aliases of one mailbox");
}

const TRUSTED: (&str, &str) = ("web.trusted_proxies", "127.0.0.1/32");
const USUAL: [(&str, &str); 3] = [
    ("web.code_requests_per_prefix_per_hour", "20"),
    ("web.code_requests_per_minute", "60"),
    ("door.work_bits", "6"),
];

/// Asks for a code from behind a proxy that was reached from this address.
fn asks_from(site: &Site, number: usize, client: &str) -> Answer {
    let mut machine = Browser::at(site);
    machine.opens("start");
    site.register.clock.passes(2);
    let address = format!("m{number}@m{number}.example");
    let request = machine.form("start", &[("address", &address)]);
    site.answers(&request.with("X-Forwarded-For", client))
}

fn letters(site: &Site) -> i64 {
    tables(&site.register)["letter"]
}

fn with_the_wrong_proxies_trusted_one_machine_is_many_networks(on: Backend) {
    let mut given = USUAL.to_vec();
    given.extend([
        ("web.trusted_proxies", "0.0.0.0/1,128.0.0.0/1"),
        ("door.work_above_percent", "0"),
    ]);
    let site = Site::with(on, &given);
    for number in 0..60 {
        // What he wrote himself stands before what the proxy adds.
        let client = format!("2001:db8:{number:x}::1, 198.51.100.7");
        asks_from(&site, number, &client);
    }
    assert_eq!(letters(&site), 60, "every code there is in a minute is his");
    // A second frees one more code: on a slow machine a few pass.
    let mut others = (60..120).map(|number| asks_from(&site, number, "2001:db8:ffff::1").status);
    assert!(others.any(|status| status == 503), "nobody else gets one");
}

fn one_network_however_many_addresses_it_has_gets_its_few_codes(on: Backend) {
    let mut given = USUAL.to_vec();
    given.extend([TRUSTED, ("door.work_above_percent", "0")]);
    let site = Site::with(on, &given);
    let mut dice = Dice(5);
    let mut statuses = Vec::new();
    for number in 0..size(50, 2_000) {
        // One /56, as a household has it: 256 networks of /64, each with more addresses than stars.
        let mut part = || dice.below(65_536);
        let (host, low, end) = (part(), part(), part());
        let client = format!(
            "2001:db8:7:{:x}:{host:x}::{low:x}:{end:x}",
            0xab00 + number % 256
        );
        statuses.push(asks_from(&site, number, &client).status);
    }
    let taken = statuses.iter().filter(|status| **status == 303).count();
    assert_eq!(taken, 20);
    assert!(statuses[20..].iter().all(|status| *status == 429));
    // The neighbours in the next /56 have theirs.
    assert_eq!(asks_from(&site, 0, "2001:db8:7:ac00::1").status, 303);
}

fn from_many_networks_he_meets_the_work_and_keeps_nobody_out(on: Backend) {
    let mut given = USUAL.to_vec();
    given.push(TRUSTED);
    let site = Site::with(on, &given);
    // A /44 from a hoster: 4,096 networks of /56.
    for number in 0..size(120, 4_096) {
        let (high, low) = (number / 256, number % 256);
        let client = format!("2001:db8:{high:x}:{low:02x}00::1");
        assert_eq!(
            asks_from(&site, number, &client).status,
            303,
            "the same for everybody"
        );
    }
    // What came before it was a crowd, and what a minute of a long flood lets fade.
    let got = letters(&site);
    assert!((25..60).contains(&got), "{got} letters");
    let mut anna = Browser::at(&site);
    anna.opens("start");
    site.register.clock.passes(2);
    anna.sends("start", &[("address", "anna@example.org")]);
    assert!(anna.reads("wait-heading"), "{}", anna.page.words());
    let answer = work(&anna.page.token().unwrap(), 8);
    let worked: Request = anna.form("code", &[("answer", &answer)]);
    assert_eq!(site.answers(&worked).status, 303);
    assert_eq!(letters(&site), got + 1);
}
