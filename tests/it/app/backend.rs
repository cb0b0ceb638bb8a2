//! The two databases, each fresh and empty for one test.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

const NO_SERVER: &str = "tests on PostgreSQL need a server: run `./test`, or start one for your \
    own commands with `./test pg-shell`";

/// On which database a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// An empty database; a PostgreSQL one is dropped with it.
pub struct Database {
    pub url: String,
    name: Option<String>,
}

impl Database {
    pub fn new(backend: Backend, folder: &Path) -> Self {
        match backend {
            Backend::Sqlite => Self {
                url: format!("sqlite:{}", folder.join("db").display()),
                name: None,
            },
            Backend::Postgres => Self::on_the_server(),
        }
    }

    /// One that lies on somebody else's server.
    pub const fn at(url: String) -> Self {
        Self { url, name: None }
    }

    fn on_the_server() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        at_the_server(&format!("CREATE DATABASE {name}"));
        Self {
            url: server().replace("/postgres?", &format!("/{name}?")),
            name: Some(name),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            at_the_server(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn server() -> String {
    let url = std::env::var_os("ENKEL_TEST_PG").expect(NO_SERVER);
    url.into_string().unwrap()
}

/// Says something to the server itself, outside any test's database.
pub fn at_the_server(sql: &str) {
    let mut conn = PgConnection::establish(&server()).expect(NO_SERVER);
    conn.batch_execute(sql).unwrap();
}
