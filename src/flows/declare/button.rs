//! What the last button does within its transaction.

use std::sync::Arc;

use super::Declared;
use crate::domain::clock::Day;
use crate::domain::consent::Consent;
use crate::domain::declaration::Declaration;
use crate::domain::ids::{Nonce, RegistrationId};
use crate::domain::record::Record;
use crate::flows::desk::{Desk, Ended};
use crate::flows::guest_list::{Guest, Kept};
use crate::flows::journal::Journal;
use crate::flows::office::pause;
use crate::store::{Conn, StoreError, done, meta};

/// Says within the transaction what somebody agreed to; nothing when other texts are in force.
pub(super) trait Agreed: Fn(&mut Conn) -> Result<Option<Vec<Consent>>, StoreError> {}

impl<F: Fn(&mut Conn) -> Result<Option<Vec<Consent>>, StoreError>> Agreed for F {}

/// The last button, with all that the transaction needs.
pub(super) struct Button {
    pub guest: Guest,
    pub journal: Arc<Journal>,
    pub fresh_id: RegistrationId,
    pub declaration: Declaration,
    pub today: Day,
}

impl Button {
    /// Writes what was declared, its slips and the end of the visit.
    pub(super) fn press(
        &self,
        conn: &mut Conn,
        agreed: &impl Agreed,
    ) -> Result<(Declared, Ended), StoreError> {
        conn.share_calendar()?;
        let calendar = meta::calendar(conn)?;
        self.guest.hold(conn, &calendar.epoch)?;
        let kept = self.guest.find(conn, &calendar.epoch)?;
        let visit = self.declaration.visit;
        if let Some(answer) = answered_before(conn, kept.as_ref(), visit)? {
            return Ok((answer, Ended::nothing()));
        }
        if kept.is_none() && pause::in_force(conn)?.is_some() {
            return Ok((Declared::Paused, Ended::nothing()));
        }
        let Some(consents) = agreed(conn)? else {
            return Ok((Declared::TextsChanged, Ended::nothing()));
        };
        let declaration = Declaration {
            consents,
            ..self.declaration.clone()
        };
        let record = kept.as_ref().map(|kept| &kept.record);
        let change = declaration.change(record, calendar.open.quarter, calendar.family);
        let desk = Desk {
            guest: &self.guest,
            journal: &self.journal,
            calendar: &calendar,
        };
        let ended = desk.write(conn, kept.as_ref(), self.fresh_id, &change)?;
        done::end_first(conn, &visit, self.today)?;
        Ok((told(&change.record), ended))
    }
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
