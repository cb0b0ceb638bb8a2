//! The keys of the way in.

use super::super::keys::Fallback::Is;
use super::super::keys::{Key, key};
use super::super::kinds::Kind;

pub(super) const MINIMUM_FORM_AGE: Key = key(
    "door",
    "minimum_form_age_seconds",
    Kind::Whole(0, 60),
    Is("1"),
    "A form that comes back faster than this was not filled in by a person.",
);

pub(super) const WORK_ABOVE: Key = key(
    "door",
    "work_above_percent",
    Kind::Whole(0, 100),
    Is("50"),
    "From this part of web.code_requests_per_minute on, in percent, a visitor's device does some \
     sums before a code is sent, or the visitor waits. 0: never.",
);

pub(super) const WORK_BITS: Key = key(
    "door",
    "work_bits",
    Kind::Whole(1, 24),
    Is("14"),
    "How hard those sums are: each one more doubles them. 14 takes a slow telephone one to three \
     seconds; a growing crowd adds up to 2.",
);

pub(super) const WAIT: Key = key(
    "door",
    "wait_seconds",
    Kind::Whole(1, 600),
    Is("45"),
    "How long a visitor waits then whose browser runs no scripts. They share a quarter of \
     web.code_requests_per_minute.",
);
