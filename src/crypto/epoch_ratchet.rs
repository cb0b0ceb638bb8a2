//! The epoch's ratchet as this process uses it: one chain, or two while the register passes from
//! an old chain to one begun from new randomness.
//!
//! It follows no clock: the register says which step is current and what that step's key must
//! answer to, and a step is destroyed only when told that nothing carries it any more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::epoch::EpochKey;
use super::error::KeyError;
use super::key_file;
use super::keys::EPOCH;
use super::ratchet::{self, Ratchet};

/// Beside `epoch.ratchet` while both are needed.
const FRESH: &str = "epoch.ratchet-fresh";
/// Derived keys kept at hand.
const KEPT: usize = 4;

pub(super) struct EpochRatchet {
    file: PathBuf,
    held: RwLock<Held>,
}

struct Held {
    chains: Chains,
    keys: BTreeMap<u32, Arc<EpochKey>>,
}

/// What lies on disk: the live chain, and the fresh one where it was begun.
struct Chains {
    live: Ratchet,
    fresh: Option<Ratchet>,
}

impl Chains {
    fn read(file: &Path) -> Result<Self, KeyError> {
        let live = Ratchet::read(file, EPOCH.1)?;
        let beside = file.with_file_name(FRESH);
        let fresh = match beside.exists() {
            true => Some(Ratchet::read(&beside, EPOCH.1)?),
            false => None,
        };
        Ok(Self { live, fresh })
    }

    /// The chain that a step belongs to.
    fn of(&self, step: u32) -> &Ratchet {
        match &self.fresh {
            Some(fresh) if step >= fresh.step() => fresh,
            _ => &self.live,
        }
    }

    fn key(&self, step: u32) -> Result<EpochKey, KeyError> {
        let key = self.of(step).key(step)?;
        Ok(EpochKey::new(step, &key))
    }
}

impl EpochRatchet {
    pub(super) fn load(file: PathBuf) -> Result<Self, KeyError> {
        let chains = Chains::read(&file)?;
        let keys = BTreeMap::new();
        let held = RwLock::new(Held { chains, keys });
        Ok(Self { file, held })
    }

    pub(super) fn oldest(&self) -> u32 {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.chains.live.step()
    }

    /// The oldest live state, for the escrow. While two chains are needed there is none that
    /// gives all keys, and the escrow waits.
    pub(super) fn one_chain(&self) -> Result<Option<Ratchet>, KeyError> {
        let chains = Chains::read(&self.file)?;
        Ok(chains.fresh.is_none().then_some(chains.live))
    }

