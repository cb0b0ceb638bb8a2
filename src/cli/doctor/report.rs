//! All lines of one look, and how they are said.

use std::io::Write;

use serde::Serialize;

use super::{Line, State};
use crate::cli::{Ended, Stopped};

/// All lines, and the worst of them.
#[derive(Serialize)]
pub(super) struct Report {
    state: State,
    pub checks: Vec<Line>,
}

impl Report {
    pub(super) fn of(checks: Vec<Line>) -> Self {
        let worst = checks.iter().map(|line| line.state).max();
        Self {
            state: worst.unwrap_or(State::Ok),
            checks,
        }
    }

    /// How the command ends.
    pub(super) fn ended(&self) -> Ended {
        match self.state {
            State::Fail => Ended::Finding,
            State::Ok | State::Warn => Ended::Good,
        }
    }

    /// The lines that fail.
    pub(super) fn red(&self) -> Vec<&Line> {
        let red = self.checks.iter();
        red.filter(|line| line.state == State::Fail).collect()
    }

    pub(super) fn print(&self, as_json: bool, out: &mut dyn Write) -> Result<(), Stopped> {
        if as_json {
            let text = serde_json::to_string_pretty(self);
            let text = text.map_err(|error| Stopped::because(&error))?;
            return Ok(writeln!(out, "{text}")?);
        }
        for line in &self.checks {
            let state = match line.state {
                State::Ok => "ok  ",
                State::Warn => "warn",
                State::Fail => "fail",
            };
            writeln!(out, "{state}  {:<11} {}", line.name, line.say)?;
        }
        Ok(())
    }
}
