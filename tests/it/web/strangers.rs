//! The door answers every address alike, step by step and in every language (I8), and its pages
//! and cookies have lengths that say nothing. Many samples of each are the attacker's work:
//! `attackers/stranger`.

use enkel::domain::locale::Locale;

use super::http::{Answer, Request};
use super::tables::{Tables, tables, written};
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    every_address_gets_the_same_door,
    the_cookie_has_one_length_through_the_whole_visit,
    pages_of_the_door_are_padded_uncompressed_and_kept_by_nobody,
);

/// Letters of one length, so that what is typed again has one length too.
const ADDRESSES: [&str; 4] = [
    "newnew@fine.example",
    "always@know.example",
    "overdo@many.example",
    "nobody@stop.example",
];

/// An answer with nothing in it that differs by chance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub length: usize,
}

/// Without the cookie's value, the form's token, the address that was typed, and the date.
pub fn masked(answer: &Answer, browser: &Browser, address: &str) -> Masked {
    let hide = |text: &str| {
        let mut text = text.to_owned();
        let cookie = answer.cookie().unwrap_or_default().to_owned();
        for (secret, mask) in [
            (Some(cookie), "COOKIE"),
            (browser.page.token(), "TOKEN"),
            (Some(address.to_owned()), "ADDRESS"),
            (Some(half(address)), "HALF"),
        ] {
            if let Some(secret) = secret.filter(|secret| !secret.is_empty()) {
                text = text.replace(&secret, &format!("{mask}{}", secret.len()));
            }
        }
        text
    };
    let headers = answer.headers.iter().map(|(name, value)| {
        let value = if name == "date" {
            "DATE".to_owned()
        } else {
            hide(value)
        };
        (name.clone(), value)
    });
    Masked {
        status: answer.status,
        headers: headers.collect(),
        length: answer.body.len(),
        body: hide(&answer.body),
    }
}

fn half(address: &str) -> String {
    address.replace('@', " ")
}

/// What somebody sees who types this address, and what it writes, step by step.
fn seen_with(site: &Site, locale: Locale, address: &str) -> Vec<(&'static str, Masked, Tables)> {
    let mut seen = Vec::new();
    let mut stranger = Browser::at(site).speaking(locale);
    stranger.opens("start");
    site.register.clock.passes(2);
    let mut looks = |step, browser: &mut Browser, act: &dyn Fn(&mut Browser)| {
        let before = tables(&site.register);
        act(browser);
        let after = tables(&site.register);
        let answer = browser.first.clone().unwrap();
        seen.push((
            step,
            masked(&answer, browser, address),
            written(&before, &after),
        ));
    };
    looks("half an address", &mut stranger, &|browser| {
        browser.sends("start", &[("address", &half(address))]);
    });
    looks("the address", &mut stranger, &|browser| {
        browser.sends("start", &[("address", address)]);
    });
    site.register.delivers();
    looks("the page of the code", &mut stranger, &|browser| {
        browser.opens("code");
    });
    for (step, code) in [
        ("a wrong code", "00000000"),
        ("another wrong code", "1111 1111"),
        ("a long wrong code", "0000111122223333"),
        ("half a code", "12x4"),
        ("no code", ""),
        ("the fourth wrong code", "00000000"),
        ("the last wrong code", "00000000"),
        ("a sixth wrong code", "00000000"),
    ] {
        looks(step, &mut stranger, &|browser| {
            browser.sends("code", &[("code", code)]);
        });
    }
    looks("another code too soon", &mut stranger, &|browser| {
        browser.sends("code", &[("action", "again")]);
    });
    site.register.clock.passes(61);
    looks("another code", &mut stranger, &|browser| {
        browser.sends("code", &[("action", "again")]);
    });
    looks("the choice without a code", &mut stranger, &|browser| {
        browser.opens("choose");
    });
    seen
}

fn prepared(on: Backend) -> Site {
    let site = Site::with(on, &[("mail.blocked_domains", "stop.example")]);
    let [_, known, over_budget, _] = ADDRESSES;
    Browser::at(&site).declares(known, "MA");
    for _ in 0..4 {
        Browser::at(&site).asks_for_a_code(over_budget);
        site.register.delivers();
    }
    site
}

fn every_address_gets_the_same_door(on: Backend) {
    let site = prepared(on);
    for locale in Locale::WRITTEN {
        let mut all = ADDRESSES
            .map(|address| seen_with(&site, locale, address))
            .into_iter();
        let first = all.next().unwrap();
        for (other, address) in all.zip(&ADDRESSES[1..]) {
            for ((step, answer, wrote), (_, expected, expected_writes)) in other.iter().zip(&first)
            {
                assert_eq!(answer, expected, "{address}, {step}");
                assert_eq!(wrote, expected_writes, "{address}, {step}");
            }
        }
        let steps: Vec<_> = first
            .iter()
            .map(|(step, answer, wrote)| (*step, answer.status, wrote.len()))
            .collect();
        assert_eq!(steps[0], ("half an address", 422, 0));
        assert_eq!(steps[1].1, 303);
        assert_eq!(first[1].2["letter"], 1, "one letter, whoever it is for");
        assert_eq!((steps[3].1, first[3].2["attempt: tries"]), (422, 1));
        assert_eq!(
            steps.last().unwrap(),
            &("the choice without a code", 200, 0)
        );
    }
}

fn the_cookie_has_one_length_through_the_whole_visit(on: Backend) {
    let site = Site::on(on);
    let mut lengths = Vec::new();
    for address in [
        "a@b.example",
        &format!("{}@{}example", "x".repeat(64), "long.".repeat(30)),
    ] {
        let mut anna = Browser::at(&site);
        let mut notes = |browser: &Browser| lengths.push(browser.cookie.as_ref().unwrap().len());
        anna.opens("start");
        notes(&anna);
        anna.asks_for_a_code(address);
        notes(&anna);
        let code = anna.reads_the_mail(address);
        anna.sends("code", &[("code", &code)]);
        notes(&anna);
        anna.sends("choose", &[("action", "form")])
            .sends("form/1", &[("adult_dutch", "yes")]);
        notes(&anna);
        anna.sends("form/2", &[("nat1", "MA"), ("nat2", "TR"), ("nat3", "IR")])
            .sends("form/3", &[("more", "yes")]);
        notes(&anna);
    }
    lengths.dedup();
    assert_eq!(lengths.len(), 1, "{lengths:?}");
}

fn pages_of_the_door_are_padded_uncompressed_and_kept_by_nobody(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org");
    anna.sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes")])
        .sends("form/2", &[("nat1", "MA")]);
    let token = anna.page.token().unwrap();
    let show = [("token", token.as_str()), ("action", "show")];
    for request in [
        Request::get("/nl/start"),
        Request::get("/nl/choose"),
        Request::get("/nl/form/1"),
        Request::get("/nl/form/2"),
        Request::get("/nl/form/3"),
        Request::get("/nl/done"),
        Request::get("/nl/exit"),
        Request::get("/nl/no-such-page"),
        Request::form("/nl/kept", &show),
        Request::form("/nl/form/2", &show),
    ] {
        let request = anna.dressed(request).with("Accept-Encoding", "gzip, br");
        let answer = site.answers(&request);
        let path = &request.path;
        assert!(
            answer.body.len().is_multiple_of(4_096) && !answer.body.is_empty(),
            "{path}"
        );
        assert_eq!(answer.header("content-encoding"), None, "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}
