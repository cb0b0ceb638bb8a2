//! Pressing the last button: the declaration is sealed, its slips go into the ballot box, and
//! the visit ends, all in one transaction.

use crate::app::App;
use crate::crypto::random;
use crate::domain::ballot::Slip;
use crate::domain::cells::FIRST_FAMILY;
use crate::domain::clock::Day;
use crate::domain::declaration::Declaration;
use crate::domain::ids::{Nonce, RegistrationId, Root};
use crate::domain::period::Quarter;
use crate::domain::record::{ChangeKind, Record};
use crate::store::{Conn, StoreError, done, meta};

use super::FlowError;
use super::desk::{Desk, Ended};
use super::guest_list::{Guest, Kept};
use super::office::pause;

/// What pressing the button led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// It is kept, now or since the same request before.
    Kept {
        /// What it did.
        change: ChangeKind,
        /// The last day on which it is kept unless renewed.
        last_day: Day,
    },
    /// The visit had ended; nothing was written.
    Over,
    /// New declarations are paused; nothing was written, and the visit goes on.
    Paused,
}

/// Writes a declaration: a new one, or one in the place of what was kept.
///
/// # Errors
/// When it is not certain that the declaration is on disk.
pub fn declare(app: &App, root: &Root, declaration: Declaration) -> Result<Declared, FlowError> {
    let today = app.today();
    let guest = Guest::new(app.keys.clone(), root).expecting(likely_join(&declaration, today))?;
    let fresh_id = RegistrationId::new(random::bytes()?);
    let journal = app.journal.clone();
    let (declared, ended) = app.store.register.write("declare", move |conn| {
        conn.share_calendar()?;
        let calendar = meta::calendar(conn)?;
        guest.hold(conn, &calendar.epoch)?;
        let kept = guest.find(conn, &calendar.epoch)?;
        if let Some(answer) = answered_before(conn, kept.as_ref(), declaration.visit)? {
            return Ok((answer, Ended::nothing()));
        }
        if kept.is_none() && pause::in_force(conn)?.is_some() {
            return Ok((Declared::Paused, Ended::nothing()));
        }
        let record = kept.as_ref().map(|kept| &kept.record);
        let change = declaration
            .clone()
            .change(record, calendar.open.quarter, calendar.family);
        let desk = Desk {
            guest: &guest,
            journal: &journal,
            calendar: &calendar,
        };
        let ended = desk.write(conn, kept.as_ref(), fresh_id, &change)?;
        done::end_first(conn, &declaration.visit, today)?;
        Ok((told(&change.record), ended))
    })?;
    ended.tell(&app.journal);
    Ok(declared)
}

/// The slip this declaration most likely puts in, new or not: only the open quarter's year, the
/// family in force and what was kept can make it another, and those are known inside the
/// transaction alone.
fn likely_join(declaration: &Declaration, today: Day) -> Option<Slip> {
    let change = declaration
        .clone()
        .change(None, Quarter::of(today), FIRST_FAMILY);
    change.slips.first().copied()
}

/// The same request again shows the same page; one of a visit that ended otherwise shows that
/// it did. Neither changes anything.
fn answered_before(
    conn: &mut Conn,
    kept: Option<&Kept>,
    visit: Nonce,
) -> Result<Option<Declared>, StoreError> {
    match kept {
        Some(kept) if kept.record.last_visit == visit => {
            done::end_again(conn, &visit)?;
            Ok(Some(told(&kept.record)))
        }
        _ => Ok(done::contains(conn, &visit)?.then_some(Declared::Over)),
    }
}

fn told(record: &Record) -> Declared {
    Declared::Kept {
        change: record.last_change,
        last_day: record.cohort.last_day(),
    }
}
