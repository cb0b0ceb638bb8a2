//! The doctor looks outside: at names, certificates, proxies and mail, each well, absent and wrong.

mod arrived;
mod names;
mod own_relay;
mod red;
mod relays;
mod site;
pub mod world;
