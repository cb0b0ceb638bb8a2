//! The re-wrap: rows and ballots in batches, each one transaction under the exclusive lock, in an
//! order that no earlier copy of the database foretells. After a stop at any point, what is left
//! is what still carries an older step.

use std::sync::Arc;

use crate::app::App;
use crate::crypto::epoch::EpochKey;
use crate::crypto::keys::Keys;
use crate::crypto::random;
use crate::domain::ids::{BallotId, Tag};
use crate::flows::FlowError;
use crate::flows::guest_list::reachable;
use crate::flows::turn::{Taken, Task, Turn, TurnLost};
use crate::store::ballots::Ballot;
use crate::store::meta::{self, Epoch};
use crate::store::registrations::Registration;
use crate::store::{Conn, StoreError, ballots, registrations};

/// The most rows or ballots of one batch. Within it, which row became which is not to be seen.
pub const BATCH: usize = 500;

/// How a re-wrap ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewrap {
    /// Everything carries the current step.
    Done,
    /// It was told to stop; the rest waits.
    Stopped,
    /// Somebody else re-wraps.
    SomebodyElse(String),
}

/// Re-wraps everything that carries an older step. `rest` is called between batches, and says
/// whether to go on. `seen` as in [`Turn::take`].
///
/// # Errors
/// When something does not open, or the register cannot be read or written; what was re-wrapped
/// stays so.
pub fn rewrap(
    app: &App,
    seen: Option<&str>,
    rest: &mut dyn FnMut() -> bool,
) -> Result<Rewrap, FlowError> {
    let turn = match Turn::take(app, Task::Rewrap, seen)? {
        Taken::Ours(turn) => turn,
        Taken::Theirs(theirs) => return Ok(Rewrap::SomebodyElse(theirs)),
    };
    let outcome = all(app, &turn, rest);
    turn.give_back(app)?;
    match outcome {
        Err(FlowError::Store(StoreError::GivenUp(why))) if why.is::<TurnLost>() => {
            Ok(Rewrap::SomebodyElse(String::new()))
        }
        other => other,
    }
}

fn all(app: &App, turn: &Turn, rest: &mut dyn FnMut() -> bool) -> Result<Rewrap, FlowError> {
    let epoch = super::current(app)?;
    let job = Job {
        app,
        turn,
        wrap: Arc::new(Wrap {
            keys: app.keys.clone(),
            epoch: epoch.clone(),
        }),
    };
    if !job.rows(rest)? || !job.ballots(rest)? {
        return Ok(Rewrap::Stopped);
    }
    app.store
        .register
        .write("nothing carries the old step", move |conn| {
            conn.hold_calendar()?;
            let now = meta::calendar(conn)?.epoch;
            if now == epoch {
                let oldest = now.current;
                meta::set_epoch(conn, &Epoch { oldest, ..now })?;
            }
            Ok(())
        })?;
    Ok(Rewrap::Done)
}

struct Job<'a> {
    app: &'a App,
    turn: &'a Turn,
    wrap: Arc<Wrap>,
}

impl Job<'_> {
    /// Until none is left: writers only write under the current step, so once none is, none comes.
    fn rows(&self, rest: &mut dyn FnMut() -> bool) -> Result<bool, FlowError> {
        let register = &self.app.store.register;
        let current = self.wrap.epoch.current;
        loop {
            let mut tags = register.read("which rows are older", |conn| {
                registrations::older_tags(conn, current)
            })?;
            if tags.is_empty() {
                return Ok(true);
            }
            random::shuffle(&mut tags)?;
            for batch in even_parts(&tags) {
                self.batch(batch.to_vec(), Wrap::rows)?;
                if !rest() {
                    return Ok(false);
                }
            }
        }
    }

    fn ballots(&self, rest: &mut dyn FnMut() -> bool) -> Result<bool, FlowError> {
        let register = &self.app.store.register;
        let current = self.wrap.epoch.current;
        loop {
            let mut ids = register.read("which ballots are older", |conn| {
                ballots::older_ids(conn, current)
            })?;
            if ids.is_empty() {
                return Ok(true);
            }
            random::shuffle(&mut ids)?;
            for batch in even_parts(&ids) {
                self.batch(batch.to_vec(), Wrap::ballots)?;
                if !rest() {
                    return Ok(false);
                }
            }
        }
    }

    fn batch<T: Send + 'static>(
        &self,
        items: Vec<T>,
        work: fn(&Wrap, &mut Conn, &[T]) -> Result<(), StoreError>,
    ) -> Result<(), FlowError> {
        let (wrap, turn) = (self.wrap.clone(), self.turn.clone());
        self.app
            .store
            .register
            .write("re-wrap a batch", move |conn| {
                conn.hold_calendar()?;
                turn.goes_on(conn)?;
                if meta::calendar(conn)?.epoch != wrap.epoch {
                    return Err(StoreError::Conflict);
                }
                work(&wrap, conn, &items)
            })?;
        Ok(())
    }
}

