//! What ten failovers showed, as a line of `docs/reliability.md`.

use std::process::Command;
use std::time::Duration;

use super::Fault;
use super::looked_through::Found;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reliability.md");
const LAST_LINE: &str = "<!-- failovers -->\n";

/// One part of the long run.
pub struct Part {
    number: u32,
    without: Vec<(Fault, Duration)>,
    beside: Vec<(&'static str, Duration)>,
}

impl Part {
    pub fn new(number: u32) -> Self {
        Self {
            number,
            without: Vec::new(),
            beside: Vec::new(),
        }
    }

    pub fn failed_over(&mut self, fault: Fault, without: Duration) {
        eprintln!("{fault:?}: {:.1} s", without.as_secs_f64());
        self.without.push((fault, without));
    }

    pub fn beside(&mut self, what: &'static str, without: Duration) {
        eprintln!("{what}: {:.1} s", without.as_secs_f64());
        self.beside.push((what, without));
    }

    /// Appends the line, also when something was lost: the page says what was seen.
    pub fn write_down(&self, found: &Found) {
        let seconds = |of: &dyn Fn(Fault) -> bool| {
            let these = self.without.iter().filter(|(fault, _)| of(*fault));
            let mut all: Vec<f64> = these.map(|(_, long)| long.as_secs_f64()).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let all = seconds(&|_| true);
        let longest = |fault: Fault| seconds(&|one| one == fault).last().copied().unwrap_or(0.0);
        let beside: Vec<String> = self
            .beside
            .iter()
            .map(|(_, long)| one_digit(*long))
            .collect();
        let line = format!(
            "| {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {} |\n",
            today(),
            self.number,
            all.len(),
            found.acknowledged,
            found.uncertain,
            found.lost.len(),
            found.broken.len(),
            all[all.len() / 2],
            all.last().unwrap(),
            longest(Fault::Killed),
            longest(Fault::Frozen),
            longest(Fault::Crashed),
            longest(Fault::HandedOver),
            beside.join(", "),
        );
        let page = std::fs::read_to_string(PAGE).unwrap();
        assert!(page.contains(LAST_LINE), "the table of failovers");
        let longer = page.replacen(LAST_LINE, &format!("{line}{LAST_LINE}"), 1);
        std::fs::write(PAGE, longer).unwrap();
    }
}

fn one_digit(long: Duration) -> String {
    format!("{:.1}", long.as_secs_f64())
}

fn today() -> String {
    let said = Command::new("date").args(["-u", "+%F"]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}
