//! The keys of counting day.

use super::super::keys::Fallback::Is;
use super::super::keys::{Key, key};
use super::super::kinds::Kind;

pub(super) const MODE: Key = key(
    "counting",
    "mode",
    Kind::Choice(&["automatic", "ceremony"]),
    Is("\"automatic\""),
    "automatic: this server holds the counting key and counts by itself. ceremony: the board \
     holds it and counts on a machine of its own.",
);

pub(super) const RELEASE_BY: Key = key(
    "counting",
    "release_by",
    Kind::Choice(&["calendar", "office"]),
    Is("\"calendar\""),
    "calendar: a counted quarter comes out on its day by itself. office: people of the board count \
     and approve it at /admin first, and no quarter comes out before.",
);
