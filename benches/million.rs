//! A large register: how long a step of the epoch, a backup and a restore take, and what visitors
//! notice of the step. A person reads the figures; no test judges a time.
//!
//!     cargo bench --bench million -- sqlite|postgres [ROWS]
//!
//! PostgreSQL is the server of `ENKEL_TEST_PG` (`./test pg-shell cargo bench …`), with `pg_dump` in
//! the path. Lines for `docs/performance.md` are printed; that page says how to read them.

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
#[path = "million/copies.rs"]
mod copies;
#[path = "million/filling.rs"]
mod filling;
#[path = "../tests/it/web/http.rs"]
#[expect(dead_code, reason = "the tests' HTTP, likewise")]
mod http;
#[path = "million/visitors.rs"]
mod visitors;

use std::time::{Duration, Instant};

use app::{Backend, TestApp};
use enkel::flows::epoch::{self, Looked, Raise};
use visitors::Visitors;

const ROWS: usize = 1_000_000;
/// Threads that each go through the door, visit after visit.
const AT_THE_DOOR: usize = 4;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let says = |word: &str| words.iter().any(|given| given == word);
    let on = match (says("sqlite"), says("postgres")) {
        (true, false) => Backend::Sqlite,
        (false, true) => Backend::Postgres,
        _ => panic!("say on which database: sqlite or postgres"),
    };
    let rows = words.iter().find_map(|word| word.parse().ok());
    let rows = rows.unwrap_or(ROWS);
    let board = enkel::crypto::envelope::Identity::generate();
    let recipient = board.recipient().to_string();
    let register = TestApp::opened(
        on,
        &[
            ("web.code_requests_per_prefix_per_hour", "1000000"),
            ("web.code_requests_per_minute", "1000000"),
            ("web.posts_per_prefix_per_minute", "1000000"),
            ("backup.recipient", &recipient),
            ("backup.escrow_folder", "escrow"),
        ],
        "2026-06-30",
    );
    println!("{rows} rows and {} ballots on {on:?}\n", rows / 10);
    println!("| what | seconds | a second | beside |");
    println!("|---|---|---|---|");
    let began = Instant::now();
    filling::fills(&register, rows, rows / 10);
    line("filling (the bench's own)", rows, began.elapsed(), "");
    let quiet = Visitors::come(&register, AT_THE_DOOR);
    std::thread::sleep(Duration::from_secs(10));
    let quiet = quiet.go();
    // Those who came meanwhile are among them.
    let rows = usize::try_from(register.rows("registration")).unwrap();
    let (requests, compaction) = a_step(&register, rows);
    let rows = usize::try_from(register.rows("registration")).unwrap();
    copies::copies(&register, &board, rows);
    println!("\n| requests at the door | number | p50 ms | p99 ms | max ms | errors |");
    println!("|---|---|---|---|---|---|");
    quiet.print("before the step", |_| true);
    requests.print("during the re-wrap", |at| at < compaction);
    requests.print("during compaction", |at| at >= compaction);
    println!(
        "\npeak memory of the process, visitors included: {} MiB",
        peak()
    );
}

fn line(what: &str, rows: usize, took: Duration, beside: &str) {
    let seconds = took.as_secs_f64();
    let rows = f64::from(u32::try_from(rows).unwrap());
    println!(
        "| {what} | {seconds:.1} | {:.0} | {beside} |",
        rows / seconds
    );
}

/// A whole step while people come, and when its compaction began. Rests after each batch as long
/// as the batch took, as the job does.
fn a_step(register: &TestApp, rows: usize) -> (visitors::Requests, Instant) {
    let visitors = Visitors::come(register, AT_THE_DOOR);
    let began = Instant::now();
    assert!(epoch::raise(&register.app, Raise::ByHand).unwrap());
    let (mut batch, mut batches, mut worked) = (Instant::now(), 0, Duration::ZERO);
    let looked = epoch::finish(&register.app, None, &mut || {
        let took = batch.elapsed();
        worked += took;
        batches += 1;
        std::thread::sleep(took);
        batch = Instant::now();
        true
    });
    assert_eq!(looked.unwrap(), Looked::InOrder);
    let (ended, compaction) = (Instant::now(), batch);
    let requests = visitors.go();
    let beside = format!("{batches} batches, {:.1} s of work", worked.as_secs_f64());
    line("re-wrap while serving", rows, compaction - began, &beside);
    line("compaction after it", rows, ended - compaction, "");
    (requests, compaction)
}

/// The most memory that this process ever had, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib: u64 = line
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    kib / 1_024
}
