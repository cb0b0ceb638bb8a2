//! `enkel backup`: one encrypted file, made while the register serves. Says where it lies and
//! until when it can be opened; never how much is in it.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, log, open};
use crate::config::Settings;
use crate::crypto::envelope::Recipient;
use crate::flows::back_up::{BackUpError, back_up_to_file};

/// Whom to encrypt to, and where to put it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    file: ConfigFile,
    /// The age recipient to encrypt to; without it, `backup.recipient` of the settings.
    #[arg(long, value_name = "age1...")]
    to: Option<String>,
    /// A folder, where it gets the next free name, or a new file. Never the folder of keys,
    /// journal or escrow.
    #[arg(long, value_name = "FILE_OR_DIR", default_value = ".")]
    out: PathBuf,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let settings = self.file.settings()?;
        log::start(&settings)?;
        let recipient = self.recipient(&settings)?;
        let app = open::open(settings)?;
        let made = back_up_to_file(&app, &recipient, &self.out)?;
        let until = made.manifest.opens_until.iso();
        writeln!(out, "{}", made.file.display())?;
        writeln!(
            out,
            "Made. Its contents can be opened until {until}, with an escrow of the epoch's key; \
             destroy it then. Keep it apart from keys, escrow and journal."
        )?;
        Ok(Ended::Good)
    }

    fn recipient(&self, settings: &Settings) -> Result<Recipient, Stopped> {
        let text = self.to.as_ref().or(settings.backup.recipient.as_ref());
        let text = text.ok_or_else(|| {
            Stopped::Refused(
                "nobody is named to encrypt it to. Let the board run `age-keygen -o FILE` on a \
                 machine of its own, and give what it prints as backup.recipient or with --to."
                    .to_owned(),
            )
        })?;
        Recipient::parse(text).ok_or_else(|| {
            Stopped::Refused("--to: an age recipient is written like age1...".to_owned())
        })
    }
}

impl From<BackUpError> for Stopped {
    fn from(error: BackUpError) -> Self {
        Self::because(&error)
    }
}
