//! From calls to steps: which file or folder each write, name and sync was for. A folder's names
//! are followed on the way, so that a file keeps its identity when it is moved or replaced.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::calls::{self, Call};
use super::reading::Open;

/// A file or a folder, whatever it is called; the folder that is watched is the first.
pub type Node = usize;
pub const ROOT: Node = 0;

/// What was done to one of them.
pub enum Deed {
    Write {
        node: Node,
        at: u64,
        bytes: Vec<u8>,
    },
    Length {
        node: Node,
        length: u64,
    },
    /// Names in folders that are given to something, or to nothing, in one step.
    Names(Vec<(Node, String, Option<Node>)>),
    Sync(Node),
}

pub struct Step {
    pub deed: Deed,
    pub began: usize,
    pub ended: usize,
}

/// What a node was when it was first seen.
pub enum Thing {
    File(Vec<u8>),
    Folder,
}

/// All that was done to a folder, and when somebody was told of something.
pub struct Trace {
    pub root: PathBuf,
    pub things: Vec<Thing>,
    pub first_names: BTreeMap<(Node, String), Node>,
    pub steps: Vec<Step>,
    /// When the last answer left for a client on this port.
    pub answered: HashMap<u16, usize>,
    /// Lines that the program said to its standard output, with when it had said them.
    pub said: Vec<(usize, String)>,
    /// Names and lengths as the program sees them by now, and its open files.
    pub names: BTreeMap<(Node, String), Node>,
    pub lengths: HashMap<Node, u64>,
    pub files: HashMap<i64, Open>,
    lines: usize,
}

impl Trace {
    /// From the folder as it is now; all of that is on the disk for sure.
    pub fn of(root: &Path) -> Self {
        let mut trace = Self {
            root: root.to_owned(),
            things: vec![Thing::Folder],
            first_names: BTreeMap::new(),
            steps: Vec::new(),
            answered: HashMap::new(),
            said: Vec::new(),
            names: BTreeMap::new(),
            lengths: HashMap::new(),
            files: HashMap::new(),
            lines: 0,
        };
        trace.looks_into(ROOT, root);
        trace.first_names = trace.names.clone();
        trace
    }

    fn looks_into(&mut self, folder: Node, path: &Path) {
        for entry in std::fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if is_passing(&name) {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                let node = self.new_node(Thing::Folder);
                self.names.insert((folder, name), node);
                self.looks_into(node, &path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                let length = bytes.len() as u64;
                let node = self.new_node(Thing::File(bytes));
                self.lengths.insert(node, length);
                self.names.insert((folder, name), node);
            }
        }
    }

    /// Goes on with what a further process did.
    pub fn goes_on_with(&mut self, log: &Path) {
        let log = std::fs::read_to_string(log).unwrap();
        self.files.clear();
        for call in calls::read(&log, self.lines) {
            if call.gave >= 0 {
                self.takes(&call);
            }
        }
        self.lines += log.lines().count();
    }

    /// How many lines were read so far.
    pub const fn lines(&self) -> usize {
        self.lines
    }

    pub fn names_are(&mut self, call: &Call, names: Vec<(Node, String, Option<Node>)>) {
        for (folder, name, node) in &names {
            match node {
                Some(node) => self.names.insert((*folder, name.clone()), *node),
                None => self.names.remove(&(*folder, name.clone())),
            };
        }
        self.did(call, Deed::Names(names));
    }

    pub fn is_cut(&mut self, call: &Call, node: Node, length: u64) {
        self.lengths.insert(node, length);
        self.did(call, Deed::Length { node, length });
    }

    pub fn did(&mut self, call: &Call, deed: Deed) {
        self.steps.push(Step {
            deed,
            began: call.began,
            ended: call.ended,
        });
    }

    pub fn new_node(&mut self, thing: Thing) -> Node {
        self.things.push(thing);
        self.things.len() - 1
    }
}

/// SQLite's index of its log is memory that processes share: it is made anew after any crash.
pub fn is_passing(name: &str) -> bool {
    name.ends_with("-shm")
}
