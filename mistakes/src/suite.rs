//! The program's tests, each run alone in a process of its own.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One test, what it takes, and which mistakes it comes by.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Test {
    pub program: PathBuf,
    pub name: String,
    pub seconds: f64,
    pub reached: BTreeSet<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    TooLong,
}

/// The programs with tests in them: the library's own, and the stories.
pub fn programs(tree: &Path) -> io::Result<Vec<PathBuf>> {
    let output = Command::new("cargo")
        .args([
            "test",
            "--lib",
            "--test",
            "it",
            "--no-run",
            "--message-format=json",
        ])
        .env("RUSTC_BOOTSTRAP", "1")
        .stderr(Stdio::inherit())
        .current_dir(tree)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let built = text.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        let is_test = line["profile"]["test"] == true;
        is_test.then(|| line["executable"].as_str().map(PathBuf::from))?
    });
    Ok(built.collect())
}

pub fn names(program: &Path) -> io::Result<Vec<String>> {
    let output = Command::new(program)
        .args(["--list", "--format", "terse"])
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(str::to_owned).collect())
}

/// Runs a test in `tree` with one variable set, and no longer than it may.
pub fn run(
    tree: &Path,
    program: &Path,
    name: &str,
    set: Option<(&str, &str)>,
    limit: Duration,
) -> io::Result<(Outcome, f64)> {
    let began = Instant::now();
    let mut command = Command::new(program);
    command.args(["--exact", name]).current_dir(tree).envs(set);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.process_group(0).spawn()?;
    let outcome = loop {
        if let Some(status) = child.try_wait()? {
            break if status.success() {
                Outcome::Passed
            } else {
                Outcome::Failed
            };
        }
        if began.elapsed() > limit {
            break Outcome::TooLong;
        }
        thread::sleep(Duration::from_millis(3));
    };
    // Servers that a failed test left behind end with it.
    let group = format!("-{}", child.id());
    Command::new("kill")
        .args(["-9", "--", &group])
        .stderr(Stdio::null())
        .status()?;
    child.wait()?;
    Ok((outcome, began.elapsed().as_secs_f64()))
}

/// Runs a test with every mistake off, noting the switches it comes by. `None` if it does not pass.
pub fn watched(tree: &Path, program: &Path, name: &str, notes: &Path) -> io::Result<Option<Test>> {
    let path = notes.to_string_lossy();
    let set = Some(("MISTAKE_REACHED", path.as_ref()));
    let (outcome, seconds) = run(tree, program, name, set, Duration::from_secs(60))?;
    let text = fs::read_to_string(notes).unwrap_or_default();
    let _ = fs::remove_file(notes);
    let test = Test {
        program: program.to_owned(),
        name: name.to_owned(),
        seconds,
        reached: text.lines().filter_map(|line| line.parse().ok()).collect(),
    };
    Ok((outcome == Outcome::Passed).then_some(test))
}
