//! Migrations: the same names for both databases, up and down, and a program that refuses a
//! database of any other version than its own.

use std::collections::BTreeMap;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::Migration;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use enkel::store::{Location, Store, StoreError};

use crate::app::{Backend, TestApp, raw};

on_both_databases!(
    a_newer_database_is_refused,
    an_older_database_is_refused_until_it_is_migrated,
    migrating_twice_changes_nothing,
);

const SCHEMAS: [&str; 2] = ["register", "transit"];

fn folder(database: &str, schema: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    format!("{root}/migrations/{database}/{schema}")
}

/// Every migration with the files it has.
fn names(database: &str, schema: &str) -> BTreeMap<String, Vec<String>> {
    let list = |path: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(path).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    };
    let all = folder(database, schema);
    let named = list(all.as_ref()).into_iter();
    named
        .map(|name| (name.clone(), list(&Path::new(&all).join(name))))
        .collect()
}

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    for schema in SCHEMAS {
        let names = [names("sqlite", schema), names("postgres", schema)];
        assert_eq!(names[0], names[1], "{schema}");
        assert!(!names[0].is_empty());
        assert!(
            names[0]
                .values()
                .all(|files| files == &["down.sql", "up.sql"])
        );
    }
}

#[derive(QueryableByName, Debug, PartialEq)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE_TABLES: &str = "SELECT coalesce(sql, name) AS line FROM sqlite_schema \
    WHERE name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY name";

#[test]
fn sqlite_goes_up_and_down_and_up_again() {
    let home = tempfile::tempdir().unwrap();
    for schema in SCHEMAS {
        let file = home.path().join(schema);
        let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        let tables = |conn: &mut SqliteConnection| -> Vec<Line> {
            diesel::sql_query(SQLITE_TABLES).load(conn).unwrap()
        };
        let source = || FileBasedMigrations::from_path(folder("sqlite", schema)).unwrap();
        conn.run_pending_migrations(source()).unwrap();
        let up = tables(&mut conn);
        assert!(up.len() >= 3);
        conn.revert_all_migrations(source()).unwrap();
        assert_eq!(tables(&mut conn), []);
        conn.run_pending_migrations(source()).unwrap();
        assert_eq!(tables(&mut conn), up);
    }
}

const POSTGRES_TABLES: &str = "SELECT format('%s.%s %s %s', table_name, column_name, data_type, \
    is_nullable) AS line FROM information_schema.columns WHERE table_schema = current_schema() \
    AND table_name NOT LIKE '\\_\\_diesel%' ORDER BY 1";

#[test]
fn postgres_goes_up_and_down_and_up_again() {
    let register = TestApp::on(Backend::Postgres);
    let mut conn = PgConnection::establish(&register.database.url).unwrap();
    let tables = |conn: &mut PgConnection| -> Vec<Line> {
        diesel::sql_query(POSTGRES_TABLES).load(conn).unwrap()
    };
    for schema in SCHEMAS {
        conn.batch_execute(&format!("SET search_path TO {schema}"))
            .unwrap();
        let source = || FileBasedMigrations::from_path(folder("postgres", schema)).unwrap();
        let up = tables(&mut conn);
        assert!(up.len() >= 10);
        conn.revert_all_migrations(source()).unwrap();
        assert_eq!(tables(&mut conn), []);
        conn.run_pending_migrations(source()).unwrap();
        assert_eq!(tables(&mut conn), up);
    }
    let first = FileBasedMigrations::from_path(folder("postgres", "register")).unwrap();
    let all: Vec<Box<dyn Migration<diesel::pg::Pg>>> =
        diesel::migration::MigrationSource::migrations(&first).unwrap();
    assert_eq!(all.len(), names("postgres", "register").len());
}

fn refusal(location: &Location) -> String {
    match Store::open(location, 1).err() {
        Some(StoreError::Setup(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

fn a_newer_database_is_refused(on: Backend) {
    for schema in SCHEMAS {
        let register = TestApp::on(on);
        let database = match schema {
            "register" => &register.app.store.register,
            _ => &register.app.store.transit,
        };
        let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
        raw::does(database, later);
        for why in [
            refusal(&register.location()),
            Store::migrate(&register.location())
                .unwrap_err()
                .to_string(),
        ] {
            assert!(
                why.contains(schema) && why.contains("newer version"),
                "{why}"
            );
        }
    }
}

fn an_older_database_is_refused_until_it_is_migrated(on: Backend) {
    let register = TestApp::on(on);
    // As if the transit store had never been made, then as if nothing had.
    for (schema, database) in [
        ("transit", &register.app.store.transit),
        ("register", &register.app.store.register),
    ] {
        let migrations = names("sqlite", schema).len();
        assert_eq!(
            raw::rows(database, "__diesel_schema_migrations"),
            i64::try_from(migrations).unwrap()
        );
        raw::does(database, "DELETE FROM __diesel_schema_migrations");
        let why = refusal(&register.location());
        assert!(
            why.contains(schema) && why.contains("enkel migrate"),
            "{why}"
        );
    }
    let empty = TestApp::nothing_yet(on);
    let why = refusal(&empty.location);
    assert!(why.contains("enkel migrate"), "{why}");
    Store::migrate(&empty.location).unwrap();
    Store::open(&empty.location, 1).unwrap();
}

fn migrating_twice_changes_nothing(on: Backend) {
    let register = TestApp::on(on);
    assert_eq!(Store::migrate(&register.location()).unwrap(), []);
    register.is_sound();
}

#[test]
fn a_server_that_writes_statements_down_is_refused() {
    for setting in [
        "log_statement = ''all''",
        "log_min_duration_statement = 0",
        "log_parameter_max_length_on_error = -1",
        "log_lock_waits = on",
    ] {
        let register = TestApp::on(Backend::Postgres);
        let sql = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting}', current_database()); \
             END $$"
        );
        raw::does(&register.app.store.register, &sql);
        let refused = Store::open(&register.location(), 1).err();
        assert!(
            matches!(refused, Some(StoreError::Setup(_))),
            "{setting}: {refused:?}"
        );
    }
}
