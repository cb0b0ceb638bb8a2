//! The office's own secrets, all derived from `register.key` by HKDF: whoever steals the database
//! alone can neither try passwords, nor make codes, nor write a log that checks out.

use data_encoding::{BASE64, HEXLOWER};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::derive::Derivation;
use super::error::CryptoError;
use super::keys::Keys;
use super::random;
use super::seal;
use super::secret::Secret;

/// What the office hashes, seals and links with.
pub struct OfficeKey {
    password: Secret,
    factor: Secret,
    digest: Secret,
    log: Secret,
}

impl Keys {
    /// The office's secrets.
    #[must_use]
    pub fn office(&self) -> OfficeKey {
        let office = self.register().expand("office");
        OfficeKey {
            password: office.expand("password"),
            factor: office.expand("factor"),
            digest: office.expand("digest"),
            log: office.expand("log"),
        }
    }
}

impl OfficeKey {
    /// A password as it is kept: `salt.hash`, by Argon2id with the register's own parameters and
    /// a secret that is not in the database.
    ///
    /// # Errors
    /// [`CryptoError::Busy`] when too many wait for the hash workers; no randomness.
    pub fn hash_password(
        &self,
        workers: &Derivation,
        password: &str,
    ) -> Result<String, CryptoError> {
        let salt: [u8; 16] = random::bytes()?;
        let hash = workers.slow(&self.password, password.as_bytes(), &salt)?;
        Ok(format!(
            "{}.{}",
            BASE64.encode(&salt),
            BASE64.encode(hash.as_slice())
        ))
    }

    /// Whether this password was kept as `kept`. An empty `kept` takes as long and fits nothing,
    /// so that the answer does not tell which names there are.
    ///
    /// # Errors
    /// As [`OfficeKey::hash_password`].
    pub fn password_is(
        &self,
        workers: &Derivation,
        kept: &str,
        password: &str,
    ) -> Result<bool, CryptoError> {
        let (salt, hash) = read_kept(kept).unwrap_or(([0; 16], Vec::new()));
        let slow = workers.slow(&self.password, password.as_bytes(), &salt)?;
        Ok(slow.as_slice().ct_eq(&hash).into())
    }

    /// The secret of somebody's second factor as it is kept, bound to their name.
    ///
    /// # Errors
    /// No randomness.
    pub fn seal_factor(&self, name: &str, secret: &[u8]) -> Result<String, CryptoError> {
        let sealed = seal::seal(&self.factor, name.as_bytes(), secret)?;
        Ok(BASE64.encode(&sealed))
    }

    /// Opens [`OfficeKey::seal_factor`].
    ///
    /// # Errors
    /// It is damaged, or somebody else's.
    pub fn open_factor(&self, name: &str, kept: &str) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let sealed = BASE64.decode(kept.as_bytes());
        let sealed = sealed.map_err(|_| CryptoError::DoesNotOpen)?;
        seal::open(&self.factor, name.as_bytes(), &sealed)
    }

    /// A digest to keep of something random that somebody holds: an invitation, a recovery code.
    /// `what` and `name` keep one from standing for another.
    #[must_use]
    pub fn digest(&self, what: &str, name: &str, held: &str) -> String {
        let parts = [what, "\0", name, "\0", held].map(str::as_bytes);
        HEXLOWER.encode(self.digest.mac(&parts).as_slice())
    }

    /// Whether two digests are one, in constant time.
    #[must_use]
    pub fn same(one: &str, other: &str) -> bool {
        one.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// The link of a line of the log: a keyed digest over the link before it and its text.
    #[must_use]
    pub fn link(&self, before: &str, text: &str) -> String {
        let mac = self.log.mac(&[before.as_bytes(), b"\n", text.as_bytes()]);
        HEXLOWER.encode(mac.as_slice())
    }
}

fn read_kept(kept: &str) -> Option<([u8; 16], Vec<u8>)> {
    let (salt, hash) = kept.split_once('.')?;
    let salt = BASE64.decode(salt.as_bytes()).ok()?.try_into().ok()?;
    Some((salt, BASE64.decode(hash.as_bytes()).ok()?))
}

/// Something to type that nobody can guess: `groups` of four letters and digits, with hyphens
/// between. No letter or digit that is easily taken for another.
///
/// # Errors
/// No randomness.
pub fn typed_code(groups: usize) -> Result<String, CryptoError> {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut code = String::new();
    for group in 0..groups {
        if group > 0 {
            code.push('-');
        }
        let drawn: [u8; 4] = random::bytes()?;
        for byte in drawn {
            let letter = LETTERS.get(usize::from(byte % 32)).copied();
            code.push(char::from(letter.unwrap_or(b'A')));
        }
    }
    Ok(code)
}

/// A typed code without what people add or leave out: blanks, hyphens, small letters.
#[must_use]
pub fn as_typed(code: &str) -> String {
    let kept = code.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::derive::Params;

    fn key(byte: u8) -> OfficeKey {
        let part = |label| Secret::new([byte; 32]).expand(label);
        OfficeKey {
            password: part("password"),
            factor: part("factor"),
            digest: part("digest"),
            log: part("log"),
        }
    }

    fn workers() -> Derivation {
        let small = Params {
            memory_kib: 64,
            passes: 1,
        };
        Derivation::new(small, [0; 16], 1).unwrap()
    }

    #[test]
    fn a_password_fits_itself_and_the_same_register_only() {
        let (key, other, workers) = (key(1), key(2), workers());
        let kept = key.hash_password(&workers, "een lang wachtwoord").unwrap();
        assert!(
            key.password_is(&workers, &kept, "een lang wachtwoord")
                .unwrap()
        );
        assert!(
            !key.password_is(&workers, &kept, "een lang wachtwoorD")
                .unwrap()
        );
        assert!(
            !other
                .password_is(&workers, &kept, "een lang wachtwoord")
                .unwrap()
        );
        for odd in ["", ".", "x.y", "AAAAAAAAAAAAAAAAAAAAAA==."] {
            assert!(!key.password_is(&workers, odd, "").unwrap(), "{odd}");
        }
    }

    #[test]
    fn the_same_password_is_kept_differently_each_time() {
        let kept = [(); 2].map(|()| key(1).hash_password(&workers(), "een lang wachtwoord"));
        assert_ne!(kept[0].as_ref().unwrap(), kept[1].as_ref().unwrap());
    }

    #[test]
    fn a_factor_opens_for_its_owner_alone() {
        let kept = key(1).seal_factor("anna", b"twenty bytes of code").unwrap();
        assert_eq!(
            key(1).open_factor("anna", &kept).unwrap().as_slice(),
            b"twenty bytes of code"
        );
        assert!(key(1).open_factor("bram", &kept).is_err());
        assert!(key(2).open_factor("anna", &kept).is_err());
        assert!(key(1).open_factor("anna", "?").is_err());
    }

    #[test]
    fn what_is_typed_is_read_however_it_is_typed() {
        let code = typed_code(4).unwrap();
        assert_eq!((code.len(), code.matches('-').count()), (19, 3));
        assert_eq!(
            as_typed(&code.to_lowercase()),
            as_typed(&code.replace('-', " "))
        );
    }
}
