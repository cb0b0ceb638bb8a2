//! A visitor with a watch: a request each few milliseconds, whatever the one before took.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::app::TestApp;
use crate::line::Line;
use crate::person::{Person, Step, THE_WAY};

const EVERY: Duration = Duration::from_millis(8);

/// How long each kind of request took.
#[derive(Default)]
pub struct Seen(BTreeMap<&'static str, Vec<Duration>>);

/// The visitor.
pub struct Watch {
    line: Line,
    next: usize,
}

impl Watch {
    pub fn at(at: SocketAddr, host: &str) -> Self {
        Self {
            line: Line::to(at, host),
            next: 0,
        }
    }

    /// Home, and the way in up to the open door, with a derivation of 1 MiB.
    pub fn looks(&mut self, register: &TestApp, long: Duration, seen: &mut Seen) {
        use enkel::domain::clock::Clock;
        let began = Instant::now();
        let mut due = began;
        while began.elapsed() < long {
            let mut person = Person::new(self.next);
            self.next += 1;
            let home = [("GET home", Step::Opens(""))];
            for (name, step) in home.iter().chain(&THE_WAY[..5]) {
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let began = Instant::now();
                let today = register.clock.now().day();
                let done = person.does(step, &mut self.line, &register.app.keys, today);
                done.expect("not busy");
                seen.0.entry(name).or_default().push(began.elapsed());
                due = (due + EVERY).max(Instant::now());
            }
        }
    }
}

impl Seen {
    pub fn print_beside(self, other: &Self) {
        let share = |all: &[Duration], percent: usize| {
            let mut sorted = all.to_vec();
            sorted.sort_unstable();
            sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1_000.0
        };
        let (mut all, mut all_other) = (Vec::new(), Vec::new());
        let print = |name: &str, one: &[Duration], two: &[Duration]| {
            println!(
                "| {name} | {:.3} | {:.3} | {:.2} | {:.2} | {:.2} |",
                share(one, 50),
                share(two, 50),
                share(two, 50) / share(one, 50),
                share(one, 99),
                share(two, 99),
            );
        };
        for (name, mut took) in self.0 {
            print(name, &took, &other.0[name]);
            all_other.extend_from_slice(&other.0[name]);
            all.append(&mut took);
        }
        print("**all**", &all, &all_other);
    }
}
