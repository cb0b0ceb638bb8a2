//! The relay of deploy/mail: Postfix and OpenDKIM, with the very files that stand there.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::json;

use super::world::{Patient, World};
use crate::smtp::server::Server;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/mail/run");

/// Postfix and OpenDKIM in a folder of their own; ends with the test.
struct OwnRelay {
    folder: tempfile::TempDir,
    port: u16,
}

impl OwnRelay {
    /// Hands letters on to this port.
    fn before(next: u16) -> Self {
        use std::os::unix::fs::PermissionsExt;
        // Paths of sockets are short, and two users must be able to enter.
        let folder = tempfile::Builder::new()
            .prefix("relay")
            .tempdir_in("/tmp")
            .unwrap();
        let everyone = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), everyone).unwrap();
        let (port, milter) = (free_port(), free_port());
        let relay = Self { folder, port };
        let (port, milter) = (port.to_string(), milter.to_string());
        let next = format!("127.0.0.1:{next}");
        let words = [
            "--smtp", &port, "--milter", &milter, "--next", &next, "start",
        ];
        let said = relay.run(&words);
        assert!(
            said.status.success(),
            "needs postfix, opendkim and root: {said:?}"
        );
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", relay.port)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "Postfix never listened"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        relay
    }

    fn run(&self, words: &[&str]) -> Output {
        let folder = self.folder.path().to_str().unwrap();
        let as_root = ["env", "sudo"][usize::from(!is_root())];
        let mut command = Command::new(as_root);
        command.arg(RUN).args(["--folder", folder]).args(words);
        command.output().unwrap()
    }
}

impl Drop for OwnRelay {
    fn drop(&mut self) {
        self.run(&["stop"]);
        if !is_root() {
            let _ = Command::new("sudo")
                .args(["rm", "-rf"])
                .arg(self.folder.path())
                .status();
        }
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

/// Every file below a folder, as text.
fn all_in(folder: &Path) -> String {
    let read = Command::new("grep")
        .args(["-ra", "", "--"])
        .arg(folder)
        .output()
        .unwrap();
    String::from_utf8_lossy(&read.stdout).into_owned()
}

#[test]
fn a_code_that_goes_through_the_relay_of_the_example_is_signed() {
    let (mut world, mut receiver) = (World::new(), Server::that("accept"));
    let relay = OwnRelay::before(receiver.port);
    let relay_url = format!("smtp://127.0.0.1:{}", relay.port);
    let mut patient = Patient::new(&world, "https://site.example", &relay_url);
    patient.sets("ENKEL_MAIL_HELLO_NAME", "out.post.example");
    patient.sets("ENKEL_MAIL_DKIM_SELECTOR", "codes");
    let record = String::from_utf8(relay.run(&["record"]).stdout).unwrap();
    world.knows(&[("codes._domainkey.post.example", "TXT", &record)]);
    let report = patient.doctor(&[]);
    report.says("dkim", "ok", "");
    report.says("mail-from", "ok", "");

    let reader = "reader@mailbox.example";
    patient.runs(&["doctor", "--mail", "--to", reader]).good();
    let letter = receiver.letter()["raw"].as_str().unwrap().to_owned();
    assert_eq!(
        world.told(&json!({ "verify": letter }))["holds"],
        true,
        "{letter}"
    );
    for (from, to) in [
        ("0000 0000", "0000 0001"),
        ("Subject: Uw code", "Subject: Uw  Code"),
        ("To: reader@", "To: xeader@"),
    ] {
        let changed = letter.replacen(from, to, 1);
        assert_ne!(changed, letter);
        assert_eq!(
            world.told(&json!({ "verify": changed }))["holds"],
            false,
            "{to}"
        );
    }
    let second_from = format!("From: other@post.example\r\n{letter}");
    assert_eq!(
        world.told(&json!({ "verify": second_from }))["holds"],
        false
    );

    // The doctor says the same of what arrived.
    let file = patient.terminal.path("a.eml");
    std::fs::write(&file, &letter).unwrap();
    let check = ["--mail", "--check", file.to_str().unwrap()];
    let report = patient.doctor(&check);
    for line in ["sender", "signature", "received", "headers"] {
        report.says(line, "ok", "");
    }
    // Delivered, and nothing left of whoever it went to.
    let begun = Instant::now();
    while all_in(relay.folder.path()).contains(reader) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the queue still holds the letter"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_relay_of_the_example_takes_no_other_sender_and_leaves_nothing_unsigned() {
    let (world, receiver) = (World::new(), Server::that("accept"));
    let relay = OwnRelay::before(receiver.port);
    let relay_url = format!("smtp://127.0.0.1:{}", relay.port);
    let mut patient = Patient::new(&world, "https://site.example", &relay_url);
    patient.sets("ENKEL_MAIL_FROM", "other@post.example");
    let report = patient.doctor(&[]);
    report.says("mail-from", "fail", "does not take other@post.example");
    let refused = patient.runs(&["doctor", "--mail", "--to", "reader@mailbox.example"]);
    refused.refused("the relay answered 554");
    // With its signer away it refuses for now, and the letter stays in the register's own outbox.
    let pid = std::fs::read_to_string(relay.folder.path().join("dkim/pid")).unwrap();
    let killed = Command::new("kill")
        .arg("-9")
        .arg(pid.trim())
        .status()
        .unwrap();
    assert!(killed.success());
    patient.sets("ENKEL_MAIL_FROM", "codes@post.example");
    let refused = patient.runs(&["doctor", "--mail", "--to", "reader@mailbox.example"]);
    refused.refused("the relay answered 4");
    assert!(receiver.rest().is_empty());
}
