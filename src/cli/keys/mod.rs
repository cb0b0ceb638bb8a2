//! `enkel keys`: makes the keys of a register, checks those it has, and puts them on paper and
//! in escrow.

mod export;
mod join;
mod rotate;
mod split;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{ConfigFile, Ended, Stopped, open};
use crate::app::{App, HostClock};
use crate::crypto::CountingKeyPlace;
use crate::crypto::keys::Keys;
use crate::domain::clock::Clock;

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new set of keys in a folder; nothing that lies there is overwritten.
    New(New),
    /// Check that every key is there, readable by its owner alone, and the one this register was
    /// made with.
    Check(ConfigFile),
    /// Wrap everything under a new key of the epoch and destroy the old one, which darkens every
    /// older copy of the database.
    Rotate(rotate::Rotate),
    /// Write the escrow: what a backup needs besides the paper shares, encrypted to the board.
    Export(export::Export),
    /// Split a key into shares on paper, of which some are needed to make it again.
    Split(split::Split),
    /// Make a key file again out of its shares.
    Join(join::Join),
}

/// Where the new keys go.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The folder to make them in.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    counting: CountingArguments,
}

/// Where the key that opens slips is kept.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct CountingArguments {
    /// Who keeps the counting key: the server, which then counts by itself, or the board.
    #[arg(long, value_enum, value_name = "WHERE")]
    pub(super) counting: Option<Counting>,
    /// With `--counting ceremony`: the file to write the counting key to, on a medium that leaves
    /// the server.
    #[arg(long, value_name = "FILE")]
    pub(super) ceremony_key: Option<PathBuf>,
}

/// Who keeps the counting key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Counting {
    /// The server keeps it and counts by itself.
    Automatic,
    /// The board keeps it, away from the server.
    Ceremony,
}

impl CountingArguments {
    /// The place that was named; automatic when nothing was.
    pub(super) fn place(&self) -> Result<CountingKeyPlace, Stopped> {
        let refused = |reason: &str| Err(Stopped::Refused(reason.to_owned()));
        match (self.counting, &self.ceremony_key) {
            (Some(Counting::Ceremony), Some(file)) => Ok(CountingKeyPlace::Ceremony(file.clone())),
            (Some(Counting::Ceremony), None) => refused(
                "a ceremony needs a place for the board's key: name it with --ceremony-key FILE.",
            ),
            (_, Some(_)) => {
                refused("--ceremony-key goes with --counting ceremony alone: say that too.")
            }
            (_, None) => Ok(CountingKeyPlace::Automatic),
        }
    }
}

impl Command {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::New(new) => make(new, out),
            Self::Check(file) => check(file, out),
            Self::Rotate(rotate) => rotate.run(out),
            Self::Export(export) => export.run(out),
            Self::Split(split) => split.run(out),
            Self::Join(join) => join.run(out),
        }
    }
}

fn make(new: &New, out: &mut dyn Write) -> Result<Ended, Stopped> {
    let today = HostClock.now().day();
    let made = Keys::create(&new.dir, today, &new.counting.place()?)?;
    for file in &made.files {
        writeln!(out, "{}", file.display())?;
    }
    writeln!(
        out,
        "Made. Put register.key and journal.key on paper (`enkel keys split`), and keep the sheets \
         apart from every copy of the database."
    )?;
    Ok(Ended::Good)
}

fn check(file: &ConfigFile, out: &mut dyn Write) -> Result<Ended, Stopped> {
    let app = open::open(file.settings()?)?;
    writeln!(
        out,
        "Every key is there, readable by its owner alone, and the one this register was made with."
    )?;
    writeln!(out, "{}", counting_sentence(&app)?)?;
    Ok(Ended::Good)
}

fn counting_sentence(app: &App) -> Result<&'static str, Stopped> {
    let elsewhere = app.settings.keys.counting_key.is_some();
    Ok(match app.keys.counting_key()?.is_some() || elsewhere {
        true => "The counting key is on this server.",
        false => "The counting key is not on this server.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceremony_names_its_file_and_nothing_else_does() {
        let given = |counting, file: Option<&str>| CountingArguments {
            counting,
            ceremony_key: file.map(PathBuf::from),
        };
        assert_eq!(
            given(None, None).place().unwrap(),
            CountingKeyPlace::Automatic
        );
        assert_eq!(
            given(Some(Counting::Ceremony), Some("k")).place().unwrap(),
            CountingKeyPlace::Ceremony("k".into())
        );
        assert!(given(Some(Counting::Ceremony), None).place().is_err());
        assert!(given(Some(Counting::Automatic), Some("k")).place().is_err());
        assert!(given(None, Some("k")).place().is_err());
    }
}
