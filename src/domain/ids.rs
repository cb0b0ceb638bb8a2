//! Names for things that have no name: random or derived bytes, each kind its own type.

use zeroize::{Zeroize, ZeroizeOnDrop};

macro_rules! public_bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Wraps the bytes.
            #[must_use]
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        // The name of the type only: even a harmless identifier in a log is a thread to pull.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = std::array::TryFromSliceError;

            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                Ok(Self(bytes.try_into()?))
            }
        }
    };
}

public_bytes! {
    /// Drawn at joining, kept through replacements, new after a withdrawal.
    RegistrationId, 16
}
public_bytes! {
    /// Names one sealed slip in the ballot box.
    BallotId, 16
}
public_bytes! {
    /// Names one leaf of the journal, for the line that tells how it ended.
    LeafName, 16
}
public_bytes! {
    /// Drawn when a code is asked for; names one visit until it ends.
    Nonce, 16
}
public_bytes! {
    /// What the guest list is searched by: keyed by the epoch, so it goes dark with it.
    Tag, 32
}
public_bytes! {
    /// What the transit store counts by: keyed by the day's visit key.
    TransitTag, 16
}

/// The unreadable mark of a mailbox: the same for as long as the register lives, so it never
/// stands in a table outside a seal.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Mark([u8; 32]);

impl Mark {
    /// Wraps derived bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mark")
    }
}

/// What everything about one mailbox is derived from: the outcome of the slow derivation. Lives
/// only in an open visit's sealed cookie and in memory.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Root([u8; 32]);

impl Root {
    /// Wraps derived bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Root")
    }
}
