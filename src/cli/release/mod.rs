//! `enkel release`: what was published, for reading, archiving and checking by anyone.

mod export;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{ConfigFile, Ended, Stopped, open};
use crate::crypto::digest;
use crate::domain::release::{Period, ReleaseId};
use crate::flows::publish::correct::correct;
use crate::flows::publish::{read, verify};
use crate::store::releases;

/// What can be done with releases.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List all releases in the order of their chain: id, day, chain value.
    List(ConfigFile),
    /// Show one release: its day, its files and their checksums; or the text of one file.
    Show(Show),
    /// Write all releases, and the key to check them with, to a folder that anyone may have.
    Export(Export),
    /// Publish an erratum: the same figures in a new form, with the reason in every file. Nothing
    /// is drawn anew, and what was published stays.
    Correct(Correct),
    /// Check an exported folder: checksums, signatures, chain, and every figure made again.
    Verify(Verify),
}

/// Which release to show.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The release's id, such as 2026-Q3, 2026-W47 or 2026-Q3-e1.
    #[arg(value_name = "ID", value_parser = release)]
    id: ReleaseId,
    /// Print this file of it instead, byte for byte.
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
    #[command(flatten)]
    config: ConfigFile,
}

/// What to correct.
#[derive(Debug, Args)]
pub(super) struct Correct {
    /// The period whose release is to get a new form, such as 2026-Q3.
    #[arg(value_name = "PERIOD", value_parser = period)]
    period: Period,
    /// What was wrong with the form, in an English sentence; it is published.
    #[arg(long, value_name = "SENTENCE")]
    reason: String,
    #[command(flatten)]
    config: ConfigFile,
}

/// Where to export to.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The folder; what lies there from an earlier export stays and must be the same.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    config: ConfigFile,
}

/// What to verify.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The exported folder.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The public key you already trust; without it the folder's own is used, which shows that
    /// the folder is whole but not where it comes from.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The chain value that its last release must have, as others have it.
    #[arg(long, value_name = "CHAIN")]
    head: Option<String>,
}

fn release(text: &str) -> Result<ReleaseId, String> {
    let named = || "a release is named like 2026-Q3, 2026-W47 or 2026-Q3-e1".to_owned();
    ReleaseId::parse(text).ok_or_else(named)
}

fn period(text: &str) -> Result<Period, String> {
    Period::parse(text).ok_or_else(|| "a period is named like 2026-Q3 or 2026-W47".to_owned())
}

impl Command {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::List(config) => list(config, out),
            Self::Show(show) => show.run(out),
            Self::Export(export) => {
                let app = open::open(export.config.settings()?)?;
                export::export(&app, &export.dir, out)
            }
            Self::Correct(correct) => correct.run(out),
            Self::Verify(verify) => verify.run(out),
        }
    }
}

fn list(config: &ConfigFile, out: &mut dyn Write) -> Result<Ended, Stopped> {
    let app = open::open(config.settings()?)?;
    let all = app.store.register.read("list releases", releases::all)?;
    for release in all {
        let (day, chain) = (release.day.iso(), &release.chain);
        writeln!(out, "{:<11} {day} {chain}", release.id().to_string())?;
    }
    Ok(Ended::Good)
}

impl Show {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let app = open::open(self.config.settings()?)?;
        let files = read::files(&app, self.id)?;
        if files.is_empty() {
            return Err(Stopped::Refused(format!(
                "{} was not published; `enkel release list` says what was.",
                self.id
            )));
        }
        match &self.file {
            None => show_files(&files, out)?,
            Some(name) => {
                let file = files.iter().find(|file| file.name == *name);
                let missing = || Stopped::Refused(format!("{} has no file {name}.", self.id));
                out.write_all(&file.ok_or_else(missing)?.content)?;
            }
        }
        Ok(Ended::Good)
    }
}

impl Correct {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let app = open::open(self.config.settings()?)?;
        let made = correct(&app, self.period, &self.reason)?;
        writeln!(
            out,
            "{made} is published, from the same figures. What it corrects stays where it was."
        )?;
        Ok(Ended::Good)
    }
}

fn show_files(files: &[releases::ReleaseFile], out: &mut dyn Write) -> Result<(), Stopped> {
    // The manifest says day, licence and caveat in the words that were signed.
    if let Some(manifest) = files.iter().find(|file| file.name == "release.json") {
        out.write_all(&manifest.content)?;
    }
    for file in files {
        let sum = digest::hex(&file.sha256);
        writeln!(out, "{sum}  {} ({} bytes)", file.name, file.content.len())?;
    }
    Ok(())
}

impl Verify {
    fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let theirs = public_key(&self.dir.join(verify::PUBLIC_KEY))?;
        if let Some(trusted) = &self.key
            && public_key(trusted)? != theirs
        {
            return Err(Stopped::Refused(format!(
                "archive: {} is not the key you trust.",
                verify::PUBLIC_KEY
            )));
        }
        let checked =
            verify::verify(&self.dir).map_err(|flaw| Stopped::Refused(format!("{flaw}.")))?;
        self.compare_head(&checked)?;
        self.say(&checked, &theirs, out)
    }

    fn compare_head(&self, checked: &verify::Checked) -> Result<(), Stopped> {
        match &self.head {
            Some(wanted) if !wanted.trim().eq_ignore_ascii_case(&checked.chain) => {
                Err(Stopped::Refused(format!(
                    "archive: its last release is {} with the chain value {}, and not {}. It is \
                     older, newer or another one.",
                    checked.head,
                    checked.chain,
                    wanted.trim()
                )))
            }
            _ => Ok(()),
        }
    }

    fn say(
        &self,
        checked: &verify::Checked,
        theirs: &str,
        out: &mut dyn Write,
    ) -> Result<Ended, Stopped> {
        writeln!(
            out,
            "Releases checked: {}. Checksums, signatures, chain, figures and ledger hold.",
            checked.releases
        )?;
        writeln!(out, "Last release: {} {}", checked.head, checked.chain)?;
        match self.head {
            Some(_) => writeln!(out, "That is the chain value you gave.")?,
            None => writeln!(
                out,
                "Compare that with what others have, or give it with --head: an archive that ends \
                 too early looks whole."
            )?,
        }
        match self.key {
            Some(_) => writeln!(out, "Signed with the key you trust.")?,
            None => writeln!(
                out,
                "Signed with {theirs}, the key that the archive itself brings: this shows that the \
                 archive is whole, not where it comes from. Compare that line with the key on the \
                 register's site and elsewhere, or give a key you trust with --key."
            )?,
        }
        Ok(Ended::Good)
    }
}

/// The line of a minisign key that counts; the comment above it is anybody's.
fn public_key(file: &Path) -> Result<String, Stopped> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Stopped::Refused(format!("{} cannot be read ({error}).", file.display()))
    })?;
    let line = text.lines().find(|line| !line.starts_with("untrusted"));
    Ok(line.unwrap_or_default().trim().to_owned())
}
