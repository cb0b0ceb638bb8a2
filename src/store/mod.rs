//! The two databases: the register (backed up) and the transit store (never backed up).
//!
//! A caller asks for a named `read` of one snapshot or a named `write` that is durable when it
//! returns, and uses the functions of this folder inside. Row types stay private to their file;
//! a row that does not parse is [`StoreError::Inconsistent`].

pub mod adoptions;
pub mod attempts;
pub mod ballots;
pub mod budgets;
mod checkpoints;
mod conn;
pub mod consent_texts;
pub mod copy;
mod database;
pub mod documents;
pub mod done;
mod error;
pub mod folder;
mod group;
mod hands;
pub mod identity;
pub mod journal;
pub mod ledger;
pub mod meta;
mod migrate;
pub mod operator_log;
pub mod operator_sessions;
pub mod operators;
pub mod outbox;
mod pool;
pub mod pressure;
pub mod proposals;
mod quiet_log;
pub mod registrations;
pub mod releases;
mod replica;
pub mod reports;
mod schema;
mod staging;
mod writer;
mod written;

use std::path::{Path, PathBuf};

pub use conn::Conn;
use conn::Place;
pub use conn::Server;
pub use database::Database;
pub use error::StoreError;
pub use migrate::Pending;
use replica::Replica;
pub use written::Written;

/// Where the databases are.
#[derive(Clone)]
pub enum Location {
    /// A folder with `register.db` and `transit.db`.
    Folder(PathBuf),
    /// A PostgreSQL database with the schemas `register` and `transit`.
    Postgres(Server),
}

/// Both databases of one register.
pub struct Store {
    /// Guest list, ballots, releases: what is backed up.
    pub register: Database,
    /// Letters, tries, budgets: what passes through.
    pub transit: Database,
    replica: Option<Replica>,
}

const REGISTER: &str = "register";
const TRANSIT: &str = "transit";

impl Location {
    fn places(&self) -> [(&'static str, Place); 2] {
        [REGISTER, TRANSIT].map(|schema| {
            let place = match self {
                Self::Folder(folder) => Place::File(folder.join(format!("{schema}.db"))),
                Self::Postgres(server) => Place::Schema {
                    server: server.clone(),
                    schema,
                },
            };
            (schema, place)
        })
    }

    fn place(&self, wanted: &str) -> Result<Place, StoreError> {
        let found = self
            .places()
            .into_iter()
            .find(|(schema, _)| *schema == wanted);
        found.map(|(_, place)| place).ok_or(StoreError::Busy)
    }
}

impl Store {
    /// Opens both databases, which must be of exactly this version.
    ///
    /// # Errors
    /// When one cannot be reached, or is older (`enkel migrate` mends that) or newer.
    pub fn open(location: &Location, connections: u32) -> Result<Self, StoreError> {
        for (schema, place) in location.places() {
            migrate::require_current(schema, &place)?;
        }
        Ok(Self {
            register: Database::open(location.place(REGISTER)?, connections)?,
            transit: Database::open(location.place(TRANSIT)?, connections)?,
            replica: None,
        })
    }

    /// Opens the register alone: its transit store may be missing, after a restore that was killed.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn register_alone(location: &Location) -> Result<Database, StoreError> {
        let place = location.place(REGISTER)?;
        migrate::require_current(REGISTER, &place)?;
        Database::open(place, 1)
    }

    /// The register's migrations that this program knows.
    ///
    /// # Errors
    /// Never in practice: they are part of the program.
    pub fn known_migrations() -> Result<Vec<String>, StoreError> {
        migrate::known_to_register()
    }

    /// Brings both databases to this version, making them when they do not exist.
    ///
    /// # Errors
    /// When one cannot be reached or is newer than this program.
    pub fn migrate(location: &Location) -> Result<Vec<Pending>, StoreError> {
        if let Location::Folder(folder) = location {
            make_private_folder(folder)?;
        }
        let mut ran = Vec::new();
        for (schema, place) in location.places() {
            ran.extend(migrate::run(schema, &place)?);
        }
        Ok(ran)
    }
}

fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    folder::make_private(folder).map_err(StoreError::unavailable)?;
    for schema in [REGISTER, TRANSIT] {
        // SQLite gives its log the mode of the file, so the file is made first and private.
        std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(folder.join(format!("{schema}.db")))
            .map_err(StoreError::unavailable)?;
    }
    folder::sync(folder).map_err(StoreError::unavailable)
}
