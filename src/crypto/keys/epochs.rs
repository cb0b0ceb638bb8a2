//! The keys of epochs: asked for by step and check value, begun anew, destroyed.

use std::path::PathBuf;
use std::sync::Arc;

use super::Keys;
use crate::crypto::epoch::EpochKey;
use crate::crypto::error::KeyError;

impl Keys {
    /// The key of an epoch of which the register notes nothing yet. Everything that stands in the
    /// register is opened with [`Keys::epoch_checked`].
    ///
    /// # Errors
    /// [`KeyError::StepGone`], [`KeyError::TooFarAhead`].
    pub fn epoch(&self, step: u32) -> Result<Arc<EpochKey>, KeyError> {
        self.epoch.key(step)
    }

    /// The key of an epoch, when it answers to the check value that the register notes of it.
    ///
    /// # Errors
    /// As [`Keys::epoch`], and [`KeyError::NotTheRegisters`]: with another key nobody would be
    /// found, and everybody could register a second time.
    pub fn epoch_checked(&self, step: u32, check: &str) -> Result<Arc<EpochKey>, KeyError> {
        self.epoch.checked(step, check)
    }

    /// Begins a chain of epochs from new randomness at `step`; the old one stays for as long as
    /// rows need it. The file that every other host must have too, and whether it was made now.
    ///
    /// # Errors
    /// [`KeyError::TwoChains`] when one was begun for another step; the file cannot be written; no
    /// randomness.
    pub fn begin_fresh_epoch(&self, step: u32) -> Result<(PathBuf, bool), KeyError> {
        self.epoch.begin_fresh(step)
    }

    /// Takes back a chain that was begun and that nothing rests on.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn discard_fresh_epoch(&self) -> Result<(), KeyError> {
        self.epoch.discard_fresh()
    }

    /// Whether the epoch has one chain, so that one escrow opens everything.
    ///
    /// # Errors
    /// [`KeyError::TwoChains`]; the files cannot be read.
    pub fn require_one_chain(&self) -> Result<(), KeyError> {
        self.epoch_file().map(drop)
    }

    /// The key of the epoch after `step`, along the chain whose key of `step` answers to `check`,
    /// even where another chain was begun.
    ///
    /// # Errors
    /// As [`Keys::epoch_checked`].
    pub fn epoch_after(&self, step: u32, check: &str) -> Result<EpochKey, KeyError> {
        self.epoch.after(step, check)
    }

    /// The step for which a chain was begun with [`Keys::begin_fresh_epoch`], while the old one is
    /// still needed.
    ///
    /// # Errors
    /// The files cannot be read.
    pub fn fresh_epoch_step(&self) -> Result<Option<u32>, KeyError> {
        self.epoch.fresh_step()
    }

    /// Destroys the keys of every epoch before `step`, whose key answers to `check`; whether
    /// there was one. The caller has seen that no row and no ballot carries them.
    ///
    /// # Errors
    /// [`KeyError::NotTheRegisters`]; the files cannot be written.
    pub fn destroy_epochs_before(&self, step: u32, check: &str) -> Result<bool, KeyError> {
        self.epoch.step_to(step, check)
    }

    /// The check value of an epoch's key.
    ///
    /// # Errors
    /// As [`Keys::epoch`].
    pub fn epoch_check(&self, step: u32) -> Result<String, KeyError> {
        Ok(self.epoch.key(step)?.check().to_owned())
    }
}
