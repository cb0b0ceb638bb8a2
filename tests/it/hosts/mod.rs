//! Many hosts on one register, what may stand between them and their database, and members that
//! do not belong.

mod members;
mod one_runner;
mod pooler;
pub mod process;
mod quiet_log;
mod replica;
mod rolling;
mod stopping;
mod two_hosts;

/// No test waits longer for a process than this.
pub const HANG: std::time::Duration = std::time::Duration::from_secs(60);
