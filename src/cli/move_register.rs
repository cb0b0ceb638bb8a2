//! `enkel move`: the same register in another database.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, log, open};
use crate::flows::move_register::{MoveError, move_register};

/// From where, and to where.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    from: ConfigFile,
    /// The settings to use from then on: a copy of the others with another database.url.
    #[arg(long, value_name = "FILE")]
    to_config: PathBuf,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let from = self.from.settings()?;
        log::start(&from)?;
        let to = ConfigFile {
            config: self.to_config.clone(),
        };
        let to = to.settings()?;
        if from.keys.folder != to.keys.folder || from.journal.folder != to.journal.folder {
            return Err(Stopped::Refused(
                "the two settings name other folders of keys or of the journal. Both stay where \
                 they are: write the same keys.folder and journal.folder into the second file."
                    .to_owned(),
            ));
        }
        move_register(&open::location(&from), &open::location(&to))?;
        writeln!(
            out,
            "Moved: both databases were compared, row by row. Keys and journal stay where they \
             are.\nNow start `enkel serve` and `enkel worker` with {}. Codes and letters under \
             way have ended.\nThe old database is closed for good. When the new one has run for a \
             day and has its first backup, destroy it.",
            self.to_config.display()
        )?;
        Ok(Ended::Good)
    }
}

impl From<MoveError> for Stopped {
    fn from(error: MoveError) -> Self {
        Self::because(&error)
    }
}
