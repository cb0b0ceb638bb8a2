//! Signatures that Debian's `minisign` verifies: prehashed (`ED`), with a trusted comment.
//!
//! The secret half has a file of our own form; the public half and the signatures are minisign's.

use std::path::Path;

use blake2::{Blake2b512, Digest};
use data_encoding::BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::error::{CryptoError, KeyError, KeyProblem, SignError};
use super::key_file::{self, Access};
use super::random;

pub(super) const KEY_KIND: &str = "release key";
const COMMENT: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";
/// Minisign reads comments up to 8 KiB; ours are a line.
const LONGEST_COMMENT: usize = 1_024;

/// What signs releases.
pub struct ReleaseKey {
    id: [u8; 8],
    key: SigningKey,
}

impl ReleaseKey {
    /// A new key.
    ///
    /// # Errors
    /// No randomness.
    pub fn generate() -> Result<Self, CryptoError> {
        let seed = Zeroizing::new(random::bytes()?);
        Ok(Self {
            id: random::bytes()?,
            key: SigningKey::from_bytes(&seed),
        })
    }

    /// Key id and seed, as the secret file holds them.
    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(40));
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(self.key.as_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, seed) = bytes.split_first_chunk::<8>()?;
        Some(Self {
            id: *id,
            key: SigningKey::from_bytes(seed.try_into().ok()?),
        })
    }

    pub(super) fn read(file: &Path, access: Access) -> Result<Self, KeyError> {
        let bytes = key_file::read(file, KEY_KIND, access)?;
        Self::from_bytes(&bytes).ok_or_else(|| KeyError::at(file, KeyProblem::Damaged))
    }

    /// The public key file in minisign's format.
    #[must_use]
    pub fn public_text(&self) -> String {
        let bytes = [
            b"Ed",
            self.id.as_slice(),
            self.key.verifying_key().as_bytes(),
        ]
        .concat();
        format!(
            "{COMMENT}minisign public key {:016X}\n{}\n",
            u64::from_le_bytes(self.id),
            BASE64.encode(&bytes)
        )
    }

    /// Signs `bytes` and a one-line comment; returns the signature file's text.
    ///
    /// # Errors
    /// [`SignError::Comment`].
    pub fn sign(&self, bytes: &[u8], trusted_comment: &str) -> Result<String, SignError> {
        if trusted_comment.len() > LONGEST_COMMENT || trusted_comment.contains(char::is_control) {
            return Err(SignError::Comment);
        }
        let signature = self.key.sign(&Blake2b512::digest(bytes)).to_bytes();
        let whole = [signature.as_slice(), trusted_comment.as_bytes()].concat();
        let over_both = self.key.sign(&whole).to_bytes();
        Ok(format!(
            "{COMMENT}signature of a release\n{}\n{TRUSTED}{trusted_comment}\n{}\n",
            BASE64.encode(&[b"ED", self.id.as_slice(), &signature].concat()),
            BASE64.encode(&over_both)
        ))
    }
}

/// Checks a signature file against a public key file; returns the trusted comment.
///
/// # Errors
/// Says whether key, form or signature is at fault.
pub fn verify(public_key: &str, bytes: &[u8], signature: &str) -> Result<String, SignError> {
    let (key_id, key) = read_public(public_key).ok_or(SignError::PublicKey)?;
    let parts = read_signature(signature).ok_or(SignError::Format)?;
    if parts.id != key_id {
        return Err(SignError::OtherKey);
    }
    let holds = |message: &[u8], signature: &[u8; 64]| {
        // Strict: no weak keys, no second form of one signature.
        key.verify_strict(message, &Signature::from_bytes(signature))
            .map_err(|_| SignError::Wrong)
    };
    holds(&Blake2b512::digest(bytes), &parts.signature)?;
    let whole = [parts.signature.as_slice(), parts.comment.as_bytes()].concat();
    holds(&whole, &parts.over_both)?;
    Ok(parts.comment.to_owned())
}

/// Whether two texts of public halves are of one key; texts that are none are not.
#[must_use]
pub fn is_same_public(one: &str, other: &str) -> bool {
    read_public(one).is_some_and(|one| read_public(other) == Some(one))
}

pub(super) fn read_public(text: &str) -> Option<([u8; 8], VerifyingKey)> {
    let mut lines = text.lines();
    lines.next()?.strip_prefix(COMMENT)?;
    let bytes = BASE64.decode(lines.next()?.trim_end().as_bytes()).ok()?;
    let (id, key) = bytes.strip_prefix(b"Ed")?.split_first_chunk::<8>()?;
    let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    Some((*id, key))
}

struct Parts<'a> {
    id: [u8; 8],
    signature: [u8; 64],
    comment: &'a str,
    over_both: [u8; 64],
}

fn read_signature(text: &str) -> Option<Parts<'_>> {
    let mut lines = text.lines();
    lines.next()?.strip_prefix(COMMENT)?;
    let first = BASE64.decode(lines.next()?.as_bytes()).ok()?;
    let (id, signature) = first.strip_prefix(b"ED")?.split_first_chunk::<8>()?;
    let comment = lines.next()?.strip_prefix(TRUSTED)?;
    let over_both = BASE64.decode(lines.next()?.as_bytes()).ok()?;
    Some(Parts {
        id: *id,
        signature: signature.try_into().ok()?,
        comment,
        over_both: over_both.as_slice().try_into().ok()?,
    })
}

impl std::fmt::Debug for ReleaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReleaseKey")
    }
}
