//! `enkel verify-backup`: reads a backup to its end and says whether it is whole, of which day it
//! is, and until when it can be opened.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Ended, Stopped};
use crate::app::HostClock;
use crate::crypto::envelope::Identity;
use crate::domain::clock::{Clock, Day};
use crate::flows::back_up::{Manifest, verify};

/// What to check, and with which key.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The board's age identity, as `age-keygen` writes it.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let identity = Identity::load(&self.identity)?;
        let refused = |error: &dyn std::error::Error| {
            let Stopped::Refused(why) = Stopped::because(error) else {
                return Stopped::because(error);
            };
            Stopped::Refused(format!("{}: {why}", self.file.display()))
        };
        let file = File::open(&self.file).map_err(|error| refused(&error))?;
        let manifest = verify(file, &identity).map_err(|error| refused(&error))?;
        say(&manifest, HostClock.now().day(), out)
    }
}

fn say(manifest: &Manifest, today: Day, out: &mut dyn Write) -> Result<Ended, Stopped> {
    writeln!(
        out,
        "A backup of {}, made on {} by version {}. Every part of it is whole.",
        manifest.register,
        manifest.made.iso(),
        manifest.program
    )?;
    let until = manifest.opens_until;
    if today <= until {
        writeln!(
            out,
            "It can be opened until {}, with an escrow of the epoch's step {}.",
            until.iso(),
            manifest.lowest_epoch
        )?;
        return Ok(Ended::Good);
    }
    writeln!(
        out,
        "It could be opened until {}, which has passed: the escrow that opens it should be gone. \
         Destroy it, and take a younger one.",
        until.iso()
    )?;
    Ok(Ended::Finding)
}
