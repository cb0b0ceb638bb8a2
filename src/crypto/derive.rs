//! From an address to its root: slow on purpose, so that whoever stole everything else still
//! pays for each address he tries. Memory is taken once, reused, and wiped after each use.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Version};
use zeroize::{Zeroize, Zeroizing};

use super::error::CryptoError;
use super::keys::Keys;
use super::secret::Secret;
use crate::domain::email::CanonicalAddress;
use crate::domain::ids::{Mark, Nonce, Root};

/// The version of the derivation; stands in `meta`.
pub const DERIVATION_VERSION: u16 = 1;
/// How many may wait for each hash worker: some two seconds' work. More are told to come back.
const WAITERS_PER_WORKER: usize = 32;
/// How long one waits at most.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What one derivation costs. Stored in `meta` when a register is made, never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}

impl Params {
    /// 46 MiB, one pass: the memory-heaviest of OWASP's equal choices (Password Storage Cheat
    /// Sheet, Argon2id).
    pub const STANDARD: Self = Self {
        memory_kib: 46 * 1_024,
        passes: 1,
    };
}

/// The hash workers: as many derivations at once as there are arenas.
pub struct Derivation {
    params: argon2::Params,
    salt: [u8; 16],
    pool: Mutex<Pool>,
    freed: Condvar,
    most_waiting: usize,
}

struct Pool {
    /// Arenas nobody uses. An arena is empty until its first use, then keeps its memory.
    free: Vec<Vec<Block>>,
    waiting: usize,
}

impl Derivation {
    /// `salt`: the 16 public bytes of this register. `workers`: how many derive at once, at
    /// least one.
    ///
    /// # Errors
    /// [`CryptoError::Parameters`] when Argon2 cannot run with these.
    pub fn new(params: Params, salt: [u8; 16], workers: usize) -> Result<Self, CryptoError> {
        let params = argon2::Params::new(params.memory_kib, params.passes, 1, Some(32))
            .map_err(|_| CryptoError::Parameters)?;
        let workers = workers.max(1);
        Ok(Self {
            params,
            salt,
            pool: Mutex::new(Pool {
                free: vec![Vec::new(); workers],
                waiting: 0,
            }),
            freed: Condvar::new(),
            most_waiting: workers.saturating_mul(WAITERS_PER_WORKER),
        })
    }

    /// Everything about one mailbox is derived from this:
    /// HKDF-SHA256-Extract("enkel/1", Argon2id(address, salt, secret = register.key)).
    ///
    /// # Errors
    /// [`CryptoError::Busy`] when too many wait already, or for too long.
    pub fn root(&self, keys: &Keys, address: &CanonicalAddress) -> Result<Root, CryptoError> {
        let slow = self.slow(keys.register(), address.bytes(), &self.salt)?;
        let root = Secret::extract(b"enkel/1", slow.as_slice());
        Ok(Root::new(*root.bytes()))
    }

    /// 8 bytes, in hex, of a one-way value of the salt, the parameters and the register's key: a
    /// host that derived with another salt would find nobody, and register everybody once more.
    #[must_use]
    pub fn check_value(keys: &Keys, params: Params, salt: &[u8; 16]) -> String {
        let (memory, passes) = (params.memory_kib.to_be_bytes(), params.passes.to_be_bytes());
        let check = keys.register().expand("derivation-check");
        let value = check.mac(&[salt, &memory, &passes]);
        super::digest::hex(value.split_at(8).0)
    }

    /// Argon2id of this input with these parameters, in an arena.
    pub(super) fn slow(
        &self,
        secret: &Secret,
        input: &[u8],
        salt: &[u8; 16],
    ) -> Result<Zeroizing<[u8; 32]>, CryptoError> {
        let argon2 = Argon2::new_with_secret(
            secret.bytes(),
            Algorithm::Argon2id,
            Version::V0x13,
            self.params.clone(),
        )
        .map_err(|_| CryptoError::Parameters)?;
        let mut slow = Zeroizing::new([0; 32]);
        let mut arena = self.arena()?;
        argon2
            .hash_password_into_with_memory(
                input,
                salt,
                slow.as_mut_slice(),
                arena.blocks.as_mut_slice(),
            )
            .map_err(|_| CryptoError::Parameters)?;
        Ok(slow)
    }

    /// How many threads it holds at most: those that derive, and those that wait for an arena.
    #[must_use]
    pub const fn most_at_once(&self) -> usize {
        self.most_waiting
            .saturating_add(self.most_waiting / WAITERS_PER_WORKER)
    }

