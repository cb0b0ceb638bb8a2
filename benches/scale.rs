//! Small and large registers side by side: what a visitor's deeds take with ten thousand rows and
//! with ten million, what counting takes by the number of ballots and by the length of the guest
//! list, and how much memory. A person reads the figures; no test judges a time.
//!
//!     cargo bench --bench scale -- doors sqlite|postgres FOLDER ROWS...
//!     cargo bench --bench scale -- counting sqlite|postgres FOLDER BALLOTS:ROWS...
//!
//! Each size is a process of its own. The database of SQLite lies in FOLDER, a kilobyte for a row,
//! and is gone afterwards. PostgreSQL is the server of `ENKEL_TEST_PG` (`./test pg-shell cargo
//! bench …`). `docs/performance.md` says how to read it.

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
#[path = "scale/counting.rs"]
mod counting;
#[path = "scale/doors.rs"]
mod doors;
#[path = "million/filling.rs"]
mod filling;
#[path = "scale/guests.rs"]
mod guests;

use std::process::{Command, Stdio};

use app::Backend;

/// Says to the process that it is the one for a single size.
const ALONE: &str = "alone";

/// What was measured, with its unit, and what came out.
type Figures = Vec<(String, f64)>;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [ALONE, what, on, size] => {
            for (name, figure) in alone(what, backend(on), size) {
                println!("{name}\t{figure}");
            }
        }
        [what, on, folder, sizes @ ..] if !sizes.is_empty() => {
            let each = sizes.iter().map(|size| of_size(what, on, folder, size));
            print(sizes, &each.collect::<Vec<_>>());
        }
        _ => panic!("say doors or counting, sqlite or postgres, a folder, and sizes"),
    }
}

fn backend(on: &str) -> Backend {
    match on {
        "sqlite" => Backend::Sqlite,
        "postgres" => Backend::Postgres,
        _ => panic!("say on which database: sqlite or postgres"),
    }
}

fn alone(what: &str, on: Backend, size: &str) -> Figures {
    match what {
        "doors" => doors::with(on, size.parse().unwrap()),
        "counting" => {
            let (ballots, rows) = size.split_once(':').unwrap();
            counting::of(on, ballots.parse().unwrap(), rows.parse().unwrap())
        }
        _ => panic!("say what: doors or counting"),
    }
}

fn of_size(what: &str, on: &str, folder: &str, size: &str) -> Figures {
    std::fs::create_dir_all(folder).unwrap();
    let said = Command::new(std::env::current_exe().unwrap())
        .args([ALONE, what, on, size])
        .env("TMPDIR", folder)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(said.status.success(), "{what} with {size}");
    let said = String::from_utf8(said.stdout).unwrap();
    let figures = said.lines().map(|line| {
        let (name, figure) = line.split_once('\t').unwrap();
        (name.to_owned(), figure.parse().unwrap())
    });
    figures.collect()
}

/// A column for each size, and how many times the first the last is.
fn print(sizes: &[&str], each: &[Figures]) {
    println!("| | {} | last to first |", sizes.join(" | "));
    println!("|---|{}---|", "---|".repeat(sizes.len()));
    for (place, (name, first)) in each[0].iter().enumerate() {
        let of_each: Vec<f64> = each.iter().map(|figures| figures[place].1).collect();
        let cells: Vec<String> = of_each.iter().map(|one| format!("{one:.2}")).collect();
        let last = of_each[of_each.len() - 1] / first;
        println!("| {name} | {} | {last:.2} |", cells.join(" | "));
    }
}

/// A line of what the system says about this process, in MiB.
fn memory(kind: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(kind)).unwrap();
    let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1_024.0
}

/// What was the most so far is forgotten: the bench itself filled the register.
fn forget_most_memory() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}
