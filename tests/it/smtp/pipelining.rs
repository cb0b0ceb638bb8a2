//! The commands before a letter go together to a relay that offers to take them so, and to no
//! other. Only what it says itself counts as its offer: not what was said before TLS.

use enkel::mail::transport::{Security, SignIn};
use enkel::mail::{Reason, SendError, Stage, Transport};

use zeroize::Zeroizing;

use super::scripted::{Script, Scripted};
use super::server::Server;
use super::{NOW, answer, clear, letter, relay};

pub const OFFERS: &str = "250-scripted\r\n250-SIZE 100000\r\n250 PIPELINING";
pub const OFFERS_NOT: &str = "250-scripted\r\n250-XPIPELINING\r\n250 SIZE 100000";
pub const CLOSING: &str = "421 4.3.2 closing";

pub type Outcome = Result<(), SendError>;

/// What comes of one letter, and what the relay heard.
pub fn one_letter(hello: &'static str, script: &Script) -> (Outcome, Vec<String>) {
    let scripted = Scripted::with(hello, vec![script.clone()]);
    let sent = relay(clear(scripted.port)).send(&letter(), NOW);
    (sent, scripted.heard())
}

#[test]
fn a_relay_that_offers_it_gets_each_letter_in_two_turns() {
    let scripted = Scripted::with(OFFERS, Vec::new());
    let smtp = relay(clear(scripted.port));
    smtp.send(&letter(), NOW).unwrap();
    smtp.send(&letter(), NOW).unwrap();
    drop(smtp);
    assert_eq!(
        scripted.heard(),
        [
            "1 EHLO",
            "1 EHLO",
            "1 MAIL RCPT DATA",
            "1 letter",
            "1 MAIL RCPT DATA",
            "1 letter",
            "1 QUIT",
            "1 gone"
        ]
    );
}

#[test]
fn a_relay_that_does_not_is_spoken_to_as_ever() {
    // Not offered; and the second hello refused, as OpenSMTPD does whatever it offers.
    let once = vec![("EHLO", OFFERS), ("EHLO", "503 5.5.1 already identified")];
    for (hello, script) in [(OFFERS_NOT, Script::new()), (OFFERS, once)] {
        let (sent, heard) = one_letter(hello, &script);
        assert_eq!(sent, Ok(()));
        let one_by_one = [
            "1 EHLO", "1 EHLO", "1 MAIL", "1 RCPT", "1 DATA", "1 letter", "1 QUIT", "1 gone",
        ];
        assert_eq!(heard, one_by_one);
    }
}

#[test]
fn a_relay_that_takes_one_hello_alone_is_well() {
    let once = vec![("EHLO", OFFERS), ("EHLO", "503 5.5.1 already identified")];
    let scripted = Scripted::with(OFFERS, vec![once]);
    let probe = relay(clear(scripted.port)).probe().unwrap();
    assert_eq!((probe.sender, probe.longest), (Ok(()), None));
}

#[test]
fn a_relay_that_leaves_at_the_second_hello_is_left() {
    let gone = vec![("EHLO", OFFERS), ("EHLO", CLOSING)];
    let (sent, heard) = one_letter(OFFERS, &gone);
    assert_eq!(sent, answer(Stage::Hello, 421, SendError::Later));
    assert_eq!(heard, ["1 EHLO", "1 EHLO", "1 gone"]);
}

#[test]
fn a_relay_that_forgets_us_at_a_hello_is_asked_before_we_sign_in() {
    let mut server = Server::that("auth-forgets");
    let mut settings = clear(server.port);
    settings.sign_in = Some(SignIn {
        username: "relay-user".to_owned(),
        password: Zeroizing::new("relay-secret".to_owned()),
    });
    let smtp = relay(settings);
    assert_eq!(smtp.would_take(), Ok(()));
    smtp.send(&letter(), NOW).unwrap();
    assert_eq!(server.letter()["at_once"], true);
}

/// A relay behind STARTTLS, and the answer to a letter sent there.
fn behind_starttls(behaviour: &str) -> (Server, Outcome) {
    let server = Server::that(behaviour);
    let mut settings = clear(server.port);
    settings.security = Security::StartTls;
    settings.also_trust = server.authority.clone();
    let sent = relay(settings).send(&letter(), NOW);
    (server, sent)
}

#[test]
fn what_is_offered_in_clear_does_not_count_and_what_under_tls_does() {
    for (behaviour, at_once) in [("offers-in-clear", false), ("offers-under-tls", true)] {
        let (mut server, sent) = behind_starttls(behaviour);
        sent.unwrap();
        assert_eq!(server.letter()["at_once"], at_once, "{behaviour}");
    }
}

#[test]
fn answers_slipped_in_before_tls_make_no_letter_accepted() {
    for behaviour in ["slipped-in-one", "slipped-in-all"] {
        let (server, sent) = behind_starttls(behaviour);
        assert!(
            matches!(sent, Err(SendError::Later(Reason::BrokenOff(_)))),
            "{behaviour}: {sent:?}"
        );
        assert!(server.rest().is_empty(), "{behaviour}");
    }
}
