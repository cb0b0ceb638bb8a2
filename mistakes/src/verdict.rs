//! Which mistakes the tests mind: one after the other, by the tests that come by it, quickest first.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::list::Mistake;
use crate::suite::{self, Outcome, Test};

const VERDICTS: &str = "verdicts.jsonl";

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Verdict {
    pub number: usize,
    /// How many tests come by it, and how many of them were run.
    pub reached_by: usize,
    pub tried: usize,
    /// The test that minded.
    pub caught_by: Option<String>,
    pub took_too_long: bool,
}

/// Reads a file of one JSON value in a line; none is an empty one.
pub fn lines<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let values = text.lines().map(serde_json::from_str);
    Ok(values.collect::<Result<_, _>>()?)
}

fn append(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    // In one piece: another hand writes too.
    file.write_all(format!("{}\n", serde_json::to_string(value)?).as_bytes())
}

/// Does a piece of work for each of many, two at a time.
fn each<T: Send>(work: Vec<T>, deed: impl Fn(usize, T) -> io::Result<()> + Sync) -> io::Result<()> {
    let left = Mutex::new(work);
    let deed = &deed;
    let left = &left;
    thread::scope(|scope| {
        let hands = (0..2).map(|hand| {
            scope.spawn(move || {
                loop {
                    let next = left.lock().ok().and_then(|mut left| left.pop());
                    let Some(next) = next else { return Ok(()) };
                    deed(hand, next)?;
                }
            })
        });
        let hands: Vec<_> = hands.collect();
        hands.into_iter().try_for_each(|hand| {
            hand.join()
                .unwrap_or_else(|_| Err(io::Error::other("a hand panicked")))
        })
    })
}

/// Tests that drive browsers, clusters, other people's programs and whole machines: too slow for
/// thousands of mistakes, and what they see stories over HTTP see too.
const LEFT_OUT: [&str; 6] = [
    "browser::",
    "cluster::",
    "faults::",
    "fuzz::",
    "instructions::",
    "package::",
];

/// Runs every test once, and notes what it comes by; goes on where it was stopped.
pub fn watch(tree: &Path) -> io::Result<Vec<Test>> {
    let path = tree.join("tests.jsonl");
    let known: Vec<Test> = lines(&path)?;
    let done = tree.join("tests-watched");
    if done.exists() {
        return Ok(known);
    }
    let known: BTreeSet<String> = known.into_iter().map(|test| test.name).collect();
    let mut work = Vec::new();
    for program in suite::programs(tree)? {
        let is_wanted = |name: &String| {
            !known.contains(name) && !LEFT_OUT.iter().any(|start| name.starts_with(start))
        };
        let names = suite::names(&program)?.into_iter().filter(is_wanted);
        work.extend(names.map(|name| (program.clone(), name)));
    }
    work.reverse();
    each(work, |hand, (program, name)| {
        let notes = tree.join(format!("target/reached-{hand}"));
        match suite::watched(tree, &program, &name, &notes)? {
            Some(test) => append(&path, &test),
            None => {
                eprintln!("does not pass by itself: {name}");
                Ok(())
            }
        }
    })?;
    fs::write(done, [])?;
    lines(&path)
}

/// The verdicts so far; the last on a mistake is the one that counts.
pub fn known(tree: &Path) -> io::Result<BTreeMap<usize, Verdict>> {
    let verdicts: Vec<Verdict> = lines(&tree.join(VERDICTS))?;
    Ok(verdicts
        .into_iter()
        .map(|verdict| (verdict.number, verdict))
        .collect())
}

/// Tries those mistakes that have no verdict yet, each for no more than so many seconds; once more
/// those that nothing minded so far, if there are tests left that come by them.
pub fn try_all(
    tree: &Path,
    (mistakes, planted): &(Vec<Mistake>, BTreeSet<usize>),
    seconds: u64,
    once_more: bool,
) -> io::Result<()> {
    let tests = watch(tree)?;
    let path = tree.join(VERDICTS);
    let known = known(tree)?;
    let is_done = |number: &usize| {
        known.get(number).is_some_and(|verdict| {
            !once_more || verdict.caught_by.is_some() || verdict.tried == verdict.reached_by
        })
    };
    let mut work: Vec<usize> = planted.iter().copied().collect();
    work.retain(|number| !is_done(number));
    // From everywhere, so that a run that is stopped has tried some of each kind.
    work.sort_by_key(|number| number * 7919 % 8191);
    each(work, |_, number| {
        let near = near(&tests, number, &of_file(mistakes, number));
        append(
            &path,
            &verdict(tree, &near, number, Duration::from_secs(seconds))?,
        )
    })
}

fn of_file(mistakes: &[Mistake], number: usize) -> BTreeSet<usize> {
    let same = |other: &usize| mistakes[*other].file == mistakes[number].file;
    (0..mistakes.len()).filter(same).collect()
}

/// The tests that come by a mistake: quick ones first, and those that are about its file.
fn near<'a>(tests: &'a [Test], number: usize, file: &BTreeSet<usize>) -> Vec<&'a Test> {
    let rank = |test: &Test| {
        let of_file = test.reached.intersection(file).count().max(1) as f64;
        test.seconds.max(0.05) * test.reached.len() as f64 / of_file
    };
    let near = tests.iter().filter(|test| test.reached.contains(&number));
    let mut near: Vec<&Test> = near.collect();
    near.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    near
}

fn verdict(tree: &Path, near: &[&Test], number: usize, budget: Duration) -> io::Result<Verdict> {
    let mut verdict = Verdict {
        number,
        reached_by: near.len(),
        tried: 0,
        caught_by: None,
        took_too_long: false,
    };
    let began = Instant::now();
    for test in near {
        if began.elapsed() > budget {
            break;
        }
        verdict.tried += 1;
        let limit = Duration::from_secs_f64(15.0 + 3.0 * test.seconds);
        let mistake = number.to_string();
        let set = Some(("MISTAKE_ON", mistake.as_str()));
        let (outcome, _) = suite::run(tree, &test.program, &test.name, set, limit)?;
        if outcome == Outcome::Passed {
            continue;
        }
        // A test that fails without it says nothing.
        let (alone, _) = suite::run(tree, &test.program, &test.name, None, limit)?;
        if alone == Outcome::Passed {
            verdict.caught_by = Some(test.name.clone());
            verdict.took_too_long = outcome == Outcome::TooLong;
            break;
        }
    }
    Ok(verdict)
}
