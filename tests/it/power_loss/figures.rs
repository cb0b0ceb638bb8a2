//! What a long run came to, one row for each model and workload in `docs/reliability.md`.

use std::fs::OpenOptions;
use std::process::Command;
use std::time::Instant;

use super::disk::Model;
use super::replay::{Tally, Wrong};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reliability.md");
const ROWS: &str = "| date (UTC) | workload | names | moments | states | of them distinct on disk | not opened | lost | half done | minutes |\n\
     |---|---|---|---|---|---|---|---|---|---|\n";

#[derive(Debug)]
#[expect(dead_code, reason = "it is shown where a test fails")]
pub struct Figures {
    row: String,
    states: usize,
}

impl Figures {
    pub fn of(workload: &str, model: Model, began: Instant, tally: &Tally) -> Self {
        let names = match model {
            Model::Strict => "strict",
            Model::Journaled => "as ext4",
        };
        Self {
            states: tally.states,
            row: format!(
                "| {} | {workload} | {names} | {} | {} | {} | {} | {} | {} | {} |\n",
                today(),
                tally.moments,
                tally.states,
                tally.images.len(),
                tally.of(Wrong::Closed),
                tally.of(Wrong::Lost),
                tally.of(Wrong::Half),
                began.elapsed().as_secs().div_ceil(60),
            ),
        }
    }

    /// Adds it to the page, in the long run alone. Two may end at the same moment.
    pub fn are_noted(&self) {
        println!("{}", self.row);
        if !super::is_long() {
            return;
        }
        let page = OpenOptions::new()
            .read(true)
            .write(true)
            .open(PAGE)
            .unwrap();
        page.lock().unwrap();
        let text = std::fs::read_to_string(PAGE).unwrap();
        let (before, after) = text.split_once(ROWS).expect("the table of power losses");
        std::fs::write(PAGE, format!("{before}{ROWS}{}{after}", self.row)).unwrap();
    }
}

fn today() -> String {
    let said = Command::new("date").args(["-u", "+%F"]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}
