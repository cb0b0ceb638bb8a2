//! `enkel man`: the manual pages, made from the same words as `--help`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Ended, Stopped};

/// Where to write them.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Write a page for every command into this folder, instead of printing the first one.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let mut program = Cli::command().disable_help_subcommand(true);
        program.build();
        match &self.dir {
            None => out.write_all(&page(&program)?)?,
            Some(dir) => write_all(&program, dir)?,
        }
        Ok(Ended::Good)
    }
}

fn page(command: &Command) -> Result<Vec<u8>, Stopped> {
    let mut text = Vec::new();
    Man::new(command.clone()).render(&mut text)?;
    Ok(text)
}

fn write_all(command: &Command, dir: &Path) -> Result<(), Stopped> {
    let name = command.get_display_name().unwrap_or("enkel");
    let file = dir.join(format!("{name}.1"));
    fs::write(&file, page(command)?).map_err(|error| {
        let file = file.display();
        Stopped::Refused(format!("{file} cannot be written ({error})."))
    })?;
    let each = command.get_subcommands().filter(|one| !one.is_hide_set());
    each.into_iter().try_for_each(|one| write_all(one, dir))
}
