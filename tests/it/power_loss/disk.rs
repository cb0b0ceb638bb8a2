//! What a disk may hold when the power goes. What was synced is there. What was not may be there
//! or not, sector by sector, in any order: each sector holds one of the contents it had since the
//! last sync of its file.
//!
//! Names follow one of two models. `Strict`: a name is there for sure only once its folder was
//! synced; before that any of them may be missing, each on its own. `Journaled`, as ext4 does it:
//! names reach the disk in their order, and any sync takes all earlier ones along.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::trace::{Deed, Node, ROOT, Step, Thing, Trace};

pub const SECTOR: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    Strict,
    Journaled,
}

/// A disk or a system that does less than it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Honesty {
    Honest,
    /// Says that a file was synced and syncs nothing.
    LiesAboutFiles,
    /// Says that a folder was synced and syncs nothing.
    LiesAboutFolders,
}

/// How much of one step reached the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Nothing,
    All,
    /// Of a write these sectors only.
    Sectors(Vec<bool>),
    /// The file grew, and holds zeros there.
    Room,
}

enum Held {
    File(Rc<Vec<u8>>),
    Folder(BTreeMap<String, Node>),
}

pub struct Disk<'a> {
    pub trace: &'a Trace,
    pub model: Model,
    honesty: Honesty,
    held: Vec<Held>,
    /// Steps that nothing has synced yet.
    pub open: Vec<usize>,
}

/// One state of all files and folders.
pub struct Image {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Rc<Vec<u8>>)>,
}

impl<'a> Disk<'a> {
    pub fn at_start(trace: &'a Trace, model: Model, honesty: Honesty) -> Self {
        let held = trace.things.iter().map(|thing| match thing {
            Thing::File(bytes) => Held::File(Rc::new(bytes.clone())),
            Thing::Folder => Held::Folder(BTreeMap::new()),
        });
        let mut disk = Self {
            trace,
            model,
            honesty,
            held: held.collect(),
            open: Vec::new(),
        };
        for ((folder, name), node) in &trace.first_names {
            disk.folder(*folder).insert(name.clone(), *node);
        }
        disk
    }

    fn folder(&mut self, node: Node) -> &mut BTreeMap<String, Node> {
        match &mut self.held[node] {
            Held::Folder(names) => names,
            Held::File(_) => panic!("a file is no folder"),
        }
    }

    /// The next step happens.
    pub fn takes(&mut self, number: usize) {
        let trace = self.trace;
        let step = &trace.steps[number];
        let Deed::Sync(node) = step.deed else {
            self.open.push(number);
            return;
        };
        let is_folder = matches!(self.held[node], Held::Folder(_));
        let lie = match is_folder {
            true => Honesty::LiesAboutFolders,
            false => Honesty::LiesAboutFiles,
        };
        if self.honesty == lie {
            return;
        }
        let (journaled, began) = (self.model == Model::Journaled, step.began);
        let is_synced = |other: &Step| {
            let in_order = journaled && matches!(other.deed, Deed::Names(_));
            other.ended < began && (other.deed.is_of(node) || in_order)
        };
        let open = std::mem::take(&mut self.open);
        for number in open {
            let step = &trace.steps[number];
            match is_synced(step) {
                true => self.keeps(step),
                false => self.open.push(number),
            }
        }
    }

    fn keeps(&mut self, step: &Step) {
        match &step.deed {
            Deed::Write { node, at, bytes } => {
                if let Held::File(held) = &mut self.held[*node] {
                    put(Rc::make_mut(held), *at as usize, bytes);
                }
            }
            Deed::Length { node, length } => {
                if let Held::File(held) = &mut self.held[*node] {
                    Rc::make_mut(held).resize(*length as usize, 0);
                }
            }
            Deed::Names(names) => {
                for (folder, name, node) in names {
                    name_is(self.folder(*folder), name, *node);
                }
            }
            Deed::Sync(_) => {}
        }
    }

    /// The disk when of each open step this part has reached it.
    pub fn image(&self, parts: &[Part]) -> Image {
        let mut folders: BTreeMap<Node, BTreeMap<String, Node>> = BTreeMap::new();
        let mut files: BTreeMap<Node, Growing> = BTreeMap::new();
        for (number, part) in self.open.iter().zip(parts) {
            match &self.trace.steps[*number].deed {
                Deed::Names(names) if *part == Part::All => {
                    for (folder, name, node) in names {
                        let held = || match &self.held[*folder] {
                            Held::Folder(held) => held.clone(),
                            Held::File(_) => panic!("a file is no folder"),
                        };
                        let folder = folders.entry(*folder).or_insert_with(held);
                        name_is(folder, name, *node);
                    }
                }
                Deed::Write { node, at, bytes } => {
                    let file = files.entry(*node).or_insert_with(|| self.growing(*node));
                    file.is_written(*at as usize, bytes, part);
                }
                Deed::Length { node, length } => {
                    let file = files.entry(*node).or_insert_with(|| self.growing(*node));
                    file.is_cut(*length as usize, part);
                }
                _ => {}
            }
        }
        let files = files.into_iter();
        let files = files
            .map(|(node, file)| (node, Rc::new(file.on_disk)))
            .collect();
        let mut image = Image {
            folders: Vec::new(),
            files: Vec::new(),
        };
        self.lists(ROOT, Path::new(""), &folders, &files, &mut image);
        image
    }

    fn growing(&self, node: Node) -> Growing {
        match &self.held[node] {
            Held::File(held) => Growing {
                in_memory: held.to_vec(),
                on_disk: held.to_vec(),
            },
            Held::Folder(_) => panic!("a folder is no file"),
        }
    }

    fn lists(
        &self,
        folder: Node,
        path: &Path,
        folders: &BTreeMap<Node, BTreeMap<String, Node>>,
        files: &BTreeMap<Node, Rc<Vec<u8>>>,
        image: &mut Image,
    ) {
        let names = match (folders.get(&folder), &self.held[folder]) {
            (Some(names), _) | (None, Held::Folder(names)) => names,
            (None, Held::File(_)) => panic!("a file is no folder"),
        };
        for (name, node) in names {
            let path = path.join(name);
            match (&self.held[*node], files.get(node)) {
                (Held::Folder(_), _) => {
                    image.folders.push(path.clone());
                    self.lists(*node, &path, folders, files, image);
                }
                (_, Some(changed)) => image.files.push((path, changed.clone())),
                (Held::File(held), None) => image.files.push((path, held.clone())),
            }
        }
    }
}

impl Deed {
    fn is_of(&self, wanted: Node) -> bool {
        match self {
            Self::Write { node, .. } | Self::Length { node, .. } => *node == wanted,
            Self::Names(names) => names.last().is_some_and(|(folder, ..)| *folder == wanted),
            Self::Sync(_) => false,
        }
    }
}

/// A file with writes that nothing has synced: as programs see it, and as the disk has it.
struct Growing {
    in_memory: Vec<u8>,
    on_disk: Vec<u8>,
}

impl Growing {
    fn is_written(&mut self, at: usize, bytes: &[u8], part: &Part) {
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

    fn is_cut(&mut self, length: usize, part: &Part) {
        self.in_memory.resize(length, 0);
        if *part == Part::All {
            self.on_disk.resize(length, 0);
        }
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

fn name_is(folder: &mut BTreeMap<String, Node>, name: &str, node: Option<Node>) {
    match node {
        Some(node) => folder.insert(name.to_owned(), node),
        None => folder.remove(name),
    };
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
        let all: std::collections::BTreeSet<&PathBuf> = self
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
