//! The program as it is run: on SQLite one process that does everything, on PostgreSQL two hosts
//! and a worker on each, with one journal. Each can be killed, and is started again as a service
//! manager would.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use enkel::config::Settings;
use enkel::crypto::derive::{Derivation, Params};
use enkel::crypto::digest;
use enkel::store::{Store, meta};

use crate::app::{Backend, Database, location};
use crate::web::http::Request;

/// Whoever is not back after this never comes back.
const NEVER: Duration = Duration::from_secs(60);

/// Settings that make people quick and the machine the only limit.
const QUICK: [(&str, &str); 7] = [
    ("ENKEL_DERIVATION_MEMORY_MIB", "1"),
    ("ENKEL_DOOR_MINIMUM_FORM_AGE_SECONDS", "0"),
    ("ENKEL_WEB_CODE_REQUESTS_PER_PREFIX_PER_HOUR", "1000000"),
    ("ENKEL_WEB_CODE_REQUESTS_PER_MINUTE", "1000000"),
    ("ENKEL_WEB_POSTS_PER_PREFIX_PER_MINUTE", "1000000"),
    ("ENKEL_DATABASE_CONNECTIONS", "6"),
    ("ENKEL_LOG_LEVEL", "warn"),
];

/// One process of the fleet.
pub struct Member {
    pub name: &'static str,
    words: Vec<&'static str>,
    given: Vec<(String, String)>,
    /// What the program is run under, such as a tracer.
    pub under: Vec<String>,
    pub at: Option<SocketAddr>,
    child: Option<Child>,
}

/// All of them, with the register they serve.
pub struct Fleet {
    pub members: Vec<Member>,
    /// Starts beyond the wanted ones: a process that gave way to another, or was refused.
    pub extra_starts: usize,
    given: Vec<(String, String)>,
    pub home: tempfile::TempDir,
    pub database: Database,
    pub backend: Backend,
}

impl Fleet {
    /// A new register, and nobody at work yet.
    pub fn on(backend: Backend) -> Self {
        Self::with(backend, &[])
    }

    pub fn with(backend: Backend, more: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let database = Database::new(backend, &home.path().join("r"));
        Self::of(backend, home, database, more)
    }

    pub fn of(
        backend: Backend,
        home: tempfile::TempDir,
        database: Database,
        more: &[(&str, &str)],
    ) -> Self {
        let given = QUICK.iter().chain(more);
        let given: Vec<_> = given.map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let mut fleet = Self {
            members: Vec::new(),
            extra_starts: 0,
            given,
            home,
            database,
            backend,
        };
        let url = fleet.database.url.clone();
        fleet.runs(&["init", "--dir", "r", "--yes", "--database", &url]);
        fleet.members = match backend {
            Backend::Sqlite => vec![fleet.member("serve", &["serve"], None)],
            Backend::Postgres => fleet.two_hosts(),
        };
        fleet
    }

    fn two_hosts(&self) -> Vec<Member> {
        let copied = Command::new("cp")
            .args(["-a", "r/keys", "r/keys-2"])
            .current_dir(self.home.path())
            .status();
        assert!(copied.unwrap().success());
        let keys = self.home.path().join("r/keys-2");
        let second = [
            ("ENKEL_KEYS_FOLDER", keys.to_str().unwrap()),
            ("ENKEL_REGISTER_HOST_NAME", "host-2"),
        ];
        vec![
            self.member("host 1", &["serve", "--no-jobs"], None),
            self.member("host 2", &["serve", "--no-jobs"], Some(&second)),
            self.member("worker 1", &["worker"], None),
            self.member("worker 2", &["worker"], Some(&second)),
        ]
    }

