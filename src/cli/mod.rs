//! The commands: one file each, printing for people.
//!
//! A command writes what was asked for to standard output and nothing else; refusals go to
//! standard error. The exit code is 0 for good, 1 for a finding or a refusal, 2 for wrong use.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Refused, Settings, environment};
use crate::crypto::KeyError;
use crate::crypto::shares::ShareError;
use crate::flows::FlowError;
use crate::store::StoreError;

mod backup;
mod ceremony;
mod completions;
mod config;
mod count;
mod demo;
mod doctor;
mod hardening;
mod init;
mod keys;
mod log;
mod man;
mod migrate;
mod move_register;
mod notify;
mod open;
mod operator;
mod policy;
mod pulse;
mod release;
mod restore;
mod serve;
mod simulate;
mod verify_backup;
mod worker;

/// A register for a symbolic declaration, built so that it cannot be read as a list.
#[derive(Debug, Parser)]
#[command(name = "enkel", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try everything out: a register full of invented declarations, on this machine alone.
    Demo(demo::Arguments),
    /// Set up a new register: asks a few questions, makes settings, keys and database.
    Init(init::Arguments),
    /// Run the register: website, mail and timed jobs.
    Serve(serve::Arguments),
    /// Run mail and timed jobs alone, beside `serve --no-jobs` on the same or another host.
    Worker(ConfigFile),
    /// Bring the database to this version of the program.
    Migrate(migrate::Arguments),
    /// Keep the accounts of the board's office, and check its log.
    #[command(subcommand)]
    Operator(operator::Command),
    /// Count a closed quarter and release its figures, if its day has come.
    Count(count::Arguments),
    /// Count where the board is: hand out the closed ballot box, count it, bring the result back.
    #[command(subcommand)]
    Ceremony(ceremony::Command),
    /// List, show, export or verify what was published.
    #[command(subcommand)]
    Release(release::Command),
    /// Show or check the family of tables: what is counted and what it costs.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Draw made-up counts many times with the production noise, for auditors.
    Simulate(simulate::Arguments),
    /// Make or check the keys, put them on paper and in escrow.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Copy the register into one encrypted file, while it serves.
    Backup(backup::Arguments),
    /// Check that a backup is whole, and say until when it can be opened.
    VerifyBackup(verify_backup::Arguments),
    /// Put a backup back, completed from the journal.
    Restore(restore::Arguments),
    /// Move the register to another database, from SQLite to PostgreSQL or back.
    Move(move_register::Arguments),
    /// Look whether all is well, and say what to do where it is not.
    Doctor(doctor::Arguments),
    /// Show or check the settings.
    #[command(subcommand)]
    Config(config::Command),
    /// Print what a shell needs to complete commands and flags.
    Completions(completions::Arguments),
    /// Print the manual page, or write one for each command.
    Man(man::Arguments),
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

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::because(&error)
    }
}

impl From<KeyError> for Stopped {
    fn from(error: KeyError) -> Self {
        Self::because(&error)
    }
}

impl From<ShareError> for Stopped {
    fn from(error: ShareError) -> Self {
        // What wraps another error says what that one says.
        Self::Refused(error.to_string())
    }
}

impl From<FlowError> for Stopped {
    fn from(error: FlowError) -> Self {
        match error {
            // What failed says it better than that something did.
            FlowError::Store(inner) => inner.into(),
            FlowError::Key(inner) => inner.into(),
            other => Self::because(&other),
        }
    }
}

impl Stopped {
    /// Refused for this reason and all that led to it. None of them carries personal data.
    fn because(error: &dyn Error) -> Self {
        let mut reason = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            reason.push_str(": ");
            reason.push_str(&cause.to_string());
            next = cause.source();
        }
        Self::Refused(reason)
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
    hardening::keep_memory_private(&mut io::stderr());
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
            Self::Demo(arguments) => arguments.run(out),
            Self::Init(arguments) => arguments.run(out),
            Self::Serve(arguments) => arguments.run(),
            Self::Worker(file) => worker::run(file),
            Self::Migrate(arguments) => arguments.run(out),
            Self::Operator(command) => command.run(out),
            Self::Count(arguments) => arguments.run(out),
            Self::Ceremony(command) => command.run(out),
            Self::Release(command) => command.run(out),
            Self::Policy(command) => command.run(out),
            Self::Simulate(arguments) => arguments.run(out),
            Self::Keys(command) => command.run(out),
            Self::Backup(arguments) => arguments.run(out),
            Self::Restore(arguments) => arguments.run(out),
            Self::VerifyBackup(arguments) => arguments.run(out),
            Self::Move(arguments) => arguments.run(out),
            Self::Doctor(arguments) => arguments.run(out),
            Self::Config(command) => command.run(out),
            Self::Completions(arguments) => arguments.run(out),
            Self::Man(arguments) => arguments.run(out),
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
