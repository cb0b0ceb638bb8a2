//! What a disk may hold when the power goes. What was synced is there. What was not may be there
//! or not, sector by sector, in any order: each sector holds one of the contents it had since the
//! last sync of its file.
//!
//! Names follow one of two models. `Strict`: a name is there for sure only once its folder was
//! synced; before that any of them may be missing, each on its own. `Journaled`, as ext4 does it:
//! names reach the disk in their order, and any sync takes all earlier ones along.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::image::{Growing, Image, put};
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
    File(Arc<Vec<u8>>),
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

impl<'a> Disk<'a> {
    pub fn at_start(trace: &'a Trace, model: Model, honesty: Honesty) -> Self {
        let held = trace.things.iter().map(|thing| match thing {
            Thing::File(bytes) => Held::File(Arc::new(bytes.clone())),
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
                    put(Arc::make_mut(held), *at as usize, bytes);
                }
            }
            Deed::Length { node, length } => {
                if let Held::File(held) = &mut self.held[*node] {
                    Arc::make_mut(held).resize(*length as usize, 0);
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
            .map(|(node, file)| (node, Arc::new(file.on_disk)))
            .collect();
        let mut image = Image::default();
        self.lists(ROOT, Path::new(""), &folders, &files, &mut image);
        image
    }

    fn growing(&self, node: Node) -> Growing {
        match &self.held[node] {
            Held::File(held) => Growing::from(held),
            Held::Folder(_) => panic!("a folder is no file"),
        }
    }

    fn lists(
        &self,
        folder: Node,
        path: &Path,
        folders: &BTreeMap<Node, BTreeMap<String, Node>>,
        files: &BTreeMap<Node, Arc<Vec<u8>>>,
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

fn name_is(folder: &mut BTreeMap<String, Node>, name: &str, node: Option<Node>) {
    match node {
        Some(node) => folder.insert(name.to_owned(), node),
        None => folder.remove(name),
    };
}
