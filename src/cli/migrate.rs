//! `enkel migrate`: brings the database to this version, and refuses one from a later version.

use std::io::Write;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, open};
use crate::config::Settings;
use crate::flows::open_app::new_journal;
use crate::store::Store;

/// What to bring up to date.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    file: ConfigFile,
    /// Make a new journal where the old one is lost for good, or where this version is the first
    /// to have one. Make a backup at once: older ones can be restored only without their journal.
    #[arg(long)]
    new_journal: bool,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let settings = self.file.settings()?;
        migrate(&settings, out)?;
        if self.new_journal {
            new_journal(&open::store(&settings)?, &open::keys(&settings)?, &settings)?;
            writeln!(
                out,
                "A new journal lies in {}. Make a backup now.",
                settings.journal.folder.display()
            )?;
        }
        Ok(Ended::Good)
    }
}

fn migrate(settings: &Settings, out: &mut dyn Write) -> Result<(), Stopped> {
    let ran = Store::migrate(&open::location(settings))?;
    for step in &ran {
        writeln!(out, "{}: {} done", step.schema, step.version)?;
    }
    match ran.is_empty() {
        true => writeln!(out, "The database is at this version already.")?,
        false => writeln!(out, "The database is at this version now.")?,
    }
    Ok(())
}
