//! Exports for a ceremony: one file per quarter beside the draws, published whole or not at all,
//! and removed once the quarter has its draw.

use std::io::ErrorKind;

use super::{DRAWS, JournalError, JournalFolder, sync_folder};
use crate::domain::period::Quarter;

const SUFFIX: &str = ".export";

impl JournalFolder {
    /// Publishes the export of a quarter, on the disk before this returns. `false` when there is
    /// one already: then that one counts.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn publish_export(&self, quarter: Quarter, bytes: &[u8]) -> Result<bool, JournalError> {
        let name = format!("{quarter}{SUFFIX}");
        self.publish(&name, &name, bytes)
    }

    /// The export of a quarter; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn export(&self, quarter: Quarter) -> Result<Option<Vec<u8>>, JournalError> {
        let file = self.folder.join(DRAWS).join(format!("{quarter}{SUFFIX}"));
        match std::fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(JournalError::io(&file, &e)),
        }
    }

    /// The quarters that have an export, or a draft that a killed one left behind.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn exported(&self) -> Result<Vec<Quarter>, JournalError> {
        let mut quarters: Vec<Quarter> = self.export_files()?.into_iter().map(|f| f.0).collect();
        quarters.sort_unstable();
        quarters.dedup();
        Ok(quarters)
    }

    /// Removes the export of a quarter, with drafts of it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn burn_export(&self, quarter: Quarter) -> Result<(), JournalError> {
        let folder = self.folder.join(DRAWS);
        let all = self.export_files()?;
        for (_, name) in all.iter().filter(|(of, _)| *of == quarter) {
            let file = folder.join(name);
            match std::fs::remove_file(&file) {
                Err(e) if e.kind() != ErrorKind::NotFound => {
                    return Err(JournalError::io(&file, &e));
                }
                _ => {}
            }
        }
        sync_folder(&folder).map_err(|e| JournalError::io(&folder, &e))
    }

    fn export_files(&self) -> Result<Vec<(Quarter, String)>, JournalError> {
        let folder = self.folder.join(DRAWS);
        let io = |e: std::io::Error| JournalError::io(&folder, &e);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let Some((name, (quarter, _))) = name
                .to_str()
                .and_then(|name| Some((name, name.split_once(SUFFIX)?)))
            else {
                continue;
            };
            files.extend(Quarter::parse(quarter).map(|quarter| (quarter, name.to_owned())));
        }
        Ok(files)
    }
}
