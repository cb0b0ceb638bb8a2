//! Draws: one file per period, published whole or not at all, kept for ever.

use std::io::ErrorKind;

use super::{DRAWS, JournalError, JournalFolder, sync_folder, write_durably};
use crate::domain::release::Period;

const SUFFIX: &str = ".draw";

impl JournalFolder {
    /// Publishes the draw of a period, on the disk before this returns. `false` when there is one
    /// already: then that one counts.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn publish_draw(&self, period: Period, bytes: &[u8]) -> Result<bool, JournalError> {
        let folder = self.folder.join(DRAWS);
        let file = folder.join(format!("{period}{SUFFIX}"));
        let draft = folder.join(format!("{period}.{}.{}", self.host, std::process::id()));
        let publish = || -> std::io::Result<bool> {
            write_durably(&draft, bytes)?;
            let first = match std::fs::hard_link(&draft, &file) {
                Ok(()) => true,
                Err(e) if e.kind() == ErrorKind::AlreadyExists => false,
                Err(e) => return Err(e),
            };
            std::fs::remove_file(&draft)?;
            sync_folder(&folder)?;
            Ok(first)
        };
        publish().map_err(|e| JournalError::io(&file, &e))
    }

    /// The periods that have a draw.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn drawn(&self) -> Result<Vec<Period>, JournalError> {
        let folder = self.folder.join(DRAWS);
        let io = |e: std::io::Error| JournalError::io(&folder, &e);
        let mut periods = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let name = name.to_str().and_then(|name| name.strip_suffix(SUFFIX));
            periods.extend(name.and_then(Period::parse));
        }
        periods.sort();
        Ok(periods)
    }

    /// The draw of a period; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn draw(&self, period: Period) -> Result<Option<Vec<u8>>, JournalError> {
        let file = self.folder.join(DRAWS).join(format!("{period}{SUFFIX}"));
        match std::fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(JournalError::io(&file, &e)),
        }
    }
}
