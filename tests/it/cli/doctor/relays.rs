//! The relay, looked at without sending anything; and everybody the program may speak with.

use super::world::{Patient, World};
use crate::smtp::server::Server;

fn patient_of(world: &World, relay: &Server, security: &str) -> Patient {
    let relay_url = format!("smtp://localhost:{}{security}", relay.port);
    let patient = Patient::new(world, "http://127.0.0.1:1", &relay_url);
    if let Some(authority) = &relay.authority {
        std::fs::write(patient.terminal.path("ca.pem"), authority).unwrap();
    }
    patient
}

#[test]
fn a_relay_that_is_well_is_green_and_gets_nothing() {
    let world = World::new();
    let relay = Server::that("starttls");
    let report = patient_of(&world, &relay, "?tls=on").doctor(&[]);
    report.says("mail", "ok", "");
    report.says("mail-tls", "ok", "are good until 20");
    report.says("mail-from", "ok", "codes@post.example");
    assert!(relay.rest().is_empty());
    let relay = Server::that("accept");
    let report = patient_of(&world, &relay, "").doctor(&[]);
    report.says("mail-tls", "ok", "in clear");
}

#[test]
fn each_relay_that_would_fail_us_is_told_apart() {
    let world = World::new();
    for (behaviour, security, line, say) in [
        ("accept", "?tls=on", "mail", "offers no TLS"),
        (
            "refuse-sender",
            "",
            "mail-from",
            "the relay answered 550 at the sender",
        ),
        ("small", "", "mail-from", "no letter as long as ours"),
    ] {
        let relay = Server::that(behaviour);
        let report = patient_of(&world, &relay, security).doctor(&[]);
        report.says(line, "fail", say);
        assert_eq!(report.code, 1, "{behaviour}");
    }
    let relay = Server::that("starttls");
    let patient = patient_of(&world, &relay, "?tls=on");
    std::fs::write(patient.terminal.path("ca.pem"), &world.authority).unwrap();
    patient
        .doctor(&[])
        .says("mail", "fail", "is its certificate trusted");
}

#[test]
fn everybody_the_program_may_speak_with_is_listed() {
    let world = World::new();
    let mut patient = Patient::new(&world, "https://enkel.example", "smtps://relay.example");
    patient.sets("ENKEL_METRICS_LISTEN", "127.0.0.1:9464");
    patient.sets("ENKEL_METRICS_WORKER_LISTEN", "127.0.0.1:9465");
    let report = patient.doctor(&["--data-path"]);
    assert_eq!(report.code, 0);
    for part in [
        "Listens on 127.0.0.1:",
        "Listens on 127.0.0.1:9464 for programs that watch",
        "`enkel worker` listens on 127.0.0.1:9465 for programs that watch",
        "The database is a folder of files",
        "The mail relay: relay.example:465, TLS from the first byte.",
        "https://enkel.example.",
        "the resolver 127.0.0.1:",
        "The journal lies in ",
    ] {
        assert!(report.text().contains(part), "{part}: {}", report.text());
    }
    patient.sets(
        "ENKEL_DATABASE_URL",
        "postgres://enkel@db.overheid.nl/enkel",
    );
    patient.sets("ENKEL_DATABASE_NETWORK_PROTECTED", "true");
    let report = patient.doctor(&["--data-path"]);
    assert!(
        report
            .text()
            .contains("db.overheid.nl belongs to a government")
    );
}
