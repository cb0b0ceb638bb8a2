//! Somebody who reads pages that need no derivation, and looks at a watch.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use enkel::app::HostClock;
use enkel::crypto::keys::Keys;
use enkel::domain::clock::Clock;

use crate::line::Line;
use crate::person::{Person, Step, THE_WAY};
use crate::server::Server;

/// A request each so often, whether or not the one before was slow.
const EVERY: Duration = Duration::from_millis(10);

/// How long requests took.
#[derive(Default)]
pub struct Pages(Mutex<Read>);

#[derive(Default)]
struct Read {
    took: Vec<Duration>,
    refused: usize,
}

impl Pages {
    /// By turns a page from stored bytes, the first page of the door, and an address that is
    /// sent, with a page after it.
    pub fn are_read(&self, server: &Server, keys: &Keys, long: Duration) {
        let mut line = Line::to(server.at, &server.host);
        let mut read = self.0.lock().unwrap();
        let (began, today) = (Instant::now(), HostClock.now().day());
        let mut due = began;
        while began.elapsed() < long {
            let mut person = Person::new(crate::next());
            let before = [
                ("GET home", Step::Opens("")),
                ("GET figures", Step::Opens("figures")),
            ];
            for (_, step) in before.iter().chain(&THE_WAY[..3]) {
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                // Counted from when it was due: who waits for a slow answer waits too.
                let done = person.does(step, &mut line, keys, today);
                read.took.push(due.elapsed());
                due += EVERY;
                if done.is_none() {
                    read.refused += 1;
                    break;
                }
            }
        }
    }

    pub fn print(&self, when: &str) {
        let mut read = self.0.lock().unwrap();
        read.took.sort_unstable();
        let last = read.took.len() - 1;
        let share = |percent: usize| read.took[last * percent / 100].as_secs_f64() * 1_000.0;
        println!(
            "| {when} | {} | {:.2} | {:.2} | {:.1} | {} |",
            read.took.len(),
            share(50),
            share(99),
            share(100),
            read.refused
        );
    }
}