    /// The key of a step as the files give it.
    pub(super) fn key(&self, step: u32) -> Result<Arc<EpochKey>, KeyError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.keys.get(&step) {
            return Ok(Arc::clone(known));
        }
        let derived = Arc::new(held.chains.key(step)?);
        drop(held);
        self.remember(&derived);
        Ok(derived)
    }

    /// The key of a step that must answer to this check value. Another process may have put new
    /// chains in place since ours were read: so they are read again before it is refused.
    pub(super) fn checked(&self, step: u32, check: &str) -> Result<Arc<EpochKey>, KeyError> {
        match self.key(step) {
            Ok(key) if key.check() == check => return Ok(key),
            Ok(_) | Err(KeyError::StepGone(_)) => self.reload()?,
            Err(other) => return Err(other),
        }
        let key = self.key(step)?;
        if key.check() == check {
            Ok(key)
        } else {
            Err(KeyError::NotTheRegisters(EPOCH.1))
        }
    }

    fn remember(&self, key: &Arc<EpochKey>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        // The ratchet may have moved in between: what is gone must not be kept.
        if key.step() >= held.chains.live.step() {
            held.keys.insert(key.step(), Arc::clone(key));
        }
        if held.keys.len() > KEPT {
            held.keys.pop_first();
        }
    }

    fn reload(&self) -> Result<(), KeyError> {
        let chains = Chains::read(&self.file)?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.keys.clear();
        held.chains = chains;
        Ok(())
    }

    /// Begins a chain from new randomness at `step`, beside the live one. One that was begun for
    /// this very step is kept: other hosts may have copied it. Its file, and whether it was made
    /// now.
    pub(super) fn begin_fresh(&self, step: u32) -> Result<(PathBuf, bool), KeyError> {
        let beside = self.file.with_file_name(FRESH);
        let turn = ratchet::lock_folder(&self.file)?;
        let begun = Chains::read(&self.file)?.fresh;
        let made = begun.is_none();
        // Rows may rest on it already.
        if begun.is_some_and(|fresh| fresh.step() != step) {
            return Err(KeyError::TwoChains(EPOCH.1));
        }
        if made {
            let fresh = Ratchet::begin(EPOCH.1, step)?;
            key_file::create(&beside, EPOCH.1, &fresh.bytes())?;
            key_file::sync_folder(key_file::folder_of(&self.file))?;
        }
        drop(turn);
        self.reload()?;
        Ok((beside, made))
    }

    /// Takes back a chain that was begun and never used.
    pub(super) fn discard_fresh(&self) -> Result<(), KeyError> {
        let turn = ratchet::lock_folder(&self.file)?;
        ratchet::discard(&self.file.with_file_name(FRESH))?;
        key_file::sync_folder(key_file::folder_of(&self.file))?;
        drop(turn);
        self.reload()
    }

    /// Destroys every step before this one, in files and memory. Whether there was any; a step
    /// already passed changes nothing.
    pub(super) fn step_to(&self, step: u32) -> Result<bool, KeyError> {
        let turn = ratchet::lock_folder(&self.file)?;
        let chains = Chains::read(&self.file)?;
        let beside = self.file.with_file_name(FRESH);
        let passes_over = chains.fresh.as_ref().is_some_and(|f| step >= f.step());
        let moves = step > chains.live.step();
        if moves {
            let next = chains.of(step).moved_to(step)?;
            ratchet::replace(&self.file, &next)?;
        }
        if passes_over {
            // The live file holds that chain now; after a crash in between it is looked at again.
            ratchet::discard(&beside)?;
            key_file::sync_folder(key_file::folder_of(&self.file))?;
        }
        drop(turn);
        if moves || self.oldest() < step {
            self.reload()?;
        }
        Ok(moves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let first = Ratchet::begin(EPOCH.1, 1).unwrap();
        key_file::create(&dir.path().join(EPOCH.0), EPOCH.1, &first.bytes()).unwrap();
        dir
    }

    fn opened(dir: &tempfile::TempDir) -> EpochRatchet {
        EpochRatchet::load(dir.path().join(EPOCH.0)).unwrap()
    }

    fn check(ratchet: &EpochRatchet, step: u32) -> String {
        ratchet.key(step).unwrap().check().to_owned()
    }

    #[test]
    fn a_step_that_nothing_carries_is_destroyed_and_no_other() {
        let dir = folder();
        let (one, other) = (opened(&dir), opened(&dir));
        let third = check(&one, 3);
        assert!(one.step_to(2).unwrap() && !one.step_to(2).unwrap() && !one.step_to(1).unwrap());
        assert!(matches!(one.key(1), Err(KeyError::StepGone(_))));
        assert_eq!(check(&one, 3), third);
        // Another process of the host notices when it is told the step is over.
        assert!(other.key(1).is_ok());
        assert!(!other.step_to(2).unwrap());
        assert!(other.key(1).is_err());
    }

    #[test]
    fn a_fresh_chain_stands_beside_the_old_one_until_nothing_needs_that() {
        let dir = folder();
        let (one, other) = (opened(&dir), opened(&dir));
        let (first, old_second) = (check(&one, 1), check(&one, 2));
        one.begin_fresh(2).unwrap();
        let second = check(&one, 2);
        assert_ne!(second, old_second);
        assert_eq!(check(&one, 1), first);
        one.begin_fresh(2).unwrap();
        assert_eq!(check(&one, 2), second, "begun once");
        assert!(matches!(one.begin_fresh(3), Err(KeyError::TwoChains(_))));
        assert!(one.one_chain().unwrap().is_none());
        // A process that derived the old chain's key is put right by the check value.
        assert_eq!(check(&other, 2), old_second);
        assert_eq!(other.checked(2, &second).unwrap().check(), second);
        assert!(one.step_to(2).unwrap());
        assert!(!dir.path().join(FRESH).exists());
        assert!(one.one_chain().unwrap().is_some());
        assert_eq!(
            (check(&one, 2), check(&opened(&dir), 2)),
            (second.clone(), second)
        );
        assert!(one.key(1).is_err());
    }

    #[test]
    fn a_process_that_slept_through_all_of_it_finds_the_new_chain() {
        let dir = folder();
        let (one, sleeper) = (opened(&dir), opened(&dir));
        one.begin_fresh(2).unwrap();
        let second = check(&one, 2);
        one.step_to(2).unwrap();
        assert_eq!(sleeper.checked(2, &second).unwrap().check(), second);
        let wrong = sleeper.checked(3, "0000000000000000");
        assert!(matches!(wrong, Err(KeyError::NotTheRegisters(_))));
    }

    #[test]
    fn a_crash_between_the_two_files_leaves_one_chain() {
        let dir = folder();
        let one = opened(&dir);
        let (beside, _) = one.begin_fresh(2).unwrap();
        let second = check(&one, 2);
        let left = std::fs::read(&beside).unwrap();
        one.step_to(2).unwrap();
        key_file::write_new(&beside, &left).unwrap();
        let again = opened(&dir);
        assert_eq!(check(&again, 2), second);
        again.step_to(2).unwrap();
        assert!(!beside.exists());
    }
}
