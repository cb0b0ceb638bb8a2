//! How exact sums become figures that betray nobody: noise, stocks, reconciling, display, ledger.
//!
//! Pure: randomness comes in through a trait, time not at all. Sees `domain`, nothing else.
//! Exact numbers enter in [`sums`] and leave it only through [`draw`]; everything after that works
//! on noisy flows, which are safe to publish. `docs/disclosure.md` tells the method.

pub mod change;
pub mod dice;
pub mod display;
pub mod draw;
pub mod example;
pub mod families;
pub mod ledger;
pub mod noise;
pub mod number;
pub mod policy;
pub mod policy_file;
pub mod reconcile;
pub mod release;
pub mod representativeness;
pub mod rows;
pub mod series;
pub mod simulate;
pub mod spread;
pub mod stock;
pub mod sums;
#[cfg(test)]
mod testing;
