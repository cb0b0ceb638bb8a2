//! Pressing the last button: the declaration is sealed, its slips go into the ballot box, and
//! the visit ends, all in one transaction.

mod button;

use button::{Agreed, Button};

use crate::app::App;
use crate::crypto::random;
use crate::domain::answers::Answers;
use crate::domain::ballot::Slip;
use crate::domain::cells::FIRST_FAMILY;
use crate::domain::clock::Day;
use crate::domain::consent::Purpose;
use crate::domain::declaration::Declaration;
use crate::domain::ids::{Nonce, RegistrationId, Root};
use crate::domain::period::Quarter;
use crate::domain::record::ChangeKind;
use crate::store::{Conn, Written};

use super::FlowError;
use super::consent_texts::Shown;
pub use super::desk::Ended;
use super::guest_list::Guest;

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
    let (declared, ended) = begin(app, root, declaration, agreed)?.wait()?;
    ended.tell(&app.journal);
    Ok(declared)
}

/// Writes what somebody declared under the texts that their page showed. Holds no thread while it is
/// written down; needs no runtime of its own. What the journal is to be told then, which takes a sync,
/// is the caller's to tell where that may block.
///
/// # Errors
/// As [`declare`].
pub async fn declares(
    app: &App,
    root: &Root,
    answers: Answers,
    visit: Nonce,
    shown: Shown,
) -> Result<(Declared, Ended), FlowError> {
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
    agreed: impl Agreed + Send + 'static,
) -> Result<Written<(Declared, Ended)>, FlowError> {
    let today = app.today();
    let likely = likely_join(&declaration, today);
    let button = Button {
        guest: Guest::new(app.keys.clone(), root).expecting(likely)?,
        journal: app.journal.clone(),
        fresh_id: RegistrationId::new(random::bytes()?),
        declaration,
        today,
    };
    let press = move |conn: &mut Conn| button.press(conn, &agreed);
    Ok(app.store.register.write_later("declare", press)?)
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
