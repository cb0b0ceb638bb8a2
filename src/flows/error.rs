//! Why a flow did not happen. Expected outcomes are values; these are the rest.

use crate::crypto::{CryptoError, KeyError};
use crate::store::StoreError;

/// What the caller can act on: try later, or tell the administrator.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// Too much is going on; nothing was done.
    #[error("too busy")]
    Busy,
    /// A database did not answer or did not do; the log has the cause.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// A key is missing, gone or wrong.
    #[error("a key failed")]
    Key(#[from] KeyError),
    /// A seal did not open, or randomness is not to be had.
    #[error("a seal failed")]
    Crypto(#[source] CryptoError),
    /// Something that must always hold does not; the flow stopped before writing.
    #[error("{0}")]
    Refused(String),
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            other => Self::Store(other),
        }
    }
}

impl From<CryptoError> for FlowError {
    fn from(error: CryptoError) -> Self {
        match error {
            CryptoError::Busy => Self::Busy,
            other => Self::Crypto(other),
        }
    }
}

/// The error and all its causes in one line, for the log.
impl FlowError {
    /// Cause after cause; none of them carries personal data.
    #[must_use]
    pub fn causes(&self) -> String {
        let mut line = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            line.push_str(": ");
            line.push_str(&cause.to_string());
            next = cause.source();
        }
        line
    }
}
