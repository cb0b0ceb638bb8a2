//! The mail relay is down, slow, says "later", says "never", or hangs up after it took a letter
//! (an aiosmtpd server that changes its mood): every request gets its letter in the end, and what
//! comes twice has the same Message-ID.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::fleet::Fleet;
use super::size;
use super::trial::{Trial, nothing_is_lost};
use crate::app::Backend;

on_both_databases!(whatever_ails_the_relay_every_letter_comes);

const NEEDED: &str = "these tests need Python with aiosmtpd: see tests/it/smtp/server.rs";
const MOODS: [&str; 6] = [
    "down",
    "full",
    "refuse-sender",
    "slow",
    "drop-after-data",
    "greylist",
];

/// A relay with moods; what it takes is laid into a folder, as the post of the town.
pub struct Relay {
    child: Child,
    mood: ChildStdin,
    pub port: u64,
    again: Arc<AtomicUsize>,
}

impl Relay {
    pub fn starts() -> (Self, impl Iterator<Item = Value>) {
        let mut child = Command::new(crate::python())
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py"))
            .arg("moody")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(NEEDED);
        let mood = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let lines = lines.map_while(Result::ok);
        let mut said = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap());
        let ready = said.next().expect(NEEDED);
        let relay = Self {
            child,
            mood,
            port: ready["ready"].as_u64().unwrap(),
            again: Arc::default(),
        };
        (relay, said)
    }

    pub fn lays_letters_into(
        &self,
        folder: &Path,
        said: impl Iterator<Item = Value> + Send + 'static,
    ) {
        std::fs::create_dir_all(folder).unwrap();
        let (folder, again) = (folder.to_owned(), self.again.clone());
        std::thread::spawn(move || {
            let mut known = HashSet::new();
            for letter in said {
                let raw = letter["raw"].as_str().unwrap().replace("\r\n", "\n");
                let name = message_id(&raw);
                if !known.insert(name.clone()) {
                    again.fetch_add(1, Ordering::SeqCst);
                }
                let draft = folder.join(format!(".{name}"));
                std::fs::write(&draft, raw).unwrap();
                std::fs::rename(draft, folder.join(format!("{name}.eml"))).unwrap();
            }
        });
    }

    fn becomes(&mut self, mood: &str) {
        writeln!(self.mood, "{mood}").unwrap();
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The part before the sign, as the program names its files.
fn message_id(raw: &str) -> String {
    let lines = raw.lines();
    let mut ids = lines.filter_map(|line| line.strip_prefix("Message-ID: <"));
    let id = ids.next().expect("a Message-ID");
    id.split('@').next().unwrap().to_owned()
}

/// Until the mood has struck some letter.
fn a_letter_waits(trial: &Trial, mood: &str) {
    let put_back = || {
        trial
            .fleet
            .logs()
            .matches("could not be delivered yet")
            .count()
    };
    let (begun, before) = (Instant::now(), put_back());
    while put_back() == before {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{mood} strikes nobody"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn whatever_ails_the_relay_every_letter_comes(on: Backend) {
    let (mut relay, said) = Relay::starts();
    let url = format!("smtp://localhost:{}", relay.port);
    let given = [
        ("ENKEL_MAIL_URL", url.as_str()),
        ("ENKEL_MAIL_TIMEOUT_SECONDS", "1"),
    ];
    let fleet = Fleet::with(on, &given);
    relay.lays_letters_into(&fleet.mail(), said);
    let again = relay.again.clone();
    nothing_is_lost("relay fails", fleet, |trial| {
        for number in 0..size(MOODS.len(), 10 * MOODS.len()) {
            relay.becomes("accept");
            trial.waits_for_deeds(2);
            relay.becomes(MOODS[number % MOODS.len()]);
            a_letter_waits(trial, MOODS[number % MOODS.len()]);
            trial.faults += 1;
            trial.looks(false);
        }
        relay.becomes("accept");
        trial.waits_for_deeds(2);
    });
    println!("letters that came twice: {}", again.load(Ordering::SeqCst));
}
