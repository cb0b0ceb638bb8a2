//! What people may rely on: for every address what the register acknowledged, and what it may or
//! may not have done where an answer was lost.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use enkel::domain::ids::Root;

/// What is kept for somebody, as far as this model goes: the one state they declared about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Nothing,
    About(&'static str),
}

/// One address.
#[derive(Clone)]
pub struct Entry {
    pub root: Root,
    /// What was acknowledged last.
    pub sure: Kept,
    /// What a deed without an answer would have made of it.
    pub maybe: Option<Kept>,
    /// Codes asked for: those answered, and those of which nobody knows.
    pub asked: usize,
    pub perhaps_asked: usize,
}

impl Entry {
    pub fn of(root: Root) -> Self {
        Self {
            root,
            sure: Kept::Nothing,
            maybe: None,
            asked: 0,
            perhaps_asked: 0,
        }
    }
}

/// All of it.
#[derive(Default)]
pub struct Ledger {
    entries: Mutex<BTreeMap<String, Entry>>,
    wrong: Mutex<Vec<String>>,
    /// Deeds whose page of success was seen.
    pub acknowledged: AtomicUsize,
    /// Deeds whose answer was lost, and those that were found done by who came back to look.
    pub doubted: AtomicUsize,
    pub found_done: AtomicUsize,
    /// Answers 503.
    pub refused: AtomicUsize,
    /// Buttons pressed so far: a killer takes aim by it.
    pub presses: AtomicUsize,
}

impl Ledger {
    pub fn adds(&self, address: &str, root: Root) {
        let mut entries = self.entries.lock().unwrap();
        entries.insert(address.to_owned(), Entry::of(root));
    }

    /// Changes what stands about an address.
    pub fn change<T>(&self, address: &str, change: impl FnOnce(&mut Entry) -> T) -> T {
        let mut entries = self.entries.lock().unwrap();
        change(entries.get_mut(address).expect("an address of ours"))
    }

    pub fn of(&self, address: &str) -> Entry {
        self.change(address, |entry| entry.clone())
    }

    /// A button is about to be pressed that leads to `after`.
    pub fn begins(&self, address: &str, after: Kept) {
        self.change(address, |entry| entry.maybe = Some(after));
        self.presses.fetch_add(1, Ordering::SeqCst);
    }

    /// The page of success was seen.
    pub fn is_told(&self, address: &str, after: Kept) {
        self.change(address, |entry| {
            entry.sure = after;
            entry.maybe = None;
        });
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// No answer came.
    pub fn doubts(&self) {
        self.doubted.fetch_add(1, Ordering::SeqCst);
    }

    /// The register showed what it keeps. It must be what was acknowledged, or the whole of what
    /// was in doubt.
    pub fn is_shown(&self, address: &str, shown: Kept) {
        let entry = self.of(address);
        let done = entry.maybe == Some(shown);
        if !done && shown != entry.sure {
            let (sure, maybe) = (entry.sure, entry.maybe);
            self.finds(format!("{shown:?} is shown, not {sure:?} or {maybe:?}"));
        }
        if done {
            self.found_done.fetch_add(1, Ordering::SeqCst);
        }
        self.change(address, |entry| {
            entry.sure = shown;
            entry.maybe = None;
        });
    }

    pub fn finds(&self, wrong: String) {
        self.wrong.lock().unwrap().push(wrong);
    }

    /// Everything that was found wrong so far.
    pub fn wrong(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }

    pub fn entries(&self) -> BTreeMap<String, Entry> {
        self.entries.lock().unwrap().clone()
    }
}
