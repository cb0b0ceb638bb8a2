//! How a fixture is made and unpacked: both databases as they were at one migration, with the keys
//! and the journal of the same register.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use enkel::store::Location;
use tempfile::TempDir;

use crate::app::{Backend, Board, Citizen, Database, TestApp, location, varied};

/// Whoever declared in each of them, with the answers `varied` of their place.
pub const PEOPLE: [&str; 3] = ["anna@example.org", "bea@example.org", "jan@example.org"];
/// Opened in the last week of a quarter, so that few releases come of it.
const OPENED: &str = "2026-09-21";
/// The day after the first quarter came out.
const STANDS_ON: &str = "2026-10-14";

pub fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/fixtures/schema").join(name)
}

fn tree(database: &str, schema: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("migrations").join(database).join(schema)
}

/// The names of all migrations, the oldest first.
pub fn migrations(schema: &str) -> Vec<String> {
    let entries = std::fs::read_dir(tree("sqlite", schema)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// One that was unpacked into a place of its own.
pub struct Fixture {
    folder: TempDir,
    database: Database,
    backend: Backend,
}

impl Fixture {
    pub fn unpacked(name: &str, backend: Backend) -> Self {
        let home = tempfile::tempdir().unwrap();
        let kept = folder(name);
        let kind = if backend == Backend::Sqlite {
            "sqlite"
        } else {
            "postgres"
        };
        let belongings = kept.join(format!("{kind}-files.tar.gz"));
        ran(Command::new("tar")
            .arg("-xzf")
            .arg(belongings)
            .arg("-C")
            .arg(home.path()));
        let database = Database::new(backend, home.path());
        match backend {
            Backend::Sqlite => {
                private(&home.path().join("db"));
                for file in ["register.db", "transit.db"] {
                    let to = home.path().join("db").join(file);
                    gunzip(&kept.join(format!("{file}.gz")), &to);
                    set_mode(&to, 0o600);
                }
            }
            Backend::Postgres => {
                let sql = home.path().join("dump.sql");
                gunzip(&kept.join("postgres.sql.gz"), &sql);
                let mut psql = Command::new("psql");
                psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&sql);
                ran(psql.arg(&database.url).stdout(Stdio::null()));
            }
        }
        Self {
            folder: home,
            database,
            backend,
        }
    }

    pub fn location(&self) -> Location {
        let given = [("database.url", self.database.url.as_str())];
        location(&enkel::config::Settings::given(self.folder.path(), &given).unwrap())
    }

    pub fn opens(self) -> TestApp {
        TestApp::found_at(self.folder, self.database, self.backend, &[], STANDS_ON)
    }
}

/// Makes the fixtures that are missing; see the README beside them.
#[test]
#[ignore = "writes into the source tree"]
fn missing_fixtures_are_made() {
    for name in migrations("register") {
        if !folder(&name).exists() {
            std::fs::create_dir_all(folder(&name)).unwrap();
            make(&name, Backend::Sqlite);
            make(&name, Backend::Postgres);
        }
    }
}

fn make(name: &str, backend: Backend) {
    let register = TestApp::opened(backend, &[], OPENED);
    for (number, address) in PEOPLE.iter().enumerate() {
        let mut person = Citizen::of(&register, address);
        person.comes_in().declares(varied(number));
    }
    Board(&register).counts();
    register.lives_until(crate::app::day(STANDS_ON));
    let TestApp {
        app,
        folder: home,
        database,
        ..
    } = register;
    drop(app);
    let to = folder(name);
    let kind = if backend == Backend::Sqlite {
        "sqlite"
    } else {
        "postgres"
    };
    for schema in ["register", "transit"] {
        let later = migrations(schema).len() - 1 - place(schema, name);
        match backend {
            Backend::Sqlite => {
                let file = home.path().join("db").join(format!("{schema}.db"));
                let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
                let source = FileBasedMigrations::from_path(tree("sqlite", schema)).unwrap();
                (0..later).for_each(|_| drop(conn.revert_last_migration(source.clone()).unwrap()));
                conn.batch_execute("PRAGMA journal_mode = DELETE; VACUUM")
                    .unwrap();
                gzip(&file, &to.join(format!("{schema}.db.gz")));
            }
            Backend::Postgres => {
                let mut conn = PgConnection::establish(&database.url).unwrap();
                conn.batch_execute(&format!("SET search_path TO {schema}"))
                    .unwrap();
                let source = FileBasedMigrations::from_path(tree("postgres", schema)).unwrap();
                (0..later).for_each(|_| drop(conn.revert_last_migration(source.clone()).unwrap()));
            }
        }
    }
    if backend == Backend::Postgres {
        let sql = home.path().join("dump.sql");
        let mut dump = Command::new("pg_dump");
        ran(dump.args(["--no-owner", "-f"]).arg(&sql).arg(&database.url));
        gzip(&sql, &to.join("postgres.sql.gz"));
    }
    let mut tar = Command::new("tar");
    tar.arg("-czf")
        .arg(to.join(format!("{kind}-files.tar.gz")))
        .arg("-C");
    ran(tar.arg(home.path()).args(["keys", "journal"]));
}

fn place(schema: &str, name: &str) -> usize {
    let all = migrations(schema);
    all.iter().position(|one| one == name).unwrap()
}

#[track_caller]
fn ran(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

fn gzip(from: &Path, to: &Path) {
    let out = File::create(to).unwrap();
    ran(Command::new("gzip").args(["-9nc"]).arg(from).stdout(out));
}

fn gunzip(from: &Path, to: &Path) {
    let out = File::create(to).unwrap();
    ran(Command::new("gzip").arg("-dc").arg(from).stdout(out));
}

fn private(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    set_mode(folder, 0o700);
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}
