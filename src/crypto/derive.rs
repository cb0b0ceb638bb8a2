//! From an address to its root: slow on purpose, so that whoever stole everything else still
//! pays for each address he tries. Memory is taken once, reused, and wiped after each use.

mod answer;
mod workers;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Version};
use zeroize::Zeroizing;

use self::answer::{Answer, Outcome, Slow};
use self::workers::{Asked, Rules, Workers};
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

/// The hash workers: as many derivations at once as there are arenas, and a bounded queue.
pub struct Derivation {
    salt: [u8; 16],
    workers: Workers,
    most_waiting: usize,
}

impl Derivation {
    /// `salt`: the 16 public bytes of this register. `workers`: how many derive at once, at
    /// least one.
    ///
    /// # Errors
    /// [`CryptoError::Parameters`] when Argon2 cannot run with these; no threads.
    pub fn new(params: Params, salt: [u8; 16], workers: usize) -> Result<Self, CryptoError> {
        let params = argon2::Params::new(params.memory_kib, params.passes, 1, Some(32))
            .map_err(|_| CryptoError::Parameters)?;
        let workers = workers.max(1);
        let rules = Rules {
            workers,
            blocks: params.block_count(),
            most_waiting: workers.saturating_mul(WAITERS_PER_WORKER),
            longest_wait: LONGEST_WAIT,
        };
        let hash = move |asked: &Asked, arena: &mut [Block]| argon2id(&params, asked, arena);
        Ok(Self {
            salt,
            workers: Workers::start(rules, Box::new(hash))?,
            most_waiting: rules.most_waiting,
        })
    }

    /// Everything about one mailbox is derived from this:
    /// HKDF-SHA256-Extract("enkel/1", Argon2id(address, salt, secret = register.key)).
    /// Blocks; a request's way is [`Derivation::asks`].
    ///
    /// # Errors
    /// [`CryptoError::Busy`] when too many wait already, or for too long.
    pub fn root(&self, keys: &Keys, address: &CanonicalAddress) -> Result<Root, CryptoError> {
        self.asks(keys, address)?.wait()
    }

    /// Takes a place in the queue for [`Derivation::root`], and holds no thread meanwhile.
    ///
    /// # Errors
    /// [`CryptoError::Busy`] when too many wait already.
    pub fn asks(&self, keys: &Keys, address: &CanonicalAddress) -> Result<RootToCome, CryptoError> {
        self.queued(keys.register(), address.bytes(), &self.salt)
            .map(RootToCome)
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

    /// Argon2id of this input with these parameters, in an arena. Blocks.
    pub(super) fn slow(
        &self,
        secret: &Secret,
        input: &[u8],
        salt: &[u8; 16],
    ) -> Result<Slow, CryptoError> {
        self.queued(secret, input, salt)?.wait()
    }

    fn queued(
        &self,
        secret: &Secret,
        input: &[u8],
        salt: &[u8; 16],
    ) -> Result<Answer, CryptoError> {
        self.workers.ask(Box::new(Asked {
            secret: secret.clone(),
            input: Zeroizing::new(input.to_vec()),
            salt: *salt,
        }))
    }

    /// Whether so many wait for an arena that the next ones will soon be refused.
    #[must_use]
    pub fn is_nearly_full(&self) -> bool {
        let waiting = self.workers.waiting();
        waiting.saturating_mul(10) >= self.most_waiting.saturating_mul(9)
    }
}

fn argon2id(params: &argon2::Params, asked: &Asked, arena: &mut [Block]) -> Outcome {
    let argon2 = Argon2::new_with_secret(
        asked.secret.bytes(),
        Algorithm::Argon2id,
        Version::V0x13,
        params.clone(),
    )
    .map_err(|_| CryptoError::Parameters)?;
    let mut slow = Slow::new(Zeroizing::new([0; 32]));
    argon2
        .hash_password_into_with_memory(&asked.input, &asked.salt, slow.as_mut_slice(), arena)
        .map_err(|_| CryptoError::Parameters)?;
    Ok(slow)
}

/// A root that is being waited for. Whoever drops it gives the place in the queue up.
#[must_use]
pub struct RootToCome(Answer);

impl RootToCome {
    /// Blocks until it is there.
    ///
    /// # Errors
    /// [`CryptoError::Busy`] when that takes too long.
    pub fn wait(self) -> Result<Root, CryptoError> {
        self.0.wait().map(|slow| root_of(&slow))
    }
}

impl Future for RootToCome {
    type Output = Result<Root, CryptoError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = Pin::new(&mut self.0).poll(context);
        outcome.map(|outcome| outcome.map(|slow| root_of(&slow)))
    }
}

impl std::fmt::Debug for RootToCome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RootToCome")
    }
}

fn root_of(slow: &Zeroizing<[u8; 32]>) -> Root {
    let root = Secret::extract(b"enkel/1", slow.as_slice());
    Root::new(*root.bytes())
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
