//! E-mail addresses: read once at the edge, and brought to the one form a mark is made of.
//!
//! An address is the only thing the register hears that names a person. It never prints, is
//! wiped when dropped, and has no serial form of its own.

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::mailbox_rules::rule_for;

/// The longest address SMTP carries (RFC 5321, 4.5.3.1.3: a path of 256 with its brackets).
pub const MAX_ADDRESS_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;

/// An address a letter can be sent to, as typed; its domain in A-label form.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// Why a typed text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailError {
    /// Nothing was typed.
    Empty,
    /// More than 254 bytes, or more than 64 before the `@`.
    TooLong,
    /// No single `@`, a space, or a sign that mail systems refuse.
    Malformed,
    /// What stands behind the `@` is no domain name.
    Domain,
}

impl EmailAddress {
    /// Reads what a visitor typed.
    ///
    /// # Errors
    /// Says what is wrong in a way the form can explain.
    pub fn parse(raw: &str) -> Result<Self, EmailError> {
        let typed: String = raw.trim().nfc().collect();
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        if typed.len() > MAX_ADDRESS_BYTES {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailError::Malformed)?;
        if local.len() > MAX_LOCAL_BYTES {
            return Err(EmailError::TooLong);
        }
        if !is_dot_atom(local) {
            return Err(EmailError::Malformed);
        }
        let domain = parse_domain(domain)?;
        if local.len() + 1 + domain.len() > MAX_ADDRESS_BYTES {
            return Err(EmailError::TooLong);
        }
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The address as the letter carries it.
    #[must_use]
    pub fn expose(&self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(format!("{}@{}", self.local, self.domain))
    }

    /// The domain in A-label form, lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The form in which two spellings of one mailbox are equal, version 1: lower case, and only
    /// those merges that the mailbox's provider documents.
    #[must_use]
    pub fn canonical(&self) -> CanonicalAddress {
        let rule = rule_for(&self.domain);
        let mut local = self.local.to_lowercase();
        if rule.plus_is_one_mailbox
            && let Some(plus) = local.find('+').filter(|place| *place > 0)
        {
            local.truncate(plus);
        }
        if !rule.ignored_signs.is_empty() {
            let kept: String = local
                .chars()
                .filter(|c| !rule.ignored_signs.contains(*c))
                .collect();
            if !kept.is_empty() {
                local.zeroize();
                local = kept;
            }
        }
        let domain = rule.domain.unwrap_or(&self.domain);
        let canonical = CanonicalAddress(format!("{local}@{domain}"));
        local.zeroize();
        canonical
    }
}

impl EmailAddress {
    /// For an address with a plus alias that is a mailbox of its own here: the address that many
    /// providers deliver it to. Only for limits on letters; marks never rest on a guess.
    #[must_use]
    pub fn mailbox_of_alias(&self) -> Option<CanonicalAddress> {
        let canonical = self.canonical();
        let (local, domain) = canonical.0.split_once('@')?;
        let (mailbox, _) = local.split_once('+')?;
        Some(CanonicalAddress(format!("{mailbox}@{domain}")))
    }
}

impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailAddress")
    }
}

/// What a mark is derived from: one text per mailbox, under canonicalisation version 1.
#[derive(PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CanonicalAddress(String);

/// The version of the rules behind [`EmailAddress::canonical`]; stands in `meta`.
pub const CANONICAL_VERSION: u16 = 1;

impl CanonicalAddress {
    /// The bytes to derive from.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for CanonicalAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CanonicalAddress")
    }
}

/// RFC 5322 dot-atom, ASCII: quoted local parts and raw Unicode are refused, as most mail systems
/// do. Refusing here keeps line breaks and other header tricks out of every letter.
fn is_dot_atom(local: &str) -> bool {
    let atom = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.split('.').all(atom)
}

