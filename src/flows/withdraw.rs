//! Withdrawing: the record is gone at once, and one slip takes its count away on counting day.

use crate::app::App;
use crate::crypto::derive::withdrawn_in;
use crate::domain::declaration::leaving_slip;
use crate::domain::ids::{Nonce, Root};
use crate::store::{ballots, done, meta, registrations};

use super::FlowError;
use super::guest_list::Guest;

/// What withdrawing led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// The declaration is gone.
    Gone,
    /// Nothing was kept.
    Nothing,
    /// The visit had ended; nothing was written.
    Over,
}

/// Takes a declaration away and ends the visit, in one transaction.
///
/// # Errors
/// When it is not certain that the withdrawal is on disk.
pub fn withdraw(app: &App, root: &Root, visit: Nonce) -> Result<Withdrawn, FlowError> {
    let guest = Guest::new(app.keys.clone(), root);
    let today = app.today();
    // It looks like any other visit that ended, and says no more than that.
    let answer = withdrawn_in(root, &visit);
    let withdrawn = app.store.register.write("withdraw", move |conn| {
        conn.share_calendar()?;
        let calendar = meta::calendar(conn)?;
        guest.hold(conn, calendar.epoch)?;
        if done::contains(conn, &visit)? {
            let again = done::contains(conn, &answer)?;
            return Ok(if again {
                Withdrawn::Gone
            } else {
                Withdrawn::Over
            });
        }
        done::end(conn, &visit, today)?;
        let Some(kept) = guest.find(conn, calendar.epoch)? else {
            return Ok(Withdrawn::Nothing);
        };
        done::end(conn, &answer, today)?;
        let slip = leaving_slip(&kept.record);
        let ballot = guest.ballot(calendar.epoch, calendar.open.quarter, &slip)?;
        registrations::remove(conn, &kept.row.tag)?;
        ballots::add(conn, &ballot)?;
        Ok(Withdrawn::Gone)
    })?;
    Ok(withdrawn)
}
