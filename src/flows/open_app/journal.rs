//! The journal belongs to the register as the keys do: a host that the register knows must find
//! its own lines again, and a new one is put on both lists of hosts.

use crate::config::Settings;
use crate::crypto::keys::Keys;
use crate::flows::FlowError;
use crate::flows::journal::Journal;
use crate::store::{Store, meta};

const HOSTS: &str = "hosts";

/// Makes the journal; `lost` names hosts whose lines were in one that is gone.
///
/// # Errors
/// [`FlowError::Refused`] when one lies there, or the folder cannot be made.
pub fn create(keys: &Keys, settings: &Settings, lost: &[String]) -> Result<(), FlowError> {
    let folder = &settings.journal.folder;
    Journal::create(folder, &settings.register.host_name, keys, lost)
        .map_err(|error| FlowError::Refused(error.to_string()))?;
    Ok(())
}

/// Makes a new journal in the place of one that is lost for good: all its hosts' lines are gone,
/// and backups made so far can be restored only without them.
///
/// # Errors
/// [`FlowError::Refused`] when one lies there.
pub fn replace_lost(store: &Store, keys: &Keys, settings: &Settings) -> Result<(), FlowError> {
    create(keys, settings, &known_hosts(store)?)
}

/// Opens the journal.
///
/// # Errors
/// [`FlowError::Refused`] with the remedy when it is missing, another register's, damaged, or has
/// lost this host.
pub fn open(store: &Store, keys: &Keys, settings: &Settings) -> Result<Journal, FlowError> {
    let refused = |error: &dyn std::fmt::Display| FlowError::Refused(error.to_string());
    let host = &settings.register.host_name;
    let journal = Journal::open(&settings.journal.folder, host, keys).map_err(|e| refused(&e))?;
    let listed = journal.folder().hosts().map_err(|e| refused(&e))?;
    let known = known_hosts(store)?;
    if let Some(missing) = known.iter().find(|known| !listed.contains_key(*known)) {
        return Err(FlowError::Refused(format!(
            "the journal in {} does not know the host {missing}, which this register has: it is \
             not this register's newest journal. Put the right folder back; see docs/operations.md",
            journal.folder().folder().display()
        )));
    }
    // The journal first: a host that only the register knew could not be told from a lost one.
    journal.folder().enroll().map_err(|e| refused(&e))?;
    if !known.contains(host) {
        add_host(store, host.clone())?;
    }
    Ok(journal)
}

fn known_hosts(store: &Store) -> Result<Vec<String>, FlowError> {
    let hosts = store
        .register
        .read("which hosts are there", |conn| meta::get(conn, HOSTS))?;
    Ok(hosts
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect())
}

fn add_host(store: &Store, host: String) -> Result<(), FlowError> {
    store.register.write("add a host", move |conn| {
        conn.hold_calendar()?;
        let hosts = meta::get(conn, HOSTS)?.unwrap_or_default();
        if !hosts.split_whitespace().any(|known| known == host) {
            meta::set(conn, HOSTS, format!("{hosts} {host}").trim())?;
        }
        Ok(())
    })?;
    Ok(())
}
