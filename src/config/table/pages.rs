//! The keys of what the initiative itself brings to the pages.

use super::super::keys::Fallback::Absent;
use super::super::keys::{Key, key};
use super::super::kinds::Kind;

pub(super) const HELP: Key = key(
    "pages",
    "help",
    Kind::Path,
    Absent("\"help.toml\""),
    "A TOML file of organisations that visitors are referred to, each with its source and the \
     day it was checked. Without it the page says that there are none.",
);

pub(super) const TRANSPARENCY: Key = key(
    "pages",
    "transparency",
    Kind::Path,
    Absent("\"transparency.toml\""),
    "A TOML file with the board's latest statement: requests from authorities, funding.",
);

pub(super) const SECURITY_CONTACT: Key = key(
    "pages",
    "security_contact",
    Kind::Text,
    Absent("\"security@enkel.example\""),
    "Where holes can be reported, for security.txt; without it, the register's contact.",
);
