//! Hosts that are processes of their own: the real program, serving on a port of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use enkel::app::HostClock;
use enkel::domain::clock::Clock;
use rustix::process::{Pid, Signal, kill_process};

use super::HANG;
use crate::app::{Backend, TestApp};
use crate::web::http::{Answer, Broken, Request};

/// A register that opened today, without what would hold up a browser that is in a hurry.
pub fn register(on: Backend, more: &[(&str, &str)]) -> TestApp {
    let mut given = vec![
        ("web.code_requests_per_prefix_per_hour", "1000000"),
        ("web.code_requests_per_minute", "1000000"),
        ("web.posts_per_prefix_per_minute", "1000000"),
        ("door.minimum_form_age_seconds", "0"),
    ];
    given.extend(more);
    let register = TestApp::opened(on, &given, &HostClock.now().day().iso());
    // The test delivers what processes queue, by their clock.
    register.clock.stands_at(HostClock.now().plus(60));
    register
}

/// One `enkel serve`, or another command that goes on.
pub struct Host {
    program: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Host {
    /// The website of this register alone, under a name and with keys of its own, once it is ready.
    pub fn starts(register: &TestApp, name: &str, keys: &Path) -> Self {
        let mut host = Self::begins(register, name, keys, &[]);
        let since = Instant::now();
        while !host.is_ready() {
            let ended = host.program.try_wait().unwrap();
            assert!(ended.is_none(), "{}", host.says());
            assert!(since.elapsed() < HANG, "{}", host.says());
            std::thread::sleep(Duration::from_millis(20));
        }
        host
    }

    /// The same with these variables more, and not waited for.
    pub fn begins(register: &TestApp, name: &str, keys: &Path, more: &[(String, String)]) -> Self {
        Self::runs(register, name, keys, &["serve", "--no-jobs"], more)
    }

    /// Another command with the same settings.
    pub fn runs(
        register: &TestApp,
        name: &str,
        keys: &Path,
        command: &[&str],
        more: &[(String, String)],
    ) -> Self {
        let settings = register.folder.path().join("enkel.toml");
        std::fs::write(&settings, written(register)).unwrap();
        let address = free();
        let log = register.folder.path().join(format!("{name}.log"));
        let open = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_enkel"))
            .args(command)
            .arg("--config")
            .arg(&settings)
            .env_clear()
            .env("ENKEL_WEB_LISTEN", address.to_string())
            .env("ENKEL_REGISTER_HOST_NAME", name)
            .env("ENKEL_KEYS_FOLDER", keys)
            .envs(more.to_vec())
            .stdout(open.try_clone().unwrap())
            .stderr(open)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            program,
            address,
            log,
        }
    }

    pub fn says(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// None when nobody listens any more. Whoever was let in gets a whole answer.
    pub fn answers(&self, request: &Request) -> Option<Answer> {
        match request.tried_at(self.address) {
            Ok(answer) => Some(answer),
            Err(Broken::NeverReached) => None,
            Err(Broken::Halfway) => panic!("let in and not answered: {}", self.says()),
        }
    }

    /// What it says about itself, if anything.
    pub fn tells(&self, path: &str) -> Option<u16> {
        let asked = Request::get(path).at_host("x").tried_at(self.address);
        Some(asked.ok()?.status)
    }

    pub fn is_ready(&self) -> bool {
        self.tells("/readyz") == Some(200)
    }

    pub fn is_told_to_stop(&self) {
        let pid = Pid::from_raw(i32::try_from(self.program.id()).unwrap());
        kill_process(pid.unwrap(), Signal::TERM).unwrap();
    }

    pub fn ends(mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(ended) = self.program.try_wait().unwrap() {
                return ended;
            }
            assert!(since.elapsed() < HANG, "{}", self.says());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The settings of this register as a file; paths in it start at the register's own folder.
fn written(register: &TestApp) -> String {
    let given = register.settings.printed().iter();
    let given = given.filter(|line| line.origin.word() != "default");
    let lines = given.filter_map(|line| {
        let value = line.value.as_ref()?;
        Some(format!("{} = {value}\n", line.key))
    });
    lines.collect()
}

/// An address where nobody listens.
pub fn free() -> SocketAddr {
    let bound = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    bound.local_addr().unwrap()
}
