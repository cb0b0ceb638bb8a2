//! The settings: one parsed file, every key documented, unknown keys refused, secrets from files.
//!
//! Settings that exist are fit to be used: whatever would send addresses in clear is refused at
//! load, and in production also placeholders, government hosts and anything only fit for trying
//! out. Each refusal names the key, what is wrong and the remedy. No password is ever printed.

mod check;
mod database;
mod environment;
mod file;
mod keys;
mod kinds;
mod load;
mod network;
mod problem;
mod processors;
mod reference;
mod relay;
mod secrets;
mod sections;
mod settings;
mod site;
mod suggest;
mod table;
mod template;
#[cfg(test)]
mod tests;

pub use crate::domain::government::is_government;
pub use database::{DatabasePlace, PostgresPlace};
pub use environment::environment;
pub use file::{Origin, Printed};
pub use network::{Network, is_loopback};
pub use problem::{Problem, Refused};
pub use processors::{Company, Processors};
pub use relay::{Relay, Security};
pub use secrets::Secret;
pub use settings::{
    Backup, Controller, Counting, CountingMode, Database, Derivation, Door, Journal, Keys, Log,
    Mail, Metrics, Operations, Register, ReleaseBy, Settings, Web,
};
pub use site::BaseUrl;
