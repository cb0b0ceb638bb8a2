//! The archive's outer form: a tar of plain files with nothing of the machine in their headers,
//! and `SHA256SUMS` over all of them as the last, as `tar x && sha256sum -c SHA256SUMS` reads it.

use std::io::{self, ErrorKind, Read, Write};

use tar::{EntryType, Header};

use super::ArchiveError;
use crate::crypto::digest;

/// The last entry.
const SUMS: &str = "SHA256SUMS";
const BLOCK: usize = 512;
/// Every part lies in memory while it is read; none that is written comes near.
const LARGEST: u64 = 1 << 29;

/// The header of an entry: always the same for the same name and size.
fn header(name: &str, size: u64) -> io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(size);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

/// What fills an entry's last block.
fn padding(size: usize) -> usize {
    size.next_multiple_of(BLOCK) - size
}

/// Writes an archive entry by entry.
pub(super) struct Writing<W> {
    output: W,
    sums: String,
}

impl<W: Write> Writing<W> {
    pub(super) const fn new(output: W) -> Self {
        Self {
            output,
            sums: String::new(),
        }
    }

    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.put(name, bytes)?;
        self.sums.push_str(&sum(name, bytes));
        Ok(())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let size = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        self.output.write_all(header(name, size)?.as_bytes())?;
        self.output.write_all(bytes)?;
        self.output.write_all(&vec![0; padding(bytes.len())])
    }

    /// Adds the checksums and the tape's end.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let sums = std::mem::take(&mut self.sums);
        self.put(SUMS, sums.as_bytes())?;
        self.output.write_all(&[0; 2 * BLOCK])?;
        Ok(self.output)
    }
}

fn sum(name: &str, bytes: &[u8]) -> String {
    format!("{}  {name}\n", digest::sha256_hex(bytes))
}

/// One file of an archive.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Reads what [`Writing`] wrote, and nothing else: headers are made again and compared.
pub(super) struct Reading<R> {
    input: R,
    sums: String,
}

impl<R: Read> Reading<R> {
    pub(super) const fn new(input: R) -> Self {
        Self {
            input,
            sums: String::new(),
        }
    }

    /// The next file; nothing after the last one, when all checksums held and nothing follows.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, ArchiveError> {
        let entry = self.entry()?;
        if entry.name != SUMS {
            self.sums.push_str(&sum(&entry.name, &entry.bytes));
            return Ok(Some(entry));
        }
        if entry.bytes != self.sums.as_bytes() {
            return Err(ArchiveError::Checksums);
        }
        self.end()?;
        Ok(None)
    }

    fn entry(&mut self) -> Result<Entry, ArchiveError> {
        let mut found = Header::new_ustar();
        self.fill(found.as_mut_bytes())?;
        let name = String::from_utf8(found.path_bytes().into_owned());
        let name = name.map_err(|_| ArchiveError::NoBackup)?;
        let size = found.size().map_err(|_| ArchiveError::NoBackup)?;
        let expected = header(&name, size).map_err(|_| ArchiveError::NoBackup)?;
        if expected.as_bytes() != found.as_bytes() || size > LARGEST {
            return Err(ArchiveError::NoBackup);
        }
        let mut bytes = vec![0; usize::try_from(size).map_err(|_| ArchiveError::NoBackup)?];
        self.fill(&mut bytes)?;
        let mut rest = vec![0; padding(bytes.len())];
        self.fill(&mut rest)?;
        match rest.iter().all(|byte| *byte == 0) {
            true => Ok(Entry { name, bytes }),
            false => Err(ArchiveError::NoBackup),
        }
    }

    /// The end must be there, and be the end of the envelope too: before it, age has not said
    /// that nothing was cut off.
    fn end(&mut self) -> Result<(), ArchiveError> {
        let mut rest = Vec::new();
        let mut limited = (&mut self.input).take(4 * BLOCK as u64);
        limited.read_to_end(&mut rest).map_err(damage)?;
        match rest == [0; 2 * BLOCK] {
            true => Ok(()),
            false => Err(ArchiveError::NoBackup),
        }
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ArchiveError> {
        self.input.read_exact(bytes).map_err(damage)
    }
}

/// Both come from the envelope: what a disk itself refuses has another kind.
fn damage(error: io::Error) -> ArchiveError {
    match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData => ArchiveError::Damaged,
        other => ArchiveError::Disk(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tape = Writing::new(Vec::new());
        for (name, bytes) in entries {
            tape.add(name, bytes).unwrap();
        }
        tape.finish().unwrap()
    }

    fn read(tape: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
        let mut reading = Reading::new(tape);
        let mut entries = Vec::new();
        while let Some(entry) = reading.next()? {
            entries.push((entry.name, entry.bytes));
        }
        Ok(entries)
    }

    #[test]
    fn entries_are_read_as_they_were_written() {
        let long = vec![7; 70_000];
        let given: [(&str, &[u8]); 3] = [("a.csv", b""), ("b.csv", &long), ("c", &[1; 512])];
        let entries = read(&written(&given)).unwrap();
        assert_eq!(entries.len(), 3);
        for ((name, bytes), (wanted, content)) in entries.iter().zip(given) {
            assert!(name == wanted && bytes == content);
        }
    }

    #[test]
    fn whoever_can_change_it_inside_the_envelope_is_noticed_too() {
        let tape = written(&[("a.csv", b"one line\n"), ("b.csv", b"another\n")]);
        for at in (0..tape.len()).step_by(37) {
            let mut changed = tape.clone();
            changed[at] ^= 1;
            assert!(read(&changed).is_err(), "byte {at}");
        }
        for end in (0..tape.len()).step_by(101) {
            assert!(read(&tape[..end]).is_err(), "cut at {end}");
        }
        assert!(read(&[&tape[..], &[0]].concat()).is_err());
        // One part taken out, with its header.
        assert!(read(&tape[2 * BLOCK..]).is_err());
    }
}
