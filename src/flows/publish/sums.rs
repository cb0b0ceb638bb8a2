//! Checksums and the chain that ties each release to the one before it.

use crate::crypto::digest;
use crate::store::releases::ReleaseFile;

/// The file of checksums, in the form that `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";
/// The signature over it, in the form that `minisign -V` reads.
pub const SIGNATURE: &str = "SHA256SUMS.minisig";

/// A release without checksums has no place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a release has no file of checksums")]
pub struct NoSums;

/// One line per file.
#[must_use]
pub fn checksums(files: &[ReleaseFile]) -> String {
    let line = |file: &ReleaseFile| format!("{}  {}\n", digest::hex(&file.sha256), file.name);
    files.iter().map(line).collect()
}

/// The chain value of a release: SHA-256, in hex, over the chain value before it (empty for the
/// first), a line end, and its file of checksums.
///
/// # Errors
/// When the files hold no checksums.
pub fn link(previous: Option<&str>, files: &[ReleaseFile]) -> Result<String, NoSums> {
    let sums = files.iter().find(|file| file.name == SUMS).ok_or(NoSums)?;
    let mut bytes = previous.unwrap_or("").as_bytes().to_vec();
    bytes.push(b'\n');
    bytes.extend_from_slice(&sums.content);
    Ok(digest::hex(&digest::sha256(&bytes)))
}
