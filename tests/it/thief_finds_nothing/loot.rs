//! Everything a thief of disks, dumps and logs carries away from a register that is running.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, Once, PoisonError};

use data_encoding::HEXLOWER_PERMISSIVE;
use enkel::store::Location;

use crate::app::{Backend, TestApp, at_the_server, raw};

const NO_DATA: &str = "this test reads the server's own files: run `./test` or `./test pg-shell`, \
    which set ENKEL_TEST_PG_DATA";

/// A file with its bytes.
pub type Loot = Vec<(String, Vec<u8>)>;

/// Where PostgreSQL's write-ahead log stood when the story began.
pub struct Since(Option<i64>);

impl Since {
    pub fn now(register: &TestApp) -> Self {
        let segment = "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 17))::bit(32)";
        let sql = |backend| match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(raw::number(
                &register.app.store.register,
                &format!("{segment}::bigint"),
                "(SELECT 1) AS one",
            )),
        };
        Self(sql(register.backend))
    }
}

/// All of it, as it lies there at this moment.
pub fn all(register: &TestApp, since: &Since) -> Loot {
    let mut loot = Loot::new();
    take_folder(register.folder.path(), &mut loot, &|_| true);
    if let Location::Postgres(server) = register.location() {
        loot.push(("pg_dump".to_owned(), dump(&server.url)));
        take_cluster(register, since, &mut loot);
    }
    loot.push(("log".to_owned(), LOG.lock().unwrap().clone()));
    loot
}

/// Every file below a folder that is wanted.
pub fn take_folder(folder: &Path, loot: &mut Loot, wanted: &dyn Fn(&Path) -> bool) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            take_folder(&path, loot, wanted);
        } else if wanted(&path)
            && let Ok(bytes) = std::fs::read(&path)
        {
            loot.push((path.display().to_string(), bytes));
        }
    }
}

/// What `pg_dump` gives away.
pub fn dump(url: &str) -> Vec<u8> {
    let dumped = Command::new("pg_dump").arg(url).output().unwrap();
    assert!(dumped.status.success(), "pg_dump");
    assert!(dumped.stdout.len() > 10_000);
    unhexed(&dumped.stdout)
}

/// A dump with each `\\x…` as the bytes that it stands for: a sealed row is no text, and a run of
/// digits within it no code.
fn unhexed(dump: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(dump.len());
    let mut rest = dump;
    while let Some(at) = rest.windows(3).position(|three| three == b"\\\\x") {
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at + 3..];
        let long = rest.iter().take_while(|byte| byte.is_ascii_hexdigit());
        let (hex, after) = rest.split_at(long.count());
        bytes.extend(HEXLOWER_PERMISSIVE.decode(hex).unwrap());
        rest = after;
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// This database's files, the server's log, and its write-ahead log since the story began.
fn take_cluster(register: &TestApp, since: &Since, loot: &mut Loot) {
    at_the_server("CHECKPOINT");
    let data = PathBuf::from(std::env::var_os("ENKEL_TEST_PG_DATA").expect(NO_DATA));
    let number = raw::number(
        &register.app.store.register,
        "oid",
        "pg_database WHERE datname = current_database()",
    );
    let before = loot.len();
    take_folder(&data.join("base").join(number.to_string()), loot, &|_| true);
    assert!(
        loot.len() > before + 100,
        "the database's files are readable"
    );
    let recent = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let segment = name
            .get(16..24)
            .and_then(|hex| i64::from_str_radix(hex, 16).ok());
        segment >= since.0
    };
    let before = loot.len();
    take_folder(&data.join("pg_wal"), loot, &recent);
    assert!(
        loot.len() > before,
        "the server's log of changes is readable"
    );
    take_folder(&data.join("pg_stat_tmp"), loot, &|_| true);
    let log = std::fs::read(data.join("server.log")).unwrap();
    loot.push(("the server's log".to_owned(), log));
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Pen;

impl Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        log.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// From here on this process writes down all that the program would ever log: everything the
/// setting `trace` lets through.
pub fn keep_a_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let log = enkel::config::Log {
            level: "trace".to_owned(),
        };
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(log.filter())
            .with_writer(|| Pen)
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}
