//! Withdrawing: the record is gone at once, and one slip takes its count away on counting day.

use crate::app::App;
use crate::crypto::derive::withdrawn_in;
use crate::domain::ids::{Nonce, Root};
use crate::store::{done, meta};

use super::FlowError;
use super::desk::{Desk, Ended};
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
    let journal = app.journal.clone();
    let (withdrawn, ended) = app.store.register.write("withdraw", move |conn| {
        conn.share_calendar()?;
        let calendar = meta::calendar(conn)?;
        guest.hold(conn, &calendar.epoch)?;
        if done::contains(conn, &visit)? {
            let again = match done::contains(conn, &answer)? {
                true => {
                    done::end_again(conn, &visit)?;
                    Withdrawn::Gone
                }
                false => Withdrawn::Over,
            };
            return Ok((again, Ended::nothing()));
        }
        done::end(conn, &visit, today)?;
        let Some(kept) = guest.find(conn, &calendar.epoch)? else {
            return Ok((Withdrawn::Nothing, Ended::nothing()));
        };
        done::end(conn, &answer, today)?;
        let desk = Desk {
            guest: &guest,
            journal: &journal,
            calendar: &calendar,
        };
        let ended = desk.take_away(conn, &kept)?;
        Ok((Withdrawn::Gone, ended))
    })?;
    ended.tell(&app.journal);
    Ok(withdrawn)
}
