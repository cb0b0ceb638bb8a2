//! Independent bookkeeping of what actors did: the rules written a second time, over codes and
//! years alone, to hold the register's own sums against.

use std::collections::BTreeMap;

use enkel::domain::answers::{Acquired, Answers, BirthBand, MainReason, Province, Tried};
use enkel::domain::period::Quarter;

/// Changes other than zero, by cohort year, table and cell.
pub type ExactFlows = BTreeMap<(i32, String, String), i64>;

/// One cell per table.
type Cells = Vec<(&'static str, String)>;

/// What was declared and how it stands in the figures.
#[derive(Clone)]
struct Entry {
    answers: Answers,
    counted: Cells,
    year: i32,
    joined: Quarter,
    /// When a replacement counted outside the quarter of joining.
    replaced: Option<Quarter>,
}

/// The books of one register.
#[derive(Clone, Default)]
pub struct Books {
    entries: BTreeMap<String, Entry>,
    flows: BTreeMap<Quarter, ExactFlows>,
}

impl Books {
    pub fn declares(&mut self, who: &str, answers: Answers, now: Quarter) {
        let cells = cells(&answers);
        let Some(mut entry) = self.entries.get(who).cloned() else {
            self.write(now, now.year(), &cells, 1);
            let entry = Entry {
                answers,
                counted: cells,
                year: now.year(),
                joined: now,
                replaced: None,
            };
            self.entries.insert(who.to_owned(), entry);
            return;
        };
        entry.answers = answers;
        let moves = entry.counted != cells || entry.year != now.year();
        let within = entry.joined == now || entry.replaced == Some(now);
        let first_this_year = entry.replaced.is_none_or(|last| last.year() != now.year());
        if moves && (within || first_this_year) {
            self.write(now, entry.year, &entry.counted, -1);
            self.write(now, now.year(), &cells, 1);
            entry.counted = cells;
            entry.year = now.year();
            if !within {
                entry.replaced = Some(now);
            }
        }
        self.entries.insert(who.to_owned(), entry);
    }

    pub fn withdraws(&mut self, who: &str, now: Quarter) {
        if let Some(entry) = self.entries.remove(who) {
            self.write(now, entry.year, &entry.counted, -1);
        }
    }

    /// The fourth quarter of `year` closes.
    pub fn year_ends(&mut self, year: i32) {
        self.entries.retain(|_, entry| entry.year > year - 2);
    }

    fn write(&mut self, now: Quarter, year: i32, cells: &Cells, sign: i64) {
        let flows = self.flows.entry(now).or_default();
        for (table, cell) in cells {
            let key = (year, (*table).to_owned(), cell.clone());
            *flows.entry(key).or_default() += sign;
        }
        flows.retain(|_, change| *change != 0);
    }

    /// What must lie in the ballot box of that quarter.
    pub fn flows(&self, quarter: Quarter) -> ExactFlows {
        self.flows.get(&quarter).cloned().unwrap_or_default()
    }

    /// Somebody whose withdrawal is known from elsewhere.
    pub fn forgets(&mut self, who: &str) {
        self.entries.remove(who);
    }

    /// Active declarations per cohort year.
    pub fn rows(&self) -> BTreeMap<i32, i64> {
        let mut rows = BTreeMap::new();
        for entry in self.entries.values() {
            *rows.entry(entry.year).or_default() += 1;
        }
        rows
    }

    /// Active declarations by cohort year, table and cell, as they were counted.
    pub fn stock(&self) -> ExactFlows {
        let mut stock = ExactFlows::new();
        for entry in self.entries.values() {
            for (table, cell) in &entry.counted {
                let key = (entry.year, (*table).to_owned(), cell.clone());
                *stock.entry(key).or_default() += 1;
            }
        }
        stock
    }

    pub fn answers(&self, who: &str) -> Option<Answers> {
        self.entries.get(who).map(|entry| entry.answers)
    }
}

fn cells(answers: &Answers) -> Cells {
    let told = answers.optional.unwrap_or_default();
    let chief = answers.nationalities.chief().code();
    let province = told.province.map_or("not_told", Province::code);
    let one = |table, code: &str| (table, code.to_owned());
    vec![
        one("total", ""),
        one("nationality", chief),
        one("region_province", &format!("{}|{province}", region(chief))),
        one("province", province),
        one(
            "birth_cohort",
            told.birth_band.map_or("not_told", BirthBand::code),
        ),
        one(
            "main_reason",
            told.main_reason.map_or("not_told", MainReason::code),
        ),
        one("tried", told.tried.map_or("not_told", Tried::code)),
        one("acquired", told.acquired.map_or("not_told", Acquired::code)),
    ]
}

/// Where the states that actors speak of lie, after UN M49.
fn region(chief: &str) -> &'static str {
    match chief {
        "MA" => "northern_africa",
        "TR" | "SY" => "western_asia",
        "IR" => "central_southern_asia",
        "ER" => "sub_saharan_africa",
        "AR" => "americas_oceania",
        other => panic!("the books do not know where {other} lies"),
    }
}
