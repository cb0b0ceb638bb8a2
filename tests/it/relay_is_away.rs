//! A real relay that is away for hours: nothing is lost, and nothing comes twice.

use std::collections::HashSet;
use std::net::TcpListener;
use std::sync::Arc;

use enkel::app::App;
use enkel::domain::email::EmailAddress;
use enkel::flows::deliver::{Post, Round, deliver};
use enkel::mail::Sender;
use enkel::mail::transport::{Security, Smtp, SmtpSettings};
use enkel::store::outbox::LEASE_SECONDS;

use crate::app::{Backend, Citizen, TestApp, raw};
use crate::smtp::server::Sink;

on_both_databases!(
    a_relay_that_was_away_for_hours_gets_each_letter_once,
    letters_of_a_round_are_settled_with_the_next_and_none_comes_twice,
    a_post_that_ends_between_rounds_has_sent_no_more_than_one_round_unsettled,
);

/// A relay on this machine, spoken to in clear.
pub fn relay_at(port: u16) -> Smtp {
    let address = EmailAddress::parse("codes@post.example").unwrap();
    Smtp::new(SmtpSettings {
        host: "localhost".to_owned(),
        port,
        security: Security::ClearLoopback,
        sign_in: None,
        hello_name: "post.example".to_owned(),
        sender: Sender::new(&address, None).unwrap(),
        timeout: SmtpSettings::USUAL_TIMEOUT,
        also_trust: None,
    })
    .unwrap()
}

fn all_rounds(app: &App) -> Round {
    let mut all = Round::default();
    loop {
        let round = deliver(app).unwrap();
        if round.taken == 0 {
            return all;
        }
        all.accepted += round.accepted;
        all.put_back += round.put_back;
    }
}

fn a_relay_that_was_away_for_hours_gets_each_letter_once(on: Backend) {
    let register = TestApp::on(on);
    let nobody_there = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody_there.local_addr().unwrap().port();
    drop(nobody_there);
    let mut worker = register.another_host();
    worker.mailer = Arc::new(relay_at(port));
    let addresses = ["anna@example.org", "jan@example.org"];
    for address in addresses {
        Citizen::of(&register, address).types_the_address();
    }
    for _ in 0..12 {
        assert_eq!(all_rounds(&worker).accepted, 0);
        register.clock.passes(1_801);
    }
    let relay = Sink::on(port, &[]).expect("nobody else took the port");
    assert_eq!(all_rounds(&worker).accepted, 2);
    register.clock.passes(1_801);
    assert_eq!(all_rounds(&worker), Round::default());
    let mails = relay.mails();
    assert_eq!(mails.len(), 2);
    for address in addresses {
        let to_them = mails.iter().filter(|mail| mail.contains(address));
        assert_eq!(to_them.count(), 1, "{address}");
    }
}

/// Forty people ask; a round takes sixteen.
fn forty_ask(register: &TestApp) {
    for number in 0..40 {
        Citizen::of(register, &format!("a{number}@example.org")).types_the_address();
    }
}

fn waiting(register: &TestApp) -> i64 {
    raw::rows(&register.app.store.transit, "letter")
}

fn letters_of_a_round_are_settled_with_the_next_and_none_comes_twice(on: Backend) {
    let register = TestApp::on(on);
    forty_ask(&register);
    let mut post = Post::default();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let taken = post.round(&register.app).unwrap().taken;
        seen.push((taken, register.mail.arrived().len(), waiting(&register)));
    }
    // The last letters do not wait for others to come.
    assert_eq!(seen, [(16, 16, 40), (16, 32, 24), (8, 40, 0), (0, 40, 0)]);
    let mails = register.mail.take();
    let to: HashSet<String> = mails
        .iter()
        .map(|mail| mail.letter.to.expose().to_string())
        .collect();
    assert_eq!(to.len(), 40);
}

fn a_post_that_ends_between_rounds_has_sent_no_more_than_one_round_unsettled(on: Backend) {
    let register = TestApp::on(on);
    forty_ask(&register);
    // One that is stopped says what it sent.
    let mut stopped = Post::default();
    stopped.round(&register.app).unwrap();
    stopped.settle(&register.app).unwrap();
    assert_eq!(waiting(&register), 24);
    // One that is killed cannot: another sends those once more, when they are nobody's.
    Post::default().round(&register.app).unwrap();
    assert_eq!(all_rounds(&register.app).accepted, 8);
    register.clock.passes(LEASE_SECONDS + 1);
    assert_eq!(all_rounds(&register.app).accepted, 16);
    assert_eq!((register.mail.arrived().len(), waiting(&register)), (56, 0));
}
