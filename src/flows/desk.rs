//! Writing at the guest list: journal first, then row and ballots, in the transaction that the
//! caller opened. Shared by declaring and withdrawing.

use super::guest_list::{Guest, Kept};
use super::journal::Journal;
use crate::domain::declaration::{Change, leaving_slip};
use crate::domain::ids::{LeafName, RegistrationId};
use crate::domain::leaf::{Leaf, LeafBallot, LeafKind, Verdict};
use crate::store::ballots::Ballot;
use crate::store::meta::Calendar;
use crate::store::{Conn, StoreError, ballots, registrations};

/// What a deed is done with.
pub(super) struct Desk<'a> {
    pub guest: &'a Guest,
    pub journal: &'a Journal,
    pub calendar: &'a Calendar,
}

/// What the journal is told once the transaction is on disk.
pub struct Ended {
    epoch: u32,
    leaves: Vec<(LeafName, Verdict)>,
}

impl Ended {
    /// Nothing is to be told.
    pub(super) const fn nothing() -> Self {
        Self {
            epoch: 0,
            leaves: Vec::new(),
        }
    }

    /// Whether there is anything to tell.
    #[must_use]
    pub const fn is_something(&self) -> bool {
        !self.leaves.is_empty()
    }

    /// Tells it. Blocks for a sync or two. Who does not come to it leaves it to the next start.
    pub fn tell(&self, journal: &Journal) {
        journal.tell(self.epoch, &self.leaves);
    }
}

impl Desk<'_> {
    /// Writes a new declaration, or one in the place of what is kept. A new one needs no line: a
    /// restore that has not seen it cannot bring it back.
    pub(super) fn write(
        &self,
        conn: &mut Conn,
        kept: Option<&Kept>,
        fresh_id: RegistrationId,
        change: &Change,
    ) -> Result<Ended, StoreError> {
        let mut ended = self.nothing_yet();
        let mut made = Vec::new();
        for slip in &change.slips {
            made.push(self.guest.ballot(self.calendar, slip)?);
        }
        let (ballots, lines): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let id = kept.map_or(fresh_id, |kept| kept.id);
        if let Some(kept) = kept {
            self.settle(conn, kept, &mut ended)?;
            if !lines.is_empty() {
                self.begin(LeafKind::Replacement, kept, lines, &mut ended)?;
            }
            registrations::remove(conn, &kept.row.tag)?;
        }
        let row = self.guest.seal(&self.calendar.epoch, &id, &change.record)?;
        registrations::add(conn, &row)?;
        add_all(conn, &ballots)?;
        Ok(ended)
    }

    /// Takes a declaration away.
    pub(super) fn take_away(&self, conn: &mut Conn, kept: &Kept) -> Result<Ended, StoreError> {
        let mut ended = self.nothing_yet();
        let slip = leaving_slip(&kept.record);
        let (ballot, line) = self.guest.ballot(self.calendar, &slip)?;
        self.settle(conn, kept, &mut ended)?;
        self.begin(LeafKind::Withdrawal, kept, vec![line], &mut ended)?;
        registrations::remove(conn, &kept.row.tag)?;
        add_all(conn, &[ballot])?;
        Ok(ended)
    }

    const fn nothing_yet(&self) -> Ended {
        Ended {
            epoch: self.calendar.epoch.current,
            leaves: Vec::new(),
        }
    }

    fn settle(&self, conn: &mut Conn, kept: &Kept, ended: &mut Ended) -> Result<(), StoreError> {
        let done = self.journal.settle(conn, ended.epoch, &kept.id)?;
        ended.leaves.extend(done);
        Ok(())
    }

    fn begin(
        &self,
        kind: LeafKind,
        kept: &Kept,
        ballots: Vec<LeafBallot>,
        ended: &mut Ended,
    ) -> Result<(), StoreError> {
        let leaf = Leaf {
            name: Journal::name()?,
            kind,
            id: kept.id,
            period: self.calendar.open.quarter,
            joined: kept.record.joined,
            ballots,
        };
        let name = self.journal.begin(ended.epoch, leaf)?;
        ended.leaves.push((name, Verdict::Done));
        Ok(())
    }
}

fn add_all(conn: &mut Conn, made: &[Ballot]) -> Result<(), StoreError> {
    for ballot in made {
        ballots::add(conn, ballot)?;
    }
    Ok(())
}
