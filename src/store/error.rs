//! What can go wrong with a database, in the few kinds a caller can act on.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why a database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too much is waiting; nothing was done, and asking again later is right.
    #[error("the database queue is full")]
    Busy,
    /// Two writers met; the named transaction is tried again by itself.
    #[error("two transactions met")]
    Conflict,
    /// The database cannot be reached or refuses to work; whether the last write took is unknown.
    #[error("the database does not answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row that this version did not write: damage, or a key that does not fit.
    #[error("table {table} holds a row that cannot be right")]
    Inconsistent {
        /// Which table; never which row.
        table: &'static str,
    },
    /// The work inside a transaction gave up; all of it was taken back.
    #[error("the work was given up")]
    GivenUp(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The configuration or the files do not fit.
    #[error("{0}")]
    Setup(String),
}

impl StoreError {
    /// Wraps an error of the work inside a transaction.
    pub fn given_up(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::GivenUp(Box::new(source))
    }

    /// Wraps an error of reaching the database.
    pub fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unavailable(Box::new(source))
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            // A unique key met twice is a race that the second try sees coming.
            DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::UniqueViolation,
                _,
            ) => Self::Conflict,
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, ref info)
                if info.message().contains("deadlock detected") =>
            {
                Self::Conflict
            }
            other => Self::Unavailable(Box::new(Hushed(other))),
        }
    }
}

/// A database's message can quote the values of a statement (unique violations do): only its
/// kind may reach a log.
struct Hushed(DieselError);

impl std::fmt::Debug for Hushed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Hushed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            DieselError::DatabaseError(kind, info) => {
                write!(
                    f,
                    "database error {kind:?} in {:?}",
                    info.table_name().unwrap_or("-")
                )
            }
            DieselError::DeserializationError(_) => f.write_str("a value of an unexpected type"),
            DieselError::SerializationError(_) => f.write_str("a value that cannot be sent"),
            other => write!(f, "{other}"),
        }
    }
}

impl std::error::Error for Hushed {}
