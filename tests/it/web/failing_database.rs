//! A database that fails in the middle of a request: 503 with Retry-After, nothing half-done, and
//! never the page of success (I4). Once it works again the same button does.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use super::tables::tables;
use super::{Browser, Site};
use crate::app::{Backend, TestApp, at_the_server, raw};

on_both_databases!(
    a_write_that_fails_halfway_is_taken_back,
    a_write_that_fails_at_its_very_end_is_taken_back,
    a_database_held_by_somebody_else_is_not_waited_for_for_ever,
    a_database_that_goes_away_comes_back,
    a_register_that_is_closed_for_a_restore_serves_nobody,
);

const ANNA: &str = "anna@example.org";
const BEA: &str = "bea@example.org";

/// What lets every new ballot fail, at once or only at the end of its transaction.
fn trap(on: Backend, at_the_end: bool) -> Vec<&'static str> {
    match (on, at_the_end) {
        (Backend::Sqlite, false) => vec![
            "CREATE TRIGGER trap AFTER INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'trap'); END",
        ],
        (Backend::Sqlite, true) => vec![
            "CREATE TABLE never (number INTEGER PRIMARY KEY)",
            "CREATE TABLE wants (number INTEGER REFERENCES never DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TRIGGER trap AFTER INSERT ON ballot BEGIN INSERT INTO wants VALUES (1); END",
        ],
        (Backend::Postgres, end) => vec![
            "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'trap'; END $$",
            if end {
                "CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON ballot \
                 DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fails()"
            } else {
                "CREATE TRIGGER trap AFTER INSERT ON ballot \
                 FOR EACH ROW EXECUTE FUNCTION fails()"
            },
        ],
    }
}

fn says_that_it_is_not_possible_now(browser: &Browser) {
    let answer = browser.first.as_ref().unwrap();
    assert_eq!(answer.status, 503);
    assert!(
        answer
            .header("retry-after")
            .unwrap()
            .parse::<u32>()
            .unwrap()
            > 0
    );
    assert!(
        answer.header("set-cookie").is_none(),
        "the visit goes on afterwards"
    );
    assert_eq!(
        browser.page.heading(),
        browser.word("message-unavailable-title")
    );
    for words in ["trap", "database", "SQL", "constraint"] {
        assert!(
            !browser.page.html.contains(words),
            "the visitor hears no cause: {words}"
        );
    }
}

fn falls_into(on: Backend, at_the_end: bool) {
    let site = Site::on(on);
    Browser::at(&site).declares(BEA, "TR");
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let mut bea = Browser::at(&site);
    bea.comes_in(BEA).sends("kept", &[("action", "show")]);
    let before = tables(&site.register);
    let register = &site.register.app.store.register;
    for sql in trap(on, at_the_end) {
        raw::does(register, sql);
    }
    let last_page = anna.page.clone();
    for _ in 0..2 {
        anna.page = last_page.clone();
        anna.presses_the_button();
        says_that_it_is_not_possible_now(&anna);
    }
    bea.sends("kept", &[("action", "remove")]);
    says_that_it_is_not_possible_now(&bea);
    assert_eq!(tables(&site.register), before, "nothing half-done");
    let end = match on {
        Backend::Sqlite => "DROP TRIGGER trap",
        Backend::Postgres => "DROP TRIGGER trap ON ballot",
    };
    raw::does(register, end);
    anna.page = last_page;
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
    assert_eq!(site.register.rows("registration"), 2);
    site.register.is_sound();
}

fn a_write_that_fails_halfway_is_taken_back(on: Backend) {
    falls_into(on, false);
}

fn a_write_that_fails_at_its_very_end_is_taken_back(on: Backend) {
    falls_into(on, true);
}

fn a_register_that_is_closed_for_a_restore_serves_nobody(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let mut bea = Browser::at(&site);
    bea.declares(BEA, "TR");
    let mut bea = Browser::at(&site);
    bea.comes_in(BEA);
    let register = &site.register.app.store.register;
    raw::does(
        register,
        "INSERT INTO meta (key, value) VALUES ('closed', 'restoring')",
    );
    let before = tables(&site.register);
    let last_page = anna.page.clone();
    anna.presses_the_button();
    says_that_it_is_not_possible_now(&anna);
    for action in ["show", "remove"] {
        let page = bea.page.clone();
        bea.sends("kept", &[("action", action)]);
        says_that_it_is_not_possible_now(&bea);
        bea.page = page;
    }
    assert_eq!(tables(&site.register), before, "nothing half-done");
    raw::does(register, "DELETE FROM meta WHERE key = 'closed'");
    anna.page = last_page;
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
}

/// Somebody outside the register who takes hold of its tables and does not let go.
pub enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Holder {
    pub fn of(register: &TestApp) -> Self {
        match register.backend {
            Backend::Sqlite => {
                let folder = register.database.url.trim_start_matches("sqlite:");
                let mut conn =
                    SqliteConnection::establish(&format!("{folder}/register.db")).unwrap();
                conn.batch_execute("BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(conn)
            }
            Backend::Postgres => {
                let mut conn = PgConnection::establish(&register.database.url).unwrap();
                conn.batch_execute("BEGIN; LOCK TABLE register.registration")
                    .unwrap();
                Self::Postgres(conn)
            }
        }
    }

    pub fn lets_go(self) {
        match self {
            Self::Sqlite(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
            Self::Postgres(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
        }
    }
}

fn a_database_held_by_somebody_else_is_not_waited_for_for_ever(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let last_page = anna.page.clone();
    let holder = Holder::of(&site.register);
    anna.presses_the_button();
    says_that_it_is_not_possible_now(&anna);
    holder.lets_go();
    assert_eq!(site.register.rows("registration"), 0);
    anna.page = last_page;
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
}

/// SQLite's files cannot go away under a running program; its tables can.
fn goes_away(site: &Site) {
    match site.register.backend {
        Backend::Sqlite => {
            raw::does(
                &site.register.app.store.register,
                "ALTER TABLE registration RENAME TO gone",
            );
        }
        Backend::Postgres => {
            let name = database_name(site);
            at_the_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
            at_the_server(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ));
        }
    }
}

fn comes_back(site: &Site) {
    match site.register.backend {
        Backend::Sqlite => {
            raw::does(
                &site.register.app.store.register,
                "ALTER TABLE gone RENAME TO registration",
            );
        }
        Backend::Postgres => {
            let name = database_name(site);
            at_the_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
        }
    }
}

fn database_name(site: &Site) -> String {
    let (path, _) = site.register.database.url.split_once('?').unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

fn a_database_that_goes_away_comes_back(on: Backend) {
    let site = Site::on(on);
    Browser::at(&site).declares(BEA, "TR");
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let last_page = anna.page.clone();
    let mut bea = Browser::at(&site);
    bea.comes_in(BEA);
    let choice = bea.page.clone();
    goes_away(&site);
    anna.presses_the_button();
    says_that_it_is_not_possible_now(&anna);
    for action in ["show", "download", "remove"] {
        bea.page = choice.clone();
        bea.sends("kept", &[("action", action)]);
        says_that_it_is_not_possible_now(&bea);
    }
    if on == Backend::Postgres {
        assert_eq!(site.get("/readyz").status, 503);
    }
    assert_eq!(site.get("/healthz").status, 200);
    comes_back(&site);
    anna.page = last_page;
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
    bea.page = choice;
    bea.sends("kept", &[("action", "show")]);
    assert!(bea.page.words().contains("Turkije"), "nothing was removed");
    assert_eq!(site.get("/readyz").status, 200);
    site.register.is_sound();
}
