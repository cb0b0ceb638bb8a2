//! A backup to a file and its restore into an empty place, each beside something that everybody
//! knows, done with the same bytes in the same run.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use enkel::config::Settings;
use enkel::crypto::envelope::Identity;
use enkel::crypto::escrow::Escrow;
use enkel::flows::back_up::back_up_to_file;
use enkel::flows::restore::{PutBack, put_back};
use enkel::store::Location;
use enkel::text::Texts;

use crate::app::{Backend, TestApp, at_the_server, location};

const RESTORED: &str = "bench_restored";

pub fn copies(register: &TestApp, board: &Identity, rows: usize) {
    let folder = register.folder.path();
    let backup = folder.join("backup");
    let plain = plain_copy(register);
    let took = timed(|| {
        back_up_to_file(&register.app, &board.recipient(), &backup).unwrap();
    });
    let summed = timed(|| runs(Command::new("sha256sum").arg(&backup)));
    let size = std::fs::metadata(&backup).unwrap().len() / 1_048_576;
    let beside = format!(
        "{size} MiB; {} of a plain copy by the database itself, {} of `sha256sum` over the file",
        times(took, plain),
        times(took, summed)
    );
    crate::line("backup to a file", rows, took, &beside);
    let took = restored(register, board, &backup);
    let beside = format!(
        "{} of a plain copy, {} of `sha256sum`",
        times(took, plain),
        times(took, summed)
    );
    crate::line("restore into an empty place", rows, took, &beside);
}

fn timed(does: impl FnOnce()) -> Duration {
    let began = Instant::now();
    does();
    began.elapsed()
}

fn times(one: Duration, other: Duration) -> String {
    format!("{:.1} times", one.as_secs_f64() / other.as_secs_f64())
}

fn runs(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}");
}

/// How long the database's own tool takes for an unsealed, unchecked copy.
fn plain_copy(register: &TestApp) -> Duration {
    let target = register.folder.path().join("plain");
    match register.location() {
        Location::Folder(folder) => {
            let file = folder.join("register.db");
            let mut conn = SqliteConnection::establish(&file.display().to_string()).unwrap();
            timed(|| {
                conn.batch_execute(&format!("VACUUM INTO '{}'", target.display()))
                    .unwrap();
            })
        }
        Location::Postgres(server) => timed(|| {
            runs(
                Command::new("pg_dump")
                    .arg("-f")
                    .arg(&target)
                    .arg(&server.url),
            )
        }),
    }
}

/// Another machine: an empty database, the keys that come from paper, the escrow, the journal.
fn restored(register: &TestApp, board: &Identity, backup: &Path) -> Duration {
    let home = tempfile::tempdir_in(register.folder.path()).unwrap();
    let url = match register.backend {
        Backend::Sqlite => format!("sqlite:{}", home.path().join("db").display()),
        Backend::Postgres => {
            at_the_server(&format!("DROP DATABASE IF EXISTS {RESTORED}"));
            at_the_server(&format!("CREATE DATABASE {RESTORED}"));
            let server = std::env::var_os("ENKEL_TEST_PG").unwrap();
            let server = server.into_string().unwrap();
            server.replace("/postgres?", &format!("/{RESTORED}?"))
        }
    };
    let given = [
        ("database.url", url.as_str()),
        ("database.connections", "4"),
        ("derivation.memory_mib", "1"),
    ];
    let settings = Settings::given(home.path(), &given).unwrap();
    let own = &register.settings;
    let on_paper = ["register.key", "journal.key", "counting.key"];
    copies_into(&own.keys.folder, &settings.keys.folder, &|name| {
        on_paper.contains(&name)
    });
    copies_into(&own.journal.folder, &settings.journal.folder, &|_| true);
    let escrows = std::fs::read_dir(register.folder.path().join("escrow")).unwrap();
    let newest = escrows.map(|entry| entry.unwrap().path()).max().unwrap();
    let with = PutBack {
        backup,
        identity: board,
        escrow: Arc::new(Escrow::open(&newest, board).unwrap()),
        settings: &settings,
        location: &location(&settings),
        credentials: None,
        texts: &Arc::new(Texts::load().unwrap()),
        today: register.clock.today(),
        overwrite: false,
        without: &[],
        chain: None,
    };
    let took = timed(|| put_back(&with).unwrap());
    if register.backend == Backend::Postgres {
        at_the_server(&format!("DROP DATABASE {RESTORED} WITH (FORCE)"));
    }
    took
}

fn copies_into(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.path().is_dir() {
            copies_into(&entry.path(), &to.join(&name), wanted);
        } else if wanted(name.to_str().unwrap()) {
            std::fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}
