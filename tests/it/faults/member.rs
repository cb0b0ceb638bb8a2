//! One process of the fleet: started, killed, stopped, asked whether it is ready.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::web::http::Request;

/// Whoever is not back after this never comes back.
pub const NEVER: Duration = Duration::from_secs(60);

/// One process of the fleet.
pub struct Member {
    pub name: &'static str,
    pub words: Vec<&'static str>,
    pub given: Vec<(String, String)>,
    /// What the program is run under, such as a tracer.
    pub under: Vec<String>,
    pub at: Option<SocketAddr>,
    pub log: PathBuf,
    pub child: Option<Child>,
}

impl Member {
    pub fn starts(&mut self, home: &Path) {
        let mut words = self.under.clone();
        words.push(env!("CARGO_BIN_EXE_enkel").to_owned());
        words.extend(self.words.iter().map(|word| (*word).to_owned()));
        let mut options = std::fs::OpenOptions::new();
        let log = options.create(true).append(true).open(&self.log);
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

    pub fn said(&self) -> Vec<u8> {
        let is_file = self.log.is_file();
        let said = is_file.then(|| std::fs::read(&self.log).unwrap_or_default());
        said.unwrap_or_default()
    }

    /// No signal can be less kind.
    pub fn is_killed(&mut self) {
        let child = self.child.as_mut().expect("at work");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Stopped in the middle of whatever it does, without an end.
    pub fn is_stopped(&self) {
        self.signals(Signal::STOP);
    }

    pub fn goes_on(&self) {
        self.signals(Signal::CONT);
    }

    fn signals(&self, signal: Signal) {
        let pid = Pid::from_child(self.child.as_ref().expect("at work"));
        kill_process(pid, signal).unwrap();
    }

    pub fn stops(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let _ = kill_process(Pid::from_child(&child), Signal::TERM);
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

    pub fn answers(&mut self) -> bool {
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
