//! How exact sums become figures that betray nobody: noise, stocks, reconciling, display, ledger.
//!
//! Pure: randomness comes in through a trait, time not at all. Sees `domain`, nothing else.
