//! The program itself, run as a person at a terminal or a script would run it.

mod auditor;
mod ceremony;
mod copies;
pub mod doctor;
mod help;
mod lost_machine;
mod memory;
mod paper;
mod refusals;
mod restore;
mod restore_is_killed;
mod restore_refuses;
mod rotate;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A person at a terminal, with a folder of their own.
pub struct Terminal {
    folder: tempfile::TempDir,
}

fn command_in(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enkel"));
    command.args(words).current_dir(folder);
    // Nothing of the machine that the tests run on may decide what a command does.
    command.env_clear().env("TMPDIR", folder);
    command
}

/// What a command said, and how it ended.
pub struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Terminal {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        command_in(self.folder.path(), words)
    }

    fn runs(&self, words: &[&str]) -> Said {
        Said::from(self.command(words).output().unwrap())
    }

    /// A register of its own in the folder `r`.
    fn with_a_register() -> Self {
        let terminal = Self::new();
        terminal.runs(&["init", "--dir", "r", "--yes"]).good();
        terminal
    }

    fn on_register(&self, words: &[&str]) -> Said {
        let mut all = words.to_vec();
        all.extend(["--config", "r/enkel.toml"]);
        self.runs(&all)
    }

    fn adds_to_settings(&self, text: &str) {
        let file = self.path("r/enkel.toml");
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, before + text).unwrap();
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    #[track_caller]
    fn good(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn refused(self, because: &str) -> Self {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        assert!(self.err.contains(because), "{}", self.err);
        self
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_new_register_is_set_up_and_sound() {
    let terminal = Terminal::with_a_register();
    assert_eq!(mode(&terminal.path("r/enkel.toml")), 0o600);
    assert_eq!(mode(&terminal.path("r/keys")), 0o700);
    assert_eq!(mode(&terminal.path("r/keys/register.key")), 0o600);
    assert_eq!(mode(&terminal.path("r/data/register.db")), 0o600);
    let said = terminal.on_register(&["migrate"]).good();
    assert!(said.out.contains("already"), "{}", said.out);
    terminal.on_register(&["keys", "check"]).good();
    terminal.on_register(&["config", "check"]).good();
    let said = terminal.on_register(&["doctor", "--invariants"]).good();
    assert!(!said.out.contains("fail"), "{}", said.out);
    assert!(said.out.contains("invariant"), "{}", said.out);
}

#[test]
fn what_init_makes_tells_what_automatic_gives_up_and_what_comes_next() {
    let terminal = Terminal::new();
    let said = terminal.runs(&["init", "--dir", "r", "--yes"]).good();
    for words in ["steals the keys and the database", "paper", "enkel doctor"] {
        assert!(said.out.contains(words), "{}", said.out);
    }
    let again = terminal.runs(&["init", "--dir", "r", "--yes"]);
    again.refused("not empty");
}

#[test]
fn in_a_ceremony_the_key_never_lies_on_the_server() {
    let terminal = Terminal::new();
    std::fs::create_dir(terminal.path("stick")).unwrap();
    let words = [
        "init",
        "--dir",
        "r",
        "--yes",
        "--counting",
        "ceremony",
        "--ceremony-key",
        "stick/key",
    ];
    terminal.runs(&words).good();
    assert!(!terminal.path("r/keys/counting.key").exists());
    assert_eq!(mode(&terminal.path("stick/key")), 0o600);
    terminal.on_register(&["doctor"]).good();
    std::fs::copy(
        terminal.path("stick/key"),
        terminal.path("r/keys/counting.key"),
    )
    .unwrap();
    let said = terminal.on_register(&["doctor"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("lies on this server"), "{}", said.out);
}

#[test]
fn doctor_says_the_same_in_json() {
    let terminal = Terminal::with_a_register();
    let said = terminal.on_register(&["doctor", "--json"]).good();
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["state"], "warn");
    let names: Vec<&str> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    insta::assert_debug_snapshot!(names);
}

#[test]
fn doctor_says_that_the_clock_is_in_doubt() {
    use diesel::connection::{Connection, SimpleConnection};
    let terminal = Terminal::with_a_register();
    let file = terminal.path("r/data/register.db");
    let mut database = diesel::SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    // As a running process notes it: nine o'clock on the first of January 2026.
    let note = "INSERT INTO meta (key, value) VALUES ('clock_unsteady_since_hour', '490905')";
    database.batch_execute(note).unwrap();
    let said = terminal.on_register(&["doctor", "--json"]);
    assert_eq!(said.code, 1);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let clock = checks.iter().find(|line| line["name"] == "clock").unwrap();
    assert_eq!(clock["state"], "fail");
    let sentence = clock["say"].as_str().unwrap();
    assert!(
        sentence.starts_with("The clock is in doubt since 2026-01-01, 09:00 UTC"),
        "{sentence}"
    );
}

#[test]
fn a_count_before_its_day_changes_nothing() {
    let terminal = Terminal::with_a_register();
    let said = terminal.on_register(&["count"]).good();
    assert!(said.out.contains("still open"), "{}", said.out);
    let open = said.out.split(' ').next().unwrap().to_owned();
    let said = terminal.on_register(&["count", "--period", &open]);
    assert_eq!(said.code, 1, "{}", said.err);
    let said = terminal.on_register(&["count", "--period", "soon"]);
    assert_eq!(said.code, 2, "{}", said.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let terminal = Terminal::with_a_register();
    let mut command = terminal.command(&["config", "print", "--config", "r/enkel.toml"]);
    command.stdout(std::process::Stdio::piped());
    command.stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert!(ended.stderr.is_empty());
}

/// The demonstration has releases to export; made once for all that is tried on it.
#[test]
fn an_exported_archive_is_verified_to_the_last_byte() {
    let terminal = Terminal::new();
    let said = terminal.runs(&[
        "demo",
        "--declarations",
        "1500",
        "--dir",
        "d",
        "--listen",
        "127.0.0.1:0",
        "--make-only",
    ]);
    assert!(said.good().out.contains("/demo/mailbox"));
    let config = ["--config", "d/enkel.toml"];
    let on_demo = |words: &[&str]| terminal.runs(&[words, &config].concat());
    on_demo(&["release", "export", "a"]).good();
    let again = on_demo(&["release", "export", "a"]).good();
    assert!(again.out.contains("files written now 0"), "{}", again.out);
    let said = terminal.runs(&["release", "verify", "a"]).good();
    assert!(said.out.contains("RW"), "the key is shown: {}", said.out);
    let trusted = ["release", "verify", "a", "--key", "d/keys/release.pub"];
    terminal.runs(&trusted).good();
    every_figure_is_made_again(&terminal.path("a"));
    a_changed_byte_is_named(&terminal, &on_demo);
    on_demo(&["doctor", "--invariants"]).good();
    the_waiting_quarter_is_counted_once(&on_demo);
}

/// By a program that shares no code with ours.
fn every_figure_is_made_again(archive: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/recompute.py");
    let mut command = Command::new(crate::python());
    let made = command.arg(script).arg(archive).output().unwrap();
    assert!(made.status.success(), "{made:?}");
}

fn a_changed_byte_is_named(terminal: &Terminal, on_demo: &dyn Fn(&[&str]) -> Said) {
    let list = std::fs::read_to_string(terminal.path("a/releases.txt")).unwrap();
    let quarters: Vec<&str> = list.lines().filter(|id| id.contains("-Q")).collect();
    assert_eq!(quarters.len(), 8, "{list}");
    let file = terminal.path(&format!("a/{}/figures.csv", quarters[3]));
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let said = terminal.runs(&["release", "verify", "a"]);
    let said = said.refused("figures.csv");
    assert!(said.err.contains(quarters[3]), "{}", said.err);
    on_demo(&["release", "export", "a"]).refused("figures.csv");
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    terminal.runs(&["release", "verify", "a"]).good();
}

fn the_waiting_quarter_is_counted_once(on_demo: &dyn Fn(&[&str]) -> Said) {
    on_demo(&["count"]).refused("--counting-key");
    let count = ["count", "--counting-key", "d/board/counting.key"];
    let said = on_demo(&count).good();
    assert!(said.out.contains("counted and released"), "{}", said.out);
    let id = said.out.split(' ').next().unwrap();
    let said = on_demo(&["release", "show", id]).good();
    assert!(said.out.contains("deliberate noise"), "{}", said.out);
    let said = on_demo(&[&count[..], &["--period", id]].concat()).good();
    assert!(said.out.contains("never counted twice"), "{}", said.out);
    on_demo(&["release", "export", "a"]).good();
}
