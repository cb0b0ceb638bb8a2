//! The one letter the register writes, and the ways it leaves the house.
//!
//! A letter has no topic, no link and no name of the register; nothing in it is remote. Every
//! letter has the same size. No error that comes out of here holds an address or a word that a
//! mail server said, and what holds the code is wiped when it is dropped.

pub mod error;
pub mod letters;
mod message;
pub mod sender;
pub mod transport;

pub use error::{Reason, SendError, Stage};
pub use letters::{LetterWords, OutgoingLetter, compose, note};
pub use sender::{Sender, SenderError};
pub use transport::Transport;
