//! What waits to be done because its time has come: for `doctor`, and for whoever counts by hand.

use crate::app::App;
use crate::domain::period::{Quarter, Week};
use crate::store::meta;

use super::FlowError;

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The open week, when it is over and should have been closed.
    pub close: Option<Week>,
    /// The next quarter in line, when it is closed and its day has come.
    pub count: Option<Quarter>,
}

/// Looks at what waits; changes nothing.
///
/// # Errors
/// When the register cannot be read.
pub fn due(app: &App) -> Result<Due, FlowError> {
    let today = app.today();
    let due = app.store.register.read("what is due", |conn| {
        let open = meta::calendar(conn)?.open;
        let next = match meta::base(conn)? {
            Some((counted, _)) => counted.next(),
            None => meta::first_quarter(conn)?,
        };
        let countable = next < open.quarter && today >= next.release_day();
        Ok(Due {
            close: open.due(today).map(|close| close.week),
            count: countable.then_some(next),
        })
    })?;
    Ok(due)
}
