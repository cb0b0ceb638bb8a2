//! Whose lines a restore needs: those of every host there ever was. One that is missing may have
//! held withdrawals, so it is left out only when somebody says so.

use std::collections::BTreeSet;

use crate::flows::FlowError;
use crate::flows::journal::Journal;
use crate::store::StoreError;

/// The hosts of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Whose lines are used.
    pub used: Vec<String>,
    /// Whether somebody's are left out: then rows and ballots need not balance.
    pub incomplete: bool,
    /// The epoch of the backup.
    pub epoch: u32,
}

/// The hosts that the backup and the journal list, without those that are said to be missing.
///
/// # Errors
/// [`FlowError::Refused`] when one is missing and nobody said so, or when the lines that the
/// backup needs were removed long ago.
pub fn required(
    journal: &Journal,
    in_backup: &[String],
    without: &[String],
    epoch: u32,
) -> Result<Hosts, FlowError> {
    let reaches = journal.folder().forgotten_before();
    if epoch < reaches.map_err(StoreError::from)? {
        return Err(FlowError::Refused(
            "the journal no longer reaches back to this backup: lines of before the last two steps \
             of the epoch are gone, so who withdrew since would come back. Take a younger backup"
                .into(),
        ));
    }
    let listed = journal.folder().hosts().map_err(StoreError::from)?;
    let all: BTreeSet<&String> = listed.keys().chain(in_backup).collect();
    if let Some(unknown) = without.iter().find(|host| !all.contains(host)) {
        return Err(FlowError::Refused(format!(
            "--without-journal {unknown}: neither the backup nor the journal knows such a host"
        )));
    }
    let mut used = Vec::new();
    for host in &all {
        let is_lost = listed.get(*host).is_none_or(|lost| *lost);
        let is_left_out = without.contains(host);
        if is_lost && !is_left_out {
            return Err(FlowError::Refused(format!(
                "the journal of {host} is missing: who withdrew there would come back. Put its \
                 files into {}; or, if they are lost for good, say --without-journal {host} and \
                 give the published archive with --chain",
                journal.folder().folder().display()
            )));
        }
        // What is left of a host's lines is used all the same.
        if listed.contains_key(*host) {
            used.push((*host).clone());
        }
    }
    Ok(Hosts {
        used,
        incomplete: !without.is_empty(),
        epoch,
    })
}
