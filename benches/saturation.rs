//! Doors opened as fast as can be: a second, beside what Argon2 alone reaches on this machine in
//! the same run, by turns; what pages without Argon2 take meanwhile; what happens beyond the
//! queue; and the most memory of the server, which is the program itself in a process of its own.
//! A person reads the figures; no test judges a time.
//!
//!     cargo bench --bench saturation [-- TURNS [SECONDS]]
//!
//! `docs/performance.md` says how to read it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench may stop at whatever is not as it should be, and prints"
)]

#[path = "door/alone.rs"]
mod alone;
#[path = "door/line.rs"]
mod line;
#[path = "saturation/pages.rs"]
mod pages;
#[path = "door/person.rs"]
mod person;
#[path = "saturation/server.rs"]
mod server;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alone::Alone;
use enkel::app::HostClock;
use enkel::crypto::keys::Keys;
use enkel::domain::clock::Clock;
use line::Line;
use pages::Pages;
use person::{Person, THE_WAY};
use server::Server;

const TURNS: usize = 6;
const SECONDS: u64 = 10;
/// As many derivations at once as the program's own setting says.
const WORKERS: usize = 2;
/// The derivation of a real register.
const MEMORY_MIB: u32 = 46;
/// Enough that one always waits for an arena, and fewer than may wait for one.
const AT_THE_DOOR: usize = 48;
/// More than may wait.
const TOO_MANY: usize = 400;
/// How soon somebody tries again who was told to come back later: sooner than they were told.
const TRIES_AGAIN: Duration = Duration::from_millis(500);
/// Steps up to the one that opens the door.
const TO_THE_DOOR: usize = 4;

/// What came of a turn.
#[derive(Default)]
struct Turn {
    opened: AtomicUsize,
    refused: AtomicUsize,
}

fn main() {
    let given = std::env::args().skip(1);
    let mut given = given.filter_map(|word| word.parse().ok());
    let turns = given.next().map_or(TURNS, |turns| turns as usize);
    let turn = Duration::from_secs(given.next().unwrap_or(SECONDS));
    let server = Server::start();
    let keys = Keys::load(&server.keys(), None).unwrap();
    // Arenas take their memory at their first use, caches warm up.
    come(&server, &keys, AT_THE_DOOR, Duration::from_secs(2), None);
    alone(Duration::from_secs(1));
    let (mut doors, mut argon2, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (quiet, meanwhile) = (Pages::default(), Pages::default());
    let mut processor = Vec::new();
    for number in 0..turns {
        let before = server.processor();
        let opened = || {
            let done = come(&server, &keys, AT_THE_DOOR, turn, Some(&meanwhile));
            assert_eq!(done.1, 0.0, "nobody is refused while there is room");
            done.0
        };
        let (ours, bare) = match number % 2 {
            0 => (opened(), alone(turn)),
            _ => {
                let bare = alone(turn);
                (opened(), bare)
            }
        };
        processor.push((server.processor() - before) * 1_000.0 / (ours * turn.as_secs_f64()));
        doors.push(ours);
        argon2.push(bare);
        ratios.push(100.0 * ours / bare);
        come(&server, &keys, 0, turn / 4, Some(&quiet));
    }
    println!("{turns} turns of {} s\n", turn.as_secs());
    println!("| what | median | least and most |");
    println!("|---|---|---|");
    spread("doors opened a second", &mut doors);
    spread(
        "Argon2 alone, 46 MiB, two arenas, two threads: a second",
        &mut argon2,
    );
    spread(
        "**doors in percent of Argon2 alone**, in pairs",
        &mut ratios,
    );
    spread(
        "processor time of the server for a door, ms",
        &mut processor,
    );
    let crowded = too_many(&server, &keys, turn);
    println!("\n| pages meanwhile | requests | p50 ms | p99 ms | max ms | refused |");
    println!("|---|---|---|---|---|---|");
    quiet.print("nobody at the door");
    meanwhile.print(&format!("{AT_THE_DOOR} at the door"));
    crowded.print(&format!("{TOO_MANY} at the door"));
}

/// What happens beyond the queue: prints what came of the doors, and gives what the pages took.
fn too_many(server: &Server, keys: &Keys, turn: Duration) -> Pages {
    let crowded = Pages::default();
    let (opened, refused) = come(server, keys, TOO_MANY, turn, Some(&crowded));
    println!("| {TOO_MANY} people at once: doors a second | {opened:.1} | |");
    println!("| the same: told to come back later, a second | {refused:.0} | |");
    println!(
        "| most memory of the server, MiB | {} | |",
        server.most_memory()
    );
    crowded
}

fn spread(what: &str, all: &mut [f64]) {
    all.sort_by(f64::total_cmp);
    let (least, most) = (all[0], all[all.len() - 1]);
    println!(
        "| {what} | {:.1} | {least:.1} to {most:.1} |",
        all[all.len() / 2]
    );
}

/// So many people come, each as soon as the one before is in, while somebody else reads pages.
/// Gives doors and refusals a second.
fn come(
    server: &Server,
    keys: &Keys,
    many: usize,
    long: Duration,
    pages: Option<&Pages>,
) -> (f64, f64) {
    let (turn, over) = (Turn::default(), AtomicBool::new(false));
    let mut counted = (0.0, 0.0);
    std::thread::scope(|scope| {
        for _ in 0..many {
            scope.spawn(|| comes_in(server, keys, &turn, &over));
        }
        // Those who wait for an arena are there from now on.
        std::thread::sleep(Duration::from_secs(1));
        let (opened, refused, began) = (turn.opened(), turn.refused(), Instant::now());
        match pages {
            Some(pages) => pages.are_read(server, keys, long),
            None => std::thread::sleep(long),
        }
        let seconds = began.elapsed().as_secs_f64();
        counted = (
            (turn.opened() - opened) as f64 / seconds,
            (turn.refused() - refused) as f64 / seconds,
        );
        over.store(true, Ordering::Relaxed);
    });
    counted
}

impl Turn {
    fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }
}

fn comes_in(server: &Server, keys: &Keys, turn: &Turn, over: &AtomicBool) {
    let mut line = Line::to(server.at, &server.host);
    while !over.load(Ordering::Relaxed) {
        let mut person = Person::new(next());
        for (_, step) in &THE_WAY[..TO_THE_DOOR] {
            let today = HostClock.now().day();
            while person.does(step, &mut line, keys, today).is_none() {
                turn.refused.fetch_add(1, Ordering::Relaxed);
                if over.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::sleep(TRIES_AGAIN);
            }
        }
        turn.opened.fetch_add(1, Ordering::Relaxed);
    }
}

/// A number that nobody had before.
pub fn next() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Argon2 and nothing else, in the same number of arenas: derivations a second.
fn alone(long: Duration) -> f64 {
    let (began, done) = (Instant::now(), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let mut argon2 = Alone::of(MEMORY_MIB);
                while began.elapsed() < long {
                    argon2.derives(b"somebody@example.org");
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    done.into_inner() as f64 / began.elapsed().as_secs_f64()
}
