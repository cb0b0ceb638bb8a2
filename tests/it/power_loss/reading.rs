//! What each call means: which file it opens, what it writes where, which names it gives.

use std::path::{Path, PathBuf};

use super::calls::Call;
use super::trace::{Deed, Node, ROOT, Thing, Trace, is_passing};

/// A file as the program has it open.
#[derive(Clone)]
pub struct Open {
    node: Node,
    position: u64,
    appends: bool,
}

impl Trace {
    /// One more call.
    pub fn takes(&mut self, call: &Call) {
        match call.name.as_str() {
            "open" | "creat" | "openat" | "openat2" => self.opens(call),
            "close" => drop(self.files.remove(&call.open_file(0).0)),
            "dup" | "dup2" | "dup3" => {
                if let Some(open) = self.files.get(&call.open_file(0).0).cloned() {
                    self.files.insert(call.gave, open);
                }
            }
            "write" | "pwrite64" => self.writes(call),
            "lseek" => {
                if let Some(open) = self.files.get_mut(&call.open_file(0).0) {
                    open.position = call.gave as u64;
                }
            }
            "ftruncate" => {
                if let Some(node) = self.node_of(call) {
                    self.is_cut(call, node, call.number(1));
                }
            }
            "fsync" | "fdatasync" => {
                if let Some(node) = self.node_of(call) {
                    self.did(call, Deed::Sync(node));
                }
            }
            "mkdir" | "mkdirat" => {
                if let Some((folder, name)) = self.place(call, usize::from(call.name == "mkdirat"))
                {
                    let node = self.new_node(Thing::Folder);
                    self.names_are(call, vec![(folder, name, Some(node))]);
                }
            }
            "unlink" | "unlinkat" | "rmdir" => {
                let at = usize::from(call.name == "unlinkat");
                if let Some((folder, name)) = self.place(call, at) {
                    self.names_are(call, vec![(folder, name, None)]);
                }
            }
            "rename" | "renameat" | "renameat2" | "link" | "linkat" => self.moves(call),
            "sendto" => self.answers(call),
            "execve" => {}
            other => self.must_be_foreign(other, call),
        }
    }

    /// A call that is not understood must not have to do with the folder.
    fn must_be_foreign(&self, name: &str, call: &Call) {
        let ours = (0..call.args.len()).any(|place| {
            let (number, about) = call.open_file(place);
            self.files.contains_key(&number) && about.starts_with(self.root.to_str().unwrap())
        });
        let named = call.args.iter().any(|arg| {
            arg.starts_with('"') && Path::new(&call.text_or_nothing(arg)).starts_with(&self.root)
        });
        assert!(
            !ours && !named,
            "{name} cannot be replayed: {:.400?}",
            call.args
        );
    }

    fn opens(&mut self, call: &Call) {
        let at = usize::from(call.name.starts_with("openat"));
        let flags = call.args.get(at + 1).map_or("", String::as_str);
        self.files.remove(&call.gave);
        let Some((folder, name)) = self.place(call, at) else {
            if self.is_root(call, at) {
                self.files.insert(call.gave, Open::at_start(ROOT, flags));
            }
            return;
        };
        let known = self.names.get(&(folder, name.clone())).copied();
        let node = known.unwrap_or_else(|| {
            assert!(flags.contains("O_CREAT"), "{name} is there unseen");
            let node = self.new_node(Thing::File(Vec::new()));
            self.lengths.insert(node, 0);
            self.names_are(call, vec![(folder, name, Some(node))]);
            node
        });
        if flags.contains("O_TRUNC") && self.lengths[&node] > 0 {
            self.is_cut(call, node, 0);
        }
        self.files.insert(call.gave, Open::at_start(node, flags));
    }

    fn writes(&mut self, call: &Call) {
        let (number, about) = call.open_file(0);
        let length = self
            .files
            .get(&number)
            .map(|open| self.lengths.get(&open.node));
        let Some(open) = self.files.get_mut(&number) else {
            if number == 1 && call.name == "write" {
                let text = String::from_utf8_lossy(&call.bytes(1)).into_owned();
                self.said.push((call.ended, text.trim_end().to_owned()));
            }
            return;
        };
        assert!(about.starts_with(self.root.to_str().unwrap()), "{about}");
        let mut bytes = call.bytes(1);
        bytes.truncate(call.gave as usize);
        let at = match call.name.as_str() {
            "pwrite64" => call.number(3),
            _ => {
                let end = length.flatten().copied().unwrap_or(0);
                let at = if open.appends { end } else { open.position };
                open.position = at + bytes.len() as u64;
                at
            }
        };
        let node = open.node;
        let end = at + bytes.len() as u64;
        let length = self.lengths.entry(node).or_default();
        *length = end.max(*length);
        self.did(call, Deed::Write { node, at, bytes });
    }

    fn moves(&mut self, call: &Call) {
        let with_folders = call.name.contains("at");
        let (from, to) = if with_folders { (1, 3) } else { (0, 1) };
        let (from, to) = (self.place(call, from), self.place(call, to));
        let (Some((folder, name)), Some((into, new))) = (from, to) else {
            return;
        };
        let node = self.names[&(folder, name.clone())];
        let mut names = vec![(into, new, Some(node))];
        if call.name.starts_with("rename") {
            names.insert(0, (folder, name, None));
        }
        self.names_are(call, names);
    }

    fn answers(&mut self, call: &Call) {
        // TCP:[127.0.0.1:8080->127.0.0.1:55712]
        let (_, about) = call.open_file(0);
        let port = about.trim_end_matches(']').rsplit(':').next();
        if let (true, Some(Ok(port))) = (about.starts_with("TCP:"), port.map(str::parse)) {
            self.answered.insert(port, call.ended);
        }
    }

    fn node_of(&self, call: &Call) -> Option<Node> {
        self.files.get(&call.open_file(0).0).map(|open| open.node)
    }

    fn path(&self, call: &Call, at: usize) -> PathBuf {
        let beside = match at {
            0 => self.root.clone(),
            _ => PathBuf::from(call.open_file(at - 1).1),
        };
        beside.join(call.text(at))
    }

    fn is_root(&self, call: &Call, at: usize) -> bool {
        self.path(call, at) == self.root
    }

    /// Folder and name of what this path means; nothing outside of what is watched.
    fn place(&self, call: &Call, at: usize) -> Option<(Node, String)> {
        let path = self.path(call, at);
        let inside = path.strip_prefix(&self.root).ok()?;
        let mut parts: Vec<&str> = inside.iter().map(|part| part.to_str().unwrap()).collect();
        let name = parts.pop()?;
        if is_passing(name) {
            return None;
        }
        let mut folder = ROOT;
        for part in parts {
            folder = *self.names.get(&(folder, part.to_owned()))?;
        }
        Some((folder, name.to_owned()))
    }
}

impl Open {
    fn at_start(node: Node, flags: &str) -> Self {
        Self {
            node,
            position: 0,
            appends: flags.contains("O_APPEND"),
        }
    }
}

impl Call {
    fn text_or_nothing(&self, arg: &str) -> String {
        match arg.starts_with("\"\\x") {
            true => self
                .args
                .iter()
                .position(|known| known == arg)
                .map_or(String::new(), |place| {
                    String::from_utf8_lossy(&self.bytes(place)).into_owned()
                }),
            false => String::new(),
        }
    }
}
