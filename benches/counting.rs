//! Counting day of a large register: how long a release takes from its ballots to its files, how
//! much memory that asks, and whether a release costs more when many came before it.
//!
//!     cargo bench --bench counting -- sqlite|postgres [BALLOTS]
//!
//! PostgreSQL is the server of `ENKEL_TEST_PG` (`./test pg-shell cargo bench …`). A person reads the
//! figures; no test judges a time.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench may stop at whatever is not as it should be, and prints"
)]

#[path = "../tests/it/app/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the tests' register, of which this needs a part"
)]
mod app;
#[path = "million/filling.rs"]
mod filling;

use std::time::{Duration, Instant};

use app::{Backend, TestApp};
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};

const BALLOTS: usize = 1_000_000;
/// Six years of weeks, with the quarters in them.
const EARLIER: usize = 300;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let says = |word: &str| words.iter().any(|given| given == word);
    let on = match (says("sqlite"), says("postgres")) {
        (true, false) => Backend::Sqlite,
        (false, true) => Backend::Postgres,
        _ => panic!("say on which database: sqlite or postgres"),
    };
    let ballots = words.iter().find_map(|word| word.parse().ok());
    println!("| what | seconds | beside |");
    println!("|---|---|---|");
    a_large_quarter(on, ballots.unwrap_or(BALLOTS));
    many_before(on);
}

fn a_large_quarter(on: Backend, ballots: usize) {
    let register = TestApp::opened(on, &[], "2026-06-30");
    filling::fills(&register, ballots, ballots);
    register.clock.stands_on(register.quarter().release_day());
    close_due_periods(&register.app).unwrap();
    publish_due_weeks(&register.app).unwrap();
    let before = memory("VmRSS");
    // What was the most so far is forgotten: the bench itself filled the register.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let began = Instant::now();
    let counted = count_quarter(&register.app, None, None).unwrap();
    let took = began.elapsed();
    assert!(matches!(counted, Counted::Released(_)), "{counted:?}");
    let most = memory("VmHWM");
    println!(
        "| a release from {ballots} ballots | {:.1} | at most {most} MiB, {before} before |",
        took.as_secs_f64()
    );
}

/// The same small week, first with few releases before it and then with many.
fn many_before(on: Backend) {
    let register = TestApp::on(on);
    let mut took = Vec::new();
    for _ in 0..EARLIER {
        let next = register.clock.today().plus(7);
        register.clock.stands_on(next);
        close_due_periods(&register.app).unwrap();
        let began = Instant::now();
        let weeks = publish_due_weeks(&register.app).unwrap().len();
        took.push(began.elapsed() / u32::try_from(weeks.max(1)).unwrap());
        while let Counted::Released(_) = count_quarter(&register.app, None, None).unwrap() {}
    }
    for (from, few) in [
        (5, "few"),
        (160, "three years"),
        (EARLIER - 20, "more than five years"),
    ] {
        let mut some: Vec<Duration> = took[from..from + 20].to_vec();
        some.sort();
        println!(
            "| a week's release with {few} of them before it | {:.3} | median of 20 after {from} weeks |",
            some[10].as_secs_f64()
        );
    }
}

fn memory(kind: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(kind)).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1_024
}
