//! A letter to a mailbox of the operator's own, and what the doctor thinks of it when it arrived.

use serde_json::json;

use super::world::{Patient, World};
use crate::smtp::server::Server;

const MINE: &str = "operator.of.something@mailbox.example";

/// A letter that the real transport handed over, signed by dkimpy, as the receiver saved it.
struct Arrived {
    world: World,
    patient: Patient,
    letter: String,
}

impl Arrived {
    fn new() -> Self {
        let (world, mut relay) = (World::new(), Server::that("accept"));
        let relay_url = format!("smtp://127.0.0.1:{}", relay.port);
        let mut patient = Patient::new(&world, "https://enkel.example", &relay_url);
        patient.sets("ENKEL_MAIL_DKIM_SELECTOR", "s1");
        let said = patient.runs(&["doctor", "--mail", "--to", MINE]).good();
        assert!(
            !said.out.contains(MINE) && said.out.contains("--check"),
            "{}",
            said.out
        );
        let letter = relay.letter()["raw"].as_str().unwrap().to_owned();
        Self {
            world,
            patient,
            letter,
        }
    }

    fn signed(&mut self, order: serde_json::Value) -> String {
        let mut order = order;
        order["sign"] = json!(self.letter);
        let signed = self.world.told(&order);
        let place = format!(
            "{}._domainkey.post.example",
            order["selector"].as_str().unwrap()
        );
        let record = signed["record"].as_str().unwrap().to_owned();
        self.world.knows(&[(&place, "TXT", &record)]);
        let head = "Authentication-Results: mx.mailbox.example; spf=pass smtp.mailfrom=post.example;\r\n \
             dkim=pass header.d=post.example; dmarc=pass\r\nReceived: from relay.example by \
             mx.mailbox.example with ESMTPS id 1; x\r\n";
        format!("{head}{}", signed["signed"].as_str().unwrap())
    }

    fn judged(&self, letter: &str) -> super::world::Report {
        let file = self.patient.terminal.path("a.eml");
        std::fs::write(&file, letter).unwrap();
        self.patient
            .doctor(&["--mail", "--check", file.to_str().unwrap()])
    }
}

fn by(kind: &str, form: &str) -> serde_json::Value {
    json!({ "domain": "post.example", "selector": "s1", "kind": kind, "form": form })
}

#[test]
fn a_signed_letter_is_green_in_every_line_and_a_changed_byte_is_not() {
    let mut arrived = Arrived::new();
    for kind in ["rsa", "ed25519"] {
        for form in [
            "relaxed/simple",
            "simple/simple",
            "relaxed/relaxed",
            "simple/relaxed",
        ] {
            let letter = arrived.signed(by(kind, form));
            let report = arrived.judged(&letter);
            assert_eq!(report.code, 0, "{kind} {form}: {}", report.text());
            for line in ["sender", "verdict", "signature", "received", "headers"] {
                report.says(line, "ok", "");
            }
            // As a program of Unix saves it.
            let saved = letter.replace("\r\n", "\n");
            arrived.judged(&saved).says("signature", "ok", "");
            let body = letter.replacen("0000 0000", "0000 0001", 1);
            assert_ne!(body, letter);
            arrived
                .judged(&body)
                .says("signature", "fail", "The body is not the one");
            let head = letter.replacen("Subject: Uw code", "Subject: uw code", 1);
            assert_ne!(head, letter);
            arrived
                .judged(&head)
                .says("signature", "fail", "does not fit the key");
        }
    }
    let letter = arrived.signed(by("rsa", "relaxed/simple"));
    arrived.world.knows(&[]);
    arrived
        .judged(&letter)
        .says("signature", "fail", "no usable key");
}

/// What is changed in the letter, and what is then said in which line.
const CHANGES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "spf=pass",
        "spf=softfail",
        "verdict",
        "fail",
        "spf=softfail",
    ),
    ("dmarc=pass", "dmarc=fail", "verdict", "fail", "dmarc=fail"),
    (
        "Authentication-Results:",
        "X-Other:",
        "verdict",
        "warn",
        "did not write down",
    ),
    (
        "with ESMTPS",
        "with ESMTP",
        "received",
        "warn",
        "came to mx.mailbox.example in clear",
    ),
    (
        "from relay.example",
        "from enkel-server",
        "headers",
        "fail",
        "The header Received",
    ),
    (
        "DKIM-Signature:",
        "X-Signature:",
        "signature",
        "fail",
        "is not signed",
    ),
    (
        "From: codes@post.example",
        "From: a@b.example",
        "sender",
        "fail",
        "b.example",
    ),
    (
        "@post.example>",
        "@y.example>",
        "sender",
        "fail",
        "y.example",
    ),
];

#[test]
fn each_thing_that_receivers_or_onlookers_would_mind_is_told() {
    let mut arrived = Arrived::new();
    let letter = arrived.signed(by("rsa", "relaxed/relaxed"));
    for (from, to, line, state, say) in CHANGES {
        let changed = letter.replacen(from, to, 1);
        assert_ne!(changed, letter, "{from}: {letter}");
        arrived.judged(&changed).says(line, state, say);
    }
    let mut other = by("rsa", "relaxed/relaxed");
    other["domain"] = json!("relay.example");
    let foreign = arrived.signed(other);
    arrived
        .judged(&foreign)
        .says("signature", "fail", "not for post.example");
    let mut other = by("rsa", "relaxed/relaxed");
    other["selector"] = json!("s2");
    let renamed = arrived.signed(other);
    arrived
        .judged(&renamed)
        .says("signature", "warn", "under the selector s2");
}

#[test]
fn the_operators_address_is_kept_nowhere() {
    let arrived = Arrived::new();
    let folder = arrived.patient.terminal.path("r");
    let mut looked = 0;
    let mut left = vec![folder];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(MINE.len())
                .any(|part| part == MINE.as_bytes());
            assert!(!found, "{}", path.display());
            looked += 1;
        }
    }
    assert!(looked > 5);
    let refused = arrived.patient.runs(&["doctor", "--mail"]);
    refused.refused("there is no terminal").err.contains("--to");
    let refused = arrived
        .patient
        .runs(&["doctor", "--mail", "--to", "nobody"]);
    refused.refused("no mail address");
    let refused = arrived
        .patient
        .runs(&["doctor", "--mail", "--check", "nowhere.eml"]);
    refused.refused("nowhere.eml");
    assert_eq!(arrived.patient.runs(&["doctor", "--to", MINE]).code, 2);
    assert_eq!(arrived.patient.runs(&["doctor", "--check", "x"]).code, 2);
}
