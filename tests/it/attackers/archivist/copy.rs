//! A copy of the tables as they lie: in the order of their places, with the database's own marks.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use enkel::domain::ids::{BallotId, Tag};

use crate::app::{Backend, TestApp, raw};

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Binary)]
    name: Vec<u8>,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    stamp: i64,
    #[diesel(sql_type = Text)]
    rest: String,
}

/// One row, in its place.
#[derive(Clone)]
pub struct Row<Name> {
    pub tag: Name,
    pub id: Name,
    pub sealed: Vec<u8>,
    /// PostgreSQL's `xmin`: which transaction wrote it.
    pub stamp: i64,
    /// Every other column.
    pub rest: String,
}

/// Both tables at one moment.
pub struct Copy {
    pub rows: Vec<Row<Tag>>,
    pub ballots: Vec<Row<BallotId>>,
}

fn table<Name: for<'a> TryFrom<&'a [u8]> + Clone>(
    register: &TestApp,
    (table, name, rest): (&str, &str, &str),
) -> Vec<Row<Name>> {
    let (stamp, order) = match register.backend {
        // In the order in which the file is read from one end to the other.
        Backend::Sqlite => ("0", ""),
        Backend::Postgres => ("CAST(CAST(xmin AS TEXT) AS BIGINT)", "ORDER BY ctid"),
    };
    let sql = format!(
        "SELECT {name} AS name, sealed, {stamp} AS stamp, {rest} AS rest FROM {table} {order}"
    );
    let read = register.app.store.register.read("copy", |conn| {
        let found: Vec<Found> = diesel::sql_query(sql).load(conn)?;
        Ok(found)
    });
    let named = |bytes: &[u8]| Name::try_from(bytes).ok().expect("a name");
    let rows = read.unwrap().into_iter().map(|found| Row {
        tag: named(&found.name),
        id: named(&found.name),
        sealed: found.sealed,
        stamp: found.stamp,
        rest: found.rest,
    });
    rows.collect()
}

impl Copy {
    pub fn of(register: &TestApp) -> Self {
        let text = |column| format!("CAST({column} AS TEXT)");
        let [cohort, epoch] = ["cohort", "epoch"].map(text);
        Self {
            rows: table(
                register,
                ("registration", "tag", &format!("{cohort} || {epoch}")),
            ),
            ballots: table(register, ("ballot", "id", &format!("period || {epoch}"))),
        }
    }

    pub fn new_row(&self, before: &Self) -> Row<Tag> {
        let known: HashSet<Tag> = before.rows.iter().map(|row| row.tag).collect();
        let mut fresh = self.rows.iter().filter(|row| !known.contains(&row.tag));
        fresh.next().expect("a new row").clone()
    }

    pub fn new_ballot(&self, before: &Self) -> Row<BallotId> {
        let known: HashSet<BallotId> = before.ballots.iter().map(|ballot| ballot.id).collect();
        let mut fresh = self
            .ballots
            .iter()
            .filter(|ballot| !known.contains(&ballot.id));
        fresh.next().expect("a new ballot").clone()
    }
}

/// Bytes as SQL writes them.
pub fn literal(on: Backend, bytes: &[u8]) -> String {
    let hex = enkel::crypto::digest::hex(bytes);
    match on {
        Backend::Sqlite => format!("X'{hex}'"),
        Backend::Postgres => format!("'\\x{hex}'"),
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// Columns, other than sealed or random bytes, that differ between rows of one quarter: whatever
/// they hold, they can tell earlier from later.
pub fn telling_columns(register: &TestApp, table: &str) -> Vec<String> {
    let sql = match register.backend {
        Backend::Sqlite => format!(
            "SELECT name, lower(type) AS kind FROM pragma_table_info('{table}') ORDER BY cid"
        ),
        Backend::Postgres => format!(
            "SELECT CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS kind \
             FROM information_schema.columns \
             WHERE table_schema = 'register' AND table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    let database = &register.app.store.register;
    let read = database.read("columns", |conn| {
        let found: Vec<Column> = diesel::sql_query(sql).load(conn)?;
        Ok(found)
    });
    let columns = read.unwrap();
    assert!(columns.len() >= 4, "the table's columns are seen");
    let tells = |column: &Column| {
        let bytes = column.kind == "blob" || column.kind == "bytea";
        let values = format!("COUNT(DISTINCT {})", column.name);
        let lengths = format!("COUNT(DISTINCT length({}))", column.name);
        match bytes {
            true => raw::number(database, &lengths, table) > 1,
            false => raw::number(database, &values, table) > 1,
        }
    };
    let telling = columns.into_iter().filter(tells);
    telling.map(|column| column.name).collect()
}