/// What one batch needs, owned, so that it can go into the transaction.
struct Wrap {
    keys: Arc<Keys>,
    epoch: Epoch,
}

impl Wrap {
    fn rows(&self, conn: &mut Conn, tags: &[Tag]) -> Result<(), StoreError> {
        let keys = reachable(&self.keys, &self.epoch)?;
        let new = of_step(&keys, self.epoch.current)?;
        let mut wrapped = Vec::with_capacity(tags.len());
        for row in registrations::take(conn, tags)? {
            let made = new.rewrap_row(of_step(&keys, row.epoch)?, &row.tag, &row.sealed);
            let made = made.map_err(StoreError::given_up)?;
            wrapped.push(Registration {
                tag: made.tag,
                sealed: made.sealed,
                epoch: self.epoch.current,
                ..row
            });
        }
        // The order in which they lie now must not be the one in which they lay.
        random::shuffle(&mut wrapped).map_err(StoreError::given_up)?;
        wrapped
            .iter()
            .try_for_each(|row| registrations::add(conn, row))
    }

    fn ballots(&self, conn: &mut Conn, ids: &[BallotId]) -> Result<(), StoreError> {
        let keys = reachable(&self.keys, &self.epoch)?;
        let new = of_step(&keys, self.epoch.current)?;
        let mut wrapped = Vec::with_capacity(ids.len());
        for ballot in ballots::take(conn, ids)? {
            let old = of_step(&keys, ballot.epoch)?;
            let boxed = old.open_ballot(&ballot.id, ballot.period, &ballot.sealed);
            let boxed = boxed.map_err(StoreError::given_up)?;
            let sealed = new.seal_ballot(&ballot.id, ballot.period, &boxed);
            wrapped.push(Ballot {
                sealed: sealed.map_err(StoreError::given_up)?,
                epoch: self.epoch.current,
                ..ballot
            });
        }
        random::shuffle(&mut wrapped).map_err(StoreError::given_up)?;
        wrapped
            .iter()
            .try_for_each(|ballot| ballots::add(conn, ballot))
    }
}

/// The key of a step that a row may carry.
fn of_step(keys: &[Arc<EpochKey>], step: u32) -> Result<&EpochKey, StoreError> {
    let found = keys.iter().find(|key| key.step() == step);
    found.map(AsRef::as_ref).ok_or(StoreError::Inconsistent {
        table: "registration",
    })
}

/// Parts of nearly one size, none over [`BATCH`]: a last batch of one row would show which row
/// became which.
fn even_parts<T>(items: &[T]) -> impl Iterator<Item = &[T]> {
    let parts = items.len().div_ceil(BATCH).max(1);
    items.chunks(items.len().div_ceil(parts).max(1))
}

#[cfg(test)]
mod tests {
    use super::even_parts;

    #[test]
    fn no_batch_is_much_smaller_than_the_others() {
        for (many, sizes) in [
            (1, vec![1]),
            (500, vec![500]),
            (501, vec![251, 250]),
            (1_400, vec![467, 467, 466]),
        ] {
            let items = vec![0; many];
            let found: Vec<usize> = even_parts(&items).map(<[i32]>::len).collect();
            assert_eq!(found, sizes);
        }
    }
}
