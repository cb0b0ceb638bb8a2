//! One state of all files and folders, and how a file comes to it sector by sector.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, Honesty, Model, Part, SECTOR};
use super::trace::Trace;

/// One state of all files and folders.
#[derive(Default)]
pub struct Image {
    pub folders: Vec<PathBuf>,
    pub files: Vec<(PathBuf, Arc<Vec<u8>>)>,
}

/// A file with writes that nothing has synced: as programs see it, and as the disk has it.
pub struct Growing {
    in_memory: Vec<u8>,
    pub on_disk: Vec<u8>,
}

impl Growing {
    pub fn from(held: &[u8]) -> Self {
        Self {
            in_memory: held.to_vec(),
            on_disk: held.to_vec(),
        }
    }

    pub fn is_written(&mut self, at: usize, bytes: &[u8], part: &Part) {
        put(&mut self.in_memory, at, bytes);
        let end = at + bytes.len();
        for (place, sector) in (at / SECTOR..end.div_ceil(SECTOR)).enumerate() {
            let reached = match part {
                Part::All => true,
                Part::Sectors(which) => which[place],
                Part::Nothing | Part::Room => false,
            };
            if reached {
                let from = sector * SECTOR;
                let until = (from + SECTOR).min(self.in_memory.len());
                // A sector is written whole, as it is in memory, whoever wrote it last.
                put(&mut self.on_disk, from, &self.in_memory[from..until]);
            }
        }
        if *part == Part::Room && self.on_disk.len() < end {
            self.on_disk.resize(end, 0);
        }
    }

    pub fn is_cut(&mut self, length: usize, part: &Part) {
        self.in_memory.resize(length, 0);
        if *part == Part::All {
            self.on_disk.resize(length, 0);
        }
    }
}

pub fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

impl Image {
    /// Two states with one number are one state.
    pub fn number(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for folder in &self.folders {
            hasher.write(folder.as_os_str().as_encoded_bytes());
        }
        for (path, bytes) in &self.files {
            hasher.write(path.as_os_str().as_encoded_bytes());
            hasher.write_usize(bytes.len());
            hasher.write(bytes);
        }
        hasher.finish()
    }

    /// Lays it down in an empty folder.
    pub fn is_laid_in(&self, root: &Path) {
        use std::io::Write;
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        for folder in &self.folders {
            let mut builder = std::fs::DirBuilder::new();
            builder.mode(0o700).create(root.join(folder)).unwrap();
        }
        for (path, bytes) in &self.files {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true).mode(0o600);
            let mut file = options.open(root.join(path)).unwrap();
            file.write_all(bytes).unwrap();
        }
    }

    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let found = self
            .files
            .iter()
            .find(|(known, _)| known == Path::new(path));
        found.map(|(_, bytes)| bytes.as_slice())
    }

    /// What lies on the real disk and not here, or otherwise.
    pub fn differs_from(&self, root: &Path) -> Vec<String> {
        let there = Trace::of(root);
        let disk = Disk::at_start(&there, Model::Strict, Honesty::Honest);
        let there = disk.image(&[]);
        let mut wrong = Vec::new();
        if self.folders != there.folders {
            wrong.push(format!("{:?} or {:?}", self.folders, there.folders));
        }
        let all: BTreeSet<&PathBuf> = self
            .files
            .iter()
            .chain(&there.files)
            .map(|(path, _)| path)
            .collect();
        for path in all {
            let name = path.to_str().unwrap();
            if self.file(name) != there.file(name) {
                wrong.push(name.to_owned());
            }
        }
        wrong
    }
}
