//! The exporting program is killed at any moment: there is one export or none, and never another.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use enkel::crypto::random;
use enkel::flows::ceremony::export_quarter;

use super::{declares, export, holds_a_ceremony};
use crate::app::books::Books;
use crate::app::{Backend, TestApp};

on_both_databases!(an_export_that_is_killed_is_one_export_or_none);

const FOLDER: &str = "ENKEL_TEST_EXPORTS_IN";
const DATABASE: &str = "ENKEL_TEST_EXPORTS_ON";
const DAY: &str = "ENKEL_TEST_EXPORTS_ON_DAY";
const ROUNDS: usize = 12;
const QUARTERS: usize = 2;

fn an_export_that_is_killed_is_one_export_or_none(on: Backend) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for _ in 0..QUARTERS {
        for who in 0..5 {
            declares(&register, &mut books, who, who);
        }
        register.next_quarter();
        let quarter = register.quarter().previous();
        let mut seen = BTreeSet::new();
        for _ in 0..ROUNDS {
            let (mut child, _its_words) = exporter(&register);
            let [chance] = random::bytes::<1>().unwrap();
            std::thread::sleep(Duration::from_micros(u64::from(chance) * 2_000));
            child.kill().unwrap();
            child.wait().unwrap();
            seen.extend(register.app.journal.export(quarter).unwrap());
            drop(register.another_host());
            register.is_sound();
        }
        seen.insert(export(&register.app).text);
        assert_eq!(seen.len(), 1, "there never was another");
        assert_eq!(holds_a_ceremony(&register, &books), quarter);
        assert!(register.app.journal.folder().exported().unwrap().is_empty());
    }
}

/// Another process that exports; it has opened the register when this returns.
fn exporter(register: &TestApp) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ceremony::killed::exports_until_killed"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, register.folder.path())
        .env(DATABASE, &register.database.url)
        .env(DAY, register.clock.today().iso())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(
        lines.any(|line| line.contains("exporting")),
        "the exporter began"
    );
    (child, lines)
}

#[test]
#[ignore = "a part of the test above, which starts and kills it"]
fn exports_until_killed() {
    let given = |name| std::env::var_os(name).map(OsString::into_string);
    let (Some(Ok(folder)), Some(Ok(url)), Some(Ok(day))) =
        (given(FOLDER), given(DATABASE), given(DAY))
    else {
        return;
    };
    let app = TestApp::reopened(folder.as_ref(), &url, &day);
    println!("exporting");
    loop {
        export_quarter(&app, None).unwrap();
    }
}
