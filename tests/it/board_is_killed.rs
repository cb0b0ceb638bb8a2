//! The counting program is killed at any moment: the quarter is then counted once or not at
//! all, and counting again makes it whole.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use enkel::crypto::random;
use enkel::flows::count::count_quarter;

use crate::app::{Backend, Board, Citizen, TestApp, Visitor, raw, slips, varied};

on_both_databases!(a_count_that_is_killed_happened_once_or_not_at_all);

const FOLDER: &str = "ENKEL_TEST_COUNTS_IN";
const DATABASE: &str = "ENKEL_TEST_COUNTS_ON";
const DAY: &str = "ENKEL_TEST_COUNTS_ON_DAY";
const ROUNDS: usize = 12;

fn a_count_that_is_killed_happened_once_or_not_at_all(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..15 {
        let mut jan = Citizen::of(&register, &format!("jan{number}@example.org"));
        jan.comes_in().declares(varied(number));
        if number % 3 == 2 {
            register.next_quarter();
        }
    }
    register.lives_until(register.clock.today().plus(16));
    for _ in 0..ROUNDS {
        let before = counted(&register);
        let (mut child, _its_words) = counter(&register);
        let [chance, ..] = random::bytes::<2>().unwrap();
        std::thread::sleep(Duration::from_micros(u64::from(chance) * 300));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = counted(&register);
        assert!(after - before <= 5);
        whole(&register, after);
    }
    // What a process that was killed had sent may be done by the server a moment later; a count that
    // meets it says that it was counted already, and whoever counts asks again.
    for _ in 0..20 {
        Board(&register).counts_what_is_due();
        if counted(&register) == 5 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(counted(&register), 5);
    whole(&register, 5);
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

/// How many quarters have flows.
fn counted(register: &TestApp) -> i64 {
    let quarters = "flow WHERE table_id = 'total'";
    raw::number(
        &register.app.store.register,
        "COUNT(DISTINCT period)",
        quarters,
    )
}

/// Flows, ledger, release and burnt ballots belong together, whatever moment the kill chose.
fn whole(register: &TestApp, counted: i64) {
    let database = &register.app.store.register;
    let quarterly = "WHERE table_id <> 'weekly'";
    let flows = raw::rows(database, &format!("flow {quarterly}"));
    assert_eq!(flows, raw::rows(database, &format!("ledger {quarterly}")));
    let releases = raw::rows(database, "release WHERE id LIKE '%-Q%'");
    assert_eq!(releases, counted);
    let mut quarter = register.quarter().previous();
    let mut waiting = 0;
    for _ in 0..5 {
        waiting += i64::from(!slips(&register.app, quarter).is_empty());
        quarter = quarter.previous();
    }
    assert_eq!(waiting + counted, 5);
    register.is_sound();
}

/// Another process that counts all it can; it is running when this returns.
fn counter(register: &TestApp) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "board_is_killed::counts_until_killed"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, register.folder.path())
        .env(DATABASE, &register.database.url)
        .env(DAY, register.clock.today().iso())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    let ready = lines.any(|line| line.contains("counting"));
    assert!(ready, "the counter began");
    (child, lines)
}

#[test]
#[ignore = "a part of the test above, which starts and kills it"]
fn counts_until_killed() {
    let given = |name| std::env::var_os(name).map(OsString::into_string);
    let (Some(Ok(folder)), Some(Ok(url)), Some(Ok(day))) =
        (given(FOLDER), given(DATABASE), given(DAY))
    else {
        return;
    };
    let app = TestApp::reopened(folder.as_ref(), &url, &day);
    println!("counting");
    while let Ok(enkel::flows::count::Counted::Released(_)) = count_quarter(&app, None, None) {}
}
