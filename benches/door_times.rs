//! How long the door takes for each kind of address, over real HTTP on loopback: a stranger with a
//! stop-watch must see no difference. A person reads the medians; no test judges a time.
//!
//!     cargo bench --bench door_times [-- SAMPLES]
//!
//! `docs/performance.md` says how to read it. Kinds take turns within each round, in another order
//! each time, so that whatever slows the machine slows them alike.

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
#[path = "../tests/it/web/http.rs"]
#[expect(dead_code, reason = "the tests' HTTP, likewise")]
mod http;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

use app::{Backend, Citizen, Served, TestApp, varied};
use enkel::web::Options;
use http::{Answer, Request};

const KINDS: [&str; 4] = ["new", "known", "over-budget", "blocked"];
const STEPS: [&str; 4] = ["POST start", "GET code", "POST code", "GET choose"];
/// So many rounds share a day; then budgets begin anew.
const ROUNDS_A_DAY: usize = 20;
const SAMPLES: usize = 500;

/// Microseconds by step and kind.
type Times = BTreeMap<(&'static str, &'static str), Vec<u128>>;

fn main() {
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let samples = given.unwrap_or(SAMPLES);
    let register = TestApp::with(
        Backend::Sqlite,
        &[
            ("web.code_requests_per_prefix_per_hour", "1000000"),
            ("web.code_requests_per_minute", "1000000"),
            ("web.posts_per_prefix_per_minute", "1000000"),
            ("mail.blocked_domains", "stop.example"),
        ],
    );
    for number in 0..ROUNDS_A_DAY {
        let mut known = Citizen::of(&register, &address("known", number));
        known.comes_in().declares(varied(number));
    }
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let served = Served::new(register.app.clone(), Options::at(listen));
    let mut times = Times::new();
    for round in 0..samples {
        if round % ROUNDS_A_DAY == 0 {
            a_new_day(&register);
        }
        for turn in 0..KINDS.len() {
            let kind = KINDS[(turn + round) % KINDS.len()];
            let stranger = Stranger {
                register: &register,
                at: served.address,
            };
            stranger.visits(kind, &address(kind, round), &mut times);
        }
        register.delivers();
    }
    print(&times, samples);
}

/// Addresses of one length, known ones as many as a day has rounds.
fn address(kind: &str, round: usize) -> String {
    match kind {
        "known" => format!("k{:06}@know.example", round % ROUNDS_A_DAY),
        "over-budget" => format!("o{:06}@many.example", round % ROUNDS_A_DAY),
        "blocked" => format!("b{round:06}@stop.example"),
        _ => format!("n{round:06}@fine.example"),
    }
}

fn a_new_day(register: &TestApp) {
    register.next_day();
    for round in 0..ROUNDS_A_DAY {
        for _ in 0..4 {
            Citizen::of(register, &address("over-budget", round)).types_the_address();
        }
    }
    register.delivers();
}

struct Stranger<'a> {
    register: &'a TestApp,
    at: SocketAddr,
}

impl Stranger<'_> {
    fn visits(&self, kind: &'static str, address: &str, times: &mut Times) {
        let mut cookie = String::new();
        let mut sends = |step: Option<&'static str>, request: Request| -> Answer {
            let host = self.register.settings.register.base_url.authority();
            let dressed = request
                .at_host(host)
                .with("Cookie", &format!("visit={cookie}"));
            let began = Instant::now();
            let answer = dressed.sent_to(self.at);
            let took = began.elapsed().as_micros();
            if let Some(step) = step {
                times.entry((step, kind)).or_default().push(took);
            }
            if let Some(value) = answer.cookie() {
                value.clone_into(&mut cookie);
            }
            answer
        };
        let [ask, code, typed, choose] = STEPS;
        let token = token(&sends(None, Request::get("/nl/start")));
        self.register.clock.passes(2);
        let fields = [("token", token.as_str()), ("address", address)];
        let answer = sends(Some(ask), Request::form("/nl/start", &fields));
        assert_eq!(answer.status, 303, "{kind}");
        let token = self::token(&sends(Some(code), Request::get("/nl/code")));
        let fields = [("token", token.as_str()), ("code", "00000000")];
        let answer = sends(Some(typed), Request::form("/nl/code", &fields));
        assert_eq!(answer.status, 422, "{kind}");
        sends(Some(choose), Request::get("/nl/choose"));
    }
}

fn token(answer: &Answer) -> String {
    let (_, rest) = answer
        .body
        .split_once("name=\"token\" value=\"")
        .expect("a form");
    rest.split('"').next().unwrap().to_owned()
}

/// The value below which this share (in percent) of the sorted times lies.
fn share(sorted: &[u128], percent: usize) -> f64 {
    let place = (sorted.len() - 1) * percent / 100;
    let micros = u32::try_from(sorted[place]).unwrap_or(u32::MAX);
    f64::from(micros) / 1_000.0
}

fn print(times: &Times, samples: usize) {
    println!("{samples} samples of each kind, milliseconds\n");
    println!("| step | kind | median | from the new | middle half | p95 |");
    println!("|---|---|---|---|---|---|");
    for step in STEPS {
        let mut medians = Vec::new();
        for kind in KINDS {
            let mut sorted = times[&(step, kind)].clone();
            sorted.sort_unstable();
            let median = share(&sorted, 50);
            medians.push(median);
            println!(
                "| {step} | {kind} | {median:.3} | {:+.3} | {:.3} to {:.3} | {:.3} |",
                median - medians[0],
                share(&sorted, 25),
                share(&sorted, 75),
                share(&sorted, 95),
            );
        }
        let most = medians.iter().copied().fold(f64::MIN, f64::max);
        let least = medians.iter().copied().fold(f64::MAX, f64::min);
        println!(
            "| {step} | **most less least** | **{:.3}** | | | |",
            most - least
        );
    }
}
