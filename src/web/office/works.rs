//! Work that takes longer than a page may: it goes on beside the requests, says how far it is,
//! and its file waits a while for whoever asked for it. In memory alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::digest;
use crate::crypto::random;
use crate::domain::clock::Timestamp;
use crate::flows::export::Made;

/// A finished file waits this long, in seconds.
const KEPT_SECONDS: i64 = 3_600;
/// So many at a time, all people together: a file may be some megabytes.
const MOST: usize = 12;

/// How far a work is.
#[derive(Clone, Debug)]
pub(super) enum Progress {
    /// So many of so many parts are done.
    At(usize, usize),
    /// The file.
    Done(Arc<Made>),
    /// It could not be made; the log says why.
    Failed,
}

#[derive(Clone)]
struct Work {
    owner: String,
    began: Timestamp,
    progress: Progress,
}

/// All works of this process.
#[derive(Clone, Default)]
pub struct Works(Arc<Mutex<BTreeMap<String, Work>>>);

/// One work, from the inside.
pub(super) struct Ticket {
    works: Works,
    id: String,
}

impl Works {
    /// Begins a work of this person; `None` when too many wait.
    pub(super) fn begin(&self, owner: &str, now: Timestamp) -> Option<Ticket> {
        let id = digest::hex(&random::bytes::<16>().ok()?);
        let mut works = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        works.retain(|_, work| now.since(work.began) < KEPT_SECONDS);
        // One's own oldest goes first; nobody pushes another's work out.
        let mine = || works.iter().filter(|(_, work)| work.owner == owner);
        if mine().count() >= MOST / 3 {
            let oldest = mine()
                .min_by_key(|(_, work)| work.began)
                .map(|(id, _)| id.clone());
            if let Some(oldest) = oldest {
                works.remove(&oldest);
            }
        }
        if works.len() >= MOST {
            return None;
        }
        let work = Work {
            owner: owner.to_owned(),
            began: now,
            progress: Progress::At(0, 1),
        };
        works.insert(id.clone(), work);
        drop(works);
        Some(Ticket {
            works: self.clone(),
            id,
        })
    }

    /// How far this person's work is; `None` when there is no such work of theirs.
    pub(super) fn look(&self, owner: &str, id: &str) -> Option<Progress> {
        let works = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let work = works.get(id).filter(|work| work.owner == owner)?;
        Some(work.progress.clone())
    }
}

impl Ticket {
    /// What names it in addresses.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Says how far it is.
    pub(super) fn is_at(&self, progress: Progress) {
        let mut works = self.works.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(work) = works.get_mut(&self.id) {
            work.progress = progress;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_is_seen_by_its_owner_alone_and_not_for_ever() {
        let (works, now) = (Works::default(), Timestamp::from_unix(0));
        let ticket = works.begin("anna", now).unwrap();
        assert!(matches!(
            works.look("anna", ticket.id()),
            Some(Progress::At(0, 1))
        ));
        assert!(works.look("bram", ticket.id()).is_none());
        ticket.is_at(Progress::Failed);
        assert!(matches!(
            works.look("anna", ticket.id()),
            Some(Progress::Failed)
        ));
        works.begin("bram", now.plus(KEPT_SECONDS)).unwrap();
        assert!(works.look("anna", ticket.id()).is_none());
    }

    #[test]
    fn nobody_pushes_out_what_another_waits_for() {
        let (works, now) = (Works::default(), Timestamp::from_unix(0));
        let first = works.begin("anna", now).unwrap();
        for second in 1..20 {
            works.begin("bram", now.plus(second)).unwrap();
        }
        assert!(works.look("anna", first.id()).is_some());
    }
}
