//! An open visit: the code was right, and it has not ended since.

use super::error::WebError;
use super::visitor::Visitor;
use crate::domain::clock::Timestamp;
use crate::domain::ids::{Nonce, Root};
use crate::domain::visit::{Draft, Stage, Visit};

/// An open visit with its answers so far.
#[derive(Clone)]
pub(super) struct OpenVisit {
    pub nonce: Nonce,
    pub root: Root,
    pub draft: Draft,
    opened: Timestamp,
    seen: Timestamp,
}

impl OpenVisit {
    /// The visitor's open visit, with this page as its last; `None` when there is none.
    pub(super) async fn of(visitor: &Visitor) -> Result<Option<Self>, WebError> {
        let Some(open) = visitor
            .visit
            .as_ref()
            .and_then(|visit| Self::read(visit, visitor.now))
        else {
            return Ok(None);
        };
        let ended = visitor.has_ended(open.nonce).await?;
        Ok((!ended).then_some(open))
    }

    /// The same without asking whether it ended: for requests whose flow asks that itself.
    pub(super) fn unchecked(visitor: &Visitor) -> Option<Self> {
        visitor
            .visit
            .as_ref()
            .and_then(|visit| Self::read(visit, visitor.now))
    }

    fn read(visit: &Visit, now: Timestamp) -> Option<Self> {
        let Stage::Open {
            root,
            opened,
            draft,
            ..
        } = &visit.stage
        else {
            return None;
        };
        Some(Self {
            nonce: visit.nonce,
            root: root.clone(),
            draft: draft.clone(),
            opened: *opened,
            seen: now,
        })
    }

    /// The visit as its cookie carries it on.
    pub(super) fn carried(&self) -> Visit {
        let stage = Stage::Open {
            root: self.root.clone(),
            opened: self.opened,
            seen: self.seen,
            draft: self.draft.clone(),
        };
        Visit {
            nonce: self.nonce,
            stage,
        }
    }

    /// Whole minutes until it ends.
    pub(super) fn minutes_left(&self, now: Timestamp) -> i64 {
        self.carried().minutes_left(now)
    }
}
