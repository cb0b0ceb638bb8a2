//! Completion: at start and before a count, what a stopped host left open is settled, and a draw
//! that was published but not committed is committed.

use std::sync::Arc;

use super::Journal;
use crate::app::App;
use crate::domain::ids::LeafName;
use crate::domain::leaf::Verdict;
use crate::flows::FlowError;
use crate::flows::count::bring_in_draws;
use crate::flows::publish::Publisher;
use crate::store::{Conn, StoreError, meta};

/// Completes everything, for all hosts, while all writers are held off.
///
/// # Errors
/// When journal or register cannot be read or written.
pub fn complete(app: &App) -> Result<(), FlowError> {
    settle_all(app)?;
    see_to_room(app)?;
    let publisher = Publisher::new(app)?;
    app.store.register.write("bring in draws", move |conn| {
        conn.hold_calendar()?;
        bring_in_draws(conn, &publisher)
    })?;
    app.store.register.has_grown();
    Ok(())
}

/// A host whose journal's disk is full still serves those who look; who writes hears it then.
fn see_to_room(app: &App) -> Result<(), FlowError> {
    let calendar = app
        .store
        .register
        .read("which epoch is it", meta::calendar)?;
    if let Err(error) = app.journal.make_room(calendar.epoch.current) {
        tracing::error!(cause = %FlowError::from(error).causes(), "the journal has no reserve");
    }
    Ok(())
}

/// Settles every open line of every host. All writers are held off, so each of their transactions
/// has ended one way or the other.
///
/// # Errors
/// When journal or register cannot be read or written.
pub fn settle_all(app: &App) -> Result<(), FlowError> {
    let journal = app.journal.clone();
    let (epoch, done) = app
        .store
        .register
        .write("settle the journal", move |conn| {
            conn.hold_calendar()?;
            let epoch = meta::calendar(conn)?.epoch.current;
            Ok((epoch, journal.settle_open(conn, epoch)?))
        })?;
    // On the disk before a count burns the ballots that show it.
    app.journal.tell_durably(epoch, &done)?;
    Ok(())
}

impl Journal {
    fn settle_open(
        self: &Arc<Self>,
        conn: &mut Conn,
        epoch: u32,
    ) -> Result<Vec<(LeafName, Verdict)>, StoreError> {
        let open = {
            let mut books = self.books();
            self.refresh(&mut books)?;
            books.all_open()
        };
        self.settle_these(conn, epoch, &open)
    }
}
