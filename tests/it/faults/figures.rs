//! What a long run came to, written into `docs/reliability.md`: one row for each part, and the
//! sums over all parts of a kind.

use std::fs::OpenOptions;
use std::process::Command;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reliability.md");
const PARTS: &str = "| date (UTC) | fault | database | faults | acknowledged | in doubt | found done | lost | broken | recovery median, worst (ms) |\n\
     |---|---|---|---|---|---|---|---|---|---|\n";
const SUMS: &str = "| fault | database | parts | faults | acknowledged | in doubt | found done | lost | broken | worst recovery (ms) |\n\
     |---|---|---|---|---|---|---|---|---|---|\n";

/// One part.
#[derive(Debug)]
pub struct Figures {
    pub fault: &'static str,
    pub database: &'static str,
    pub faults: usize,
    pub acknowledged: usize,
    pub doubted: usize,
    pub found_done: usize,
    pub lost: usize,
    pub broken: usize,
    /// Milliseconds from each start to readiness.
    pub recoveries: Vec<u64>,
}

impl Figures {
    fn row(&self) -> String {
        let mut times = self.recoveries.clone();
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        let worst = times.last().copied().unwrap_or_default();
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {median}, {worst} |\n",
            today(),
            self.fault,
            self.database,
            self.faults,
            self.acknowledged,
            self.doubted,
            self.found_done,
            self.lost,
            self.broken,
        )
    }

    /// Adds it to the page, in the long run alone. Two parts may end at the same moment.
    pub fn are_noted(&self) {
        println!("{self:?}");
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
        std::fs::write(PAGE, summed_up(&with_row(&text, &self.row()))).unwrap();
    }
}

fn today() -> String {
    let said = Command::new("date").args(["-u", "+%F"]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

fn with_row(text: &str, row: &str) -> String {
    let (before, after) = text.split_once(PARTS).expect("the table of parts");
    format!("{before}{PARTS}{row}{after}")
}

/// The page with its table of sums made anew from the table of parts.
fn summed_up(text: &str) -> String {
    let (_, parts) = text.split_once(PARTS).expect("the table of parts");
    let mut sums: Vec<(String, [u64; 8])> = Vec::new();
    for line in parts.lines().take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = format!("| {} | {} |", cells[1], cells[2]);
        let worst = cells[9].rsplit(", ").next().unwrap();
        let place = sums.iter().position(|(known, _)| *known == name);
        let place = place.unwrap_or_else(|| {
            sums.push((name, [0; 8]));
            sums.len() - 1
        });
        let sum = &mut sums[place].1;
        sum[0] += 1;
        for (at, cell) in cells[3..9].iter().enumerate() {
            sum[at + 1] += cell.parse::<u64>().unwrap();
        }
        sum[7] = sum[7].max(worst.parse().unwrap());
    }
    sums.sort();
    let (before, rest) = text.split_once(SUMS).expect("the table of sums");
    let after = rest.trim_start_matches(|_| false);
    let after: Vec<&str> = after
        .lines()
        .skip_while(|line| line.starts_with('|'))
        .collect();
    let rows = sums.iter().map(|(name, sum)| {
        let cells: Vec<String> = sum.iter().map(u64::to_string).collect();
        format!("{name} {} |\n", cells.join(" | "))
    });
    format!(
        "{before}{SUMS}{}{}\n",
        rows.collect::<String>(),
        after.join("\n")
    )
}

#[test]
fn parts_of_one_kind_are_added_up() {
    let page = format!("a\n\n{SUMS}\nb\n\n{PARTS}");
    let row = |n: u32| {
        format!("| 2026-01-0{n} | kill | SQLite | {n} | 1{n} | 2 | 1 | 0 | 0 | 5, {n}0 |\n")
    };
    let page = summed_up(&with_row(&page, &row(1)));
    let page = summed_up(&with_row(&page, &row(2)));
    let (_, sums) = page.split_once(SUMS).unwrap();
    assert!(
        sums.starts_with("| kill | SQLite | 2 | 3 | 23 | 4 | 2 | 0 | 0 | 20 |\n\nb\n"),
        "{page}"
    );
    assert!(
        page.ends_with(&format!("{PARTS}{}{}", row(2), row(1))),
        "{page}"
    );
}
