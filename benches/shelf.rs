//! A public page and a data file from stored bytes, beside bare actix-web that answers a constant
//! body of the same size with the same headers: requests a second and processor time, in the same
//! run, by turns. A person reads the medians; no test judges a time.
//!
//!     cargo bench --bench shelf [-- ROUNDS [REQUESTS]]
//!
//! `docs/performance.md` says how to read it. Processor time is that of the server's own threads,
//! which others on the machine disturb less than requests a second.

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
#[path = "shelf/asking.rs"]
mod asking;
#[path = "shelf/bare.rs"]
mod bare;

use std::net::SocketAddr;

use app::crowd::Crowd;
use app::{Backend, Board, Served, TestApp};
use asking::{Asked, Turn};
use bare::Bare;
use enkel::web::Options;

const ROUNDS: usize = 15;
const REQUESTS: usize = 20_000;

fn main() {
    let mut given = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok());
    let rounds = given.next().unwrap_or(ROUNDS);
    let requests = given.next().unwrap_or(REQUESTS);
    let register = TestApp::on(Backend::Sqlite);
    Crowd::of(&register.app, 150);
    register.next_quarter();
    let quarter = Board(&register).counts();
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let served = Served::new(register.app.clone(), Options::at(listen));
    let host = register.settings.register.base_url.authority();
    println!("{rounds} rounds of {requests} requests\n");
    println!("| answer | bytes | ours, requests/s | bare | ratio | ours, CPU µs | bare | ratio |");
    println!("|---|---|---|---|---|---|---|---|");
    for (path, encoding) in [
        ("/nl/".to_owned(), "identity"),
        ("/nl/figures".to_owned(), "gzip"),
        (format!("/data/{quarter}/figures.csv"), "identity"),
        (format!("/data/{quarter}/figures.csv"), "gzip"),
        ("/data/releases.json".to_owned(), "gzip"),
    ] {
        let asked = Asked::new(host, &path, encoding);
        let example = asked.answer(served.address);
        let bare = Bare::like(&example, &path);
        let mut turns: [Vec<Turn>; 2] = [Vec::new(), Vec::new()];
        for round in 0..rounds {
            for turn in 0..2 {
                let place = (turn + round) % 2;
                let address = [served.address, bare.address][place];
                turns[place].push(asked.takes_a_turn(address, requests));
            }
        }
        let [ours, theirs] = turns.map(Turn::medians);
        println!(
            "| `{path}` {encoding} | {} | {:.0} | {:.0} | {:.0} % | {:.1} | {:.1} | {:.0} % |",
            example.body.len(),
            ours.a_second,
            theirs.a_second,
            100.0 * ours.a_second / theirs.a_second,
            ours.processor,
            theirs.processor,
            100.0 * theirs.processor / ours.processor,
        );
    }
}