    fn member(
        &self,
        name: &'static str,
        words: &[&'static str],
        more: Option<&[(&str, &str)]>,
    ) -> Member {
        let mut given = self.given.clone();
        let more = more.unwrap_or_default().iter();
        given.extend(more.map(|(k, v)| ((*k).into(), (*v).into())));
        let at = words.contains(&"serve").then(free_port);
        given.extend(at.map(|at| ("ENKEL_WEB_LISTEN".to_owned(), at.to_string())));
        Member {
            name,
            words: [words, &["--config", "r/enkel.toml"]].concat(),
            given,
            under: Vec::new(),
            at,
            child: None,
        }
    }

    /// Runs another command on this register, to its good end; what it said.
    pub fn runs(&self, words: &[&str]) -> String {
        let output = self.tries(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn tries(&self, words: &[&str]) -> std::process::Output {
        Command::new(env!("CARGO_BIN_EXE_enkel"))
            .args(words)
            .current_dir(self.home.path())
            .env_clear()
            .envs(self.given.clone())
            .output()
            .unwrap()
    }

    pub fn settings(&self) -> Settings {
        Settings::load(&self.home.path().join("r/enkel.toml"), &self.given).unwrap()
    }

    pub fn store(&self) -> Store {
        Store::open(&location(&self.settings()), 2).unwrap()
    }

    pub fn mail(&self) -> PathBuf {
        self.home.path().join("r/mail")
    }

    pub fn hosts(&self) -> Vec<SocketAddr> {
        self.members.iter().filter_map(|member| member.at).collect()
    }

    /// The register's own derivation, from the facts that it notes.
    pub fn derivation(&self) -> Derivation {
        let store = self.store();
        let read = store
            .register
            .read("salt", |conn| meta::get(conn, "derivation_salt"));
        let salt = digest::unhex(&read.unwrap().unwrap()).unwrap();
        let params = Params {
            memory_kib: 1_024,
            passes: 1,
        };
        Derivation::new(params, salt.try_into().unwrap(), 4).unwrap()
    }

    /// Everybody to work, and waited for.
    pub fn starts(&mut self) {
        for number in 0..self.members.len() {
            self.start(number);
        }
        for number in 0..self.members.len() {
            self.is_ready(number);
        }
    }

    pub fn start(&mut self, number: usize) {
        let home = self.home.path().to_owned();
        self.members[number].starts(&home);
    }

    /// Waits until it can serve, starting it again where it ended by itself. A worker is waited
    /// for no longer than until it lives: nothing asks it.
    pub fn is_ready(&mut self, number: usize) {
        let begun = Instant::now();
        while !self.members[number].answers() {
            assert!(begun.elapsed() < NEVER, "{}", self.last_words());
            if self.members[number].has_ended() {
                self.extra_starts += 1;
                std::thread::sleep(Duration::from_millis(50));
                self.start(number);
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// Starts whoever has ended by itself.
    pub fn looks_after_all(&mut self) {
        for number in 0..self.members.len() {
            if self.members[number].has_ended() {
                self.extra_starts += 1;
                self.start(number);
                self.is_ready(number);
            }
        }
    }

    /// Stops all as a service manager does, and waits.
    pub fn stops(&mut self) {
        for member in &mut self.members {
            member.stops();
        }
    }

    /// The end of every log, for a failure's report.
    pub fn last_words(&self) -> String {
        let logs = self.members.iter().map(|member| {
            let log = std::fs::read(member.log(self.home.path())).unwrap_or_default();
            let text = String::from_utf8_lossy(&log).into_owned();
            let lines: Vec<&str> = text.lines().collect();
            let last = lines.len().saturating_sub(12);
            format!("{}:\n{}\n", member.name, lines[last..].join("\n"))
        });
        logs.collect()
    }
}

impl Member {
    fn log(&self, home: &Path) -> PathBuf {
        home.join(format!("{}.log", self.name.replace(' ', "-")))
    }

    fn starts(&mut self, home: &Path) {
        let mut words = self.under.clone();
        words.push(env!("CARGO_BIN_EXE_enkel").to_owned());
        words.extend(self.words.iter().map(|word| (*word).to_owned()));
        let mut options = std::fs::OpenOptions::new();
        let log = options.create(true).append(true).open(self.log(home));
        let log = log.unwrap();
        let child = Command::new(&words[0])
            .args(&words[1..])
            .current_dir(home)
            .env_clear()
            .envs(self.given.clone())
            .stdout(Stdio::from(log.try_clone().unwrap()))
            .stderr(Stdio::from(log))
            .spawn();
        self.child = Some(child.unwrap());
    }

    /// No signal can be less kind.
    pub fn is_killed(&mut self) {
        let child = self.child.as_mut().expect("at work");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn stops(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let pid = rustix::process::Pid::from_child(&child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < NEVER, "{} does not stop", self.name);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn has_ended(&mut self) -> bool {
        let child = self.child.as_mut().expect("was started");
        child.try_wait().unwrap().is_some()
    }

    fn answers(&mut self) -> bool {
        let Some(at) = self.at else {
            return !self.has_ended();
        };
        let asked = Request::get("/readyz").at_host("127.0.0.1:8080");
        asked.tried_at(at).is_ok_and(|answer| answer.status == 200)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Below the ports that connections of others leave from: while nobody listens there, one of
/// those could take it, or even meet itself.
pub fn free_port() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 20_000).unwrap();
    loop {
        let port = 11_000 + (first + NEXT.fetch_add(7, Ordering::SeqCst)) % 21_000;
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(at).is_ok() {
            return at;
        }
    }
}
