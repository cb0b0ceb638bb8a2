//! The keys of the database.

use super::super::keys::Fallback::{Absent, Is};
use super::super::keys::{Key, key};
use super::super::kinds::Kind;

pub(super) const URL: Key = key(
    "database",
    "url",
    Kind::Database,
    Is("\"sqlite:data\""),
    "sqlite:FOLDER (holds register.db and transit.db) or postgres://USER@HOST/DATABASE; \
     postgres:///DATABASE?host=/run/postgresql for a Unix socket.",
);

pub(super) const PASSWORD_FILE: Key = key(
    "database",
    "password_file",
    Kind::Path,
    Absent("\"database.password\""),
    "A file with PostgreSQL's password, mode 0600.",
);

pub(super) const NETWORK_PROTECTED: Key = key(
    "database",
    "network_protected",
    Kind::Flag,
    Is("false"),
    "true: the way to a PostgreSQL server elsewhere is encrypted by other means (WireGuard, \
     stunnel). The connection itself is not.",
);

pub(super) const CONNECTIONS: Key = key(
    "database",
    "connections",
    Kind::Whole(2, 200),
    Is("8"),
    "Connections kept open to the database.",
);

pub(super) const POOLER: Key = key(
    "database",
    "pooler",
    Kind::Flag,
    Is("false"),
    "true: database.url leads to a pooler that gives a session for one transaction alone \
     (PgBouncer in its mode `transaction`). Statements are then not kept prepared.",
);

pub(super) const REPLICA_URL: Key = key(
    "database",
    "replica_url",
    Kind::Database,
    Absent("\"postgres:///enkel?host=/run/postgresql-replica\""),
    "A replica that releases are read from, and nothing else. Where it is away, behind, or another \
     register's, database.url is read.",
);
