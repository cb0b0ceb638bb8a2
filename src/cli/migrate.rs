//! `enkel migrate`: brings the database to this version, and refuses one from a later version.

use std::io::Write;

use super::open::location;
use super::{ConfigFile, Ended, Stopped};
use crate::store::Store;

pub(super) fn run(file: &ConfigFile, out: &mut dyn Write) -> Result<Ended, Stopped> {
    let settings = file.settings()?;
    let ran = Store::migrate(&location(&settings))?;
    for step in &ran {
        writeln!(out, "{}: {} done", step.schema, step.version)?;
    }
    match ran.is_empty() {
        true => writeln!(out, "The database is at this version already.")?,
        false => writeln!(out, "The database is at this version now.")?,
    }
    Ok(Ended::Good)
}
