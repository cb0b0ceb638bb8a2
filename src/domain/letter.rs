//! What waits in the outbox: where a code is to be sent, and for which day. Always one size.

use zeroize::Zeroizing;

use super::clock::Day;
use super::email::{EmailAddress, MAX_ADDRESS_BYTES};
use super::locale::Locale;

/// The size of every letter before sealing.
pub const LETTER_BYTES: usize = 24 + MAX_ADDRESS_BYTES;

/// How long a letter that cannot be delivered is kept, in seconds.
pub const LETTER_LIFE_SECONDS: i64 = 12 * 3_600;

/// One request for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom, as typed.
    pub recipient: EmailAddress,
    /// In which language.
    pub locale: Locale,
    /// The day of the request: its code is that day's, also when it is sent after midnight.
    pub day: Day,
    /// Fixed at the request, so that a letter sent twice after a crash is one to the reader.
    pub message_id: [u8; 16],
}

impl Letter {
    /// The letter in its fixed size.
    #[must_use]
    pub fn padded(&self) -> Zeroizing<Vec<u8>> {
        let address = self.recipient.expose();
        let mut bytes = Zeroizing::new(Vec::with_capacity(LETTER_BYTES));
        bytes.push(1);
        bytes.push(self.locale.number());
        bytes.extend_from_slice(&self.day.number().to_be_bytes());
        bytes.extend_from_slice(&self.message_id);
        bytes.push(0);
        // An address has at most 254 bytes, so its length always fits.
        bytes.push(u8::try_from(address.len()).unwrap_or(0));
        bytes.extend_from_slice(address.as_bytes());
        bytes.resize(LETTER_BYTES, 0);
        bytes
    }

    /// Reads [`Letter::padded`].
    #[must_use]
    pub fn from_padded(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<24>()?;
        let [1, locale, d1, d2, d3, d4, message_id @ .., 0, length] = head else {
            return None;
        };
        let address = std::str::from_utf8(rest.get(..usize::from(*length))?).ok()?;
        Some(Self {
            recipient: EmailAddress::parse(address).ok()?,
            locale: Locale::from_number(*locale)?,
            day: Day::from_number(i32::from_be_bytes([*d1, *d2, *d3, *d4])),
            message_id: *message_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_short_addresses_take_the_same_room() {
        let long = format!("a@{}nl", "abcdefghi.".repeat(25));
        assert_eq!(long.len(), MAX_ADDRESS_BYTES);
        for address in ["a@b.nl", &long] {
            let letter = Letter {
                recipient: EmailAddress::parse(address).unwrap(),
                locale: Locale::En,
                day: Day::from_number(20_000),
                message_id: [3; 16],
            };
            let padded = letter.padded();
            assert_eq!(padded.len(), LETTER_BYTES);
            assert_eq!(Letter::from_padded(&padded), Some(letter));
        }
        assert_eq!(Letter::from_padded(&[0; LETTER_BYTES]), None);
    }
}
