//! Looking: what is kept for the mailbox whose code was right, read in one snapshot.

use crate::app::App;
use crate::domain::ids::{Nonce, Root};
use crate::domain::record::Record;
use crate::store::{done, meta};

use super::FlowError;
use super::guest_list::Guest;

/// What a visitor who asked sees.
pub enum Shown {
    /// This is kept.
    Kept(Box<Record>),
    /// Nothing is kept for this mailbox.
    Nothing,
    /// The visit had ended.
    Over,
}

/// Opens what is kept, for the visitor alone.
///
/// # Errors
/// When the register cannot be read.
pub fn show_kept(app: &App, root: &Root, visit: Nonce) -> Result<Shown, FlowError> {
    let guest = Guest::new(app.keys.clone(), root);
    let shown = app.store.register.read("show what is kept", |conn| {
        if done::contains(conn, &visit)? {
            return Ok(Shown::Over);
        }
        let calendar = meta::calendar(conn)?;
        let kept = guest.find(conn, &calendar.epoch)?;
        Ok(kept.map_or(Shown::Nothing, |kept| Shown::Kept(Box::new(kept.record))))
    })?;
    Ok(shown)
}
