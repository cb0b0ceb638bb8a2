//! A key on paper: split into shares of which some are needed, so that no single sheet, drawer or
//! member of the board gives it away, and none that is lost takes it along.
//!
//! Shamir's scheme as the crate `blahaj` has it; fewer shares than are needed say nothing at all
//! about the key. Every set has a number, so shares of two splittings are never mixed, and the
//! joined key must have the check value that its sheets name.

mod error;
mod line;
mod share;
mod sheet;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::path::Path;

use blahaj::Sharks;
use chacha20poly1305::aead::rand_core::{TryCryptoRng, TryRng};
use zeroize::Zeroizing;

use super::digest::unhex;
use super::error::{CryptoError, KeyError, KeyProblem};
use super::key_file::{self, Access};
use super::random;
use super::secret::Secret;
pub use error::ShareError;
pub use share::{PaperKind, Share};
use share::{Set, can_be};
pub use sheet::Reading;

/// A key that was read from its file, or joined from its shares.
pub struct PaperKey {
    kind: PaperKind,
    secret: Secret,
}

impl PaperKey {
    /// Reads a key file whose kind goes on paper.
    ///
    /// # Errors
    /// [`ShareError::NotForPaper`]; or the file is missing, damaged or open to others.
    pub fn load(file: &Path) -> Result<Self, ShareError> {
        for kind in PaperKind::ALL {
            match key_file::read(file, kind.title(), Access::Owner) {
                Ok(bytes) => {
                    let secret = Secret::read(&bytes);
                    let secret = secret.ok_or_else(|| KeyError::at(file, KeyProblem::Damaged))?;
                    return Ok(Self { kind, secret });
                }
                Err(KeyError::File {
                    problem: KeyProblem::WrongKind,
                    ..
                }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(ShareError::NotForPaper)
    }

    /// Which key it is.
    #[must_use]
    pub const fn kind(&self) -> PaperKind {
        self.kind
    }

    /// Sixteen hexadecimal digits that tell it from other keys and help nobody to it.
    #[must_use]
    pub fn check_value(&self) -> String {
        self.secret.check_value()
    }

    /// Splits it into `count` shares of which any `needed` make the key again.
    ///
    /// # Errors
    /// [`ShareError::Numbers`]; no randomness.
    pub fn split(&self, needed: u8, count: u8) -> Result<Vec<Share>, ShareError> {
        if !can_be(needed, count) {
            return Err(ShareError::Numbers { needed, count });
        }
        let set = Set {
            kind: self.kind,
            needed,
            count,
            number: random::bytes()?,
            check: check_bytes(&self.secret),
        };
        let mut drawing = Drawing::default();
        let dealer = Sharks(needed).dealer_rng(self.secret.bytes(), &mut drawing);
        let dealt: Vec<blahaj::Share> = dealer.take(usize::from(count)).collect();
        // The scheme's own generator cannot report a failure, so it is asked afterwards.
        if drawing.failed {
            return Err(CryptoError::Randomness.into());
        }
        dealt.iter().map(|one| our_share(set, one)).collect()
    }

    /// Writes the key file (mode 0600) and waits for the disk. Its folder is made where it is
    /// missing: on an empty machine there is no folder of keys yet.
    ///
    /// # Errors
    /// A file lies there already, or it cannot be written.
    pub fn create(&self, file: &Path) -> Result<(), KeyError> {
        let folder = key_file::folder_of(file);
        if !folder.exists() {
            key_file::prepare_folder(folder)?;
        }
        key_file::create(file, self.kind.title(), self.secret.bytes())?;
        key_file::sync_folder(folder)
    }
}

/// Writes a share's sheet into a folder, mode 0600.
///
/// # Errors
/// A file lies there already, or it cannot be written.
pub fn write_sheet(share: &Share, folder: &Path) -> Result<std::path::PathBuf, KeyError> {
    let file = folder.join(share.file_name());
    key_file::write_new(&file, share.sheet().as_bytes())?;
    key_file::sync_folder(folder)?;
    Ok(file)
}

/// Makes sure that none of the sheets lies in the folder yet; creates the folder (mode 0700).
///
/// # Errors
/// One does, or others than its owner can write in the folder.
pub fn prepare_sheets(shares: &[Share], folder: &Path) -> Result<(), KeyError> {
    for share in shares {
        let file = folder.join(share.file_name());
        if file.symlink_metadata().is_ok() {
            return Err(KeyError::at(&file, KeyProblem::Exists));
        }
    }
    key_file::prepare_folder(folder)
}

/// The shares in a file that only its owner can read.
///
/// # Errors
/// The file cannot be read, or holds no whole share.
pub fn read_sheets(file: &Path) -> Result<Vec<Share>, ShareError> {
    sheet::read(&key_file::read_text(file, Access::Owner)?)
}

/// Shares of one set, gathered until there are enough.
#[derive(Debug, Default)]
pub struct Joining {
    shares: Vec<Share>,
}

impl Joining {
    /// Adds a share.
    ///
    /// # Errors
    /// [`ShareError::Twice`], [`ShareError::OtherSet`]; the share is not added.
    pub fn add(&mut self, share: Share) -> Result<(), ShareError> {
        if let Some(first) = self.shares.first()
            && first.set != share.set
        {
            return Err(ShareError::OtherSet {
                number: share.number,
                found: share.set.name(),
                wanted: first.set.name(),
            });
        }
        if self.shares.iter().any(|one| one.number == share.number) {
            return Err(ShareError::Twice(share.number));
        }
        self.shares.push(share);
        Ok(())
    }

    /// How many shares there are.
    #[must_use]
    pub const fn have(&self) -> usize {
        self.shares.len()
    }

    /// Whether there are as many as are needed.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        let needed = self.shares.first().map(|first| first.set.needed);
        needed.is_some_and(|needed| self.shares.len() >= usize::from(needed))
    }

    /// The key.
    ///
    /// # Errors
    /// [`ShareError::TooFew`], [`ShareError::DoesNotFit`].
    pub fn key(&self) -> Result<PaperKey, ShareError> {
        let first = self.shares.first().ok_or(ShareError::NoShare)?;
        let (needed, have) = (first.set.needed, self.shares.len());
        if !self.is_enough() {
            return Err(ShareError::TooFew { have, needed });
        }
        let theirs: Vec<blahaj::Share> = self.shares.iter().filter_map(their_share).collect();
        let scheme = Sharks(needed);
        let joined = scheme.recover(&theirs).ok().map(Zeroizing::new);
        let secret = joined.and_then(|bytes| Secret::read(&bytes));
        let secret = secret.ok_or(ShareError::DoesNotFit)?;
        if check_bytes(&secret) != first.set.check {
            return Err(ShareError::DoesNotFit);
        }
        Ok(PaperKey {
            kind: first.set.kind,
            secret,
        })
    }
}

fn check_bytes(secret: &Secret) -> [u8; 8] {
    let bytes = unhex(&secret.check_value());
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .unwrap_or_default()
}

/// The scheme's share is its number and one byte for each byte of the key.
fn our_share(set: Set, dealt: &blahaj::Share) -> Result<Share, ShareError> {
    let bytes = Zeroizing::new(Vec::from(dealt));
    let (number, part) = bytes.split_first().ok_or(ShareError::NoneOfOurs)?;
    let mut own = Zeroizing::new([0; 32]);
    own.copy_from_slice(<&[u8; 32]>::try_from(part).map_err(|_| ShareError::NoneOfOurs)?);
    Ok(Share {
        set,
        number: *number,
        part: own,
    })
}

fn their_share(share: &Share) -> Option<blahaj::Share> {
    let bytes = Zeroizing::new([&[share.number], share.part.as_slice()].concat());
    blahaj::Share::try_from(bytes.as_slice()).ok()
}

/// The operating system's randomness, as the scheme asks for it. A failure is remembered.
#[derive(Default)]
struct Drawing {
    failed: bool,
}

impl TryRng for Drawing {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut four = Zeroizing::new([0; 4]);
        self.try_fill_bytes(four.as_mut_slice())?;
        Ok(u32::from_le_bytes(*four))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut eight = Zeroizing::new([0; 8]);
        self.try_fill_bytes(eight.as_mut_slice())?;
        Ok(u64::from_le_bytes(*eight))
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Infallible> {
        self.failed |= random::fill(wanted).is_err();
        Ok(())
    }
}

impl TryCryptoRng for Drawing {}

impl std::fmt::Debug for PaperKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaperKey")
    }
}