    /// Whether so many wait for an arena that the next ones will soon be refused.
    #[must_use]
    pub fn is_nearly_full(&self) -> bool {
        let waiting = self.lock().waiting;
        waiting.saturating_mul(10) >= self.most_waiting.saturating_mul(9)
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free arena, after at most [`LONGEST_WAIT`].
    fn arena(&self) -> Result<Arena<'_>, CryptoError> {
        let mut pool = self.lock();
        if pool.free.is_empty() {
            if pool.waiting >= self.most_waiting {
                return Err(CryptoError::Busy);
            }
            pool.waiting += 1;
            let (woken, _) = self
                .freed
                .wait_timeout_while(pool, LONGEST_WAIT, |pool| pool.free.is_empty())
                .unwrap_or_else(PoisonError::into_inner);
            pool = woken;
            pool.waiting = pool.waiting.saturating_sub(1);
        }
        let mut blocks = pool.free.pop().ok_or(CryptoError::Busy)?;
        drop(pool);
        blocks.resize(self.params.block_count(), Block::new());
        let workers = self;
        Ok(Arena { blocks, workers })
    }
}

/// An arena in use; it goes back on drop, also when the derivation failed.
struct Arena<'a> {
    blocks: Vec<Block>,
    workers: &'a Derivation,
}

impl Drop for Arena<'_> {
    fn drop(&mut self) {
        // With one pass, any stretch of the old memory leads on to the result without the key:
        // all of it must go, not only the last block.
        for block in &mut self.blocks {
            block.zeroize();
        }
        let blocks = std::mem::take(&mut self.blocks);
        self.workers.lock().free.push(blocks);
        self.workers.freed.notify_one();
    }
}

/// The mark of a mailbox: HKDF-Expand(root, "registration").
#[must_use]
pub fn mark(root: &Root) -> Mark {
    Mark::new(*Secret::new(*root.bytes()).expand("registration").bytes())
}

/// Under which name it is remembered that a visit took this mailbox's declaration away:
/// HMAC(HKDF-Expand(root, "withdrew"), nonce), cut to a nonce's size. Keyed by the root, so that
/// nobody without the mailbox's code can tell it from the name of any other visit.
#[must_use]
pub fn withdrawn_in(root: &Root, visit: &Nonce) -> Nonce {
    let mac = Secret::new(*root.bytes())
        .expand("withdrew")
        .mac(&[visit.bytes()]);
    let mut name = [0; 16];
    for (place, byte) in name.iter_mut().zip(*mac) {
        *place = byte;
    }
    Nonce::new(name)
}

/// What a mailbox's record is sealed with: HKDF-Expand(root, "record").
pub(super) fn record_key(root: &Root) -> Secret {
    Secret::new(*root.bytes()).expand("record")
}

impl std::fmt::Debug for Derivation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Derivation")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Params = Params {
        memory_kib: 64,
        passes: 1,
    };

    #[test]
    fn whoever_would_wait_too_long_is_told_so_and_a_freed_arena_serves_the_next() {
        let mut workers = Derivation::new(SMALL, [0; 16], 1).unwrap();
        workers.most_waiting = 0;
        let held = workers.arena().unwrap();
        assert!(matches!(workers.arena(), Err(CryptoError::Busy)));
        drop(held);
        assert!(workers.arena().is_ok());
    }

    #[test]
    fn nothing_of_a_derivation_stays_in_its_arena() {
        let workers = Derivation::new(SMALL, [0; 16], 1).unwrap();
        let mut arena = workers.arena().unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, workers.params.clone());
        let blocks = arena.blocks.as_mut_slice();
        argon2
            .hash_password_into_with_memory(b"x", &[0; 16], &mut [0; 32], blocks)
            .unwrap();
        drop(arena);
        let pool = workers.lock();
        let mut words = pool.free[0].iter().flat_map(|block| block.as_ref().iter());
        assert!(words.all(|word| *word == 0));
    }

    #[test]
    fn parameters_that_argon2_cannot_use_are_refused() {
        let none = Params {
            memory_kib: 0,
            passes: 0,
        };
        assert!(matches!(
            Derivation::new(none, [0; 16], 1),
            Err(CryptoError::Parameters)
        ));
    }

    #[test]
    fn what_a_withdrawal_leaves_cannot_be_made_from_the_visit_alone() {
        let visit = Nonce::new([7; 16]);
        let [one, other] = [[1; 32], [2; 32]].map(|root| withdrawn_in(&Root::new(root), &visit));
        assert!(one != other && one != visit);
        assert!(one == withdrawn_in(&Root::new([1; 32]), &visit));
        assert!(one != withdrawn_in(&Root::new([1; 32]), &Nonce::new([8; 16])));
    }
}
