//! What the doctor alone may do: ask the resolver for names, and look at certificates.
//!
//! The process that serves connects to its database and its relay and to nobody else (invariant
//! I9). So whatever asks DNS lives below this folder, and a test keeps it here.

mod dns;
mod tls;

pub(super) use dns::{Names, Resolver, Unanswered};
pub(super) use tls::{Trust, Untrusted};
