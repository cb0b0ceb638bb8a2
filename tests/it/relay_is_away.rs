//! A real relay that is away for hours: nothing is lost, and nothing comes twice.

use std::net::TcpListener;
use std::sync::Arc;

use enkel::app::App;
use enkel::domain::email::EmailAddress;
use enkel::flows::deliver::{Round, deliver};
use enkel::mail::Sender;
use enkel::mail::transport::{Security, Smtp, SmtpSettings};

use crate::app::{Backend, Citizen, TestApp};
use crate::smtp::server::Sink;

on_both_databases!(a_relay_that_was_away_for_hours_gets_each_letter_once);

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
