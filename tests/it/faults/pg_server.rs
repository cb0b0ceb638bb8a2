//! A PostgreSQL server of one's own that can be stopped, killed and started again. Its syncs are
//! real: it is never run with `fsync = off`.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::journal::full::is_root;

const NEEDED: &str = "these tests need PostgreSQL: `apt-get install postgresql`";

/// Stopped and taken away when it is dropped.
pub struct PgServer {
    folder: tempfile::TempDir,
    bin: PathBuf,
}

impl PgServer {
    pub fn new() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").expect(NEEDED);
        let mut bins: Vec<PathBuf> = versions
            .map(|one| one.unwrap().path().join("bin"))
            .collect();
        bins.sort();
        let server = Self {
            // Not below a folder that the user postgres cannot enter; a socket's path is short.
            folder: tempfile::tempdir_in("/tmp").unwrap(),
            bin: bins.pop().expect(NEEDED),
        };
        let open = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(server.folder.path(), open).unwrap();
        server.runs(
            "initdb",
            &[
                "--username=enkel",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ],
        );
        let settings = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 100\n",
            server.folder.path().display()
        );
        let file = server.data().join("postgresql.conf");
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, before + &settings).unwrap();
        server.starts();
        server
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn url(&self) -> String {
        let socket = self.folder.path().display();
        format!("postgresql:///postgres?host={socket}&user=enkel")
    }

    pub fn starts(&self) {
        let log = format!("--log={}", self.data().join("server.log").display());
        self.runs("pg_ctl", &["start", "--wait", "--silent", &log]);
    }

    /// `immediate`: all its processes die at once, as with `kill -9`; `fast`: connections are cut.
    pub fn stops(&self, mode: &str) {
        let mode = format!("--mode={mode}");
        self.runs("pg_ctl", &["stop", "--wait", "--silent", &mode]);
    }

    fn runs(&self, program: &str, words: &[&str]) {
        let ran = self.command(&self.bin.join(program)).args(words).output();
        let ran = ran.expect(NEEDED);
        assert!(ran.status.success(), "{program} {words:?}: {ran:?}");
    }

    /// PostgreSQL refuses to run as root.
    fn command(&self, program: &Path) -> Command {
        let mut command = match is_root() {
            true => {
                let mut as_postgres = Command::new("setpriv");
                as_postgres.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
                as_postgres.arg(program);
                as_postgres
            }
            false => Command::new(program),
        };
        command
            .current_dir("/")
            .env_clear()
            .env("PATH", "/usr/bin:/bin");
        command.env("PGDATA", self.data());
        command
    }
}

impl Drop for PgServer {
    fn drop(&mut self) {
        let stopped = self.command(&self.bin.join("pg_ctl"));
        let mut stopped = stopped;
        let _ = stopped
            .args(["stop", "--silent", "--mode=immediate"])
            .output();
    }
}
