//! The letter box of everybody: the folder in which the fleet's letters land, one file per
//! Message-ID.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Reads each letter once, when it comes.
pub struct Post {
    folder: PathBuf,
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    seen: HashSet<OsString>,
    /// The codes that came to an address, the oldest first.
    codes: HashMap<String, Vec<String>>,
}

impl Post {
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            read: Mutex::default(),
        }
    }

    /// The codes in all letters to this address so far.
    pub fn to(&self, address: &str) -> Vec<String> {
        let mut read = self.read.lock().unwrap();
        read.what_came(&self.folder);
        read.codes.get(address).cloned().unwrap_or_default()
    }
}

impl Read {
    fn what_came(&mut self, folder: &Path) {
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let file = file.unwrap();
            let is_letter = file.path().extension().is_some_and(|end| end == "eml");
            if !is_letter || !self.seen.insert(file.file_name()) {
                continue;
            }
            let text = std::fs::read_to_string(file.path()).unwrap();
            let (to, code) = contents(&text).expect("a letter with a code");
            self.codes.entry(to).or_default().push(code);
        }
    }
}

/// Whom a letter is to, and the code in it.
pub fn contents(letter: &str) -> Option<(String, String)> {
    let to = letter.lines().find_map(|line| line.strip_prefix("To: "))?;
    let mut lines = letter.lines().map(|line| line.trim().replace(' ', ""));
    let is_code = |line: &String| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit());
    Some((to.trim().to_owned(), lines.find(is_code)?))
}
