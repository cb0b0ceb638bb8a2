//! `enkel policy`: the families of tables that this program knows, a check of any other, and the
//! adoption of one.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{ConfigFile, Ended, Stopped, open};
use crate::disclosure::families::AdoptionRefused;
use crate::disclosure::policy::Policy;
use crate::disclosure::policy_file;
use crate::domain::cells::FIRST_FAMILY;
use crate::flows::families::adopt;

/// What can be done with families of tables.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a family that this program knows: tables, losses, scales, weights.
    Show {
        /// Its version; every register begins with 1.
        #[arg(value_name = "VERSION", default_value_t = FIRST_FAMILY)]
        version: u16,
    },
    /// Adopt a family: whoever joins from the next quarter on counts in it. It cannot be undone.
    Adopt {
        /// Its version, as `policy show` knows it.
        #[arg(value_name = "VERSION")]
        version: u16,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Check a file with a family: its sum against the cap, every scale and weight exact.
    Check {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl Command {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::Show { version } => {
                let text = policy_file::text_of(*version).ok_or_else(|| {
                    let unknown = AdoptionRefused::Unknown(*version);
                    Stopped::Refused(format!("{unknown}."))
                })?;
                out.write_all(text.as_bytes())?;
            }
            Self::Adopt { version, config } => {
                let app = open::open(config.settings()?)?;
                let from = adopt(&app, *version)?;
                writeln!(
                    out,
                    "From {from} on, whoever joins counts in policy version {version}. What was \
                     declared before stays in its own family. The next release tells it."
                )?;
            }
            Self::Check { file } => {
                let policy = read_policy(file)?;
                let known = Policy::of(policy.version()).is_some_and(|known| *known == policy);
                writeln!(
                    out,
                    "Version {}: every scale and weight is exact, and one event costs no more than \
                     the cap. {}",
                    policy.version(),
                    match known {
                        true => "This program can count by it.",
                        false =>
                            "This program cannot count by it; `enkel simulate --policy` \
                                  draws under it.",
                    }
                )?;
            }
        }
        Ok(Ended::Good)
    }
}

/// Reads a family from a file.
pub(super) fn read_policy(file: &Path) -> Result<Policy, Stopped> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Stopped::Refused(format!("{shown} cannot be read ({error}).")))?;
    policy_file::read(&text).map_err(|refused| Stopped::Refused(format!("{shown}, {refused}.")))
}
