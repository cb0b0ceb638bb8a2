//! `enkel doctor`: looks at everything a register rests on, and says of each what to do.
//!
//! Every line has a stable name, a state and a sentence; `--json` prints the same lines. It writes
//! nothing that stays, and it never says a number that a release would protect.

mod keys;
mod places;
mod register;
mod safety;

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{ConfigFile, Ended, Stopped, open};
use crate::config::{Origin, Refused, Settings, environment};

/// What to look at, and how to say it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    file: ConfigFile,
    /// Print the lines as JSON.
    #[arg(long)]
    json: bool,
    /// Look at the invariants of the register too; this reads every row.
    #[arg(long)]
    invariants: bool,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// Works, but should be looked at.
    Warn,
    /// Does not work, or must not stay so.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    name: &'static str,
    state: State,
    say: String,
}

impl Line {
    pub(super) fn ok(name: &'static str, say: impl Into<String>) -> Self {
        Self::of(name, State::Ok, say)
    }

    pub(super) fn warn(name: &'static str, say: impl Into<String>) -> Self {
        Self::of(name, State::Warn, say)
    }

    pub(super) fn fail(name: &'static str, say: impl Into<String>) -> Self {
        Self::of(name, State::Fail, say)
    }

    fn of(name: &'static str, state: State, say: impl Into<String>) -> Self {
        let say = say.into();
        Self { name, state, say }
    }

    /// What was found, or why it failed.
    pub(super) fn either(name: &'static str, found: Result<String, Stopped>) -> Self {
        match found {
            Ok(say) => Self::ok(name, say),
            Err(stopped) => Self::fail(name, stopped.to_string()),
        }
    }
}

#[derive(Serialize)]
struct Report {
    state: State,
    checks: Vec<Line>,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let checks = match Settings::load(&self.file.config, &environment()) {
            Ok(settings) => self.look(&settings),
            Err(refused) => settings_refused(&refused),
        };
        let worst = checks.iter().map(|line| line.state).max();
        let report = Report {
            state: worst.unwrap_or(State::Ok),
            checks,
        };
        match self.json {
            true => print_json(&report, out)?,
            false => print_lines(&report, out)?,
        }
        Ok(match report.state {
            State::Fail => Ended::Finding,
            State::Ok | State::Warn => Ended::Good,
        })
    }

    fn look(&self, settings: &Settings) -> Vec<Line> {
        let mut lines = vec![
            Line::ok("settings", "The settings are accepted."),
            production(settings),
            controller(settings),
            address(settings),
        ];
        lines.extend(keys::look(settings));
        lines.extend(places::look(settings));
        lines.push(safety::journal(settings));
        match open::open(settings.clone()) {
            Ok(app) => lines.extend(register::look(&app, self.invariants)),
            Err(stopped) => lines.push(Line::fail("register", stopped.to_string())),
        }
        lines
    }
}

fn settings_refused(refused: &Refused) -> Vec<Line> {
    let each = refused.0.iter();
    each.map(|problem| Line::fail("settings", problem.to_string()))
        .collect()
}

fn production(settings: &Settings) -> Line {
    match settings.production {
        true => Line::ok("production", "This is a register for real people."),
        false => Line::warn(
            "production",
            "This register is for trying out. For real people, set production = true.",
        ),
    }
}

/// In production the settings refuse placeholders; before, this says what is still to be done.
fn controller(settings: &Settings) -> Line {
    let left: Vec<&str> = settings
        .printed()
        .iter()
        .filter(|line| line.origin == Origin::Default && line.key.starts_with("controller."))
        .map(|line| line.key.as_str())
        .collect();
    match left.is_empty() {
        true => Line::ok("controller", "It is said who answers for the register."),
        false => Line::warn(
            "controller",
            format!(
                "Not filled in: {}. The privacy page needs them.",
                left.join(", ")
            ),
        ),
    }
}

fn address(settings: &Settings) -> Line {
    let base = &settings.register.base_url;
    match base.is_https() {
        true => Line::ok("address", format!("Visitors come to {}.", base.as_str())),
        false => Line::warn(
            "address",
            format!(
                "Visitors come to {} without encryption. Put a proxy that does TLS in front, and \
                 write https:// in register.base_url.",
                base.as_str()
            ),
        ),
    }
}

fn print_json(report: &Report, out: &mut dyn Write) -> Result<(), Stopped> {
    let text = serde_json::to_string_pretty(report).map_err(|error| Stopped::because(&error))?;
    Ok(writeln!(out, "{text}")?)
}

fn print_lines(report: &Report, out: &mut dyn Write) -> Result<(), Stopped> {
    for line in &report.checks {
        let state = match line.state {
            State::Ok => "ok  ",
            State::Warn => "warn",
            State::Fail => "fail",
        };
        writeln!(out, "{state}  {:<11} {}", line.name, line.say)?;
    }
    Ok(())
}
