//! `enkel verify-backup`: reads a backup to its end and says whether it is whole, of which day it
//! is, until when it can be opened, and whether an escrow opens it.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Ended, Stopped};
use crate::app::HostClock;
use crate::crypto::envelope::Identity;
use crate::crypto::escrow::Escrow;
use crate::domain::clock::{Clock, Day};
use crate::flows::back_up::{Archive, Manifest, opens};

/// What to check, and with which key.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The board's age identity, as `age-keygen` writes it.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// An escrow of the epoch's key: say too whether it opens this backup.
    #[arg(long, value_name = "FILE")]
    escrow: Option<PathBuf>,
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
        let escrow = self.escrow.as_ref();
        let escrow = escrow.map(|file| Escrow::open(file, &identity)).transpose();
        let escrow = escrow.map_err(|error| Stopped::because(&error))?;
        let file = File::open(&self.file).map_err(|error| refused(&error))?;
        let mut opened = true;
        let manifest = Archive::open(file, &identity).and_then(|archive| {
            archive.pages(&mut |page| {
                let key = |step| escrow.as_ref().and_then(|escrow| escrow.epoch(step).ok());
                opened = opened && (escrow.is_none() || opens(&page, &key));
                Ok(())
            })
        });
        let manifest = manifest.map_err(|error| refused(&error))?;
        let ended = say(&manifest, HostClock.now().day(), out)?;
        match escrow {
            None => Ok(ended),
            Some(escrow) => say_of_escrow(&manifest, &escrow, opened, ended, out),
        }
    }
}

fn say_of_escrow(
    manifest: &Manifest,
    escrow: &Escrow,
    opened: bool,
    ended: Ended,
    out: &mut dyn Write,
) -> Result<Ended, Stopped> {
    if !escrow.opens_step(manifest.lowest_epoch) {
        writeln!(
            out,
            "This escrow does not open it: it is of step {}, and step {} is needed.",
            escrow.step(),
            manifest.lowest_epoch
        )?;
        return Ok(Ended::Finding);
    }
    if !opened {
        writeln!(
            out,
            "This escrow does not open it: of the right step, but of another register, or from \
             before its epoch began anew. Take the one that was written with the backup."
        )?;
        return Ok(Ended::Finding);
    }
    writeln!(out, "This escrow opens it: a row of every part was tried.")?;
    Ok(ended)
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
