//! The ways a letter leaves: by SMTP, into a folder, or into memory for tests.
//!
//! All are synchronous and may be used from several threads. Sending the same letter twice is
//! harmless: both carry the same message id.

mod content;
mod conversation;
mod folder;
mod memory;
mod offer;
mod probe;
mod settings;
mod smtp;
mod verdict;

pub use folder::Folder;
pub use memory::{Delivered, Memory};
pub use probe::Probe;
pub use settings::{Security, SettingsError, SignIn, SmtpSettings};
pub use smtp::Smtp;

use super::error::{Reason, SendError};
use super::letters::OutgoingLetter;
use crate::domain::clock::Timestamp;

/// Something that takes letters.
pub trait Transport: Send + Sync {
    /// Hands one letter over, dated `now`. `Ok` means that somebody else is now responsible.
    ///
    /// # Errors
    /// Says whether trying again makes sense.
    fn send(&self, letter: &OutgoingLetter, now: Timestamp) -> Result<(), SendError>;

    /// Whether somebody would take a letter of ours now; none is sent.
    ///
    /// # Errors
    /// Says why not. Where nobody needs to be asked there is no reason.
    fn would_take(&self) -> Result<(), Reason> {
        Ok(())
    }
}
