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

    /// The chain that makes a step when nothing is known of it yet: the fresh one where it was
    /// begun for it.
    fn next(&self, step: u32) -> &Ratchet {
        match &self.fresh {
            Some(fresh) if step >= fresh.step() => fresh,
            _ => &self.live,
        }
    }

    /// The chain whose step answers to this check value. A chain that was begun need not be the
    /// one that the register went on with: another host may have gone a step without it.
    fn answering(&self, step: u32, check: &str) -> Result<Option<(&Ratchet, EpochKey)>, KeyError> {
        let fresh = self.fresh.as_ref().filter(|fresh| step >= fresh.step());
        let mut gone = fresh.is_none();
        for chain in fresh.into_iter().chain([&self.live]) {
            if step < chain.step() {
                continue;
            }
            gone = false;
            let key = EpochKey::new(step, &chain.key(step)?);
            if key.check() == check {
                return Ok(Some((chain, key)));
            }
        }
        match gone {
            true => Err(KeyError::StepGone(EPOCH.1)),
            false => Ok(None),
        }
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

    /// The key of a step that is not made yet, or of which no check value is known.
    pub(super) fn key(&self, step: u32) -> Result<Arc<EpochKey>, KeyError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let key = held.chains.next(step).key(step)?;
        Ok(Arc::new(EpochKey::new(step, &key)))
    }

    /// The key of the step after this one, along the chain that this one lies on, whatever else
    /// was begun.
    pub(super) fn after(&self, step: u32, check: &str) -> Result<EpochKey, KeyError> {
        self.checked(step, check)?;
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let found = held.chains.answering(step, check)?;
        let (chain, _) = found.ok_or(KeyError::NotTheRegisters(EPOCH.1))?;
        Ok(EpochKey::new(step + 1, &chain.key(step + 1)?))
    }

    /// The step for which a chain from new randomness was begun and is not needed alone yet.
    pub(super) fn fresh_step(&self) -> Result<Option<u32>, KeyError> {
        self.reload()?;
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        Ok(held.chains.fresh.as_ref().map(Ratchet::step))
    }

    /// The key of a step that must answer to this check value. Another process may have put new
    /// chains in place since ours were read: so they are read again before it is refused.
    pub(super) fn checked(&self, step: u32, check: &str) -> Result<Arc<EpochKey>, KeyError> {
        if let Ok(Some(key)) = self.held_key(step, check) {
            return Ok(key);
        }
        self.reload()?;
        self.held_key(step, check)?
            .ok_or(KeyError::NotTheRegisters(EPOCH.1))
    }

    fn held_key(&self, step: u32, check: &str) -> Result<Option<Arc<EpochKey>>, KeyError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.keys.get(&step)
            && known.check() == check
        {
            return Ok(Some(Arc::clone(known)));
        }
        let Some((_, key)) = held.chains.answering(step, check)? else {
            return Ok(None);
        };
        drop(held);
        let key = Arc::new(key);
        self.remember(&key);
        Ok(Some(key))
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
    /// this very step is kept: other hosts may have copied it. One of another step is replaced only
    /// when it may be (`instead`). Its file, and whether it was made now.
    pub(super) fn begin_fresh(
        &self,
        step: u32,
        instead: bool,
    ) -> Result<(PathBuf, bool), KeyError> {
        let beside = self.file.with_file_name(FRESH);
        let turn = ratchet::lock_folder(&self.file)?;
        let begun = Chains::read(&self.file)?.fresh;
        let another = begun.as_ref().is_some_and(|fresh| fresh.step() != step);
        if another && !instead {
            // Rows may rest on it.
            return Err(KeyError::TwoChains(EPOCH.1));
        }
        let made = begun.is_none() || another;
        if made {
            ratchet::discard(&beside)?;
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

    /// Destroys every step before this one, in files and memory. `check` says which chain the
    /// register went on with; another one is destroyed whole. Whether there was any; a step
    /// already passed changes nothing.
    pub(super) fn step_to(&self, step: u32, check: &str) -> Result<bool, KeyError> {
        let turn = ratchet::lock_folder(&self.file)?;
        let chains = Chains::read(&self.file)?;
        let beside = self.file.with_file_name(FRESH);
        let passes_over = chains.fresh.as_ref().is_some_and(|f| step >= f.step());
        let moves = step > chains.live.step();
        if moves {
            let found = chains.answering(step, check)?;
            let (chain, _) = found.ok_or(KeyError::NotTheRegisters(EPOCH.1))?;
            ratchet::replace(&self.file, &chain.moved_to(step)?)?;
        }
        if passes_over {
            // The live file holds the right chain now; after a crash in between it is looked at
            // again.
            ratchet::discard(&beside)?;
            key_file::sync_folder(key_file::folder_of(&self.file))?;
        }
        drop(turn);
        if moves || passes_over || self.oldest() < step {
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
        let second = check(&one, 2);
        let to = |ratchet: &EpochRatchet, step| ratchet.step_to(step, &second).unwrap();
        assert!(to(&one, 2) && !to(&one, 2) && !to(&one, 1));
        assert!(matches!(one.key(1), Err(KeyError::StepGone(_))));
        assert_eq!(check(&one, 3), third);
        // Another process of the host notices when it is told the step is over.
        assert!(other.key(1).is_ok());
        assert!(!to(&other, 2));
        assert!(other.key(1).is_err());
    }

    #[test]
    fn a_fresh_chain_stands_beside_the_old_one_until_nothing_needs_that() {
        let dir = folder();
        let (one, other) = (opened(&dir), opened(&dir));
        let (first, old_second) = (check(&one, 1), check(&one, 2));
        one.begin_fresh(2, false).unwrap();
        let second = check(&one, 2);
        assert_ne!(second, old_second);
        assert_eq!(check(&one, 1), first);
        one.begin_fresh(2, false).unwrap();
        assert_eq!(check(&one, 2), second, "begun once");
        assert!(matches!(
            one.begin_fresh(3, false),
            Err(KeyError::TwoChains(_))
        ));
        assert!(one.one_chain().unwrap().is_none());
        // A process that derived the old chain's key is put right by the check value.
        assert_eq!(check(&other, 2), old_second);
        assert_eq!(other.checked(2, &second).unwrap().check(), second);
        assert!(one.step_to(2, &second).unwrap());
        assert!(!dir.path().join(FRESH).exists());
        assert!(one.one_chain().unwrap().is_some());
        assert_eq!(
            (check(&one, 2), check(&opened(&dir), 2)),
            (second.clone(), second)
        );
        assert!(one.key(1).is_err());
    }

    #[test]
    fn the_step_after_one_lies_on_its_own_chain_whatever_else_was_begun() {
        let dir = folder();
        let one = opened(&dir);
        let (first, old_second) = (check(&one, 1), check(&one, 2));
        assert_eq!(one.after(1, &first).unwrap().check(), old_second);
        one.begin_fresh(2, false).unwrap();
        let (second, third) = (check(&one, 2), check(&one, 3));
        assert_eq!(one.after(1, &first).unwrap().check(), old_second);
        let after = one.after(2, &second).unwrap();
        assert_eq!((after.step(), after.check()), (3, third.as_str()));
        one.discard_fresh().unwrap();
        assert!(!dir.path().join(FRESH).exists());
        assert_eq!(check(&one, 2), old_second, "taken back");
        assert!(one.one_chain().unwrap().is_some());
    }

    #[test]
    fn a_process_that_slept_through_all_of_it_finds_the_new_chain() {
        let dir = folder();
        let (one, sleeper) = (opened(&dir), opened(&dir));
        one.begin_fresh(2, false).unwrap();
        let second = check(&one, 2);
        one.step_to(2, &second).unwrap();
        assert_eq!(sleeper.checked(2, &second).unwrap().check(), second);
        let wrong = sleeper.checked(3, "0000000000000000");
        assert!(matches!(wrong, Err(KeyError::NotTheRegisters(_))));
    }

    #[test]
    fn a_crash_between_the_two_files_leaves_one_chain() {
        let dir = folder();
        let one = opened(&dir);
        let (beside, _) = one.begin_fresh(2, false).unwrap();
        let second = check(&one, 2);
        let left = std::fs::read(&beside).unwrap();
        one.step_to(2, &second).unwrap();
        key_file::write_new(&beside, &left).unwrap();
        let again = opened(&dir);
        assert_eq!(check(&again, 2), second);
        again.step_to(2, &second).unwrap();
        assert!(!beside.exists());
    }

    #[test]
    fn a_chain_that_was_begun_and_not_taken_up_gives_way() {
        let dir = folder();
        let (one, other) = (opened(&dir), opened(&dir));
        let (first, second) = (check(&one, 1), check(&one, 2));
        let (beside, _) = one.begin_fresh(2, false).unwrap();
        let never = check(&one, 2);
        // Another host, without that file, went the step along the old chain.
        for ratchet in [&one, &other] {
            assert_eq!(ratchet.checked(2, &second).unwrap().check(), second);
        }
        assert!(matches!(
            one.step_to(2, "0000000000000000"),
            Err(KeyError::NotTheRegisters(_))
        ));
        assert_eq!(one.checked(1, &first).unwrap().check(), first, "kept");
        assert!(one.step_to(2, &second).unwrap());
        assert!(!beside.exists());
        assert_eq!(check(&one, 2), second);
        assert!(one.checked(2, &never).is_err());
    }

    #[test]
    fn a_file_that_was_copied_so_that_others_can_read_it_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = folder();
        let one = opened(&dir);
        let (beside, _) = one.begin_fresh(2, false).unwrap();
        std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(0o644)).unwrap();
        let file = dir.path().join(EPOCH.0);
        assert!(matches!(
            EpochRatchet::load(file),
            Err(KeyError::File { .. })
        ));
    }
}
