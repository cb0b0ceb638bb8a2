//! `enkel policy`: the family of tables that this program counts by, and a check of any other.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Ended, Stopped};
use crate::disclosure::policy::{Policy, VERSION_1};
use crate::disclosure::policy_file;

/// What can be done with families of tables.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the family that this program counts by: tables, losses, scales, weights.
    Show,
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
            Self::Show => {
                let text = policy_file::text_of(VERSION_1.version()).unwrap_or_default();
                out.write_all(text.as_bytes())?;
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
                        true => "This program counts by it.",
                        false =>
                            "This program does not count by it; `enkel simulate --policy` \
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
