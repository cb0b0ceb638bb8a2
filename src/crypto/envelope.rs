//! What leaves the server encrypted to the board: backups and escrows, in the age format, so that
//! Debian's `age` opens them as well as this program does.
//!
//! Age authenticates every piece and the end, so a file that was cut short or changed by a byte
//! is noticed; only not before it was read to its end.

use std::io::{self, Read, Write};
use std::path::Path;

use age::{Decryptor, Encryptor, x25519};
use zeroize::Zeroizing;

use super::error::{KeyError, KeyProblem};
use super::key_file::{self, Access};

/// The board's public half: anything can be encrypted to it and nothing opened.
#[derive(Clone)]
pub struct Recipient(x25519::Recipient);

/// The board's private half.
pub struct Identity(x25519::Identity);

/// Encrypts what is written to it. Nothing written is whole before [`Sealing::finish`].
pub struct Sealing<W: Write>(age::stream::StreamWriter<W>);

/// The file is no age file, is damaged, or was encrypted to somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It was encrypted to another recipient.
    #[error("it was encrypted to another recipient: give the identity that belongs to it")]
    NotForThisIdentity,
    /// Its beginning cannot be read.
    #[error("it is no age file, or its beginning is damaged: take another copy")]
    NoEnvelope,
}

impl Recipient {
    /// Reads `age1…`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// Encrypts to this recipient whatever is written.
    ///
    /// # Errors
    /// When `output` cannot be written.
    pub fn seal<W: Write>(&self, output: W) -> io::Result<Sealing<W>> {
        let recipient: &dyn age::Recipient = &self.0;
        let encryptor = Encryptor::with_recipients(std::iter::once(recipient));
        let encryptor = encryptor.map_err(io::Error::other)?;
        encryptor.wrap_output(output).map(Sealing)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write> Sealing<W> {
    /// Writes the end, without which it does not open.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl Identity {
    /// Reads the file that `age-keygen` writes; it must be readable by its owner alone.
    ///
    /// # Errors
    /// The file is missing, open to others, or holds no identity.
    pub fn load(file: &Path) -> Result<Self, KeyError> {
        let text = key_file::read_text(file, Access::Owner)?;
        Self::parse(&text).ok_or_else(|| KeyError::at(file, KeyProblem::Damaged))
    }

    /// Reads the first line of a text that is neither empty nor a remark.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'))?;
        line.parse().ok().map(Self)
    }

    /// Draws a new one, for trying out and for tests.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        use age::secrecy::ExposeSecret;
        Zeroizing::new(format!("{}\n", self.0.to_string().expose_secret()))
    }

    /// Its public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    /// Opens what was encrypted to this identity's recipient. Reading gives an error where a byte
    /// was changed or the file ends too early.
    ///
    /// # Errors
    /// [`EnvelopeError`].
    pub fn open<R: Read>(&self, input: R) -> Result<impl Read + use<R>, EnvelopeError> {
        let decryptor = Decryptor::new(input).map_err(|_| EnvelopeError::NoEnvelope)?;
        let identity: &dyn age::Identity = &self.0;
        decryptor
            .decrypt(std::iter::once(identity))
            .map_err(|error| match error {
                age::DecryptError::NoMatchingKeys => EnvelopeError::NotForThisIdentity,
                _ => EnvelopeError::NoEnvelope,
            })
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recipient")
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(to: &Recipient, text: &[u8]) -> Vec<u8> {
        let mut sealing = to.seal(Vec::new()).unwrap();
        sealing.write_all(text).unwrap();
        sealing.finish().unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_identity_alone() {
        let (board, other) = (Identity::generate(), Identity::generate());
        let file = sealed(&board.recipient(), b"words");
        let mut read = Vec::new();
        board
            .open(&file[..])
            .unwrap()
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, b"words");
        let refused = other.open(&file[..]).err();
        assert_eq!(refused, Some(EnvelopeError::NotForThisIdentity));
        let again = Identity::parse(&format!("# a remark\n\n{}", &*board.text())).unwrap();
        assert_eq!(again.recipient().to_string(), board.recipient().to_string());
        assert!(Recipient::parse(&board.recipient().to_string()).is_some());
        assert!(Recipient::parse("age1nothing").is_none());
    }

    #[test]
    fn a_file_cut_short_or_changed_by_a_byte_does_not_read_to_its_end() {
        let board = Identity::generate();
        let file = sealed(&board.recipient(), &[7; 100_000]);
        let mut changed = file.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        for broken in [&file[..70_000], &file[..file.len() - 1], &changed] {
            let mut read = Vec::new();
            let outcome = board.open(broken).unwrap().read_to_end(&mut read);
            assert!(outcome.is_err());
        }
    }
}
