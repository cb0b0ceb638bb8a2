//! What a relay is like, looked at without sending anything.

use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Ehlo, Mail as MailFrom};

use super::smtp::Smtp;
use super::verdict::verdict;
use crate::mail::error::{Reason, Stage};
use crate::mail::message::SIZE_STEP;

/// What a relay showed of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Its certificates in DER, its own first; none where the conversation was in clear.
    pub chain: Vec<Vec<u8>>,
    /// The longest letter it takes, in bytes; none where it sets no limit.
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
        let mut connection = self.connect()?;
        let longest = longest(&mut connection, self)?;
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
            longest,
            sender,
        })
    }
}

/// What the relay says of SIZE (RFC 1870); the mail library does not keep that.
fn longest(connection: &mut SmtpConnection, smtp: &Smtp) -> Result<Option<u64>, Reason> {
    let said = connection.command(Ehlo::new(smtp.hello().clone()));
    let said = said.map_err(|error| verdict(Stage::Hello, &error))?;
    let size = said.message().find_map(|line| {
        let (word, value) = line.split_once(' ')?;
        let is_size = word.eq_ignore_ascii_case("SIZE");
        is_size.then(|| value.trim().parse().ok())?
    });
    // Nought says that there is no fixed limit.
    Ok(size.filter(|bytes| *bytes > 0))
}
