//! Looking at the tables themselves, past every function of the store.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use enkel::store::{Database, StoreError};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// One whole number out of a table: `SELECT … AS number`.
pub fn number(database: &Database, expression: &str, table: &str) -> i64 {
    let sql = format!("SELECT CAST({expression} AS BIGINT) AS number FROM {table}");
    let read = database.read("look at a table", |conn| {
        let found: Number = diesel::sql_query(sql).get_result(conn)?;
        Ok(found.number)
    });
    read.unwrap()
}

/// Many at once, each an expression over a table, in one look.
pub fn numbers(database: &Database, wanted: &[(String, &str)]) -> Vec<i64> {
    let parts = wanted
        .iter()
        .enumerate()
        .map(|(place, (expression, table))| {
            format!("SELECT {place} AS place, CAST({expression} AS BIGINT) AS number FROM {table}")
        });
    let all = parts.collect::<Vec<_>>().join(" UNION ALL ");
    let sql = format!("SELECT number FROM ({all}) AS looked ORDER BY place");
    let read = database.read("look at many tables", |conn| {
        let found: Vec<Number> = diesel::sql_query(sql).load(conn)?;
        Ok(found.into_iter().map(|one| one.number).collect())
    });
    read.unwrap()
}

pub fn rows(database: &Database, table: &str) -> i64 {
    number(database, "COUNT(*)", table)
}

/// Does something to the tables that no function of the store would do.
pub fn does(database: &Database, sql: &str) {
    let sql = sql.to_owned();
    let done = database.write("do something else", move |conn| {
        diesel::sql_query(sql.clone()).execute(conn)?;
        Ok::<(), StoreError>(())
    });
    done.unwrap();
}
