//! A ratchet: from one state every later key can be computed, and no earlier one.
//!
//! The file holds the *oldest live* step; hosts that start from one file stay in step without
//! talking to each other. Moving on is durable and never goes back.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, remove_file, rename};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::error::{CryptoError, KeyError, KeyProblem};
use super::key_file::{self, Access};
use super::secret::Secret;

/// How many steps ahead of its file a ratchet may be asked for: some eleven years of days, more
/// than a host sleeps, and under a hundredth of a second of work.
const FURTHEST: u32 = 4_000;
/// Derived keys kept at hand: two live days, one ahead, and some room.
const KEPT: usize = 8;

/// One step and its state.
#[derive(Clone)]
pub(super) struct Ratchet {
    kind: &'static str,
    step: u32,
    state: Secret,
}

impl Ratchet {
    /// A new ratchet from fresh randomness.
    pub(super) fn begin(kind: &'static str, step: u32) -> Result<Self, CryptoError> {
        let state = Secret::draw()?;
        Ok(Self { kind, step, state })
    }

    /// `step` (4 bytes, big-endian) and `state` (32 bytes), as the file holds them.
    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(36));
        bytes.extend_from_slice(&self.step.to_be_bytes());
        bytes.extend_from_slice(self.state.bytes());
        bytes
    }

    pub(super) fn from_bytes(kind: &'static str, bytes: &[u8]) -> Option<Self> {
        let (step, state) = bytes.split_first_chunk::<4>()?;
        let state = Secret::read(state)?;
        let step = u32::from_be_bytes(*step);
        Some(Self { kind, step, state })
    }

    pub(super) const fn step(&self) -> u32 {
        self.step
    }

    pub(super) fn read(file: &Path, kind: &'static str) -> Result<Self, KeyError> {
        let bytes = key_file::read(file, kind, Access::Owner)?;
        Self::from_bytes(kind, &bytes).ok_or_else(|| KeyError::at(file, KeyProblem::Damaged))
    }

    /// The same ratchet moved up: state(n + 1) = HKDF(state(n), "next").
    pub(super) fn moved_to(&self, step: u32) -> Result<Self, KeyError> {
        let ahead = step
            .checked_sub(self.step)
            .ok_or(KeyError::StepGone(self.kind))?;
        if ahead > FURTHEST {
            return Err(KeyError::TooFarAhead(self.kind));
        }
        let mut moved = self.clone();
        for _ in 0..ahead {
            moved.state = moved.state.expand("next");
        }
        moved.step = step;
        Ok(moved)
    }

    /// key(n) = HKDF(state(n), "key").
    pub(super) fn key(&self, step: u32) -> Result<Secret, KeyError> {
        Ok(self.moved_to(step)?.state.expand("key"))
    }

    fn is_same(&self, other: &Self) -> bool {
        self.step == other.step && self.state.bytes().ct_eq(other.state.bytes()).into()
    }
}

/// A ratchet as this process uses it: its file, and the keys derived so far.
pub(super) struct Live<K> {
    file: PathBuf,
    build: fn(u32, &Secret) -> K,
    held: RwLock<Held<K>>,
}

struct Held<K> {
    ratchet: Ratchet,
    keys: BTreeMap<u32, Arc<K>>,
}

impl<K> Live<K> {
    pub(super) fn load(
        file: PathBuf,
        kind: &'static str,
        build: fn(u32, &Secret) -> K,
    ) -> Result<Self, KeyError> {
        let held = RwLock::new(Held {
            ratchet: Ratchet::read(&file, kind)?,
            keys: BTreeMap::new(),
        });
        Ok(Self { file, build, held })
    }

    pub(super) fn oldest(&self) -> u32 {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.ratchet.step
    }

    /// The key of a step, derived once. Each request asks, so the common way only reads.
    pub(super) fn key(&self, step: u32) -> Result<Arc<K>, KeyError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.keys.get(&step) {
            return Ok(Arc::clone(known));
        }
        let derived = Arc::new((self.build)(step, &held.ratchet.key(step)?));
        drop(held);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        // The ratchet may have moved in between: what is gone must not be kept.
        if step >= held.ratchet.step {
            held.keys.insert(step, Arc::clone(&derived));
        }
        if held.keys.len() > KEPT {
            held.keys.pop_first();
        }
        Ok(derived)
    }

    pub(super) fn check_value(&self, step: u32) -> Result<String, KeyError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        Ok(held.ratchet.key(step)?.check_value())
    }

    /// Moves file and memory up to `step`. Whether the file was moved; a step already passed
    /// changes nothing. Processes that share the file take turns by a lock on its folder.
    pub(super) fn step_to(&self, step: u32) -> Result<bool, KeyError> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let _turn = lock_folder(&self.file)?;
        let on_disk = Ratchet::read(&self.file, held.ratchet.kind)?;
        let continued = held.ratchet.moved_to(on_disk.step);
        if !continued.is_ok_and(|expected| expected.is_same(&on_disk)) {
            return Err(KeyError::Replaced(held.ratchet.kind));
        }
        let moves = step > on_disk.step;
        let next = if moves {
            on_disk.moved_to(step)?
        } else {
            on_disk
        };
        if moves {
            replace(&self.file, &next)?;
        }
        held.keys = held.keys.split_off(&next.step);
        held.ratchet = next;
        Ok(moves)
    }

    /// Starts from new randomness at `step`: no key derived before opens anything any more.
    pub(super) fn renew(&self, step: u32) -> Result<(), KeyError> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let _turn = lock_folder(&self.file)?;
        let fresh = Ratchet::begin(held.ratchet.kind, step.max(held.ratchet.step))?;
        replace(&self.file, &fresh)?;
        held.keys.clear();
        held.ratchet = fresh;
        Ok(())
    }
}

