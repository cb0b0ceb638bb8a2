//! The keys of watching.

use super::super::keys::Fallback::{Absent, Is};
use super::super::keys::{Key, key};
use super::super::kinds::Kind;

pub(super) const LISTEN: Key = key(
    "metrics",
    "listen",
    Kind::Listen,
    Absent("\"127.0.0.1:9464\""),
    "Where Prometheus reads how the program is, at /metrics; nowhere without this. Each host's own.",
);

pub(super) const WORKER_LISTEN: Key = key(
    "metrics",
    "worker_listen",
    Kind::Listen,
    Absent("\"127.0.0.1:9465\""),
    "The same of `enkel worker`, which may run on one host beside `serve --no-jobs`.",
);

pub(super) const BEYOND: Key = key(
    "metrics",
    "beyond_this_machine",
    Kind::Flag,
    Is("false"),
    "true: those addresses need not be of loopback. Let a firewall admit only the machine that watches.",
);
