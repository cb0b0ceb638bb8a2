//! `enkel completions`: what a shell needs to complete commands and flags.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Ended, Stopped};

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        // The generator ends the program when its output cannot be written; memory always can.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "enkel", &mut script);
        out.write_all(&script)?;
        Ok(Ended::Good)
    }
}