/// Held until dropped.
pub(super) fn lock_folder(file: &Path) -> Result<File, KeyError> {
    let dir = key_file::folder_of(file);
    let open = File::open(dir).map_err(|e| KeyError::io(dir, &e))?;
    open.lock().map_err(|e| KeyError::io(dir, &e))?;
    Ok(open)
}

/// Puts the new state in the file's place, durably, and only then overwrites the old one where
/// it lay. A file system that copies on write, keeps a journal of data or takes snapshots, and a
/// disk that moves blocks, may keep the old bytes all the same.
pub(super) fn replace(file: &Path, next: &Ratchet) -> Result<(), KeyError> {
    let io = |e: std::io::Error| KeyError::io(file, &e);
    let mut old = OpenOptions::new().write(true).open(file).map_err(io)?;
    let draft = file.with_extension("ratchet-new");
    discard(&draft)?;
    key_file::create(&draft, next.kind, &next.bytes())?;
    rename(&draft, file).map_err(io)?;
    key_file::sync_folder(key_file::folder_of(file))?;
    overwrite(&mut old).map_err(io)
}

/// A draft that a crash left behind holds a live state: wiped before its name is used again.
pub(super) fn discard(draft: &Path) -> Result<(), KeyError> {
    let gone = match OpenOptions::new().write(true).open(draft) {
        Ok(mut left) => overwrite(&mut left).and_then(|()| remove_file(draft)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e),
    };
    gone.map_err(|e| KeyError::io(draft, &e))
}

fn overwrite(file: &mut File) -> std::io::Result<()> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(dir: &Path) -> Live<[u8; 32]> {
        let file = dir.join("visit.ratchet");
        Live::load(file, "visit ratchet", |_, key| *key.bytes()).unwrap()
    }

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let first = Ratchet::begin("visit ratchet", 100).unwrap();
        let file = dir.path().join("visit.ratchet");
        key_file::create(&file, "visit ratchet", &first.bytes()).unwrap();
        dir
    }

    #[test]
    fn a_step_that_was_passed_is_gone_and_later_ones_stay_the_same() {
        let dir = folder();
        let ratchet = live(dir.path());
        let (old, next) = (ratchet.key(100).unwrap(), ratchet.key(101).unwrap());
        assert_ne!(old, next);
        assert!(ratchet.step_to(101).unwrap());
        assert!(!ratchet.step_to(101).unwrap());
        assert!(!ratchet.step_to(7).unwrap(), "never back");
        assert!(matches!(ratchet.key(100), Err(KeyError::StepGone(_))));
        assert_eq!(ratchet.key(101).unwrap(), next);
        let again = live(dir.path());
        assert_eq!(again.oldest(), 101);
        assert_eq!(again.key(101).unwrap(), next);
        assert!(matches!(again.key(100), Err(KeyError::StepGone(_))));
        let far = again.key(101 + FURTHEST + 1);
        assert!(matches!(far, Err(KeyError::TooFarAhead(_))));
    }

    #[test]
    fn a_few_keys_are_held_ready_and_the_oldest_gives_way() {
        let dir = folder();
        let ratchet = live(dir.path());
        let first = ratchet.key(100).unwrap();
        assert!(Arc::ptr_eq(&first, &ratchet.key(100).unwrap()));
        for step in 101..100 + 2 * u32::try_from(KEPT).unwrap() {
            ratchet.key(step).unwrap();
        }
        let held: Vec<u32> = ratchet.held.read().unwrap().keys.keys().copied().collect();
        assert_eq!(held, (108..116).collect::<Vec<_>>());
        assert_eq!(
            ratchet.key(100).unwrap(),
            first,
            "derived again, and the same"
        );
    }

    #[test]
    fn the_old_state_does_not_stay_where_it_lay() {
        let dir = folder();
        let ratchet = live(dir.path());
        let second_name = dir.path().join("old");
        std::fs::hard_link(dir.path().join("visit.ratchet"), &second_name).unwrap();
        assert!(ratchet.step_to(102).unwrap());
        let left = std::fs::read(&second_name).unwrap();
        assert!(!left.is_empty() && left.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn two_processes_with_one_file_stay_together_and_a_crash_left_draft_is_no_hindrance() {
        let dir = folder();
        let (one, other) = (live(dir.path()), live(dir.path()));
        std::fs::write(dir.path().join("visit.ratchet-new"), "left").unwrap();
        assert!(one.step_to(103).unwrap());
        assert!(!other.step_to(103).unwrap());
        assert_eq!(other.oldest(), 103);
        assert_eq!(one.key(104).unwrap(), other.key(104).unwrap());
    }

    #[test]
    fn a_ratchet_started_anew_shares_no_key_and_the_other_process_notices() {
        let dir = folder();
        let (one, other) = (live(dir.path()), live(dir.path()));
        let before = one.key(100).unwrap();
        one.renew(100).unwrap();
        assert_ne!(one.key(100).unwrap(), before);
        assert!(matches!(other.step_to(101), Err(KeyError::Replaced(_))));
    }
}
