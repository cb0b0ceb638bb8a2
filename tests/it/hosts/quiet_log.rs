//! The log of a whole run, of the real program as it runs in production: people come, go wrong and
//! leave, a database fails, and no line says who they were, from where, or on which page.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::HANG;
use super::process::{Host, register};
use crate::app::{Backend, raw};
use crate::web::http::Request;
use crate::web::{Browser, Site};

on_both_databases!(
    the_log_of_a_whole_run_names_no_client_and_no_page_of_the_door,
    whoever_sends_rubbish_writes_nothing_into_the_log,
);

const CLIENTS: [&str; 2] = ["203.0.113.77", "2001:db8:feed:7:7::7"];
const AGENT: &str = "Opvallend/7.7 (Zeldzaam)";
const PEOPLE: [&str; 2] = [
    "opvallende.naam@bijzonder.example",
    "tweede@zeldzaam.example",
];

/// What a log must not hold, however it is written.
fn found_in(log: &str) -> Vec<String> {
    let log = log.to_lowercase();
    let mut wanted: Vec<String> = Vec::new();
    wanted.extend(CLIENTS.map(str::to_owned));
    // Their networks, whole and shortened.
    wanted.extend(
        [
            "203.0.113",
            "2001:db8:feed",
            "2001:0db8:feed",
            "::ffff:cb00:714d",
        ]
        .map(str::to_owned),
    );
    wanted.extend(["opvallend", "zeldzaam", "bijzonder"].map(str::to_owned));
    for page in ["start", "code", "choose", "form", "kept", "done", "exit"] {
        wanted.extend(["nl", "en"].map(|language| format!("{language}/{page}")));
        wanted.push(format!("/{page}"));
    }
    wanted.extend(["accept-language", "cookie", "visit=", "token="].map(str::to_owned));
    wanted.retain(|text| log.contains(text.as_str()));
    wanted
}

fn the_log_of_a_whole_run_names_no_client_and_no_page_of_the_door(on: Backend) {
    let register = register(
        on,
        &[
            ("web.trusted_proxies", "127.0.0.1/32"),
            ("log.level", "info"),
        ],
    );
    let keys = register.settings.keys.folder.clone();
    let host = Host::starts(&register, "host-1", &keys);
    let (address, turn) = (host.address, AtomicUsize::new(0));
    let site = Site::of(register).behind(Box::new(move |_, request| {
        let client = CLIENTS[turn.fetch_add(1, Ordering::Relaxed) % 2];
        let request = request.clone().with("X-Forwarded-For", client);
        request.with("User-Agent", AGENT).sent_to(address)
    }));
    people_come_and_go_wrong(&site);
    let transit = &site.register.app.store.transit;
    raw::does(transit, "ALTER TABLE letter RENAME TO elsewhere");
    let mut late = Browser::at(&site);
    late.opens("start")
        .sends("start", &[("address", PEOPLE[1])]);
    assert_eq!(late.page.status, 503);
    raw::does(transit, "ALTER TABLE elsewhere RENAME TO letter");
    host.is_told_to_stop();
    let since = Instant::now();
    while host.tells("/healthz").is_some() {
        assert!(since.elapsed() < HANG, "{}", host.says());
    }
    let log = host.says();
    assert!(
        log.contains("a flow failed") && log.contains("told to stop"),
        "{log}"
    );
    assert!(found_in(&log).is_empty(), "{:?} in {log}", found_in(&log));
    // A line as many programs write it is found.
    let usual = format!(
        "{} - - \"POST /nl/code HTTP/1.1\" 303 \"{AGENT}\"",
        CLIENTS[0]
    );
    assert_eq!(found_in(&usual).len(), 6, "{:?}", found_in(&usual));
}

fn people_come_and_go_wrong(site: &Site) {
    let mut anna = Browser::at(site);
    anna.declares(PEOPLE[0], "MA");
    anna.comes_in(PEOPLE[0])
        .sends("choose", &[("action", "prolong")]);
    anna.sends("kept", &[("action", "show")]);
    anna.sends("kept", &[("action", "remove")]);
    let mut second = Browser::at(site);
    second
        .opens("start")
        .sends("start", &[("address", "geen adres")]);
    second.asks_for_a_code(PEOPLE[1]);
    second
        .sends("code", &[("code", "00000000")])
        .sends("code", &[("code", "x")]);
    for request in [
        Request::form("/nl/code", &[("token", "x"), ("code", "1")]),
        Request::form("/nl/start", &[("address", &"x".repeat(20_000))]),
        Request::new("PUT", "/nl/kept"),
        Request::get("/nl/no-such-page"),
        Request::get("/nl/form/77"),
    ] {
        assert!(site.answers(&second.dressed(request)).status >= 400);
    }
    let elsewhere = Request::get("/nl/start").at_host("evil.example");
    assert_eq!(site.answers(&elsewhere).status, 400);
}

/// Heads that no browser sends, each on a connection of its own.
fn whoever_sends_rubbish_writes_nothing_into_the_log(on: Backend) {
    let register = register(on, &[("log.level", "info")]);
    let keys = register.settings.keys.folder.clone();
    let host = Host::starts(&register, "host-1", &keys);
    let before = host.says();
    let heads: [&[u8]; 4] = [
        b"\x16\x03\x01 no plain text\r\n\r\n",
        b"GET /nl/ HTTP/7.7\r\n\r\n",
        b"POST /nl/start HTTP/1.1\r\nHost: x\r\nContent-Length: minus one\r\n\r\n",
        b"GET /nl/ HTTP/1.1\r\nHost x\r\n\r\n",
    ];
    for head in heads {
        let mut stranger = TcpStream::connect(host.address).unwrap();
        stranger.set_read_timeout(Some(HANG)).unwrap();
        stranger.write_all(head).unwrap();
        let mut answer = Vec::new();
        let _ = stranger.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    assert_eq!(host.says(), before);
    host.is_told_to_stop();
    host.ends();
}
