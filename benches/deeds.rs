//! What a deed costs: processor time of the server, user and system, for asking for a code and
//! for opening the door and declaring, beside bare actix-web in the same run, by turns. A person
//! reads the medians; no test judges a time.
//!
//!     cargo bench --bench deeds [-- ROUNDS [PEOPLE]]
//!
//! `docs/performance.md` says how to read it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench may stop at whatever is not as it should be, and prints"
)]

#[path = "door/alone.rs"]
mod alone;
#[path = "../tests/it/app/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the tests' register, of which this needs a part"
)]
mod app;
#[path = "deeds/bare.rs"]
mod bare;
#[path = "door/line.rs"]
mod line;
#[path = "door/person.rs"]
mod person;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;

use alone::Alone;
use app::{Backend, Served, TestApp};
use bare::Bare;
use enkel::web::Options;
use line::Line;
use person::{Person, THE_WAY};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 11;
const PEOPLE: usize = 800;
/// Connections that ask at the same time.
const LINES: usize = 8;

/// Microseconds for one request or deed, of each round.
type Costs = BTreeMap<String, Vec<f64>>;

fn main() {
    let given = std::env::args().skip(1);
    let mut given = given.filter_map(|word| word.parse().ok());
    let rounds: usize = given.next().unwrap_or(ROUNDS);
    let people: usize = given.next().unwrap_or(PEOPLE);
    let register = TestApp::with(
        Backend::Sqlite,
        &[
            ("web.code_requests_per_prefix_per_hour", "1000000"),
            ("web.code_requests_per_minute", "1000000"),
            ("web.posts_per_prefix_per_minute", "1000000"),
            ("mail.outbox_letters", "1000000"),
        ],
    );
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let served = Served::new(register.app.clone(), Options::at(listen));
    let bare = Bare::start();
    let mut costs = Costs::new();
    for round in 0..=rounds {
        let mut now = Costs::new();
        for turn in 0..2 {
            match (turn + round) % 2 {
                0 => the_way(&register, served.address, round * people, people, &mut now),
                _ => bare_requests(&bare, people, &mut now),
            }
        }
        // The first warms up.
        if round > 0 {
            for (name, mut cost) in now {
                costs.entry(name).or_default().append(&mut cost);
            }
        }
    }
    print(&costs, rounds, people);
}

/// A crowd goes through every step before anyone does the next.
fn the_way(register: &TestApp, at: SocketAddr, first: usize, people: usize, costs: &mut Costs) {
    let host = register.settings.register.base_url.authority();
    let today = register.clock.today();
    let keys = &register.app.keys;
    let mut crowd: Vec<_> = (first..first + people).map(Person::new).collect();
    for (name, step) in &THE_WAY {
        // Nobody types an address in no time at all.
        register.clock.passes(2);
        let asked = |line: &mut Line, person: &mut Person| {
            person.does(step, line, keys, today).expect("not busy");
        };
        note(costs, name, by_all(&mut crowd, at, host, &asked));
    }
    note(costs, DERIVATION, derivations(people));
    note(costs, LETTER, letters(register));
}

const DERIVATION: &str = "one derivation of 1 MiB";
const LETTER: &str = "delivering a letter but for SMTP";

fn note(costs: &mut Costs, name: &str, cost: f64) {
    costs.entry(name.to_owned()).or_default().push(cost);
}

/// The server's processor time for each of them: the process's less that of the asking threads.
fn by_all<T: Send>(
    all: &mut [T],
    at: SocketAddr,
    host: &str,
    asked: &(dyn Fn(&mut Line, &mut T) + Sync),
) -> f64 {
    let many = all.len() as f64;
    let share = all.len().div_ceil(LINES);
    let clients = Mutex::new(0.0);
    let before = clock(ClockId::ProcessCPUTime);
    std::thread::scope(|scope| {
        for mine in all.chunks_mut(share) {
            scope.spawn(|| {
                let mut line = Line::to(at, host);
                for one in mine {
                    asked(&mut line, one);
                }
                *clients.lock().unwrap() += clock(ClockId::ThreadCPUTime);
            });
        }
    });
    (clock(ClockId::ProcessCPUTime) - before - *clients.lock().unwrap()) / many
}

fn bare_requests(bare: &Bare, people: usize, costs: &mut Costs) {
    let mut all = vec![(); people];
    let page = |line: &mut Line, (): &mut ()| {
        assert_eq!(line.opens("/page", "").status, 200);
    };
    let form = |line: &mut Line, (): &mut ()| {
        let fields = [("token", bare::TOKEN), ("address", "somebody@example.org")];
        assert_eq!(line.sends("/form", bare::COOKIE, &fields).status, 303);
    };
    note(costs, PAGE, by_all(&mut all, bare.address, "bare", &page));
    note(costs, FORM, by_all(&mut all, bare.address, "bare", &form));
}

const PAGE: &str = "bare actix-web: a page of 12 KiB";
const FORM: &str = "bare actix-web: a form, one row, one sync";

/// Processor time in microseconds.
fn clock(which: ClockId) -> f64 {
    let time = clock_gettime(which);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn derivations(many: usize) -> f64 {
    let mut argon2 = Alone::of(1);
    let before = clock(ClockId::ThreadCPUTime);
    for number in 0..many {
        argon2.derives(format!("a{number}@example.org").as_bytes());
    }
    (clock(ClockId::ThreadCPUTime) - before) / many as f64
}

/// All letters of this round, into a mailbox in memory.
fn letters(register: &TestApp) -> f64 {
    let before = clock(ClockId::ProcessCPUTime);
    register.delivers();
    let took = clock(ClockId::ProcessCPUTime) - before;
    took / register.mail.take().len() as f64
}

fn print(costs: &Costs, rounds: usize, people: usize) {
    println!("{rounds} rounds of {people} people over {LINES} connections, medians\n");
    let of = |name: &str| {
        let mut all = costs[name].clone();
        all.sort_by(f64::total_cmp);
        (all[all.len() / 2], all[0], all[all.len() - 1])
    };
    let form = of(FORM).0;
    println!("| request or deed | CPU µs | least and most | times a bare form |");
    println!("|---|---|---|---|");
    let steps = THE_WAY.iter().map(|(name, _)| *name);
    for name in steps.clone().chain([DERIVATION, LETTER, PAGE, FORM]) {
        let (median, least, most) = of(name);
        println!(
            "| {name} | {median:.1} | {least:.1} to {most:.1} | {:.1} |",
            median / form
        );
    }
    let sum = |names: &[&str]| names.iter().map(|name| of(name).0).sum::<f64>();
    let names: Vec<&str> = steps.collect();
    let derivation = of(DERIVATION).0;
    for (what, cost) in [
        ("**asking for a code**: POST start", sum(&names[1..2])),
        ("with its pages: GET start to GET code", sum(&names[..3])),
        (
            "**opening the door and declaring**: POST code and the last button, less the derivation",
            sum(&["POST code", "POST form/9"]) - derivation,
        ),
        (
            "with every page between: POST code to the end",
            sum(&names[3..]) - derivation,
        ),
    ] {
        println!("| {what} | {cost:.1} | | {:.1} |", cost / form);
    }
}
