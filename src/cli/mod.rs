//! The commands: one file each, printing for people.
//!
//! A command writes what was asked for to standard output and nothing else; refusals go to
//! standard error. The exit code is 0 for good, 1 for a finding or a refusal, 2 for wrong use.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Refused, Settings, environment};

mod config;

/// A register for a symbolic declaration, built so that it cannot be read as a list.
#[derive(Debug, Parser)]
#[command(name = "enkel", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show or check the settings.
    #[command(subcommand)]
    Config(config::Command),
}

/// The settings file, for every command that needs one.
#[derive(Debug, Args)]
pub(crate) struct ConfigFile {
    /// The settings file.
    #[arg(long, value_name = "FILE", default_value = "enkel.toml")]
    pub(crate) config: PathBuf,
}

impl ConfigFile {
    /// Reads the settings, with this process's variables laid over them.
    pub(crate) fn settings(&self) -> Result<Settings, Stopped> {
        Ok(Settings::load(&self.config, &environment())?)
    }
}

/// How a command that ran to its end ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All is as it should be.
    Good,
    /// It did its work, and what it said holds a finding.
    Finding,
}

/// Why a command stopped before its end.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// It refused, and says why and what to do.
    Refused(String),
    /// What it says cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.to_string())
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => f.write_str(reason),
            Self::Output(error) => write!(f, "standard output cannot be written: {error}"),
        }
    }
}

/// Runs the command this process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Not locked: a server that runs for months must not keep others from writing.
    let mut out = io::stdout();
    let ended = cli.command.run(&mut out).and_then(|ended| {
        out.flush()?;
        Ok(ended)
    });
    conclude(&ended, &mut io::stderr())
}

impl Command {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::Config(command) => command.run(out),
        }
    }
}

/// The exit code, and a last word on standard error where one is due.
fn conclude(ended: &Result<Ended, Stopped>, err: &mut dyn Write) -> ExitCode {
    match ended {
        Ok(Ended::Good) => ExitCode::SUCCESS,
        Ok(Ended::Finding) => ExitCode::from(1),
        // Whoever reads the output has seen enough (`enkel config print | head`).
        Err(Stopped::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(stopped) => {
            // Where standard error is closed too, the exit code alone has to say it.
            let _ = writeln!(err, "{stopped}");
            ExitCode::from(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_of_all_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_use_is_two_and_help_is_good() {
        for (words, code) in [
            (&["enkel", "fly"][..], 2),
            (&["enkel", "config"], 2),
            (&["enkel", "config", "print", "--colour"], 2),
            (&["enkel", "--help"], 0),
            (&["enkel", "config", "check", "--help"], 0),
        ] {
            let error = Cli::try_parse_from(words).unwrap_err();
            assert_eq!(error.exit_code(), code, "{words:?}");
        }
    }

    #[test]
    fn a_refusal_is_one_and_said_on_standard_error() {
        let mut err = Vec::new();
        let code = conclude(&Err(Stopped::Refused("not so".into())), &mut err);
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(1)));
        assert_eq!(err, b"not so\n");
    }

    #[test]
    fn a_finding_is_one_without_a_further_word() {
        let mut err = Vec::new();
        let code = conclude(&Ok(Ended::Finding), &mut err);
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(1)));
        assert!(err.is_empty());
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let mut err = Vec::new();
        let gone = io::Error::from(ErrorKind::BrokenPipe);
        let code = conclude(&Err(Stopped::Output(gone)), &mut err);
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::SUCCESS));
        assert!(err.is_empty());
    }
}
