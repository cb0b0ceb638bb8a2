//! Whether the register can take visitors, and whether its databases still answer at all. Neither
//! changes anything, and neither says a number.

use super::FlowError;
use crate::app::App;
use crate::store::{Database, StoreError, meta, outbox};

/// How one timed job is: no word about what it found or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSeen {
    /// Its name.
    pub name: String,
    /// Whether it is still there and comes round.
    pub up: bool,
    /// Whether something in it failed a short while ago.
    pub failed: bool,
}

/// Nine tenths of what fits: readiness ends before anybody is refused.
#[must_use]
pub const fn nearly_full(taken: usize, places: usize) -> bool {
    taken.saturating_mul(10) >= places.saturating_mul(9)
}

/// Both databases answer, and there is room for more letters and derivations.
///
/// # Errors
/// Busy when there is little room; otherwise what the databases say.
pub fn is_ready(app: &App) -> Result<(), FlowError> {
    let waiting = answer(app)?;
    let most = usize::try_from(app.settings.mail.outbox_letters).unwrap_or(usize::MAX);
    match nearly_full(waiting, most) || app.derivation.is_nearly_full() {
        false => Ok(()),
        true => Err(FlowError::Busy),
    }
}

/// Both databases answer; the outbox with the letters that wait.
///
/// # Errors
/// What the databases say.
pub fn answer(app: &App) -> Result<usize, FlowError> {
    app.store.register.read("is it ready", meta::calendar)?;
    let waiting = app.store.transit.read("is it ready", outbox::waiting)?;
    Ok(usize::try_from(waiting).unwrap_or(usize::MAX))
}

/// Comes back once both databases have answered a write that writes nothing; a refusal is an
/// answer too. That a queue is full is none: whoever empties it may be the one who hangs. So this
/// waits then, for as long as `goes_on` says.
pub fn is_alive(app: &App, goes_on: &dyn Fn() -> bool) {
    for database in [&app.store.register, &app.store.transit] {
        while is_full(database) && goes_on() {}
    }
}

fn is_full(database: &Database) -> bool {
    let answer = database.write("is it alive", |_| Ok::<(), StoreError>(()));
    matches!(answer, Err(StoreError::Busy))
}
