//! `enkel ceremony`: counting where the board is. The server exports and imports; the machine in
//! between needs this program, the export and the key, and no network.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::count::{CLOCK_IN_DOUBT, quarter};
use super::{ConfigFile, Ended, Stopped, log, open};
use crate::app::App;
use crate::crypto::ballot_box::CountingKey;
use crate::crypto::digest::sha256_hex;
use crate::domain::period::Quarter;
use crate::flows::ceremony::{
    CeremonyError, Export as BallotBox, Imported, Outcome, count_export, export_quarter,
    import_outcome,
};
use crate::flows::close_period::close_due_periods;
use crate::flows::count::publish_due_weeks;
use crate::flows::step_keys::{Stepped, step_keys};

/// A file of this program is read only up to here: a million boxes and more.
const LARGEST: u64 = 1 << 31;

/// The three steps.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// On the server: write the closed quarter's sealed slips to a file for the board. Every
    /// export of a quarter is the same file.
    Export(Export),
    /// On the board's machine: open, check and count an export. Every count of it gives the same
    /// result.
    Count(Count),
    /// On the server: release the board's result, on the quarter's release day or later.
    Import(Import),
}

/// What to export, and where to.
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    file: ConfigFile,
    /// The quarter, such as 2026-Q3; without it, the next one in line.
    #[arg(long, value_name = "QUARTER", value_parser = quarter)]
    period: Option<Quarter>,
    /// The new file, on what is carried to the board.
    #[arg(value_name = "OUT_FILE")]
    out: PathBuf,
}

/// What to count, and with which key.
#[derive(Debug, Args)]
pub(super) struct Count {
    /// The export.
    #[arg(long, value_name = "FILE")]
    export: PathBuf,
    /// The private counting key.
    #[arg(long, value_name = "FILE")]
    counting_key: PathBuf,
    /// The export's SHA-256 as the server printed it; any other file is refused. Spaces are
    /// skipped.
    #[arg(long, value_name = "HEX")]
    sha256: Option<String>,
    /// The new file for the result.
    #[arg(value_name = "OUT_FILE")]
    out: PathBuf,
}

/// What to release.
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    file: ConfigFile,
    /// The result's SHA-256 as the board's machine printed it; any other file is refused. Spaces
    /// are skipped.
    #[arg(long, value_name = "HEX")]
    sha256: Option<String>,
    /// The result.
    #[arg(value_name = "RESULT")]
    result: PathBuf,
}

impl Command {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::Export(export) => export.run(out),
            Self::Count(count) => count.run(out),
            Self::Import(import) => import.run(out),
        }
    }
}

impl Export {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let app = up_to_date(&self.file)?;
        let exported = export_quarter(&app, self.period)?;
        write_new(&self.out, &exported.text)?;
        writeln!(out, "{}", self.out.display())?;
        writeln!(
            out,
            "The ballot box of {}, still sealed. From now on it can be counted with the board's \
             key only from this file. Read its SHA-256 aloud to the board, all of it:",
            exported.quarter
        )?;
        writeln!(out, "{}", aloud(&exported.sha256))?;
        Ok(Ended::Good)
    }
}

impl Count {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let export = read(&self.export)?;
        let sum = is_named(&export, self.sha256.as_deref())?;
        let key = CountingKey::load(&self.counting_key)?;
        let outcome = count_export(&export, &key)?;
        drop(key);
        let text = outcome.text().ok_or(CeremonyError::OutcomeUnreadable)?;
        write_new(&self.out, text.as_bytes())?;
        let Outcome { quarter, .. } = outcome;
        if BallotBox::read(&export).is_some_and(|read| !read.checked) {
            writeln!(
                out,
                "The export says that guest list and ballot box need not agree, because a journal \
                 was lost. They were not compared. Ask the server's keeper whether that is so; if \
                 not, destroy this result."
            )?;
        }
        writeln!(out, "{}", self.out.display())?;
        writeln!(
            out,
            "{quarter} is counted. The export that was counted has the SHA-256"
        )?;
        writeln!(out, "{}", aloud(&sum))?;
        writeln!(
            out,
            "Compare it with what the server printed. The result has the SHA-256"
        )?;
        writeln!(out, "{}", aloud(&sha256_hex(text.as_bytes())))?;
        writeln!(
            out,
            "Write it down, and bring the file to the server. Nothing in it may be told before \
             {}, its release day.",
            quarter.release_day().iso()
        )?;
        Ok(Ended::Good)
    }
}

