//! The statistician reads what is published, all of it, as often as he likes: he subtracts
//! releases, averages copies, solves for hidden cells, restores, turns clocks, and asks every
//! address in every way. He knows the method and, where it helps him, everybody else's answers.
//!
//! Each attack first wins against an engine with one deliberate flaw (`engine`), then does the
//! same against ours. Chance comes from fixed streams in `./test`, so nothing flakes there, and
//! from the operating system in `./test --long figures`; for both, each assertion says how likely
//! it would fail for a correct engine: never more than once in a million.

mod asking;
mod averaging;
mod certify;
mod clock_set_back;
mod differencing;
mod engine;
mod hidden_cells;
mod parameters;
mod restored;
mod two_worlds;

use enkel::crypto::random;
use enkel::disclosure::noise::{NoRandomness, RandomBits};
use sha2::{Digest, Sha256};

use super::size;

/// SHA-256 of a seed and a counter.
pub struct Bits {
    seed: [u8; 32],
    block: u64,
    rest: [u8; 32],
    used: usize,
}

impl Bits {
    /// The same bits in every run for this name; other ones each time in a long run.
    pub fn of(name: &str) -> Self {
        match size(0, 1) {
            0 => Self::fixed(name),
            _ => Self::seeded(random::bytes().unwrap()),
        }
    }

    /// The same bits in every run, in a long one too.
    pub fn fixed(name: &str) -> Self {
        Self::seeded(Sha256::digest(name.as_bytes()).into())
    }

    fn seeded(seed: [u8; 32]) -> Self {
        Self {
            seed,
            block: 0,
            rest: [0; 32],
            used: 32,
        }
    }

    /// A number below `most`, for what is not noise: the little that a remainder favours small
    /// numbers does not matter there.
    pub fn below(&mut self, most: usize) -> usize {
        let mut bytes = [0; 8];
        self.fill(&mut bytes).unwrap();
        usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(most).unwrap()).unwrap()
    }
}

impl RandomBits for Bits {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for part in bytes.chunks_mut(8) {
            if self.used == 32 {
                let mut hash = Sha256::new();
                hash.update(self.seed);
                hash.update(self.block.to_be_bytes());
                self.rest = hash.finalize().into();
                self.block += 1;
                self.used = 0;
            }
            part.copy_from_slice(&self.rest[self.used..self.used + part.len()]);
            self.used += 8;
        }
        Ok(())
    }
}
