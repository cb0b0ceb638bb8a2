//! Releases may be read from a replica: only from one that is this register's and has all that was
//! published. Whatever is wrong with it, visitors do not notice.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use enkel::app::App;
use enkel::flows::publish::read;
use tempfile::TempDir;

use super::HANG;
use super::pooler::{as_nobody_special, socket_of_the_server};
use crate::app::{Backend, TestApp, raw};

const PORT: &str = "5499";

/// A server that follows the tests' own, for as long as it is kept.
struct Standby {
    folder: TempDir,
}

impl Standby {
    fn follows() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("enkel-standby.")
            .tempdir_in("/tmp")
            .unwrap();
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let standby = Self { folder };
        let mut copy = as_nobody_special("pg_basebackup");
        copy.args(["-h", &socket_of_the_server(), "-U", "enkel", "-R", "-D"]);
        copy.arg(standby.data())
            .args(["-X", "stream", "-c", "fast"]);
        standby.runs(copy);
        let options = format!(
            "-c listen_addresses= -c port={PORT} -c unix_socket_directories={}",
            standby.folder.path().display()
        );
        let mut start = as_nobody_special("pg_ctl");
        start.args(["start", "--wait", "--silent", "-o", &options]);
        start.arg("--log").arg(standby.folder.path().join("log"));
        start.arg("--pgdata").arg(standby.data());
        standby.runs(start);
        standby
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn runs(&self, mut command: Command) {
        let ran = command
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .status();
        assert!(ran.unwrap().success(), "{command:?}");
    }

    fn url(&self, register: &TestApp) -> String {
        let (database, _) = register.database.url.split_once('?').unwrap();
        let at = self.folder.path().display();
        format!("{database}?host={at}&port={PORT}&user=enkel")
    }

    fn is_told(&self, register: &TestApp, sql: &str) {
        let mut conn = PgConnection::establish(&self.url(register)).unwrap();
        conn.batch_execute(sql).unwrap();
    }

    fn stops(&self) {
        let mut stop = as_nobody_special("pg_ctl");
        stop.args(["stop", "--silent", "--mode=immediate", "--pgdata"]);
        stop.arg(self.data());
        self.runs(stop);
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            self.stops();
        }
    }
}

/// The register's site on a host that has this replica.
fn with_replica(register: &TestApp, url: &str) -> App {
    let settings = enkel::config::Settings::given(
        register.folder.path(),
        &[
            ("database.url", &register.database.url),
            ("database.replica_url", url),
            ("derivation.memory_mib", "1"),
        ],
    );
    let (clock, mail) = (&register.clock, &register.mail);
    let app = crate::app::open_again(&settings.unwrap(), clock, mail);
    std::sync::Arc::into_inner(app).unwrap()
}

#[derive(QueryableByName)]
struct Recovers {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    yes: bool,
}

/// Whether what was published is read from a server that follows another.
fn reads_the_replica(app: &App) -> bool {
    let read = app.store.published("where", |conn| {
        let sql = "SELECT pg_is_in_recovery() AS yes";
        let found: Recovers = diesel::sql_query(sql).get_result(conn)?;
        Ok(found.yes)
    });
    read.unwrap()
}

fn comes_to_read_the_replica(app: &App) {
    let since = Instant::now();
    while !reads_the_replica(app) {
        assert!(since.elapsed() < HANG, "it never followed");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn released(app: &App) -> Vec<String> {
    let archive = read::archive(app, None).unwrap().unwrap();
    let ids = archive.releases.iter().map(|one| one.published.id());
    ids.map(|id| id.to_string()).collect()
}

#[test]
fn releases_are_read_from_a_standby_that_follows_and_not_from_one_that_lags() {
    let register = TestApp::on(Backend::Postgres);
    register.next_week();
    let standby = Standby::follows();
    let app = with_replica(&register, &standby.url(&register));
    comes_to_read_the_replica(&app);
    assert_eq!(released(&app), released(&register.app));
    register.next_week();
    assert_eq!(released(&app), released(&register.app), "at once");
    comes_to_read_the_replica(&app);
    let release = read::archive(&app, None).unwrap().unwrap().releases[0]
        .published
        .id();
    let file = read::file(&app, release, "figures.csv").unwrap();
    assert_eq!(
        file,
        read::file(&register.app, release, "figures.csv").unwrap()
    );
    assert!(reads_the_replica(&app) && file.is_some());
    // It lags: the newest release is read where it is.
    standby.is_told(&register, "SELECT pg_wal_replay_pause()");
    register.next_week();
    assert_eq!(released(&app), released(&register.app));
    assert!(!reads_the_replica(&app));
    standby.is_told(&register, "SELECT pg_wal_replay_resume()");
    comes_to_read_the_replica(&app);
    // It goes away.
    standby.stops();
    register.next_week();
    assert_eq!(released(&app).len(), 4);
    assert!(!reads_the_replica(&app));
}

#[test]
fn a_replica_of_another_register_is_not_read() {
    let register = TestApp::on(Backend::Postgres);
    register.next_week();
    let other = TestApp::on(Backend::Postgres);
    other.next_week();
    other.next_week();
    let ours = released(&register.app);
    assert_ne!(released(&other.app), ours);
    let empty = TestApp::nothing_yet(Backend::Postgres);
    let nobody = register.database.url.replace("host=/", "host=/nowhere/");
    for url in [other.database.url.as_str(), empty.url(), &nobody] {
        let app = with_replica(&register, url);
        assert_eq!(released(&app), ours, "{url}");
        let release = read::archive(&app, None).unwrap().unwrap().releases[0]
            .published
            .id();
        assert!(read::file(&app, release, "figures.csv").unwrap().is_some());
    }
    // The check on the checks above: with the salt and chain of ours it would have been read.
    for (table, key) in [
        ("meta", "key = 'derivation_salt'"),
        ("release", "place = 1"),
    ] {
        let column = if table == "meta" { "value" } else { "chain" };
        let wanted = text(
            &register,
            &format!("SELECT {column} AS text FROM {table} WHERE {key}"),
        );
        let sql = format!("UPDATE {table} SET {column} = '{wanted}' WHERE {key}");
        raw::does(&other.app.store.register, &sql);
    }
    let fooled = with_replica(&register, &other.database.url);
    assert_eq!(released(&fooled), released(&other.app));
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

fn text(register: &TestApp, sql: &str) -> String {
    let read = register.app.store.register.read("text", |conn| {
        let found: Text = diesel::sql_query(sql).get_result(conn)?;
        Ok(found.text)
    });
    read.unwrap()
}
