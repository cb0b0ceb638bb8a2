//! Mutation testing with one build: all mistakes are in the program, each behind a switch.
//!
//! | command | what it does |
//! |---|---|
//! | `plant TREE LIST` | puts the mistakes of a list (`cargo mutants --list --json`) into a copy of the program |
//! | `watch TREE` | runs every test once, and notes which mistakes it comes by |
//! | `try TREE SECONDS` | tries each mistake with the tests that come by it, quickest first, for so long |
//! | `again TREE SECONDS` | the same for those that nothing minded so far |
//! | `report TREE` | prints the sums, and what no test minds |
//!
//! Whatever is stopped goes on when it is started again.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io;
use std::path::Path;

mod list;
mod plant;
mod report;
mod site;
mod suite;
mod tree;
mod verdict;

use list::Mistake;
use serde::{Deserialize, Serialize};

/// What is in a planted tree.
#[derive(Deserialize, Serialize)]
struct Notes {
    mistakes: Vec<Mistake>,
    planted: BTreeSet<usize>,
}

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["plant", tree, list] => plant_list(Path::new(tree), Path::new(list)),
        ["watch", tree] => verdict::watch(Path::new(tree)).map(|_| ()),
        ["try", tree, seconds] => try_planted(Path::new(tree), seconds, false),
        ["again", tree, seconds] => try_planted(Path::new(tree), seconds, true),
        ["report", tree] => print_report(Path::new(tree)),
        _ => Err(io::Error::other(
            "mistakes plant TREE LIST, or mistakes try TREE SECONDS",
        )),
    }
}

fn plant_list(tree: &Path, list: &Path) -> io::Result<()> {
    let mistakes = list::read(list)?;
    let planted = tree::plant_all(tree, &mistakes)?;
    let notes = serde_json::to_vec(&Notes { mistakes, planted })?;
    fs::write(tree.join("mistakes.json"), notes)
}

fn notes(tree: &Path) -> io::Result<(Vec<Mistake>, BTreeSet<usize>)> {
    let notes: Notes = serde_json::from_slice(&fs::read(tree.join("mistakes.json"))?)?;
    Ok((notes.mistakes, notes.planted))
}

fn try_planted(tree: &Path, seconds: &str, once_more: bool) -> io::Result<()> {
    let notes = notes(tree)?;
    let seconds = seconds.parse().map_err(io::Error::other)?;
    verdict::try_all(tree, &notes, seconds, once_more)
}

fn print_report(tree: &Path) -> io::Result<()> {
    let (mistakes, planted) = notes(tree)?;
    let verdicts = verdict::known(tree)?;
    print!("{}", report::report(&mistakes, &planted, &verdicts));
    Ok(())
}
