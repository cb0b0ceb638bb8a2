//! Keys, derivation and seals, composed of RustCrypto parts as `docs/threats.md` describes.
//!
//! No key, plaintext or address ever prints; everything secret is wiped when dropped. What a
//! sealed thing is bound to stands in its associated data, so it opens in its own place only.
//! All randomness of the operating system enters through [`random`].

pub mod asked;
pub mod ballot_box;
pub mod ceremony;
mod create;
pub mod dated;
pub mod derive;
pub mod digest;
pub mod envelope;
pub mod epoch;
mod epoch_keys;
mod epoch_ratchet;
mod error;
pub mod escrow;
pub mod journal;
mod key_file;
pub mod keys;
#[cfg(test)]
mod known_answers;
pub mod office;
pub mod post;
pub mod random;
mod ratchet;
mod seal;
mod secret;
pub mod shares;
pub mod sign;
pub mod totp;
pub mod visit_key;
pub mod work;

pub use create::{CountingKeyPlace, Created, Halves, complete};
pub use error::{CryptoError, KeyError, KeyProblem, SignError};
