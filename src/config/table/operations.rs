//! The keys for whoever runs the register, and what `enkel doctor` looks at for them.

use super::super::keys::Fallback::Absent;
use super::super::keys::{Key, key};
use super::super::kinds::Kind;

pub(super) const DKIM_SELECTOR: Key = key(
    "mail",
    "dkim_selector",
    Kind::Name,
    Absent("\"codes\""),
    "The selector under which the relay signs (DKIM), so that enkel doctor can look at the key in \
     DNS. The relay signs; this program has no such key.",
);

pub(super) const ADMINISTRATOR: Key = key(
    "operations",
    "administrator",
    Kind::Sender,
    Absent("\"administrator@example.org\""),
    "Who gets a letter when enkel doctor --mail-on-red finds that something fails.",
);
