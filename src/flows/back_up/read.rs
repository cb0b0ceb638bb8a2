//! Reading a backup: to its end, every checksum, every row. What was read before the end is only
//! believed when the end was reached.

use std::io::{BufReader, ErrorKind, Read};
use std::sync::Arc;

use super::manifest::Manifest;
use super::tape::{Entry, Reading};
use super::{MANIFEST, part_name, rows};
use crate::crypto::envelope::{EnvelopeError, Identity};
use crate::crypto::epoch::EpochKey;
use crate::store::StoreError;
use crate::store::copy::Page;

/// Why a backup cannot be read. Each sentence speaks of the file as "it".
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It was encrypted to another recipient, or is no age file at all.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Its envelope does not hold to the end.
    #[error("it was cut short, or changed somewhere: take another copy")]
    Damaged,
    /// The system does not give its bytes.
    #[error("its bytes cannot be read ({0}): look at the disk it lies on")]
    Disk(ErrorKind),
    /// The envelope holds something else.
    #[error("it opens, but what is in it is no whole backup of a register: is it the right file?")]
    NoBackup,
    /// It is of a later form, or its register had run migrations that this program lacks.
    #[error("it was made by a newer version of the program ({0}): install that version")]
    Newer(String),
    /// Checksums and parts do not belong together.
    #[error("its parts are not those that its checksums were made over: take another copy")]
    Checksums,
    /// A part holds a line that no register writes.
    #[error("its part {0} holds a row that cannot be right: take another copy")]
    Row(String),
    /// What was to be done with its rows failed.
    #[error("what was read could not be used")]
    Store(#[from] StoreError),
}

/// A backup whose beginning was read.
pub struct Archive<'a> {
    reading: Reading<Box<dyn Read + 'a>>,
    manifest: Manifest,
}

impl<'a> Archive<'a> {
    /// Opens the envelope and reads the manifest.
    ///
    /// # Errors
    /// [`ArchiveError`]; nothing is said about what comes after the manifest.
    pub fn open(input: impl Read + 'a, identity: &Identity) -> Result<Self, ArchiveError> {
        let input: Box<dyn Read + 'a> = Box::new(identity.open(BufReader::new(input))?);
        let mut reading = Reading::new(input);
        match reading.next()? {
            Some(entry) if entry.name == MANIFEST => Ok(Self {
                reading,
                manifest: Manifest::read(&entry.bytes)?,
            }),
            _ => Err(ArchiveError::NoBackup),
        }
    }

    /// What the backup says about itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Hands over every page, in the order in which [`crate::store::copy::add`] can take them,
    /// and reads to the end. Pages that were handed over count for nothing unless this is `Ok`.
    ///
    /// # Errors
    /// [`ArchiveError`], or whatever `each` gives.
    pub fn pages(
        mut self,
        each: &mut dyn FnMut(Page) -> Result<(), StoreError>,
    ) -> Result<Manifest, ArchiveError> {
        let mut last = Part {
            place: 0,
            number: 0,
        };
        while let Some(entry) = self.reading.next()? {
            last = last.followed_by(&entry.name)?;
            let page = self.page(last.place, entry)?;
            each(page)?;
        }
        Ok(self.manifest)
    }

    fn page(&self, place: usize, entry: Entry) -> Result<Page, ArchiveError> {
        let page = rows::read(place, &entry.bytes);
        let page = page.filter(|page| self.epochs_fit(page));
        page.ok_or(ArchiveError::Row(entry.name))
    }

    /// The manifest promised which steps open it.
    fn epochs_fit(&self, page: &Page) -> bool {
        let steps = self.manifest.lowest_epoch..=self.manifest.epoch;
        match page {
            Page::Registration(rows) => rows.iter().all(|row| steps.contains(&row.epoch)),
            Page::Ballot(rows) => rows.iter().all(|row| steps.contains(&row.epoch)),
            _ => true,
        }
    }
}

/// Reads a backup to its end and forgets it again.
///
/// # Errors
/// [`ArchiveError`].
pub fn verify(input: impl Read, identity: &Identity) -> Result<Manifest, ArchiveError> {
    Archive::open(input, identity)?.pages(&mut |_| Ok(()))
}

/// Whether these keys really open the first row of a page, and are those that the facts of the
/// register name; a page of other tables has nothing to do with them.
#[must_use]
pub fn opens(page: &Page, key: &dyn Fn(u32) -> Option<Arc<EpochKey>>) -> bool {
    match page {
        Page::Registration(rows) => rows.first().is_none_or(|row| {
            key(row.epoch).is_some_and(|key| key.id_in_row(&row.tag, &row.sealed).is_ok())
        }),
        Page::Ballot(rows) => rows.first().is_none_or(|row| {
            key(row.epoch)
                .is_some_and(|key| key.open_ballot(&row.id, row.period, &row.sealed).is_ok())
        }),
        Page::Meta(facts) => notes_fit(facts, key),
        _ => true,
    }
}

/// What the register noted of its epoch's key: proves it also where nobody is registered.
fn notes_fit(facts: &[(String, String)], key: &dyn Fn(u32) -> Option<Arc<EpochKey>>) -> bool {
    let noted = |name: &str| facts.iter().find(|(key, _)| key == name);
    let step = noted("epoch").and_then(|(_, step)| step.parse().ok());
    match (step.and_then(key), noted("check.epoch")) {
        (Some(key), Some((_, check))) => key.check() == check,
        _ => false,
    }
}

/// Where in the order of parts the reading is.
#[derive(Clone, Copy)]
struct Part {
    place: usize,
    number: u32,
}

impl Part {
    /// The part of this name, when it may come next: numbers without a gap, tables in order.
    fn followed_by(self, name: &str) -> Result<Self, ArchiveError> {
        let table = name.rsplit_once('-').map(|(table, _)| table);
        let place = table.and_then(rows::place_of);
        let place = place.ok_or(ArchiveError::NoBackup)?;
        let number = if place == self.place {
            self.number + 1
        } else {
            1
        };
        if place < self.place || part_name(place, number) != name {
            return Err(ArchiveError::NoBackup);
        }
        Ok(Self { place, number })
    }
}
