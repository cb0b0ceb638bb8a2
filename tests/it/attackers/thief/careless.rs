//! What a careless program keeps beside the real flows: a hash of the address with the answers in
//! a table, and code and address in the log.

use std::fmt::Write;

use data_encoding::HEXLOWER;
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use enkel::domain::answers::Answers;
use sha2::{Digest, Sha256};

use super::marked::serialised;
use crate::app::{Backend, TestApp, raw};
use crate::thief_finds_nothing::search::Search;

const TABLE: &str = "CREATE TABLE visitors (address_hash TEXT NOT NULL, answers TEXT NOT NULL)";

/// Its names for the answers are its own: tests share a server, whose log of changes holds what
/// other tests wrote, and what ours looks for must not lie there.
pub fn named(answers: &Answers) -> Vec<(String, &'static str)> {
    let all = serialised(answers).into_iter();
    all.map(|(question, code)| (format!("antwoord.{}", &question[..4]), code))
        .collect()
}

/// The careless program. On SQLite it has a file of its own, opened with SQLite's own settings.
pub struct Careless {
    file: Option<String>,
}

impl Careless {
    pub fn beside(register: &TestApp) -> Self {
        let file = register.folder.path().join("visitors.db");
        let careless = Self {
            file: match register.backend {
                Backend::Sqlite => Some(file.display().to_string()),
                Backend::Postgres => None,
            },
        };
        careless.does(register, TABLE);
        careless
    }

    fn does(&self, register: &TestApp, sql: &str) {
        match &self.file {
            Some(file) => {
                let mut conn = SqliteConnection::establish(file).unwrap();
                conn.batch_execute("PRAGMA secure_delete=OFF").unwrap();
                conn.batch_execute(sql).unwrap();
            }
            None => raw::does(&register.app.store.register, sql),
        }
    }

    /// "A hash is not personal data."
    pub fn keeps(&self, register: &TestApp, address: &str, answers: &Answers, search: &mut Search) {
        let hash = HEXLOWER.encode(&Sha256::digest(address.to_lowercase().as_bytes()));
        let mut query = String::new();
        for (question, code) in named(answers) {
            search.answer(&question, code);
            write!(query, "{question}={code}&").unwrap();
        }
        self.does(
            register,
            &format!("INSERT INTO visitors VALUES ('{hash}', '{query}')"),
        );
    }

    /// "Debug lines are thrown away anyway."
    pub fn logs(&self, address: &str, code: &str) {
        tracing::debug!(target: "enkel::careless", "{address} typed code {code}");
    }

    /// Deletes everything, as a form of retention.
    pub fn forgets(&self, register: &TestApp) {
        self.does(register, "DELETE FROM visitors");
    }
}
