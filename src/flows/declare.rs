//! Pressing the last button: the declaration is sealed, its slips go into the ballot box, and
//! the visit ends, all in one transaction.

use std::sync::Arc;

use crate::app::App;
use crate::crypto::random;
use crate::domain::answers::Answers;
use crate::domain::ballot::Slip;
use crate::domain::cells::FIRST_FAMILY;
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, Purpose};
use crate::domain::declaration::Declaration;
use crate::domain::ids::{Nonce, RegistrationId, Root};
use crate::domain::period::Quarter;
use crate::domain::record::{ChangeKind, Record};
use crate::store::{Conn, StoreError, Written, done, meta};

use super::FlowError;
use super::consent_texts::Shown;
use super::desk::{Desk, Ended};
use super::guest_list::{Guest, Kept};
use super::journal::Journal;
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
    /// Other texts are in force than those that were shown; nothing was written, and the visit goes
    /// on: nobody agrees to a text that came after the page was shown.
    TextsChanged,
}

/// Writes a declaration: a new one, or one in the place of what was kept. Blocks.
///
/// # Errors
/// When it is not certain that the declaration is on disk.
pub fn declare(app: &App, root: &Root, declaration: Declaration) -> Result<Declared, FlowError> {
    let consents = declaration.consents.clone();
    let agreed = move |_: &mut Conn| Ok(Some(consents.clone()));
    Ok(begin(app, root, declaration, agreed)?.wait()?)
}

/// Writes what somebody declared under the texts that their page showed. Holds no thread while it is
/// written down; needs no runtime of its own.
///
/// # Errors
/// As [`declare`].
pub async fn declares(
    app: &App,
    root: &Root,
    answers: Answers,
    visit: Nonce,
    shown: Shown,
) -> Result<Declared, FlowError> {
    let (today, optional) = (app.today(), answers.optional.is_some());
    let agreed = move |conn: &mut Conn| {
        let mut consents = shown.agreed(conn, today)?;
        if let Some(consents) = &mut consents {
            consents.retain(|one| optional || one.purpose != Purpose::OptionalAnswers);
        }
        Ok(consents)
    };
    let declaration = Declaration {
        answers,
        consents: Vec::new(),
        visit,
    };
    Ok(begin(app, root, declaration, agreed)?.await?)
}

/// Queues the writing of it. `agreed` says within the transaction what was agreed to.
fn begin(
    app: &App,
    root: &Root,
    declaration: Declaration,
    agreed: impl Fn(&mut Conn) -> Result<Option<Vec<Consent>>, StoreError> + Send + 'static,
) -> Result<Written<Declared>, FlowError> {
    let today = app.today();
    let likely = likely_join(&declaration, today);
    let button = Button {
        guest: Guest::new(app.keys.clone(), root).expecting(likely)?,
        journal: app.journal.clone(),
        fresh_id: RegistrationId::new(random::bytes()?),
        declaration,
        today,
    };
    let journal = app.journal.clone();
    let told = move |(declared, ended): (Declared, Ended)| {
        ended.tell(&journal);
        declared
    };
    let press = move |conn: &mut Conn| button.press(conn, &agreed);
    Ok(app.store.register.write_later("declare", press, told)?)
}

/// The last button, with all that the transaction needs.
struct Button {
    guest: Guest,
    journal: Arc<Journal>,
    fresh_id: RegistrationId,
    declaration: Declaration,
    today: Day,
}

impl Button {
    fn press(
        &self,
        conn: &mut Conn,
        agreed: &impl Fn(&mut Conn) -> Result<Option<Vec<Consent>>, StoreError>,
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
