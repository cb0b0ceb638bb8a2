//! The key of DKIM as it stands in DNS (RFC 6376, 3.6.1; RFC 8463).

use data_encoding::BASE64;

/// A published key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli::doctor) struct Published {
    pub key: Key,
    /// `t=y`: receivers shall take no notice of a bad signature.
    pub is_trial: bool,
}

/// What is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli::doctor) enum Key {
    /// RSA, as the `RSAPublicKey` inside it, and how long its modulus is.
    Rsa {
        der: Vec<u8>,
        bits: usize,
    },
    Ed25519(Vec<u8>),
    /// An empty key: the selector was taken out of use.
    Revoked,
    /// It cannot be read, and why.
    Unreadable(&'static str),
}

/// Reads the text of a record; none when it is no DKIM key at all.
pub(in crate::cli::doctor) fn read(text: &str) -> Option<Published> {
    let tag = |name: &str| tag(text, name);
    if tag("v").is_some_and(|version| version != "DKIM1") {
        return None;
    }
    let key: String = tag("p")?.split_whitespace().collect();
    let is_trial = tag("t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y"));
    Some(Published {
        key: key_of(&key, tag("k").as_deref().unwrap_or("rsa")),
        is_trial,
    })
}

/// The value of one tag in a list such as `v=DKIM1; k=rsa`.
pub(in crate::cli::doctor) fn tag(list: &str, name: &str) -> Option<String> {
    let mut tags = list.split(';').filter_map(|part| part.split_once('='));
    let found = tags.find(|(this, _)| this.trim() == name);
    found.map(|(_, value)| value.trim().to_owned())
}

fn key_of(base64: &str, kind: &str) -> Key {
    if base64.is_empty() {
        return Key::Revoked;
    }
    let Ok(bytes) = BASE64.decode(base64.as_bytes()) else {
        return Key::Unreadable("its p= is not base64; a part may be missing");
    };
    match kind {
        "rsa" => rsa(&bytes).unwrap_or(Key::Unreadable(
            "its p= is no RSA key; a part may be missing",
        )),
        "ed25519" if bytes.len() == 32 => Key::Ed25519(bytes),
        "ed25519" => Key::Unreadable("an Ed25519 key has 32 bytes"),
        _ => Key::Unreadable("receivers know the kinds rsa and ed25519"),
    }
}

/// A `SubjectPublicKeyInfo` wraps the `RSAPublicKey` in a bit string; some publish it bare.
fn rsa(bytes: &[u8]) -> Option<Key> {
    let (outer, _) = element(bytes, 0x30)?;
    let der = match element(outer, 0x30) {
        Some((_, rest)) => {
            let (bits, _) = element(rest, 0x03)?;
            bits.strip_prefix(&[0])?
        }
        None => bytes,
    };
    let (inside, _) = element(der, 0x30)?;
    let (modulus, _) = element(inside, 0x02)?;
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let first = modulus.first()?;
    let bits = modulus.len() * 8 - usize::try_from(first.leading_zeros()).ok()?;
    let der = der.to_vec();
    Some(Key::Rsa { der, bits })
}

/// The content of the first DER element, which must have this tag, and what comes after it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *found != tag {
        return None;
    }
    if *length < 0x80 {
        return rest.split_at_checked(usize::from(*length));
    }
    let (length, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
    let length = length.iter().try_fold(0_usize, |sum, byte| {
        sum.checked_mul(256)?.checked_add(usize::from(*byte))
    })?;
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `openssl genrsa 1024`, `openssl rsa -pubout` for this test alone.
    const RSA: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDM2VN1QrztFcRLu9JDlnmZ+NXhBpu0AQ4ky26L0\
        7xIEY2Ye8ykpuG2ar1flnmcnS8pVNWK5NO3/SWHZXUUPEGHHVnXwyB7t8ipLEHsnrRhCkKPFpIXiB98YbAFlM0JApWm\
        0Kf4nys+rMcgVaiyiZ9UryUKEIVM8yKhTKH7lS84iwIDAQAB";

    #[test]
    fn a_key_is_measured() {
        let found = read(&format!("v=DKIM1; k=rsa; t=s:y; p={RSA}")).unwrap();
        let Key::Rsa { der, bits } = found.key else {
            panic!("{found:?}");
        };
        assert_eq!((bits, found.is_trial), (1_024, true));
        // Bare, as older tools publish it.
        let bare = read(&format!("p={}", BASE64.encode(&der))).unwrap();
        assert_eq!(bare.key, Key::Rsa { der, bits });
        let other = read(&format!("k=ed25519; p={}", BASE64.encode(&[7; 32]))).unwrap();
        assert_eq!(other.key, Key::Ed25519(vec![7; 32]));
    }

    #[test]
    fn what_is_no_key_is_told_apart() {
        assert_eq!(read("hello"), None);
        assert_eq!(read("v=DKIM2; p=AA=="), None);
        assert_eq!(read("v=DKIM1; p=").unwrap().key, Key::Revoked);
        let cut = format!("p={}", &RSA[..100]);
        for text in ["p=%", "p=AAAA", "k=ed25519; p=AAAA", "k=dsa; p=AAAA", &cut] {
            let found = read(text).unwrap();
            assert!(matches!(found.key, Key::Unreadable(_)), "{text}");
        }
    }
}
