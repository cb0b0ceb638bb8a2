//! `enkel verify-backup`: reads a backup to its end and says whether it is whole, of which day it
//! is, and until when it can be opened.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Ended, Stopped};
use crate::app::HostClock;
use crate::crypto::envelope::Identity;
use crate::crypto::escrow::Escrow;
use crate::domain::clock::{Clock, Day};
use crate::flows::back_up::{Archive, Manifest, opens};
use crate::store::copy::Page;

/// What to check, and with which key.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The board's age identity, as `age-keygen` writes it.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// An escrow of the epoch's key: tries whether it opens what is in the backup. May be given
    /// several times.
    #[arg(long, value_name = "FILE")]
    escrow: Vec<PathBuf>,
}

/// An escrow, and whether it opened all that was tried so far.
struct Tried<'a> {
    file: &'a Path,
    escrow: Escrow,
    opens: bool,
}

impl Tried<'_> {
    fn on(&mut self, page: &Page) {
        let key = |step| self.escrow.epoch(step).ok();
        self.opens &= opens(page, &key);
    }

    fn say(&self, out: &mut dyn Write) -> Result<(), Stopped> {
        let file = self.file.display();
        match self.opens {
            true => writeln!(out, "{file} opens it: tried on its rows and ballots.")?,
            false => writeln!(
                out,
                "{file} does not open it: it is of step {} of the epoch, or of another register.",
                self.escrow.step()
            )?,
        }
        Ok(())
    }
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
        let mut tried = self.escrows(&identity)?;
        let archive = Archive::open(file, &identity).map_err(|error| refused(&error))?;
        let (lowest, current) = (archive.manifest().lowest_epoch, archive.manifest().epoch);
        for one in &mut tried {
            one.opens = (lowest..=current).all(|step| one.escrow.opens_step(step));
        }
        let read = archive.pages(&mut |page| {
            tried.iter_mut().for_each(|one| one.on(&page));
            Ok(())
        });
        let manifest = read.map_err(|error| refused(&error))?;
        let ended = say(&manifest, HostClock.now().day(), out)?;
        for one in &tried {
            one.say(out)?;
        }
        match tried.iter().all(|one| one.opens) {
            true => Ok(ended),
            false => Ok(Ended::Finding),
        }
    }

    fn escrows(&self, identity: &Identity) -> Result<Vec<Tried<'_>>, Stopped> {
        self.escrow
            .iter()
            .map(|file| {
                let escrow = Escrow::open(file, identity);
                Ok(Tried {
                    file,
                    escrow: escrow.map_err(|error| Stopped::because(&error))?,
                    opens: true,
                })
            })
            .collect()
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
