//! Draws that are in the journal and not in the register: a counter stopped in between, or the
//! register was restored from before they were drawn. They are committed, never drawn anew.

use std::collections::HashSet;

use crate::domain::release::{Period, ReleaseId};
use crate::flows::journal::draw::Drawn;
use crate::flows::publish::Publisher;
use crate::store::{Conn, StoreError, ballots, meta, releases};

/// Commits every draw of the journal that the register does not have, along the chain. The caller
/// holds the calendar.
///
/// # Errors
/// When a draw is damaged or does not follow, or the register cannot be written.
pub fn bring_in_draws(conn: &mut Conn, publisher: &Publisher) -> Result<(), StoreError> {
    let all = releases::all(conn)?;
    let known: HashSet<ReleaseId> = all.iter().map(releases::Published::id).collect();
    for drawn in publisher.journal().draws_besides(&known)? {
        bring_in(conn, publisher, &drawn)?;
    }
    publisher.journal().burn_counted_exports()
}

/// Commits one draw of the journal, with what goes with it; nothing goes with an erratum.
pub(in crate::flows) fn bring_in(
    conn: &mut Conn,
    publisher: &Publisher,
    drawn: &Drawn,
) -> Result<(), StoreError> {
    publisher.commit(conn, drawn)?;
    match drawn.id().is_erratum() {
        true => Ok(()),
        false => after_draw(conn, drawn.period),
    }
}

/// What goes with every draw: the ballots of a counted quarter are burnt and its note becomes the
/// base of the next; the note before a drawn week is needed no more.
fn after_draw(conn: &mut Conn, period: Period) -> Result<(), StoreError> {
    match period {
        Period::Week(week) => meta::forget_week(conn, week.previous()),
        Period::Quarter(quarter) => {
            let note = meta::quarter_note(conn, quarter)?;
            let note = note.ok_or(StoreError::Inconsistent { table: "meta" })?;
            ballots::burn(conn, quarter)?;
            meta::move_base(conn, quarter, &note)?;
            meta::forget_exported(conn, quarter)?;
            meta::remove(conn, crate::flows::publish::RESTORED)
        }
    }
}

/// Whether somebody drew this period meanwhile, in the register or in the journal.
pub(in crate::flows) fn is_drawn_by_now(
    conn: &mut Conn,
    publisher: &Publisher,
    period: Period,
) -> Result<bool, StoreError> {
    bring_in_draws(conn, publisher)?;
    releases::is_drawn(conn, period)
}

impl Publisher {
    /// Publishes and does what goes with it.
    pub(in crate::flows) fn draw(
        &self,
        conn: &mut Conn,
        period: Period,
        flows: &[crate::domain::release::Flow],
    ) -> Result<(), StoreError> {
        self.publish(conn, period, flows)?;
        after_draw(conn, period)
    }
}
