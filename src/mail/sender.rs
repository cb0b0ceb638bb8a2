//! From whom letters come: one neutral address, whose domain may differ from the site's.

use lettre::Address;

use crate::domain::email::EmailAddress;

/// The longest display name, in bytes: more would not be shown anyway.
pub const MAX_NAME_BYTES: usize = 64;

/// The sender of every letter.
#[derive(Clone)]
pub struct Sender {
    address: Address,
    name: Option<String>,
}

/// Why a sender was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SenderError {
    /// Mail systems would not take the address.
    #[error("the sender's address is not one that mail systems take")]
    Address,
    /// The name holds a line break or another control sign, or is too long.
    #[error("the sender's name must be one line of at most {MAX_NAME_BYTES} bytes")]
    Name,
}

impl Sender {
    /// Takes a neutral address and, where wanted, a neutral name to show beside it.
    ///
    /// # Errors
    /// Refuses a name that could break out of its header, and an address that cannot be written.
    pub fn new(address: &EmailAddress, name: Option<&str>) -> Result<Self, SenderError> {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        if name.is_some_and(|name| name.len() > MAX_NAME_BYTES || name.contains(char::is_control)) {
            return Err(SenderError::Name);
        }
        Ok(Self {
            address: written(address).ok_or(SenderError::Address)?,
            name: name.map(str::to_owned),
        })
    }

    /// Where bounces go, and the `From` of every letter.
    pub(super) const fn address(&self) -> &Address {
        &self.address
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender")
    }
}

/// The address in the mail library's own type.
pub(super) fn written(address: &EmailAddress) -> Option<Address> {
    address.expose().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_bring_a_header_of_its_own() {
        let address = EmailAddress::parse("post@example.org").unwrap();
        for name in ["Post\r\nBcc: a@example.net", "Post\n", "a\tb", "\u{85}x\0"] {
            let made = Sender::new(&address, Some(name));
            // Only a break at the very end is mere sloppiness, and is cut off.
            assert_eq!(made.is_err(), name.trim().contains(char::is_control));
        }
        assert!(Sender::new(&address, Some(&"x".repeat(65))).is_err());
        assert_eq!(Sender::new(&address, Some(" ")).unwrap().name(), None);
    }

    #[test]
    fn every_address_that_the_register_takes_can_be_written() {
        for local in ["a", "o'neil", "x+tag", "a.b-c_d", "!#$%&*/=?^`{|}~"] {
            for domain in ["example.org", "xn--caf-dma.example", "a.b.c.example"] {
                let typed = EmailAddress::parse(&format!("{local}@{domain}")).unwrap();
                assert!(written(&typed).is_some(), "{local}@{domain}");
            }
        }
        let long = format!("{}@{}nl", "a".repeat(64), "abcdefghi.".repeat(18));
        assert!(written(&EmailAddress::parse(&long).unwrap()).is_some());
    }
}
