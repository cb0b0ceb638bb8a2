//! Faults. People come through the door of a real fleet over real HTTP while something strikes it;
//! a model of them writes down what was acknowledged, and a checker holds the register to it.
//!
//! `./test` runs them small, `./test --long crash` at full size: it sets `ENKEL_LONG`, and
//! [`size`] is the only place here that reads it. Long runs note their figures in
//! `docs/reliability.md`.

mod checker;
mod clocks;
mod closing;
mod database_away;
mod done_anew;
mod figures;
pub mod fleet;
mod found_out;
mod kills;
mod leases;
mod ledger;
pub mod member;
mod panics;
mod person;
pub mod pg_server;
pub mod post;
pub mod relay;
mod syncs;
mod together;
mod town;
pub mod tracer;
mod trial;
mod twice;
mod walker;

/// How much strikes: the first number in `./test`, the second in the long run.
fn size(short: usize, long: usize) -> usize {
    if is_long() { long } else { short }
}

fn is_long() -> bool {
    std::env::var_os("ENKEL_LONG").is_some_and(|part| part == "crash")
}