fn parse_domain(typed: &str) -> Result<String, EmailError> {
    let domain = idna::domain_to_ascii_strict(typed).map_err(|_| EmailError::Domain)?;
    let labels: Vec<&str> = domain.split('.').collect();
    let named = labels
        .last()
        .is_some_and(|top| top.bytes().any(|b| b.is_ascii_alphabetic()));
    if labels.len() < 2 || !named || labels.iter().any(|label| label.is_empty()) {
        return Err(EmailError::Domain);
    }
    Ok(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(raw: &str) -> String {
        EmailAddress::parse(raw).unwrap().canonical().0.clone()
    }

    #[test]
    fn spellings_of_one_mailbox_are_one() {
        for (typed, one) in [
            (" Fatima@Example.NL ", "fatima@example.nl"),
            ("Fa.Ti.Ma+x@gmail.com", "fatima@gmail.com"),
            ("fatima@googlemail.com", "fatima@gmail.com"),
            ("fatima+enkel@outlook.com", "fatima@outlook.com"),
            ("f.a+x@outlook.com", "f.a@outlook.com"),
            ("fa-ti_ma.x+y@proton.me", "fatimax@proton.me"),
            ("fatima@bücher.example", "fatima@xn--bcher-kva.example"),
            ("fatima@BÜCHER.example", "fatima@xn--bcher-kva.example"),
            (
                "fatima@bu\u{308}cher.example",
                "fatima@xn--bcher-kva.example",
            ),
        ] {
            assert_eq!(canonical(typed), one);
        }
    }

    #[test]
    fn nothing_is_merged_that_a_provider_does_not_document() {
        for (one, other) in [
            ("a.b@example.nl", "ab@example.nl"),
            ("a+b@example.nl", "a@example.nl"),
            ("a.b@outlook.com", "ab@outlook.com"),
            ("a@hotmail.com", "a@outlook.com"),
            ("a-b@yahoo.com", "a@yahoo.com"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn aliases_of_one_mailbox_share_a_limit_where_their_provider_documents_nothing() {
        let mailbox = |raw: &str| {
            let found = EmailAddress::parse(raw).unwrap().mailbox_of_alias();
            found.map(|address| address.0.clone())
        };
        assert_eq!(mailbox("a+1@example.nl").as_deref(), Some("a@example.nl"));
        assert_eq!(mailbox("a@example.nl"), None);
        assert_eq!(mailbox("a+1@gmail.com"), None);
    }

    #[test]
    fn the_letter_goes_to_the_address_as_typed() {
        let address = EmailAddress::parse("Fa.Ti.Ma+x@Gmail.com").unwrap();
        assert_eq!(address.expose().as_str(), "Fa.Ti.Ma+x@gmail.com");
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        let long_local = format!("{}@example.nl", "a".repeat(65));
        let long = format!("a@{}.nl", "abcdefgh.".repeat(40));
        for (raw, reason) in [
            ("", EmailError::Empty),
            ("  \t", EmailError::Empty),
            ("fatima", EmailError::Malformed),
            ("fatima@@example.nl", EmailError::Malformed),
            ("fat ima@example.nl", EmailError::Malformed),
            (
                "fatima@example.nl\r\nBcc: x@example.nl",
                EmailError::Malformed,
            ),
            ("fatima\r\n@example.nl", EmailError::Malformed),
            ("a@example.nl\nx", EmailError::Domain),
            (".fatima@example.nl", EmailError::Malformed),
            ("\"fatima\"@example.nl", EmailError::Malformed),
            ("fatima@", EmailError::Domain),
            ("fatima@example", EmailError::Domain),
            ("fatima@[127.0.0.1]", EmailError::Domain),
            ("fatima@127.0.0.1", EmailError::Domain),
            ("fatima@exa_mple.nl", EmailError::Domain),
            ("fatima@example..nl", EmailError::Domain),
            (&long_local, EmailError::TooLong),
            (&long, EmailError::TooLong),
        ] {
            assert_eq!(EmailAddress::parse(raw), Err(reason), "{raw:?}");
        }
    }

    #[test]
    fn an_address_never_prints() {
        let address = EmailAddress::parse("fatima@example.nl").unwrap();
        let printed = format!("{address:?} {:?}", address.canonical());
        assert_eq!(printed, "EmailAddress CanonicalAddress");
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(raw in ".{0,300}") {
            if let Ok(address) = EmailAddress::parse(&raw) {
                let exposed = address.expose();
                let plain = exposed.bytes().all(|b| b.is_ascii_graphic());
                proptest::prop_assert!(plain && exposed.len() <= MAX_ADDRESS_BYTES);
                // Canonical form is stable: reading it again changes nothing.
                let canonical = address.canonical().0.clone();
                let again = EmailAddress::parse(&canonical).map(|a| a.canonical().0.clone());
                proptest::prop_assert_eq!(again, Ok(canonical));
            }
        }
    }
}
