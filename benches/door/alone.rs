//! Argon2 and nothing else: the derivation as a register does it, in an arena of its own that is
//! wiped after each, without queue or hand-over.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroize;

pub struct Alone {
    params: Params,
    arena: Vec<Block>,
}

impl Alone {
    pub fn of(memory_mib: u32) -> Self {
        let params = Params::new(memory_mib * 1_024, 1, 1, Some(32)).unwrap();
        let arena = vec![Block::new(); params.block_count()];
        Self { params, arena }
    }

    pub fn derives(&mut self, address: &[u8]) {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let argon2 = Argon2::new_with_secret(&[7; 32], algorithm, version, self.params.clone());
        let mut root = [0; 32];
        argon2
            .unwrap()
            .hash_password_into_with_memory(address, &[9; 16], &mut root, &mut self.arena)
            .unwrap();
        for block in &mut self.arena {
            block.zeroize();
        }
    }
}
