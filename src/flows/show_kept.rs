//! Looking: what is kept for the mailbox whose code was right, read in one snapshot.

use crate::app::App;
use crate::crypto::KeyError;
use crate::domain::ids::{Nonce, Root};
use crate::domain::record::Record;
use crate::store::{StoreError, done, meta};

use super::FlowError;
use super::guest_list::Guest;

const TRIES_AGAIN: u32 = 2;

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
    let mut shown = look(app, &guest, visit);
    for _ in 0..TRIES_AGAIN {
        match &shown {
            // The old step was destroyed after this snapshot was taken: a new one needs it no more.
            Err(StoreError::GivenUp(why)) if is_gone(why.as_ref()) => {
                shown = look(app, &guest, visit);
            }
            _ => break,
        }
    }
    Ok(shown?)
}

fn look(app: &App, guest: &Guest, visit: Nonce) -> Result<Shown, StoreError> {
    app.store.register.read("show what is kept", |conn| {
        if done::contains(conn, &visit)? {
            return Ok(Shown::Over);
        }
        let calendar = meta::calendar(conn)?;
        let kept = guest.find(conn, &calendar.epoch)?;
        Ok(kept.map_or(Shown::Nothing, |kept| Shown::Kept(Box::new(kept.record))))
    })
}

fn is_gone(why: &(dyn std::error::Error + 'static)) -> bool {
    matches!(why.downcast_ref(), Some(KeyError::StepGone(_)))
}
