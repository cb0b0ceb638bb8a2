//! The cluster as its script runs it, in a folder and on loopback addresses of its own.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/cluster");
const FILES: [&str; 3] = ["run", "patroni.yml", "haproxy.cfg"];
/// How much of each log is shown when a test fails.
const LINES_SHOWN: usize = 15;

/// A cluster; everything of it ends when it is dropped.
pub struct Cluster {
    folder: tempfile::TempDir,
    network: String,
    script: PathBuf,
}

impl Cluster {
    pub fn not_started() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::Builder::new()
            .prefix("cluster.")
            .tempdir()
            .unwrap();
        // The user postgres must be able to enter.
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let (own, more) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self {
            folder,
            network: format!("127.{}.{}", 64 + (own / 256 + 37 * more) % 128, own % 256),
            script: Path::new(SOURCE).join("run"),
        }
    }

    pub fn started() -> Self {
        let cluster = Self::not_started();
        cluster.runs(&["start"]);
        cluster
    }

    /// The same by copies of the script and its files, which can then be changed.
    pub fn with_own_script(mut self) -> Self {
        let copies = self.folder.path().join("copies");
        std::fs::create_dir(&copies).unwrap();
        for name in FILES {
            std::fs::copy(Path::new(SOURCE).join(name), copies.join(name)).unwrap();
        }
        self.script = copies.join("run");
        self
    }

    pub fn changes(&self, file: &str, right: &str, wrong: &str) {
        let path = self.script.with_file_name(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{file} without {right}");
        std::fs::write(&path, text.replace(right, wrong)).unwrap();
    }

    fn command(&self, words: &[&str]) -> Output {
        let mut command = Command::new(&self.script);
        command.arg("--folder").arg(self.path(""));
        command.args(["--network", &self.network]);
        command.args(["--enkel", env!("CARGO_BIN_EXE_enkel")]);
        command.args(words).output().unwrap()
    }

    #[track_caller]
    pub fn runs(&self, words: &[&str]) {
        let said = self.command(words);
        let (out, err) = (&said.stdout, &said.stderr);
        let told = [out, err].map(|text| String::from_utf8_lossy(text).into_owned());
        assert!(said.status.success(), "{words:?}: {told:?}");
    }

    pub fn tries(&self, words: &[&str]) -> bool {
        self.command(words).status.success()
    }

    pub fn primary(&self) -> Option<String> {
        let said = self.command(&["primary"]);
        let name = String::from_utf8(said.stdout).unwrap().trim().to_owned();
        said.status.success().then_some(name)
    }

    /// Waits until there are a primary, a synchronous standby and one standby more.
    pub fn is_whole_again(&self) {
        let end = Instant::now() + super::HANG;
        while !self.tries(&["whole"]) {
            assert!(Instant::now() < end, "the cluster is not whole again");
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("c").join(name)
    }

    /// Where the balancer answers for the register.
    pub fn front(&self) -> SocketAddr {
        format!("{}.9:8080", self.network).parse().unwrap()
    }

    fn shows_its_logs(&self) {
        for entry in std::fs::read_dir(self.path("log")).into_iter().flatten() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            let from = lines.len().saturating_sub(LINES_SHOWN);
            eprintln!("--- {}\n{}", path.display(), lines[from..].join("\n"));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.shows_its_logs();
        }
        self.command(&["stop"]);
    }
}
