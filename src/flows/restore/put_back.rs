//! From a backup file to an open register, on this machine: the checks that come first, the staged
//! register, the one step that puts it in its place, and what comes after.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::{Hosts, OldKeys, Restored, Restoring, draws_of_archive, finish, required, restore};
use crate::config::{CountingMode, Settings};
use crate::crypto::envelope::Identity;
use crate::crypto::escrow::Escrow;
use crate::crypto::keys::Keys;
use crate::crypto::{Halves, complete};
use crate::domain::clock::Day;
use crate::flows::FlowError;
use crate::flows::back_up::{Archive, ArchiveError, Manifest, verify};
use crate::flows::journal::Journal;
use crate::flows::publish::Publisher;
use crate::store::{Location, Store, StoreError, meta};
use crate::text::Texts;

/// What is put back, and where.
pub struct PutBack<'a> {
    /// The backup.
    pub backup: &'a Path,
    /// The board's private half.
    pub identity: &'a Identity,
    /// The escrow that opens the backup.
    pub escrow: Arc<Escrow>,
    /// The settings of this machine.
    pub settings: &'a Settings,
    /// Its database.
    pub location: &'a Location,
    /// Where systemd puts credentials, where it does.
    pub credentials: Option<&'a Path>,
    /// The words.
    pub texts: &'a Arc<Texts>,
    /// The present day.
    pub today: Day,
    /// Whether a register that lies there may be replaced.
    pub overwrite: bool,
    /// Hosts whose journal is lost.
    pub without: &'a [String],
    /// The published archive.
    pub chain: Option<&'a Path>,
}

/// Puts a backup back. Until the last step the register that lies there, if any, is not changed;
/// it serves nobody meanwhile.
///
/// # Errors
/// [`FlowError::Refused`] with the remedy; the register that was there stays as it was.
pub fn put_back(with: &PutBack<'_>) -> Result<(), FlowError> {
    let manifest = verified(with)?;
    if !with.escrow.opens_step(manifest.lowest_epoch) {
        return refused(format!(
            "the escrow is of step {} and the backup needs step {}: give the escrow of that step. \
             When it is gone, the backup has gone dark, as it should after two steps",
            with.escrow.step(),
            manifest.lowest_epoch
        ));
    }
    let replaces = replaces(with)?;
    let keys = Arc::new(keys(with, &manifest)?);
    require_counting(with, &keys)?;
    let journal = Arc::new(journal(with, &keys, &manifest)?);
    let hosts = required(&journal, &manifest.hosts, with.without, manifest.epoch)?;
    if let Some(archive) = with.chain {
        draws_of_archive(&journal, archive, &manifest.release_public)?;
    }
    let before = match replaces {
        true => Some(close_live(with)?),
        false => None,
    };
    let replaced = stage(with, &keys, &journal, hosts).and_then(|restored| {
        Store::put_in_place(with.location)?;
        Ok(restored)
    });
    match replaced {
        Ok(restored) => after(with, &keys, &journal, &restored).map_err(|error| unfinished(&error)),
        Err(error) => {
            Store::discard_staged(with.location)?;
            if let Some(reason) = before {
                reopen_live(with, reason)?;
            }
            Err(error)
        }
    }
}

/// Whether a register lies here. One that is used, or that nobody allowed to replace, is refused.
fn replaces(with: &PutBack<'_>) -> Result<bool, FlowError> {
    let unreadable = |error: StoreError| {
        FlowError::Refused(format!(
            "what lies in the place of the database cannot be read ({}). If it is damaged, move it \
             away by hand, so that the place is empty, and restore again; nothing was changed",
            chain_of(&error)
        ))
    };
    if !Store::holds_a_register(with.location).map_err(unreadable)? {
        return Ok(false);
    }
    if !with.overwrite {
        return refused(
            "a register lies here already. Stop `serve` and `worker`, and say --yes to put the \
             backup in its place; nothing was changed",
        );
    }
    Store::require_rest(with.location)?;
    Ok(true)
}

/// A server that counts by itself would go on without its key until counting day, when those who
/// hold the sheets may be far away.
fn require_counting(with: &PutBack<'_>, keys: &Keys) -> Result<(), FlowError> {
    if with.settings.counting.mode == CountingMode::Ceremony || keys.counting_key()?.is_some() {
        return Ok(());
    }
    let file = with.settings.keys.folder.join("counting.key");
    refused(format!(
        "counting.mode is \"automatic\", and the counting key is missing: join its paper shares \
         with `enkel keys join --out {}`. Where the board keeps it from now on, or it is lost for \
         good, set counting.mode = \"ceremony\"",
        file.display()
    ))
}

fn unfinished(error: &FlowError) -> FlowError {
    FlowError::Refused(format!(
        "the backup is in its place, but the last steps were not done: {}. The register stays \
         closed until they are. Mend that, and give the same command again, with --yes",
        chain_of(error)
    ))
}

