//! One mailbox's place in the guest list: found, opened and sealed with what only that mailbox's
//! root gives. Shared by declaring, showing and withdrawing.

use std::sync::Arc;

use crate::crypto::CryptoError;
use crate::crypto::derive;
use crate::crypto::epoch::EpochKey;
use crate::crypto::keys::Keys;
use crate::crypto::random;
use crate::domain::ballot::Slip;
use crate::domain::ids::{BallotId, Mark, RegistrationId, Root, Tag};
use crate::domain::leaf::LeafBallot;
use crate::domain::record::Record;
use crate::store::ballots::Ballot;
use crate::store::meta::{Calendar, Epoch};
use crate::store::registrations::Registration;
use crate::store::{Conn, StoreError, registrations};

/// Somebody whose code was right.
#[derive(Clone)]
pub(super) struct Guest {
    keys: Arc<Keys>,
    root: Root,
    mark: Mark,
    ahead: Option<(Slip, Vec<u8>)>,
}

/// What is kept for them.
pub(super) struct Kept {
    pub row: Registration,
    pub id: RegistrationId,
    pub record: Record,
}

/// The keys of every step that a row or ballot may carry, the current one first.
pub(super) fn reachable(keys: &Keys, epoch: &Epoch) -> Result<Vec<Arc<EpochKey>>, StoreError> {
    let checked = |step, check| {
        keys.epoch_checked(step, check)
            .map_err(StoreError::given_up)
    };
    let mut found = vec![checked(epoch.current, &epoch.check)?];
    if epoch.oldest < epoch.current {
        found.push(checked(epoch.oldest, &epoch.check_before)?);
    }
    Ok(found)
}

impl Guest {
    pub(super) fn new(keys: Arc<Keys>, root: &Root) -> Self {
        Self {
            keys,
            root: root.clone(),
            mark: derive::mark(root),
            ahead: None,
        }
    }

    /// Boxes the slip that will most likely be needed, before the transaction: that is the
    /// slowest step of writing, and SQLite has one writer. Another slip is boxed when it comes.
    pub(super) fn expecting(mut self, slip: Option<Slip>) -> Result<Self, CryptoError> {
        if let Some(slip) = slip {
            let boxed = self.keys.counting_public().seal(&slip.bytes())?;
            self.ahead = Some((slip, boxed));
        }
        Ok(self)
    }

    fn boxed(&self, slip: &Slip) -> Result<Vec<u8>, CryptoError> {
        match &self.ahead {
            Some((expected, boxed)) if expected == slip => Ok(boxed.clone()),
            _ => self.keys.counting_public().seal(&slip.bytes()),
        }
    }

    /// The current step's key, which must be the register's: under another nobody would be found.
    fn current(&self, epoch: &Epoch) -> Result<Arc<EpochKey>, StoreError> {
        let key = self.keys.epoch_checked(epoch.current, &epoch.check);
        key.map_err(StoreError::given_up)
    }

    /// Lets no other transaction touch this mailbox until this one ends.
    pub(super) fn hold(&self, conn: &mut Conn, epoch: &Epoch) -> Result<(), StoreError> {
        let tag = self.current(epoch)?.tag(&self.mark);
        let [a, b, c, d, ..] = *tag.bytes();
        conn.hold_mailbox(i32::from_be_bytes([a, b, c, d]))
    }

    /// Finds and opens what is kept, under the current epoch or the one before it.
    pub(super) fn find(&self, conn: &mut Conn, epoch: &Epoch) -> Result<Option<Kept>, StoreError> {
        let keys = reachable(&self.keys, epoch)?;
        let tags: Vec<Tag> = keys.iter().map(|key| key.tag(&self.mark)).collect();
        let Some(row) = registrations::find(conn, &tags)? else {
            return Ok(None);
        };
        let inconsistent = || StoreError::Inconsistent {
            table: "registration",
        };
        let key = keys.iter().find(|key| key.step() == row.epoch);
        let (id, padded) = key
            .ok_or_else(inconsistent)?
            .open_row(&self.root, &row.sealed)
            .map_err(StoreError::given_up)?;
        let record = Record::from_padded(&padded).ok_or_else(inconsistent)?;
        Ok(Some(Kept { row, id, record }))
    }

    /// Seals a record under the current epoch.
    pub(super) fn seal(
        &self,
        epoch: &Epoch,
        id: &RegistrationId,
        record: &Record,
    ) -> Result<Registration, StoreError> {
        let key = self.current(epoch)?;
        let tag = key.tag(&self.mark);
        let padded = record.padded().ok_or(StoreError::Inconsistent {
            table: "registration",
        })?;
        let sealed = key
            .seal_row(&self.root, id, &padded)
            .map_err(StoreError::given_up)?;
        Ok(Registration {
            tag,
            sealed,
            cohort: record.cohort,
            epoch: epoch.current,
        })
    }

    /// Seals a slip for the ballot box of the open quarter; the box alone goes with it, for the
    /// journal.
    pub(super) fn ballot(
        &self,
        calendar: &Calendar,
        slip: &Slip,
    ) -> Result<(Ballot, LeafBallot), StoreError> {
        let id = BallotId::new(random::bytes().map_err(StoreError::given_up)?);
        let boxed = self.boxed(slip).map_err(StoreError::given_up)?;
        let sealed = self
            .current(&calendar.epoch)?
            .seal_ballot(&id, calendar.open.quarter, &boxed)
            .map_err(StoreError::given_up)?;
        let ballot = Ballot {
            id,
            period: calendar.open.quarter,
            epoch: calendar.epoch.current,
            sealed,
        };
        let line = LeafBallot {
            id,
            sign: slip.sign,
            cohort: slip.cohort,
            boxed,
        };
        Ok((ballot, line))
    }
}
