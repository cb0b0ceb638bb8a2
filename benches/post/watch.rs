//! A visitor with a watch: a request each few milliseconds, whatever the one before took.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::app::TestApp;
use crate::line::Line;
use crate::person::{Person, Step, THE_WAY};
use crate::turns::Seen;

const EVERY: Duration = Duration::from_millis(8);

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
                seen.note(name, began.elapsed());
                due = (due + EVERY).max(Instant::now());
            }
        }
    }
}
