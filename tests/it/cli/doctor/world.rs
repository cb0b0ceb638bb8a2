//! What lies around a register: `tests/doctor/world.py`, mail servers, and its own server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::{Said, Terminal};

const NEEDED: &str = "these tests need Python with dnslib, dkimpy, pynacl and trustme, as ./test \
    prepares it, and ENKEL_TEST_PYTHON";

/// Names, a proxy, a signer; ends with the test.
pub struct World {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    pub backend: u16,
    pub dns: u16,
    pub https: u16,
    pub clear: u16,
    pub authority: String,
}

impl World {
    pub fn new() -> Self {
        Self::with_resolver_at("127.0.0.1:0")
    }

    /// One whose resolver is where a file of settings says; port 0 is any.
    pub fn with_resolver_at(resolver: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let backend = free.local_addr().unwrap().port();
        drop(free);
        let mut child = Command::new(crate::python())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/doctor/world.py"
            ))
            .arg(backend.to_string())
            .arg(resolver)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(NEEDED);
        let orders = child.stdin.take();
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let ready = next(&mut answers);
        let port = |name: &str| u16::try_from(ready[name].as_u64().unwrap()).unwrap();
        Self {
            child,
            orders,
            backend,
            dns: port("dns"),
            https: port("https"),
            clear: port("clear"),
            authority: ready["ca"].as_str().unwrap().to_owned(),
            answers,
        }
    }

    pub fn told(&mut self, order: &Value) -> Value {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
        next(&mut self.answers)
    }

    /// From now on the resolver knows these names and no others; whom it was asked for before.
    pub fn knows(&mut self, zone: &[(&str, &str, &str)]) -> Value {
        self.told(&json!({ "zone": zone }))["asked"].take()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn next(answers: &mut impl BufRead) -> Value {
    let mut line = String::new();
    answers.read_line(&mut line).unwrap();
    serde_json::from_str(&line).expect(NEEDED)
}

/// A register whose doctor asks this world.
pub struct Patient {
    pub terminal: Terminal,
    pub variables: Vec<(String, String)>,
    asks: Vec<String>,
}

impl Patient {
    /// Set up for this site, sending codes over a relay at this address.
    pub fn new(world: &World, site: &str, relay: &str) -> Self {
        let terminal = Terminal::new();
        let site = ["--base-url", site, "--mail-url", relay];
        let rest = ["--mail-from", "codes@post.example", "--dir", "r", "--yes"];
        terminal
            .runs(&[&["init"], &site[..], &rest].concat())
            .good();
        std::fs::write(terminal.path("ca.pem"), &world.authority).unwrap();
        let trusted = terminal.path("ca.pem").display().to_string();
        let mut patient = Self {
            terminal,
            variables: vec![("SSL_CERT_FILE".into(), trusted)],
            asks: Vec::new(),
        };
        patient.asks_on(world);
        patient.sets("ENKEL_WEB_LISTEN", &format!("127.0.0.1:{}", world.backend));
        patient
    }

    /// Its doctor finds the resolver and the port without encryption here.
    pub fn asks_on(&mut self, world: &World) {
        let (dns, clear) = (format!("127.0.0.1:{}", world.dns), world.clear.to_string());
        self.asks = vec!["--resolver".into(), dns, "--clear-port".into(), clear];
    }

    pub fn sets(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// A register for real people, as far as its settings say.
    pub fn is_for_real(&mut self) {
        for (name, value) in [
            ("PRODUCTION", "true"),
            ("REGISTER_NAME", "Ons register"),
            ("CONTROLLER_NAME", "Stichting Voorbeeld"),
            ("CONTROLLER_KVK", "12345678"),
            ("CONTROLLER_RSIN", "123456789"),
            ("CONTROLLER_ADDRESS", "Straat 1, Plaats"),
            ("CONTROLLER_CONTACT", "info@stichting.example"),
            ("CONTROLLER_PRIVACY_CONTACT", "privacy@stichting.example"),
            ("PROCESSORS_HOST_NAME", "Serverhuis BV"),
            ("PROCESSORS_HOST_PLACE", "Nederland"),
            ("MAIL_FROM", "codes@letters.example"),
        ] {
            self.sets(&format!("ENKEL_{name}"), value);
        }
    }

    pub fn runs(&self, words: &[&str]) -> Said {
        let mut command = self.terminal.command(words);
        command.args(["--config", "r/enkel.toml"]);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        Said::from(command.output().unwrap())
    }

    /// What the doctor says, asked so.
    pub fn doctor(&self, words: &[&str]) -> Report {
        let asks: Vec<&str> = self.asks.iter().map(String::as_str).collect();
        let said = self.runs(&[&["doctor", "--json"], words, &asks].concat());
        Report::of(said)
    }

    /// Its server, once it answers.
    pub fn serves(&self, world: &World) -> Serving {
        let mut command = self
            .terminal
            .command(&["serve", "--config", "r/enkel.toml"]);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let serving = Serving(command.spawn().unwrap());
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", world.backend)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "it never listened"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        serving
    }
}

/// A server that ends with the test.
pub struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a doctor said, line by line.
pub struct Report {
    pub code: i32,
    pub err: String,
    checks: Vec<Value>,
}

impl Report {
    fn of(said: Said) -> Self {
        let read: Value = serde_json::from_str(&said.out)
            .unwrap_or_else(|_| panic!("no report: {}{}", said.out, said.err));
        Self {
            code: said.code,
            err: said.err,
            checks: read["checks"].as_array().unwrap().clone(),
        }
    }

    /// The line of this name is in this state, and says this.
    #[track_caller]
    pub fn says(&self, name: &str, state: &str, part: &str) {
        let found = self.checks.iter().find(|line| line["name"] == name);
        let found = found.unwrap_or_else(|| panic!("no line {name}: {:#?}", self.checks));
        let say = found["say"].as_str().unwrap();
        assert!(
            found["state"] == state && say.contains(part),
            "{found:#?} is not {state}: {part}"
        );
    }

    pub fn has(&self, name: &str) -> bool {
        self.checks.iter().any(|line| line["name"] == name)
    }

    /// All sentences together.
    pub fn text(&self) -> String {
        let say = self.checks.iter().map(|line| line["say"].as_str().unwrap());
        say.collect::<Vec<_>>().join("\n")
    }
}
