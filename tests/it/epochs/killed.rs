//! A process that re-wraps is killed at any moment, again and again, while people come.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use enkel::crypto::random;
use enkel::flows::epoch::{Looked, Raise, finish, raise};

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, varied};

on_both_databases!(a_rewrap_that_is_killed_at_any_moment_ends_whole);

const FOLDER: &str = "ENKEL_TEST_WRAPS_IN";
const DATABASE: &str = "ENKEL_TEST_WRAPS_ON";
const DAY: &str = "ENKEL_TEST_WRAPS_ON_DAY";
const MANY: usize = 600;
const ROUNDS: usize = 6;

fn a_rewrap_that_is_killed_at_any_moment_ends_whole(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, MANY);
    for round in 0..ROUNDS {
        let (mut child, _its_words) = wrapper(&register);
        let [chance, ..] = random::bytes::<1>().unwrap();
        for number in (round..MANY).step_by(149) {
            crowd.looks(app, number);
            crowd.declares(app, number, varied(number + round));
        }
        std::thread::sleep(Duration::from_millis(u64::from(chance)));
        child.kill().unwrap();
        child.wait().unwrap();
        for number in (round..MANY).step_by(67) {
            crowd.looks(app, number);
        }
    }
    let (reached, _) = register.steps();
    assert!(reached > 1, "it went on at all");
    ends(app);
    let (current, oldest) = register.steps();
    assert_eq!((oldest, app.keys.oldest().0), (current, current));
    crowd.all_are_found(app);
    crowd.all_are_found(&register.another_host());
    register.is_sound();
    let quarter = register.quarter();
    assert_eq!(Board(&register).peeks(quarter), crowd.books.flows(quarter));
}

/// Takes over the turn that the last one left, as the job does at its second look.
fn ends(app: &enkel::app::App) {
    let mut seen = None;
    for _ in 0..3 {
        let mut rest = || {
            std::thread::sleep(Duration::from_millis(15));
            true
        };
        match finish(app, seen.as_deref(), &mut rest).unwrap() {
            Looked::InOrder => return,
            Looked::Stopped => {}
            Looked::SomebodyElse(turn) => seen = Some(turn),
        }
    }
    panic!("the re-wrap does not end");
}

fn wrapper(register: &TestApp) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "epochs::killed::wraps_until_killed"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, register.folder.path())
        .env(DATABASE, &register.database.url)
        .env(DAY, register.clock.today().iso())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.contains("wrapping")), "it began");
    (child, lines)
}

#[test]
#[ignore = "a part of the test above, which starts and kills it"]
fn wraps_until_killed() {
    let given = |name| std::env::var_os(name).map(OsString::into_string);
    let (Some(Ok(folder)), Some(Ok(url)), Some(Ok(day))) =
        (given(FOLDER), given(DATABASE), given(DAY))
    else {
        return;
    };
    let app = TestApp::reopened(folder.as_ref(), &url, &day);
    println!("wrapping");
    loop {
        ends(&app);
        raise(&app, Raise::ByHand).unwrap();
    }
}
