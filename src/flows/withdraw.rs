//! Withdrawing: the record is gone at once, and one slip takes its count away on counting day.

use crate::app::App;
use crate::crypto::digest;
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
    let answer = answer_of(visit);
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

/// Under which name `done` remembers that this visit withdrew, so that the same request again
/// hears the same. It looks like any other visit that ended, and says no more than that.
fn answer_of(visit: Nonce) -> Nonce {
    let mut named = b"enkel/withdrew".to_vec();
    named.extend_from_slice(visit.bytes());
    let [answer @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = digest::sha256(&named);
    Nonce::new(answer)
}
