//! The same replay of something weaker, which must be found out: a small client of SQLite whose
//! `synchronous` is not FULL, and disks that say they synced and did not.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::disk::{Honesty, Model};
use super::replay::{Plan, Seen, Tally, Wrong, replay};
use super::strace::{self, Traced};
use super::trace::Trace;

const FOLDER: &str = "ENKEL_TEST_POWER_ROWS_IN";
const SYNCHRONOUS: &str = "ENKEL_TEST_POWER_SYNCHRONOUS";
const ROWS: i64 = 30;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = Text)]
    whole: String,
}

/// What is left of rows that were written with this `synchronous`, on such a disk, when the power goes
/// before every so many steps.
pub fn rows_on(synchronous: &str, honesty: Honesty, every: usize) -> Tally {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("disk");
    std::fs::create_dir(&root).unwrap();
    let mut trace = Trace::of(&root);
    let log = home.path().join("strace");
    let mut command = strace::command(&std::env::current_exe().unwrap(), &log);
    command
        .args(["--exact", "power_loss::weak::writes_rows"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, &root)
        .env(SYNCHRONOUS, synchronous)
        .stdout(std::process::Stdio::null());
    Traced::starts(command, &log).ends();
    trace.goes_on_with(&log);
    let made = trace.said.iter().find(|(_, said)| said == "told 0");
    let plan = Plan {
        model: Model::Strict,
        honesty,
        from: made.expect("it began").0,
        every,
        part: (0, 1),
        beginnings: 16,
        chances: 2,
        seed: 11,
    };
    replay(&trace, &plan, &mut Seen::new(), &|folder, line| {
        let told = trace.said.iter().filter(|(at, _)| *at < line);
        let told = told.filter_map(|(_, said)| said.strip_prefix("told ")?.parse().ok());
        look(folder, told.max().unwrap_or(0))
    })
}

fn look(folder: &Path, told: i64) -> Vec<(Wrong, String)> {
    let found = opened(folder).and_then(|mut conn| {
        let sql = "SELECT (SELECT count(*) FROM row) AS rows, integrity_check AS whole \
                   FROM pragma_integrity_check";
        diesel::sql_query(sql).get_result::<Found>(&mut conn)
    });
    match found {
        Err(error) => vec![(Wrong::Closed, error.to_string())],
        Ok(found) if found.whole != "ok" => vec![(Wrong::Half, found.whole)],
        Ok(found) if found.rows < told => {
            vec![(Wrong::Lost, format!("{told} told, {} there", found.rows))]
        }
        Ok(_) => Vec::new(),
    }
}

fn opened(folder: &Path) -> QueryResult<SqliteConnection> {
    let file = folder.join("rows.db");
    let opened = SqliteConnection::establish(file.to_str().unwrap());
    let mut conn = opened
        .map_err(|error| diesel::result::Error::QueryBuilderError(error.to_string().into()))?;
    conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 24")?;
    Ok(conn)
}

#[test]
#[ignore = "a part of the tests beside it, which trace it"]
fn writes_rows() {
    let given = |name| std::env::var_os(name).and_then(|value| value.into_string().ok());
    let (Some(folder), Some(synchronous)) = (given(FOLDER), given(SYNCHRONOUS)) else {
        return;
    };
    let mut conn = opened(Path::new(&folder)).unwrap();
    let set = format!(
        "PRAGMA synchronous = FULL; CREATE TABLE row (number INTEGER PRIMARY KEY, \
                       filling BLOB); PRAGMA synchronous = {synchronous}"
    );
    conn.batch_execute(&set).unwrap();
    println!("told 0");
    for number in 1..=ROWS {
        let sql = format!("INSERT INTO row VALUES ({number}, randomblob(900))");
        conn.batch_execute(&sql).unwrap();
        println!("told {number}");
    }
}
