//! Draws: one file per release, published whole or not at all, kept for ever.

use std::io::ErrorKind;

use super::{DRAWS, JournalError, JournalFolder, sync_folder, write_durably};
use crate::domain::release::ReleaseId;

const SUFFIX: &str = ".draw";

impl JournalFolder {
    /// Publishes the draw of a release, on the disk before this returns. `false` when there is one
    /// already: then that one counts.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn publish_draw(
        &self,
        release: impl Into<ReleaseId>,
        bytes: &[u8],
    ) -> Result<bool, JournalError> {
        let release = release.into();
        self.publish(&format!("{release}{SUFFIX}"), &release.to_string(), bytes)
    }

    /// Publishes `name` by a link from a draft that begins with `draft`; `false` when it is there
    /// already.
    pub(super) fn publish(
        &self,
        name: &str,
        draft: &str,
        bytes: &[u8],
    ) -> Result<bool, JournalError> {
        let folder = self.folder.join(DRAWS);
        let file = folder.join(name);
        let draft = folder.join(format!("{draft}.{}.{}", self.host, std::process::id()));
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

    /// The releases that have a draw: by period, errata after the release itself.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn drawn(&self) -> Result<Vec<ReleaseId>, JournalError> {
        let folder = self.folder.join(DRAWS);
        let io = |e: std::io::Error| JournalError::io(&folder, &e);
        let mut releases = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let name = name.to_str().and_then(|name| name.strip_suffix(SUFFIX));
            releases.extend(name.and_then(ReleaseId::parse));
        }
        releases.sort();
        Ok(releases)
    }

    /// The draw of a release; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn draw(&self, release: impl Into<ReleaseId>) -> Result<Option<Vec<u8>>, JournalError> {
        let release = release.into();
        let file = self.folder.join(DRAWS).join(format!("{release}{SUFFIX}"));
        match std::fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(JournalError::io(&file, &e)),
        }
    }
}
