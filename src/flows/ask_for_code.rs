//! Asking for a code: one sealed letter into the outbox, whoever asks and for whatever address.
//!
//! Limits per address are applied later, by the worker: this answer must not depend on them.

use futures_executor::block_on;

use crate::app::App;
use crate::crypto::random;
use crate::domain::email::EmailAddress;
use crate::domain::ids::Nonce;
use crate::domain::letter::Letter;
use crate::domain::locale::Locale;
use crate::domain::visit::{Stage, Visit};
use crate::store::{Conn, outbox};

use super::FlowError;

/// [`asks_for_code`] for whoever may block.
///
/// # Errors
/// As [`asks_for_code`].
pub fn ask_for_code(app: &App, address: EmailAddress, locale: Locale) -> Result<Visit, FlowError> {
    block_on(asks_for_code(app, address, locale))
}

/// Queues a letter and gives the pending visit that goes into the visitor's cookie. Holds no thread
/// while the letter is written down; needs no runtime of its own.
///
/// # Errors
/// [`FlowError::Busy`] when the outbox is full; nothing was queued then.
pub async fn asks_for_code(
    app: &App,
    address: EmailAddress,
    locale: Locale,
) -> Result<Visit, FlowError> {
    let now = app.now();
    let letter = Letter {
        recipient: address.clone(),
        locale,
        day: now.day(),
        message_id: random::bytes()?,
    };
    let sealed = app.keys.seal_letter(now.day(), &letter.padded())?;
    let id: [u8; 16] = random::bytes()?;
    let room = app.outbox_room.clone();
    let queues = move |conn: &mut Conn| outbox::queue(conn, &id, now.day(), &sealed, now, &room);
    let queued = app.store.transit.write_later("ask for a code", queues)?;
    if !queued.await? {
        return Err(FlowError::Busy);
    }
    Ok(Visit {
        nonce: Nonce::new(random::bytes()?),
        stage: Stage::Pending {
            address,
            asked: now,
        },
    })
}