impl Import {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let result = read(&self.result)?;
        let sum = is_named(&result, self.sha256.as_deref())?;
        let app = up_to_date(&self.file)?;
        let imported = import_outcome(&app, &result)?;
        writeln!(out, "The result has the SHA-256\n{}", aloud(&sum))?;
        let (said, ended) = match imported {
            Imported::Released(quarter) => (
                format!(
                    "{quarter} is released, and its slips are burnt, those in the journal's export \
                     too. Now destroy the export wherever else it lies."
                ),
                Ended::Good,
            ),
            Imported::Already(quarter) => (
                format!("{quarter} was released with these very figures before. Nothing changed."),
                Ended::Good,
            ),
            Imported::NotBefore(quarter, day) => (
                format!(
                    "{quarter}: this result fits, but its figures come out on {}, not before. Keep \
                     the file until then, and import it again. Nothing changed.",
                    day.iso()
                ),
                Ended::Finding,
            ),
        };
        writeln!(out, "{said}")?;
        Ok(ended)
    }
}

/// The register with what is over closed, as the timed jobs would have done.
fn up_to_date(file: &ConfigFile) -> Result<App, Stopped> {
    let settings = file.settings()?;
    log::start(&settings)?;
    let app = open::open(settings)?;
    if step_keys(&app)? == Stepped::ClockInDoubt {
        return Err(Stopped::Refused(CLOCK_IN_DOUBT.to_owned()));
    }
    close_due_periods(&app)?;
    publish_due_weeks(&app)?;
    Ok(app)
}

/// The file's SHA-256, which must be the one that was named, if one was.
fn is_named(bytes: &[u8], named: Option<&str>) -> Result<String, Stopped> {
    let sum = sha256_hex(bytes);
    let wanted = named.map(|named| named.split_whitespace().collect::<String>());
    match wanted {
        Some(wanted) if wanted.to_lowercase() != sum => {
            Err(CeremonyError::NotTheFileNamed(aloud(&sum)).into())
        }
        _ => Ok(sum),
    }
}

/// In groups of four, so that two people can read it to each other.
fn aloud(sum: &str) -> String {
    let letters: Vec<char> = sum.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join(" ")
}

fn read(file: &Path) -> Result<Vec<u8>, Stopped> {
    let told = |why: &str| {
        Stopped::Refused(format!(
            "{} cannot be read ({why}). Check the path, and that the stick is mounted.",
            file.display()
        ))
    };
    let about = file.metadata().map_err(|e| told(&e.kind().to_string()))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(told("it is no file of this program"));
    }
    std::fs::read(file).map_err(|e| told(&e.kind().to_string()))
}

/// Writes a file that was not there, or finds that it lies there already, the same.
fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Stopped> {
    let told = |why: &str| {
        Stopped::Refused(format!(
            "{} cannot be written ({why}). Choose a new file on a disk with room; doing it again \
             gives the same bytes.",
            file.display()
        ))
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut open = match options.open(file) {
        Ok(open) => open,
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            return match std::fs::read(file) {
                Ok(lies_there) if lies_there == bytes => Ok(()),
                _ => Err(told("another file of this name lies there")),
            };
        }
        Err(e) => return Err(told(&e.kind().to_string())),
    };
    let written = open.write_all(bytes).and_then(|()| open.sync_all());
    written.map_err(|e| told(&e.kind().to_string()))
}

impl From<CeremonyError> for Stopped {
    fn from(error: CeremonyError) -> Self {
        Self::because(&error)
    }
}
