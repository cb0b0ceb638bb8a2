//! What a relay is like, looked at without sending anything.

use lettre::transport::smtp::commands::Mail as MailFrom;

use super::conversation::Conversation;
use super::smtp::Smtp;
use super::verdict::verdict;
use crate::mail::error::{Reason, Stage};
use crate::mail::message::SIZE_STEP;

/// What a relay showed of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Its certificates in DER, its own first; none where the conversation was in clear.
    pub chain: Vec<Vec<u8>>,
    /// The longest letter it takes, in bytes; none where it names no limit.
    pub longest: Option<u64>,
    /// Whether it takes letters from our sender.
    pub sender: Result<(), Reason>,
}

impl Probe {
    /// Whether a letter of ours fits.
    #[must_use]
    pub fn takes_our_size(&self) -> bool {
        let size = u64::try_from(SIZE_STEP).unwrap_or(u64::MAX);
        self.longest.is_none_or(|longest| longest >= size)
    }
}

impl Smtp {
    /// Connects, signs in, names the sender, takes that back, and says goodbye.
    ///
    /// # Errors
    /// The first step that failed; a sender that is not taken is no error.
    pub fn probe(&self) -> Result<Probe, Reason> {
        let Conversation {
            mut connection,
            offer,
        } = self.connect()?;
        let chain = match connection.is_encrypted() {
            true => connection.certificate_chain().unwrap_or_default(),
            false => Vec::new(),
        };
        let from = MailFrom::new(Some(self.sender().address().clone()), Vec::new());
        let named = connection.command(from);
        let sender = named.map(drop);
        let sender = sender.map_err(|error| verdict(Stage::Sender, &error));
        // QUIT takes back what was named; nobody was to get anything.
        connection.abort();
        Ok(Probe {
            chain,
            longest: offer.longest,
            sender,
        })
    }
}
