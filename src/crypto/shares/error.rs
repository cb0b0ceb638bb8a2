//! Why a key is not split, or shares are not joined. No message holds a sign of a share.

use crate::crypto::error::{CryptoError, KeyError};

/// Splitting or joining was refused; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// The key file cannot be read or written.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No randomness for the shares.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// Another kind of key, or none.
    #[error(
        "only register.key, counting.key and journal.key go on paper: ratchets move, and their \
         place is the escrow (`enkel keys export`)"
    )]
    NotForPaper,
    /// Numbers that protect nothing, or that no board can keep.
    #[error(
        "{needed} needed of {count} cannot be: at least 2 must be needed, no more than there are \
         shares, and there are 20 shares at most"
    )]
    Numbers {
        /// How many were to be needed.
        needed: u8,
        /// How many shares were to be made.
        count: u8,
    },
    /// Nothing in the text is a share.
    #[error("no share is in here: a share has five lines, numbered 1 to 5; type the numbers too")]
    NoShare,
    /// It ends in the middle of a share.
    #[error("line {0} of the share is missing: type all five")]
    LineMissing(u8),
    /// A line stands where another is due.
    #[error("line {due} is due, and this is line {found}: type the lines in their order")]
    LineOrder {
        /// The line that is due.
        due: u8,
        /// The number it begins with.
        found: u8,
    },
    /// A line with too few or too many signs.
    #[error("line {line}: {found} signs, and it has 20: compare it with the sheet")]
    LineLength {
        /// Which line.
        line: u8,
        /// How many signs were found.
        found: usize,
    },
    /// A sign that no sheet has.
    #[error("line {0}: a sign stands in it that no sheet has: compare it with the sheet")]
    LineSign(u8),
    /// The line's check signs do not fit.
    #[error(
        "line {0}: its last four signs do not fit the rest: a sign was mistyped, or it is of \
         another sheet than the lines before it"
    )]
    LineCheck(u8),
    /// The sheet was printed by a later version of the program.
    #[error("this share is of a later version than this program knows; use the newer program")]
    LaterVersion,
    /// The check signs fit and the share makes no sense.
    #[error("this is no share that this program made: look for another one")]
    NoneOfOurs,
    /// Shares of two keys or of two splittings.
    #[error(
        "share {number} belongs to set {found}, the shares before it to set {wanted}: sets cannot \
         be mixed; look for the sheet of set {wanted}"
    )]
    OtherSet {
        /// Which share.
        number: u8,
        /// Its set.
        found: String,
        /// The set of the shares before it.
        wanted: String,
    },
    /// The same share again.
    #[error("share {0} was given before: another one is needed")]
    Twice(u8),
    /// Fewer than are needed.
    #[error("{have} of the {needed} shares that are needed: nothing can be joined yet")]
    TooFew {
        /// How many there are.
        have: usize,
        /// How many are needed.
        needed: u8,
    },
    /// The parts do not make the key that was split.
    #[error(
        "these shares do not join to the key they name: one of them is not what was printed. Try \
         other shares of the set"
    )]
    DoesNotFit,
}
