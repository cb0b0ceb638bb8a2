//! All releases in one file: the lines of each `figures.csv`, as published, under one header.

use crate::app::App;
use crate::domain::release::ReleaseId;
use crate::flows::FlowError;
use crate::flows::publish::csv::DIMENSIONS;
use crate::flows::publish::read::{self, Archive};

/// The file whose lines are taken.
const FIGURES: &str = "figures.csv";

/// Every period's lines in the form that holds now, the first release first.
///
/// # Errors
/// When a file cannot be read or has other columns.
pub(super) fn csv(app: &App, archive: &Archive) -> Result<Vec<u8>, FlowError> {
    let dimensions = DIMENSIONS.join(",");
    let mut all = format!("release,table,{dimensions},count,margin_95,status,note\n").into_bytes();
    let header = all.clone();
    for release in archive.all_in_force() {
        let id = release.published.id();
        let file = read::file(app, id, FIGURES)?.ok_or_else(|| odd(id))?;
        let lines = file.strip_prefix(header.as_slice());
        all.extend_from_slice(lines.ok_or_else(|| odd(id))?);
    }
    Ok(all)
}

fn odd(id: ReleaseId) -> FlowError {
    FlowError::Refused(format!(
        "{FIGURES} of {id} has other columns than this program knows: serve it with the program \
         that published it"
    ))
}
