//! The keys of the web server.

use super::super::keys::Fallback::Is;
use super::super::keys::{Key, key};
use super::super::kinds::Kind;
use super::MANY;

pub(super) const LISTEN: Key = key(
    "web",
    "listen",
    Kind::Listen,
    Is("\"127.0.0.1:8080\""),
    "Where the web server listens. Put a proxy that does TLS in front of it.",
);

pub(super) const TRUSTED_PROXIES: Key = key(
    "web",
    "trusted_proxies",
    Kind::Networks,
    Is("[]"),
    "Networks of proxies whose X-Forwarded-For is believed, from the right; no other's is.",
);

pub(super) const CODE_REQUESTS_PER_PREFIX: Key = key(
    "web",
    "code_requests_per_prefix_per_hour",
    Kind::Whole(1, MANY),
    Is("20"),
    "Codes that one network prefix can ask for in an hour.",
);

pub(super) const POSTS_PER_PREFIX: Key = key(
    "web",
    "posts_per_prefix_per_minute",
    Kind::Whole(1, MANY),
    Is("120"),
    "Forms that one network prefix can send in a minute.",
);

pub(super) const CODE_REQUESTS: Key = key(
    "web",
    "code_requests_per_minute",
    Kind::Whole(1, MANY),
    Is("600"),
    "Codes that all visitors together can ask for in a minute.",
);

pub(super) const QUEUE: Key = key(
    "web",
    "queue",
    Kind::Whole(1, 65_536),
    Is("256"),
    "Requests that may wait for the database; more get \"try again soon\".",
);

pub(super) const DRAIN_SECONDS: Key = key(
    "web",
    "drain_seconds",
    Kind::Whole(0, 300),
    Is("0"),
    "How long it still serves everybody after it was told to stop, with /readyz red. Behind a \
     balancer: a little longer than the balancer takes to notice that.",
);
