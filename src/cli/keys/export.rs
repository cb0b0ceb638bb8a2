//! `enkel keys export`: writes the escrow by hand, as each step and each backup do by themselves.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::{ConfigFile, Ended, Stopped, open};
use crate::flows::write_escrow::write_escrow;

/// Whom the escrow is for and where it goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    file: ConfigFile,
    /// The board's age recipient, instead of the settings' `backup.recipient`.
    #[arg(long, value_name = "RECIPIENT")]
    to: Option<String>,
    /// The folder to write to, instead of the settings' `backup.escrow_folder`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Export {
    pub(in crate::cli) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let settings = self.file.settings()?;
        let keys = open::keys(&settings)?;
        let written = write_escrow(&settings, &keys, self.to.as_deref(), self.out.as_deref())?;
        writeln!(
            out,
            "{}: opens step {} of the epoch and later ones.",
            written.file.display(),
            written.step
        )?;
        for file in &written.removed {
            writeln!(out, "{}: removed, its step is over.", file.display())?;
        }
        writeln!(
            out,
            "Keep it apart from the backups, and the board's identity apart from both."
        )?;
        Ok(Ended::Good)
    }
}
