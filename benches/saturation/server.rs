//! The program itself, serving a fresh register on a port of its own until it is dropped.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_enkel");
/// What `/proc` counts processor time in: a hundredth of a second on every Linux.
const TICK: f64 = 0.01;

/// A running server.
pub struct Server {
    pub at: SocketAddr,
    pub host: String,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// With the settings of `enkel init`, and no limits that visitors of one machine would meet.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new(PROGRAM)
            .args(["init", "--dir", "r", "--yes"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let at = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(PROGRAM)
            .args(["serve", "--no-jobs", "--config", "r/enkel.toml"])
            .current_dir(folder.path())
            .env("ENKEL_WEB_LISTEN", at.to_string())
            .env("ENKEL_REGISTER_BASE_URL", format!("http://{at}"))
            .env("ENKEL_WEB_CODE_REQUESTS_PER_PREFIX_PER_HOUR", "1000000")
            .env("ENKEL_WEB_CODE_REQUESTS_PER_MINUTE", "1000000")
            .env("ENKEL_WEB_POSTS_PER_PREFIX_PER_MINUTE", "1000000")
            .env("ENKEL_MAIL_OUTBOX_LETTERS", "1000000")
            .env("ENKEL_DOOR_MINIMUM_FORM_AGE_SECONDS", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while TcpStream::connect(at).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "it serves");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self {
            at,
            host: at.to_string(),
            child,
            folder,
        }
    }

    /// The folder of its keys.
    pub fn keys(&self) -> PathBuf {
        self.folder.path().join("r/keys")
    }

    /// Processor time so far, in seconds, user and system.
    pub fn processor(&self) -> f64 {
        let stat = self.about("stat");
        // The name before it may hold spaces.
        let (_, rest) = stat.rsplit_once(')').unwrap();
        let words: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |place: usize| words[place].parse::<f64>().unwrap();
        (ticks(11) + ticks(12)) * TICK
    }

    /// The most memory it ever had, in MiB.
    pub fn most_memory(&self) -> u64 {
        let status = self.about("status");
        let line = status.lines().find(|line| line.starts_with("VmHWM"));
        let kib = line.unwrap().split_whitespace().nth(1).unwrap();
        kib.parse::<u64>().unwrap() / 1_024
    }

    fn about(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