fn refused<T>(why: impl Into<String>) -> Result<T, FlowError> {
    Err(FlowError::Refused(why.into()))
}

/// Reads it to its end before anything else is done.
fn verified(with: &PutBack<'_>) -> Result<Manifest, FlowError> {
    let told = |why: &dyn std::fmt::Display| {
        FlowError::Refused(format!("{}: {why}", with.backup.display()))
    };
    let file = File::open(with.backup).map_err(|e| told(&e))?;
    verify(file, with.identity).map_err(|e| told(&e))
}

fn keys(with: &PutBack<'_>, manifest: &Manifest) -> Result<Keys, FlowError> {
    let dir = &with.settings.keys.folder;
    let halves = Halves {
        counting_public: &manifest.counting_public,
        release_public: &manifest.release_public,
    };
    complete(dir, with.today, &halves)?;
    with.escrow.place_into(dir)?;
    Ok(Keys::load(dir, with.credentials)?)
}

/// Where all of it is lost, and that was said, a new one is made.
fn journal(with: &PutBack<'_>, keys: &Keys, manifest: &Manifest) -> Result<Journal, FlowError> {
    let host = &with.settings.register.host_name;
    let folder = &with.settings.journal.folder;
    let all_lost = manifest
        .hosts
        .iter()
        .all(|host| with.without.contains(host));
    if !with.without.is_empty() && with.chain.is_none() {
        return refused(
            "--without-journal needs the published archive: what was drawn must not be drawn \
             again. Give the folder that `enkel release export` made with --chain",
        );
    }
    let opened = match (folder.exists(), all_lost) {
        (true, _) => Journal::open(folder, host, keys),
        (false, true) => Journal::create(folder, host, keys, &manifest.hosts),
        (false, false) => {
            return refused(format!(
                "the journal is missing at {}: whoever withdrew since the backup would come back. \
                 Mount its disk, or set journal.folder to where it lies. If the lines of {} are \
                 lost for good, say --without-journal for each, and give the published archive \
                 with --chain",
                folder.display(),
                manifest.hosts.join(", ")
            ));
        }
    };
    opened.map_err(|error| FlowError::Refused(error.to_string()))
}

/// Why it was closed before, where it was: a register that an earlier restore left closed stays so.
fn close_live(with: &PutBack<'_>) -> Result<Option<String>, FlowError> {
    let register = Store::register_alone(with.location)?;
    let before = register.write("close for a restore", |conn| {
        conn.hold_calendar()?;
        let before = meta::get(conn, meta::CLOSED)?;
        meta::set(conn, meta::CLOSED, "restoring")?;
        Ok(before)
    })?;
    Ok(before)
}

fn reopen_live(with: &PutBack<'_>, before: Option<String>) -> Result<(), FlowError> {
    let store = Store::open(with.location, with.settings.database.connections)?;
    store.register.write(
        "open after a restore that was given up",
        move |conn| match &before {
            Some(reason) => meta::set(conn, meta::CLOSED, reason),
            None => meta::remove(conn, meta::CLOSED),
        },
    )?;
    Ok(())
}

fn stage(
    with: &PutBack<'_>,
    keys: &Arc<Keys>,
    journal: &Arc<Journal>,
    hosts: Hosts,
) -> Result<Restored, FlowError> {
    let publisher = Publisher::of(keys, journal, with.texts, with.settings, with.today)?;
    let escrow = with.escrow.clone();
    let old: Arc<OldKeys> = Arc::new(move |step| escrow.epoch(step));
    let restoring = Restoring {
        staged: Arc::new(Store::stage(with.location)?),
        keys: keys.clone(),
        old,
        journal: journal.clone(),
        publisher: Arc::new(publisher),
        hosts,
        host: with.settings.register.host_name.clone(),
        today: with.today,
    };
    restore(&restoring, &mut |each| {
        let told = |why: &dyn std::error::Error| FlowError::Refused(chain_of(why));
        let file = File::open(with.backup).map_err(|e| told(&e))?;
        let archive = Archive::open(file, with.identity).map_err(|e| told(&e))?;
        archive.pages(each).map(drop).map_err(|error| match error {
            // What was wrong with a row says it better than that something was.
            ArchiveError::Store(StoreError::GivenUp(cause)) => told(&*cause),
            other => told(&other),
        })
    })
}

/// The error with all its causes; none of them carries personal data.
fn chain_of(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        next = cause.source();
    }
    line
}

fn after(
    with: &PutBack<'_>,
    keys: &Keys,
    journal: &Journal,
    restored: &Restored,
) -> Result<(), FlowError> {
    Store::empty_transit(with.location)?;
    let store = Store::open(with.location, with.settings.database.connections)?;
    finish(&store, keys, journal, restored)
}
