//! An export as the journal keeps it: the very bytes that are carried to the board, and under them
//! a mark that only this register's key makes. It goes when its quarter has a draw: what it holds
//! is to be kept no longer than the ballots.

use super::Journal;
use crate::domain::period::Quarter;
use crate::domain::release::Period;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
#[error(
    "the export of {0} in the journal is damaged or not this register's: put the file back from a \
     copy of the journal's disk, never make another"
)]
struct ExportDamaged(Quarter);

impl Journal {
    /// Publishes the export of a quarter. Where there is one already, that one is given back and
    /// counts.
    ///
    /// # Errors
    /// When the journal cannot be written, or holds a damaged export.
    pub fn publish_export(&self, quarter: Quarter, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mark = self.key.mark_export(text);
        let marked = [text, mark.as_bytes(), b"\n"].concat();
        if self.folder.publish_export(quarter, &marked)? {
            return Ok(text.to_vec());
        }
        let theirs = self.export(quarter)?;
        theirs.ok_or_else(|| StoreError::given_up(ExportDamaged(quarter)))
    }

    /// The export of a quarter; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn export(&self, quarter: Quarter) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(marked) = self.folder.export(quarter)? else {
            return Ok(None);
        };
        let read = || {
            let end = marked.len().checked_sub(65)?;
            let (text, mark) = marked.split_at_checked(end)?;
            let mark = std::str::from_utf8(mark).ok()?.strip_suffix('\n')?;
            self.key.export_is_ours(text, mark).then(|| text.to_vec())
        };
        let text = read().ok_or_else(|| StoreError::given_up(ExportDamaged(quarter)))?;
        Ok(Some(text))
    }

    /// The quarters that were exported and have no draw.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn exported(&self) -> Result<Vec<Quarter>, StoreError> {
        let mut waiting = Vec::new();
        for quarter in self.folder.exported()? {
            let is_drawn = self.folder.draw(Period::Quarter(quarter))?.is_some();
            if !is_drawn && self.folder.export(quarter)?.is_some() {
                waiting.push(quarter);
            }
        }
        Ok(waiting)
    }

    /// Removes the exports of quarters whose draw is in the journal.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn burn_counted_exports(&self) -> Result<(), StoreError> {
        for quarter in self.folder.exported()? {
            if self.folder.draw(Period::Quarter(quarter))?.is_some() {
                self.folder.burn_export(quarter)?;
            }
        }
        Ok(())
    }
}
