//! `enkel restore`: puts a backup back, completed from the journal. Nobody who withdrew comes back,
//! nothing is drawn twice, and it opens for nobody until it is done.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, log, open};
use crate::app::HostClock;
use crate::crypto::envelope::Identity;
use crate::crypto::escrow::Escrow;
use crate::domain::clock::Clock;
use crate::flows::restore::{PutBack, put_back};

/// What to put back, and what opens it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The backup.
    #[arg(value_name = "FILE")]
    backup: PathBuf,
    #[command(flatten)]
    file: ConfigFile,
    /// The board's age identity, as `age-keygen` writes it.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// The escrow of the epoch's key that opens the backup; `enkel verify-backup` names its step.
    #[arg(long, value_name = "FILE")]
    escrow: PathBuf,
    /// Put it in the place of the register that lies here.
    #[arg(long)]
    yes: bool,
    /// Go on without the journal of this host, which is lost for good: who withdrew there since
    /// the backup comes back. Needs --chain. May be given several times.
    #[arg(long, value_name = "HOST")]
    without_journal: Vec<String>,
    /// The published archive, as `enkel release export` makes it: what was drawn since the backup.
    #[arg(long, value_name = "DIR")]
    chain: Option<PathBuf>,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let settings = self.file.settings()?;
        log::start(&settings)?;
        let identity = Identity::load(&self.identity)?;
        let escrow = Escrow::open(&self.escrow, &identity).map_err(|e| Stopped::because(&e))?;
        let credentials = open::credentials();
        put_back(&PutBack {
            backup: &self.backup,
            identity: &identity,
            escrow: Arc::new(escrow),
            settings: &settings,
            location: &open::location(&settings),
            credentials: credentials.as_deref(),
            texts: &Arc::new(open::texts(&settings)?),
            today: HostClock.now().day(),
            overwrite: self.yes,
            without: &self.without_journal,
            chain: self.chain.as_deref(),
        })?;
        writeln!(
            out,
            "The register is restored, under a new epoch. Declarations and replacements made after \
             the backup are lost; withdrawals are not. The next quarterly release says so; say it \
             on the site too.\n\
             What to do next:\n  \
             1. enkel doctor --invariants\n  \
             2. enkel backup: no copy from before opens anything that comes.\n  \
             3. Several hosts: copy epoch.ratchet, visit.ratchet and post.ratchet from this one's \
             keys to the others, now and not before.\n  \
             4. enkel serve"
        )?;
        Ok(Ended::Good)
    }
}
