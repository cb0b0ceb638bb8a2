//! All lines of all hosts, read on from where the last look ended.

use std::collections::{BTreeMap, HashMap};

use crate::crypto::journal::JournalKey;
use crate::domain::ids::{LeafName, RegistrationId};
use crate::domain::leaf::{Leaf, Line, Verdict};
use crate::store::journal::{JournalError, JournalFolder, LeavesFile};

/// What was read so far: the open leaves, and the ends of leaves that were not met yet.
#[derive(Default)]
pub struct Books {
    read: BTreeMap<LeavesFile, u32>,
    open: HashMap<LeafName, Leaf>,
    /// An end may be read before its beginning: they stand in files of two hosts.
    ended: HashMap<LeafName, Verdict>,
}

/// One leaf with how it ended; `None` while that is open.
#[derive(Clone)]
pub struct OnFile {
    /// The leaf.
    pub leaf: Leaf,
    /// How it ended.
    pub verdict: Option<Verdict>,
}

impl Books {
    /// Reads what was written since.
    pub(super) fn read_on(
        &mut self,
        folder: &JournalFolder,
        key: &JournalKey,
    ) -> Result<(), JournalError> {
        for file in folder.files()? {
            let from = self.read.get(&file).copied().unwrap_or(0);
            let mut lines = Vec::new();
            let next = folder.read_from(&file, from, &mut |place, sealed| {
                lines.push(read(key, &file, place, sealed));
            })?;
            for line in lines {
                match line {
                    Some(line) => self.take(line),
                    None => tracing::error!("a line of the journal does not open"),
                }
            }
            self.read.insert(file, next);
        }
        Ok(())
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Torn => {}
            Line::Settled(name, verdict) => {
                if self.open.remove(&name).is_none() {
                    self.ended.insert(name, verdict);
                }
            }
            Line::Leaf(leaf) => {
                if self.ended.remove(&leaf.name).is_none() {
                    self.open.insert(leaf.name, leaf);
                }
            }
        }
    }

    /// What is open about one declaration.
    pub(super) fn open_of(&self, id: &RegistrationId) -> Vec<Leaf> {
        let open = self.open.values();
        open.filter(|leaf| leaf.id == *id).cloned().collect()
    }

    /// Everything that is open.
    pub(super) fn all_open(&self) -> Vec<Leaf> {
        self.open.values().cloned().collect()
    }

    /// Every leaf of these hosts with its end, for a restore. A line that does not open is
    /// damage, unless it is the last one its host wrote: that was torn, and never acknowledged.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn all(
        folder: &JournalFolder,
        key: &JournalKey,
        hosts: &[String],
    ) -> Result<Vec<OnFile>, JournalError> {
        let mut leaves: Vec<OnFile> = Vec::new();
        let mut verdicts = HashMap::new();
        let files = folder.files()?;
        for file in files.iter().filter(|file| hosts.contains(&file.host)) {
            let mut lines = Vec::new();
            folder.read_from(file, 0, &mut |place, sealed| {
                lines.push(read(key, file, place, sealed));
            })?;
            if lines.iter().rev().skip(1).any(Option::is_none) {
                return Err(JournalError::Damaged(folder.path(file)));
            }
            for line in lines.into_iter().flatten() {
                match line {
                    Line::Torn => {}
                    Line::Leaf(leaf) => leaves.push(OnFile {
                        leaf,
                        verdict: None,
                    }),
                    Line::Settled(name, verdict) => {
                        note(&mut verdicts, name, verdict);
                    }
                }
            }
        }
        for on_file in &mut leaves {
            on_file.verdict = verdicts.get(&on_file.leaf.name).copied();
        }
        Ok(leaves)
    }
}

/// A restore may say more of a leaf that was done: the later word counts, and `void` and `lost`
/// are never taken back.
fn note(verdicts: &mut HashMap<LeafName, Verdict>, name: LeafName, verdict: Verdict) {
    let known = verdicts.entry(name).or_insert(verdict);
    if *known == Verdict::Done {
        *known = verdict;
    }
}

pub(super) fn read(key: &JournalKey, file: &LeavesFile, place: u32, sealed: &[u8]) -> Option<Line> {
    let padded = key.open_line(&file.name(), place, sealed).ok()?;
    Line::from_padded(&padded)
}
