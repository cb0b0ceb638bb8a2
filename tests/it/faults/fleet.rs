//! The program as it is run: on SQLite one process that does everything, on PostgreSQL two hosts
//! and a worker on each, with one journal. Each can be killed, and is started again as a service
//! manager would.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use enkel::config::Settings;
use enkel::crypto::derive::{Derivation, Params};
use enkel::crypto::digest;
use enkel::store::{Store, meta};

use super::member::{Member, NEVER, free_port};
use crate::app::{Backend, Database, location};

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
            log: self
                .home
                .path()
                .join(format!("{name}.log").replace(' ', "-")),
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

    /// What another thread needs to run a command on this register.
    pub fn command_parts(&self) -> (PathBuf, Vec<(String, String)>) {
        (self.home.path().to_owned(), self.given.clone())
    }

    /// The epoch goes a step, from another process; whether it did.
    pub fn rotates(home: &Path, given: &[(String, String)]) -> bool {
        let rotated = Command::new(env!("CARGO_BIN_EXE_enkel"))
            .args(["keys", "rotate", "--config", "r/enkel.toml"])
            .current_dir(home)
            .env_clear()
            .envs(given.to_vec())
            .output()
            .unwrap();
        if !rotated.status.success() {
            println!("{}", String::from_utf8_lossy(&rotated.stderr));
        }
        rotated.status.success()
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

    /// Where all of them write their log from their next start on.
    pub fn logs_to(&mut self, file: &str) {
        for member in &mut self.members {
            member.log = PathBuf::from(file);
        }
    }

    pub fn pids(&self) -> Vec<u32> {
        let children = self.members.iter().filter_map(|one| one.child.as_ref());
        children.map(Child::id).collect()
    }

    /// Everything that was logged.
    pub fn logs(&self) -> String {
        let logs = self.members.iter().map(|member| {
            let log = member.said();
            String::from_utf8_lossy(&log).into_owned()
        });
        logs.collect()
    }

    /// The end of every log, for a failure's report.
    pub fn last_words(&self) -> String {
        let logs = self.members.iter().map(|member| {
            let log = member.said();
            let text = String::from_utf8_lossy(&log).into_owned();
            let lines: Vec<&str> = text.lines().collect();
            let panics = lines
                .windows(3)
                .filter(|three| three[0].contains("panicked"));
            let panics: Vec<String> = panics.map(|three| three.join("\n")).collect();
            let last = &lines[lines.len().saturating_sub(6)..];
            let (panics, last) = (panics.join("\n"), last.join("\n"));
            format!("{}:\n{panics}\n{last}\n", member.name)
        });
        logs.collect()
    }
}
