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

fn a_line_is_settled_as_the_database_shows_whenever_its_host_was_killed(on: Backend) {
    let register = TestApp::on(on);
    for _ in 0..ROUNDS {
        let (mut child, _its_words) = withdrawer(&register);
        let [chance, ..] = random::bytes::<1>().unwrap();
        std::thread::sleep(Duration::from_micros(5_000 + u64::from(chance) * 400));
        child.kill().unwrap();
        child.wait().unwrap();
        drop(register.another_host());
        assert!(ends(&register).iter().all(|(_, verdict)| verdict.is_some()));
        tells_the_truth(&register);
    }
    let done = |on_file: &&enkel::flows::journal::OnFile| on_file.verdict == Some(Verdict::Done);
    let leaves = leaves(&register);
    let in_the_box = leaves.iter().filter(done).flat_map(|l| &l.leaf.ballots);
    let signs: i64 = in_the_box.map(|ballot| ballot.sign.value()).sum();
    let all: i64 = slips(&register.app, register.quarter())
        .iter()
        .map(|s| s.sign.value())
        .sum();
    assert!(signs < -10, "people withdrew");
    assert_eq!(register.rows("registration"), all);
    register.next_quarter();
    Board(&register).counts();
    register.is_sound();
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
