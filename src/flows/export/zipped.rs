//! Several files in one, with the checksums of all of them: the same files give the same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::ExportError;
use crate::crypto::digest::sha256_hex;

/// A file in an archive: its name and its bytes.
pub type Entry = (String, Vec<u8>);

/// The archive of these files, with `SHA256SUMS` over all of them as its last.
///
/// # Errors
/// Never in practice.
pub fn zipped(mut entries: Vec<Entry>) -> Result<Vec<u8>, ExportError> {
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    let sums: String = entries
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", sha256_hex(bytes)))
        .collect();
    entries.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // No clock in it.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in &entries {
        writer.start_file(name, options).map_err(ExportError::of)?;
        writer.write_all(bytes).map_err(ExportError::of)?;
    }
    let done = writer.finish().map_err(ExportError::of)?;
    Ok(done.into_inner())
}
