//! `enkel keys join`: the key file again, out of the shares on paper. Nothing is written before
//! the joined key has the check value that its sheets name.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use crate::cli::{Ended, Stopped};
use crate::crypto::shares::{Joining, Reading, ShareError, read_sheets};

/// Longer than any line that a person types.
const LONGEST_LINE: usize = 1_024;

/// Where the shares come from, and where the key goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Join {
    /// The key file to write.
    #[arg(long, value_name = "KEYFILE")]
    out: PathBuf,
    /// Files with shares, as they were written or typed. Without any, the shares are typed one
    /// after another.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Join {
    pub(in crate::cli) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        if self.out.symlink_metadata().is_ok() {
            return Err(Stopped::Refused(format!(
                "{} is already there, and keys are never overwritten: name another file.",
                self.out.display()
            )));
        }
        let mut joining = Joining::default();
        if self.files.is_empty() {
            let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
            let mut typing = Typing {
                input,
                patient: io::stdin().is_terminal(),
            };
            typing.gather(&mut joining, out)?;
        } else {
            self.gather(&mut joining)?;
        }
        let key = joining.key()?;
        key.create(&self.out)?;
        writeln!(
            out,
            "{}: this is {}, check value {}.",
            self.out.display(),
            key.kind().file_name(),
            key.check_value()
        )?;
        Ok(Ended::Good)
    }

    fn gather(&self, joining: &mut Joining) -> Result<(), Stopped> {
        for file in &self.files {
            let in_file = |error| Stopped::Refused(format!("{}: {}", file.display(), error));
            let shares = read_sheets(file).map_err(|error| match error {
                // It names the file itself.
                ShareError::Key(error) => error.into(),
                other => in_file(other),
            })?;
            for share in shares {
                joining.add(share).map_err(in_file)?;
            }
        }
        Ok(())
    }
}

/// Shares as they are typed. Whoever sits at a terminal may type a wrong line again; for a script
/// the first wrong line is the end.
struct Typing<R> {
    input: R,
    patient: bool,
}

impl<R: Read> Typing<R> {
    fn gather(&mut self, joining: &mut Joining, out: &mut dyn Write) -> Result<(), Stopped> {
        writeln!(
            out,
            "Type the five numbered lines of one sheet after another. Spaces and case do not \
             matter."
        )?;
        let mut reading = Reading::default();
        while !joining.is_enough() {
            write!(
                out,
                "Share {}, line {}: ",
                joining.have() + 1,
                reading.due()
            )?;
            out.flush()?;
            let Some(line) = self.line()? else {
                writeln!(out)?;
                return Ok(());
            };
            let taken = reading.take(&line).and_then(|share| match share {
                Some(share) => joining.add(share),
                None => Ok(()),
            });
            match taken {
                Err(error) if self.patient => writeln!(out, "{}", error)?,
                other => other?,
            }
        }
        Ok(())
    }

    /// One line; `None` at the end of the input. Byte by byte, because a buffered reader would
    /// keep what was typed in memory that nobody wipes.
    fn line(&mut self) -> Result<Option<Zeroizing<String>>, Stopped> {
        let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
        let mut byte = Zeroizing::new([0]);
        loop {
            match self.input.read(byte.as_mut_slice()) {
                Ok(0) if line.is_empty() => return Ok(None),
                Ok(0) => break,
                Ok(_) if *byte == *b"\n" || line.len() == LONGEST_LINE => break,
                Ok(_) => line.extend_from_slice(byte.as_slice()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(Stopped::Refused(format!(
                        "standard input cannot be read: {error}"
                    )));
                }
            }
        }
        // Signs of other alphabets are no signs of a sheet; the line is named then.
        let text = std::str::from_utf8(&line).unwrap_or("1?");
        Ok(Some(Zeroizing::new(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::CountingKeyPlace;
    use crate::crypto::keys::Keys;
    use crate::crypto::shares::{PaperKey, Share};
    use crate::domain::clock::Day;

    fn shares() -> Vec<Share> {
        let home = tempfile::tempdir().unwrap();
        let place = CountingKeyPlace::Automatic;
        Keys::create(home.path(), Day::from_number(20_780), &place).unwrap();
        let key = PaperKey::load(&home.path().join("register.key")).unwrap();
        key.split(2, 3).unwrap()
    }

    fn types(text: &str, patient: bool) -> (Joining, String, Result<(), Stopped>) {
        let (mut joining, mut out) = (Joining::default(), Vec::new());
        let input = text.as_bytes();
        let done = Typing { input, patient }.gather(&mut joining, &mut out);
        (joining, String::from_utf8(out).unwrap(), done)
    }

    #[test]
    fn at_a_terminal_a_wrong_line_is_asked_again() {
        let shares = shares();
        let (one, two) = (shares[0].sheet(), shares[1].sheet());
        let line = one
            .lines()
            .find(|line| line.trim().starts_with("3."))
            .unwrap();
        let wrong = format!("{line}7\n{line}");
        let text = format!("{}{}{}", one.replace(line, &wrong), *one, *two);
        let (joining, said, done) = types(&text, true);
        done.unwrap();
        assert!(joining.key().is_ok());
        assert!(said.contains("line 3: 21 signs"), "{said}");
        assert!(said.contains("Share 2, line 1: "), "{said}");
        assert!(said.contains("share 1 was given before"), "{said}");
        let (joining, _, done) = types(&text, false);
        assert!(done.unwrap_err().to_string().contains("line 3: 21 signs"));
        assert_eq!(joining.have(), 0);
    }

    #[test]
    fn reading_stops_when_there_is_enough_and_says_when_there_is_not() {
        let shares = shares();
        let (one, two) = (shares[0].sheet(), shares[1].sheet());
        let text = format!("{}{}never read", *one, *two);
        let (joining, _, done) = types(&text, false);
        done.unwrap();
        assert!(joining.is_enough());
        let (joining, _, done) = types(&one, false);
        done.unwrap();
        let said = joining.key().unwrap_err().to_string();
        assert!(said.contains("1 of the 2 shares"), "{said}");
        let (_, _, done) = types("1. \u{e9}\u{e9}\n", false);
        assert!(done.unwrap_err().to_string().contains("line 1: 2 signs"));
    }
}
