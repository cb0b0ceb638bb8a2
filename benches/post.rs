//! Letters a second to a relay on loopback, over two connections and as fast as can be, beside
//! Postfix's own test client with as many sessions in the same run, by turns; and what visitors
//! notice while a backlog drains at the pace of the post. A person reads the figures; no test judges a time.
//!
//!     cargo bench --bench post [-- TURNS [LETTERS [SECONDS]]]
//!
//! The relay is Postfix's `smtp-sink` (`apt-get install postfix`). `docs/performance.md` says how
//! to read it.

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
#[path = "door/line.rs"]
mod line;
#[path = "door/person.rs"]
mod person;
#[path = "post/relay.rs"]
mod relay;
#[path = "post/turns.rs"]
mod turns;
#[path = "post/watch.rs"]
mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use app::{Backend, Served, TestApp};
use enkel::app::App;
use enkel::domain::email::EmailAddress;
use enkel::domain::locale::Locale;
use enkel::flows::ask_for_code::ask_for_code;
use enkel::flows::deliver::deliver;
use enkel::jobs;
use enkel::store::outbox;
use enkel::web::Options;
use relay::Relay;
use rustix::time::{ClockId, clock_gettime};
use turns::{Seen, Turns};
use watch::Watch;

const TURNS: usize = 5;
const LETTERS: usize = 3_000;
/// Of each half of a turn in which a backlog drains and does not.
const SECONDS: u64 = 5;
/// What six hours bring in when nearly one letter a second is asked for: a full outbox.
const BACKLOG: usize = 19_000;

fn main() {
    let given = std::env::args().skip(1);
    let mut given = given.filter_map(|word| word.parse::<usize>().ok());
    let turns = given.next().unwrap_or(TURNS);
    let letters = given.next().unwrap_or(LETTERS);
    let seconds = given.next().map_or(SECONDS, |seconds| seconds as u64);
    let relay = Relay::start();
    let register = TestApp::with(
        Backend::Sqlite,
        &[
            ("web.code_requests_per_prefix_per_hour", "1000000"),
            ("web.code_requests_per_minute", "1000000"),
            ("web.posts_per_prefix_per_minute", "1000000"),
            ("mail.outbox_letters", "1000000"),
            ("door.minimum_form_age_seconds", "0"),
        ],
    );
    let app = Arc::new(relay.opened_by(&register));
    throughput(&app, &relay, turns, letters);
    latency(&register, &app, turns, Duration::from_secs(seconds));
}

/// Letters a second, ours and the other client's.
fn throughput(app: &Arc<App>, relay: &Relay, turns: usize, letters: usize) {
    let (mut ours, mut other, mut costs) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=turns {
        for half in 0..2 {
            if (turn + half) % 2 == 0 {
                wait(app, letters);
                let before = processor();
                let took = drained(app);
                // The first warms up.
                if turn > 0 {
                    costs.push((processor() - before) / letters as f64);
                    ours.push(letters as f64 / took.as_secs_f64());
                }
            } else {
                let took = relay.is_sent_by_another(letters);
                if turn > 0 {
                    other.push(letters as f64 / took.as_secs_f64());
                }
            }
        }
    }
    println!("{turns} turns of {letters} letters over two connections\n");
    println!("| what | median | least and most |");
    println!("|---|---|---|");
    line(
        "our letters a second: opened, charged, sent, settled",
        &mut ours,
    );
    line(
        "letters a second of `smtp-source`, which keeps nothing",
        &mut other,
    );
    line("our processor time for a letter, µs", &mut costs);
}

fn line(what: &str, all: &mut [f64]) {
    all.sort_by(f64::total_cmp);
    let (least, most) = (all[0], all[all.len() - 1]);
    println!(
        "| {what} | {:.0} | {least:.0} to {most:.0} |",
        all[all.len() / 2]
    );
}

/// So many letters wait, each to somebody else.
fn wait(app: &App, letters: usize) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Eight at a time, so that one sync serves several.
        for part in 0..8 {
            scope.spawn(move || {
                for _ in (part..letters).step_by(8) {
                    let number = NEXT.fetch_add(1, Ordering::Relaxed);
                    let address = format!("somebody{number}@waiting{number}.example");
                    let address = EmailAddress::parse(&address).unwrap();
                    ask_for_code(app, address, Locale::Nl).unwrap();
                }
            });
        }
    });
}

fn waiting(app: &App) -> i64 {
    let waiting = app.store.transit.read("how many wait", outbox::waiting);
    waiting.unwrap()
}

/// How long two threads take until nothing waits, without the rests of the post.
fn drained(app: &App) -> Duration {
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| while deliver(app).unwrap().taken > 0 {});
        }
    });
    assert_eq!(waiting(app), 0);
    began.elapsed()
}

/// Processor time of this process in microseconds.
fn processor() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// A visitor's requests, by turns while a backlog waits and while it drains.
fn latency(register: &TestApp, app: &Arc<App>, turns: usize, half: Duration) {
    let options = Options::at(SocketAddr::from(([127, 0, 0, 1], 0)));
    let served = Served::new(app.clone(), options);
    let host = register.settings.register.base_url.authority();
    let mut watch = Watch::at(served.address, host);
    watch.looks(register, half / 4, &mut Seen::default());
    let (mut seen, mut sent) = (Turns::default(), 0);
    for turn in 0..turns {
        let (mut waits, mut drains) = (Seen::default(), Seen::default());
        for part in 0..2 {
            let left = usize::try_from(waiting(app)).unwrap();
            wait(app, BACKLOG.saturating_sub(left));
            if (turn + part) % 2 == 0 {
                watch.looks(register, half, &mut waits);
                continue;
            }
            let before = waiting(app);
            let jobs = jobs::start(app).unwrap();
            watch.looks(register, half, &mut drains);
            jobs.stop();
            let after = waiting(app);
            assert!(after > 0, "the backlog outlasts the look");
            sent += before - after;
        }
        seen.note(waits, drains);
    }
    let a_second = sent as f64 / (half.as_secs_f64() * turns as f64);
    println!("\nbacklog of {BACKLOG} letters; {a_second:.0} letters a second left it\n");
    println!(
        "| request | p50 ms, waiting | draining | ratio of a turn | least and most | p99 ms, waiting | draining | ratio of a turn | least and most |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    seen.print();
}
