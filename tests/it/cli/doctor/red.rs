//! A timer asks the doctor, and whoever runs the register gets a letter when something fails.

use super::super::set_mode;
use super::world::{Patient, World};
use crate::smtp::server::Server;

#[test]
fn the_administrator_gets_a_letter_when_a_line_fails_and_only_then() {
    let (world, mut relay) = (World::new(), Server::that("accept"));
    let relay_url = format!("smtp://127.0.0.1:{}", relay.port);
    let mut patient = Patient::new(&world, "http://127.0.0.1:1", &relay_url);
    patient.sets("ENKEL_OPERATIONS_ADMINISTRATOR", "beheer@stichting.example");
    let typed = patient.doctor(&["--mail-on-red", "nobody"]);
    assert!(
        typed.code == 1 && typed.err.contains("no mail address"),
        "{}",
        typed.err
    );
    let well = patient.doctor(&["--mail-on-red"]);
    assert_eq!((well.code, well.err.as_str()), (0, ""));
    // What fails names the site, and the letter must not.
    set_mode(&patient.terminal.path("r/keys/register.key"), 0o644);
    assert_eq!(patient.doctor(&["--mail-on-red"]).code, 1);
    let letter = relay.letter();
    assert_eq!(letter["rcpt_tos"][0], "beheer@stichting.example");
    assert_eq!(letter["mail_from"], "codes@post.example");
    let text = letter["text"].as_str().unwrap();
    assert!(
        text.contains("keys: ") && text.contains("chmod 600"),
        "{text}"
    );
    for part in ["text", "html", "raw"] {
        let text = letter[part].as_str().unwrap().to_lowercase();
        assert!(
            !text.contains("enkel (example)") && !text.contains("127.0.0.1:1"),
            "{text}"
        );
    }
    // Another address goes before the one in the settings.
    patient.doctor(&["--mail-on-red", "other@stichting.example"]);
    assert_eq!(relay.letter()["rcpt_tos"][0], "other@stichting.example");
    assert!(relay.rest().is_empty(), "nobody wrote while all was well");
}

#[test]
fn a_letter_that_cannot_leave_is_said_on_standard_error() {
    let world = World::new();
    let mut patient = Patient::new(&world, "http://127.0.0.1:1", "smtp://127.0.0.1:1");
    let report = patient.doctor(&["--mail-on-red"]);
    assert_eq!(report.code, 1);
    assert!(
        report.err.contains("operations.administrator"),
        "{}",
        report.err
    );
    patient.sets("ENKEL_OPERATIONS_ADMINISTRATOR", "beheer@stichting.example");
    let report = patient.doctor(&["--mail-on-red"]);
    assert_eq!(report.code, 1);
    assert!(
        report.err.contains("The letter was not sent"),
        "{}",
        report.err
    );
    assert!(!report.err.contains("beheer"), "{}", report.err);
}
