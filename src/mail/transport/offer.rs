//! What a relay offers, by its own answer to a hello: the mail library keeps neither of these.
//!
//! It is asked before signing in: some relays forget a sign-in at the next hello. One that takes
//! a single hello only (OpenSMTPD) then offers nothing, and is spoken to as if it were so.

use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;

use super::verdict::{has_gone, verdict};
use crate::mail::error::{Reason, Stage};

/// What a relay said of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offer {
    /// Whether it takes several commands at once (RFC 2920).
    pub pipelining: bool,
    /// The longest letter it takes, in bytes (RFC 1870); none where it sets no limit.
    pub longest: Option<u64>,
}

impl Offer {
    /// Says hello once more and listens.
    pub fn of(connection: &mut SmtpConnection, hello: &ClientId) -> Result<Self, Reason> {
        match connection.command(Ehlo::new(hello.clone())) {
            // The first line is a greeting.
            Ok(said) => Ok(Self::read(said.message().skip(1))),
            Err(error) if has_gone(&error) => Err(verdict(Stage::Hello, &error)),
            Err(_) => Ok(Self::default()),
        }
    }

    fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut offer = Self::default();
        for line in lines {
            let mut words = line.split_whitespace();
            let keyword = words.next().unwrap_or_default();
            if keyword.eq_ignore_ascii_case("PIPELINING") {
                offer.pipelining = true;
            } else if keyword.eq_ignore_ascii_case("SIZE") {
                let limit = words.next().and_then(|bytes| bytes.parse().ok());
                // Nought says that there is no fixed limit.
                offer.longest = limit.filter(|bytes| *bytes > 0);
            }
        }
        offer
    }
}

#[cfg(test)]
mod tests {
    use super::Offer;

    #[test]
    fn an_offer_is_a_word_at_the_beginning_of_a_line() {
        let read = |lines: &[&str]| Offer::read(lines.iter().copied());
        let offer = read(&["8BITMIME", "pipelining", "Size 4096"]);
        assert!(offer.pipelining);
        assert_eq!(offer.longest, Some(4096));
        for none in ["HELP PIPELINING", "XPIPELINING", "PIPELININGS", "", "SIZE"] {
            assert_eq!(read(&[none]), Offer::default(), "{none}");
        }
        assert_eq!(read(&["SIZE 0"]).longest, None);
    }
}
