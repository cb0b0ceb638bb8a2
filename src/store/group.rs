//! Writes that are committed together, each with its own end.

use diesel::Connection;

use super::conn::{Conn, Place};
use super::error::StoreError;

/// One write that waits for its turn.
pub(super) trait Job: Send {
    /// Does it inside the group's transaction, and says whether it went well. May be told to do it
    /// again, after all that the group did was taken back.
    fn does(&mut self, conn: &mut Conn) -> bool;

    /// Hears what became of the group, and tells whoever waits.
    fn hears(self: Box<Self>, group: Result<(), StoreError>);
}

/// What is committed together.
pub(super) struct Group {
    jobs: Vec<Box<dyn Job>>,
}

impl Group {
    /// The first of it.
    pub(super) fn begins(first: Box<dyn Job>) -> Self {
        Self { jobs: vec![first] }
    }

    /// Writes the first job, and whatever else `next` gives, in one transaction; tells each what
    /// it came to.
    pub(super) fn goes_in(
        mut self,
        conn: &mut Conn,
        place: &Place,
        next: impl FnMut(usize) -> Option<Box<dyn Job>>,
    ) {
        if let Err(error) = conn.begin_write(place) {
            self.ends_before_it_began(error);
            mend(conn, place);
            return;
        }
        let outcome = match self.goes_well(conn, next) {
            true => conn.commit(),
            false => self.one_by_one(conn, place),
        };
        let failed = outcome.is_err();
        for job in self.jobs {
            job.hears(if failed { Err(lost_group()) } else { Ok(()) });
        }
        if let Err(error) = outcome {
            tracing::error!(%error, "a group of writes was not committed");
            mend(conn, place);
        }
    }

    /// None of them was done, for this reason.
    fn ends_before_it_began(self, error: StoreError) {
        let mut why = Some(error);
        for job in self.jobs {
            job.hears(Err(why.take().unwrap_or_else(lost_group)));
        }
    }

    /// Does one after the other, as they come; stops at one that fails.
    fn goes_well(
        &mut self,
        conn: &mut Conn,
        mut next: impl FnMut(usize) -> Option<Box<dyn Job>>,
    ) -> bool {
        while let Some(job) = self.jobs.last_mut() {
            if !job.does(conn) {
                return false;
            }
            match next(self.jobs.len()) {
                Some(job) => self.jobs.push(job),
                None => break,
            }
        }
        true
    }

    /// One of them failed, which is rare: all is taken back, and each is done anew in a savepoint of its
    /// own. Savepoints all the time would cost each write a copy of every page that it changes.
    fn one_by_one(&mut self, conn: &mut Conn, place: &Place) -> Result<(), StoreError> {
        if conn.roll_back().is_err() {
            mend(conn, place);
        }
        // Alone, it has said already what it came to.
        if self.jobs.len() == 1 {
            return Ok(());
        }
        conn.begin_write(place)?;
        for job in &mut self.jobs {
            in_savepoint(conn, job.as_mut())?;
        }
        conn.commit()
    }
}

fn lost_group() -> StoreError {
    StoreError::Unavailable("the group of writes was not committed".into())
}

/// After a failed commit the connection's state is unknown: it is replaced.
pub(super) fn mend(conn: &mut Conn, place: &Place) {
    match place.open() {
        Ok(fresh) => *conn = fresh,
        Err(error) => tracing::error!(error = %error, "the database cannot be opened again"),
    }
}

/// Does one write inside the group, alone revocable. An error is the group's end: a savepoint could
/// not be made or taken back, as when SQLite itself took back the whole transaction, and whatever
/// came after it would be outside any.
fn in_savepoint(conn: &mut Conn, job: &mut dyn Job) -> Result<(), StoreError> {
    // Says no more than that this one's writes are to go; what it came to is the job's to tell.
    let gives_up = StoreError::Busy;
    let kept = conn.transaction(|conn| {
        if job.does(conn) {
            Ok(())
        } else {
            Err(gives_up)
        }
    });
    match kept {
        Ok(()) | Err(StoreError::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}
