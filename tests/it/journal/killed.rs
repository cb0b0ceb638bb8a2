//! A process is killed between its line and its commit, at random: the next start settles each
//! line as the database shows.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use enkel::crypto::random;
use enkel::domain::leaf::Verdict;

use super::{ends, leaves, tells_the_truth};
use crate::app::crowd::{a_root, declares_as, withdraws_as};
use crate::app::{Backend, Board, TestApp, slips, varied};

on_both_databases!(a_line_is_settled_as_the_database_shows_whenever_its_host_was_killed);

const FOLDER: &str = "ENKEL_TEST_WITHDRAWS_IN";
const DATABASE: &str = "ENKEL_TEST_WITHDRAWS_ON";
const DAY: &str = "ENKEL_TEST_WITHDRAWS_ON_DAY";
const ROUNDS: usize = 12;
/// On a machine with much else to do somebody may be killed before anybody withdrew.
const MOST_ROUNDS: usize = 120;

fn a_line_is_settled_as_the_database_shows_whenever_its_host_was_killed(on: Backend) {
    let register = TestApp::on(on);
    let mut rounds = 0;
    while rounds < ROUNDS || signs_of_lines(&register) >= -10 {
        assert!(rounds < MOST_ROUNDS, "people withdrew");
        rounds += 1;
        let (mut child, _its_words) = withdrawer(&register);
        let [chance, ..] = random::bytes::<1>().unwrap();
        std::thread::sleep(Duration::from_micros(5_000 + u64::from(chance) * 400));
        child.kill().unwrap();
        child.wait().unwrap();
        drop(register.another_host());
        assert!(ends(&register).iter().all(|(_, verdict)| verdict.is_some()));
        tells_the_truth(&register);
    }
    let slips = slips(&register.app, register.quarter());
    let all: i64 = slips.iter().map(|slip| slip.sign.value()).sum();
    assert_eq!(register.rows("registration"), all);
    register.next_quarter();
    Board(&register).counts();
    register.is_sound();
}

/// What the lines that came true put into the ballot box: one less for each who withdrew.
fn signs_of_lines(register: &TestApp) -> i64 {
    let leaves = leaves(register);
    let done = leaves
        .iter()
        .filter(|on_file| on_file.verdict == Some(Verdict::Done));
    let ballots = done.flat_map(|on_file| &on_file.leaf.ballots);
    ballots.map(|ballot| ballot.sign.value()).sum()
}

fn withdrawer(register: &TestApp) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::killed::withdraws_until_killed"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, register.folder.path())
        .env(DATABASE, &register.database.url)
        .env(DAY, register.clock.today().iso())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.contains("withdrawing")), "it began");
    (child, lines)
}

#[test]
#[ignore = "a part of the test above, which starts and kills it"]
fn withdraws_until_killed() {
    let given = |name| std::env::var_os(name).map(OsString::into_string);
    let (Some(Ok(folder)), Some(Ok(url)), Some(Ok(day))) =
        (given(FOLDER), given(DATABASE), given(DAY))
    else {
        return;
    };
    let app = TestApp::reopened(folder.as_ref(), &url, &day);
    println!("withdrawing");
    let hand = || loop {
        let root = a_root();
        for seed in 0..3 {
            declares_as(&app, &root, varied(seed)).unwrap();
        }
        withdraws_as(&app, &root).unwrap();
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(hand);
        }
    });
}
