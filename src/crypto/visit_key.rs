//! What a day's visit key does: it makes that day's codes, seals visits into cookies, keys what
//! the transit store counts by, and binds forms to their visit.

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::dated::{self, DATED_OVERHEAD, day_of_step};
use super::error::CryptoError;
use super::secret::Secret;
use crate::domain::clock::Day;
use crate::domain::code::{Code, CodeLength};
use crate::domain::email::CanonicalAddress;
use crate::domain::ids::{Nonce, TransitTag};
use crate::domain::visit::VISIT_BYTES;

/// The size of every sealed visit; as cookie text it takes a third more.
pub const SEALED_VISIT_BYTES: usize = VISIT_BYTES + DATED_OVERHEAD;

/// What a tag in the transit store counts. Each has tags of its own, so that the tables cannot
/// be joined without the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagFor {
    /// Letters, wrong tries and used codes of one address.
    Budget,
    /// The tries of one visit.
    Attempt,
    /// Letters to one small mail domain.
    MailDomain,
}

impl TagFor {
    /// Equally long, and followed by the data: no label and data read as another pair.
    const fn label(self) -> &'static [u8; 8] {
        match self {
            Self::Budget => b"budget  ",
            Self::Attempt => b"attempt ",
            Self::MailDomain => b"domain  ",
        }
    }
}

/// The visit key of one day.
pub struct VisitKey {
    day: Day,
    codes: Secret,
    visits: Secret,
    tags: Secret,
    forms: Secret,
    asked: Secret,
}

impl VisitKey {
    pub(super) fn new(step: u32, key: &Secret) -> Self {
        Self {
            day: day_of_step(step),
            codes: key.clone(),
            visits: key.expand("visit"),
            tags: key.expand("tag"),
            forms: key.expand("form"),
            asked: key.expand("doctor"),
        }
    }

    /// The code that opens for this address on this day, after `used` codes were used up:
    /// digits of HMAC(visit key, "code" | canonical address | used | digits).
    #[must_use]
    pub fn code(&self, address: &CanonicalAddress, used: u32, length: CodeLength) -> Code {
        let digits = match length {
            CodeLength::Short => 8_u8,
            CodeLength::Long => 16,
        };
        let mac = self
            .codes
            .mac(&[b"code", address.bytes(), &used.to_be_bytes(), &[digits]]);
        Code::from_random(&first_half(&mac), length)
    }

    /// What the transit store counts this under.
    #[must_use]
    pub fn tag(&self, counted: TagFor, data: &[u8]) -> TransitTag {
        let mac = self.tags.mac(&[counted.label(), data]);
        TransitTag::new(*first_half(&mac))
    }

    /// Seals a padded visit.
    ///
    /// # Errors
    /// [`CryptoError::Size`] unless it has [`VISIT_BYTES`]; no randomness.
    pub fn seal_visit(&self, padded: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if padded.len() != VISIT_BYTES {
            return Err(CryptoError::Size);
        }
        dated::seal(&self.visits, self.day, padded)
    }

    /// Opens a visit sealed on this day.
    ///
    /// # Errors
    /// [`CryptoError::DoesNotOpen`].
    pub fn open_visit(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        dated::open(&self.visits, self.day, sealed)
    }

    /// The token that a form of this page carries, so that no other site and no other visit of
    /// the same browser can send it.
    #[must_use]
    pub fn form_token(&self, visit: &Nonce, page: &str) -> String {
        let mac = self.forms.mac(&[visit.bytes(), page.as_bytes()]);
        BASE64URL_NOPAD.encode(first_half(&mac).as_slice())
    }

    /// Whether this is that token; takes the same time wherever they differ.
    #[must_use]
    pub fn form_token_is(&self, visit: &Nonce, page: &str, token: &str) -> bool {
        let right = self.form_token(visit, page);
        right.as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// What only a holder of this key can put under a question.
    pub(super) fn doctors_mark(&self, asked: &str) -> String {
        let mac = self.asked.mac(&[asked.as_bytes()]);
        BASE64URL_NOPAD.encode(first_half(&mac).as_slice())
    }

    /// Whether this is that mark; takes the same time wherever they differ.
    pub(super) fn doctors_mark_is(&self, asked: &str, mark: &str) -> bool {
        let right = self.doctors_mark(asked);
        right.as_bytes().ct_eq(mark.as_bytes()).into()
    }
}

impl std::fmt::Debug for VisitKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VisitKey")
    }
}

/// 128 bits are enough for a code, a tag and a token.
fn first_half(mac: &[u8; 32]) -> Zeroizing<[u8; 16]> {
    let mut half = Zeroizing::new([0; 16]);
    for (place, byte) in half.iter_mut().zip(mac) {
        *place = *byte;
    }
    half
}
