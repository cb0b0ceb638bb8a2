//! What waits for a second pair of eyes: for whom, who may decide, and taking it back.

use super::accounts::holders;
use super::approve::{fingerprint, role_for};
use super::log::note_refusal;
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::domain::operator::{Deed, Roles};
use crate::domain::proposal::{Kind, Proposal, State};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, proposals};

/// Who may decide about a proposal, for somebody who looks at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Eyes {
    /// Whether they may themselves.
    pub may: bool,
    /// Whether it is their own proposal.
    pub own: bool,
    /// Everybody else who may.
    pub others: Vec<String>,
}

impl Eyes {
    fn of(conn: &mut Conn, who: &str, proposal: &Proposal) -> Result<Self, StoreError> {
        let holders = holders(conn, role_for(proposal.kind))?;
        let may = |one: &str| proposal.may_be_decided_by(one, holders.len());
        let others = holders.iter().filter(|one| *one != who && may(one));
        Ok(Self {
            may: holders.iter().any(|one| one == who) && may(who),
            own: proposal.proposed_by == who,
            others: others.cloned().collect(),
        })
    }
}

/// Who may decide about each of these.
///
/// # Errors
/// When the register cannot be read.
pub fn eyes(app: &App, who: &str, about: &[Proposal]) -> Result<Vec<Eyes>, FlowError> {
    let found = app.store.register.read("who may decide", |conn| {
        let each = about.iter().map(|one| Eyes::of(conn, who, one));
        each.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(found)
}

/// What waits for this very person.
///
/// # Errors
/// When the register cannot be read.
pub fn for_person(app: &App, who: &str, roles: &Roles) -> Result<Vec<Proposal>, FlowError> {
    let found = app.store.register.read("what waits for somebody", |conn| {
        let mut mine = Vec::new();
        for one in proposals::all(conn)? {
            let is_theirs = one.state == State::Waiting && roles.has(role_for(one.kind));
            if is_theirs && Eyes::of(conn, who, &one)?.may {
                mine.push(one);
            }
        }
        Ok(mine)
    })?;
    Ok(found)
}

/// Takes back what waits: whoever proposed it, or somebody else who holds the role and will not
/// approve it. Counted figures are never taken back, they are refused with a reason for readers.
///
/// # Errors
/// When the register cannot be written.
pub fn take_back(app: &App, by: &str, (kind, subject): (Kind, &str), seen: &str) -> Outcome<()> {
    let (who, what, saw) = (by.to_owned(), subject.to_owned(), seen.to_owned());
    let done = deed(app, "take a proposal back", move |conn, log| {
        let found = proposals::find(conn, kind, &what)?;
        let found = found.filter(|one| one.state == State::Waiting && kind != Kind::Release);
        let Some(proposal) = found else {
            return Ok(Err(Refusal::NotWaiting));
        };
        if fingerprint(&proposal) != saw {
            return Ok(Err(Refusal::Stale));
        }
        proposals::remove(conn, kind, &what)?;
        let deed = match proposal.proposed_by == who {
            true => Deed::WithdrewProposal,
            false => Deed::Rejected,
        };
        log.note(conn, &who, deed, &what, kind.code())?;
        Ok(Ok(()))
    })?;
    if let Err(refused) = done {
        note_refusal(app, by, subject, refused)?;
    }
    Ok(done)
}
