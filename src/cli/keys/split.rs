//! `enkel keys split`: a key on sheets of paper, of which some are needed to make it again.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::{Ended, Stopped};
use crate::crypto::shares::{PaperKey, Share, prepare_sheets, write_sheet};

/// Which key, and into how many shares.
#[derive(Debug, Args)]
pub(in crate::cli) struct Split {
    /// The key file: register.key, counting.key or journal.key.
    #[arg(long, value_name = "KEYFILE")]
    file: PathBuf,
    /// The folder to write the sheets to, one file each; best on a medium that is destroyed
    /// afterwards.
    #[arg(long, value_name = "DIR", required_unless_present = "print")]
    out: Option<PathBuf>,
    /// Print the sheets to standard output instead, for a printer.
    #[arg(long, conflicts_with = "out")]
    print: bool,
    /// How many shares to make.
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    shares: u8,
    /// How many of them are needed to make the key again.
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    needed: u8,
}

impl Split {
    pub(in crate::cli) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let key = PaperKey::load(&self.file)?;
        let shares = key.split(self.needed, self.shares)?;
        match &self.out {
            Some(folder) => self.write(&shares, folder, out),
            None => print(&shares, out),
        }
    }

    fn write(
        &self,
        shares: &[Share],
        folder: &std::path::Path,
        out: &mut dyn Write,
    ) -> Result<Ended, Stopped> {
        prepare_sheets(shares, folder)?;
        for share in shares {
            writeln!(out, "{}", write_sheet(share, folder)?.display())?;
        }
        writeln!(
            out,
            "Print each sheet, give each to another person, and destroy these files: any {} of \
             them are the key. Try the paper once: `enkel keys join` with {} sheets.",
            self.needed, self.needed
        )?;
        Ok(Ended::Good)
    }
}

/// One sheet a page.
fn print(shares: &[Share], out: &mut dyn Write) -> Result<Ended, Stopped> {
    for (at, share) in shares.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\x0c")?;
        }
        out.write_all(share.sheet().as_bytes())?;
    }
    Ok(Ended::Good)
}
