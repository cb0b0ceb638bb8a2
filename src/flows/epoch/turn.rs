//! Whose turn it is to re-wrap: one process at a time, whichever host it runs on.
//!
//! The turn stands in the register with a count that each batch raises. Whoever sees the same
//! count twice, some time apart, may take it over: its holder has gone. No clock is compared.

use crate::app::App;
use crate::crypto::{digest, random};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, meta};

const KEY: &str = "rewrap_turn";

/// A turn that this process holds.
#[derive(Clone)]
pub struct Turn {
    token: String,
}

/// What asking for the turn led to.
pub enum Taken {
    /// It is ours.
    Ours(Turn),
    /// Somebody else has it; the text changes as they go on.
    Theirs(String),
}

/// Another process took the turn over.
#[derive(Debug, thiserror::Error)]
#[error("another process re-wraps now")]
pub struct TurnLost;

impl Turn {
    /// Takes the turn when nobody has it, or when it still reads as `seen`.
    ///
    /// # Errors
    /// When the register cannot be written; no randomness.
    pub fn take(app: &App, seen: Option<&str>) -> Result<Taken, FlowError> {
        let token = digest::hex(&random::bytes::<8>()?);
        let seen = seen.map(str::to_owned);
        let taken = app
            .store
            .register
            .write("take the turn to re-wrap", move |conn| {
                conn.hold_calendar()?;
                match meta::get(conn, KEY)? {
                    Some(theirs) if Some(&theirs) != seen.as_ref() => Ok(Taken::Theirs(theirs)),
                    _ => {
                        meta::set(conn, KEY, &format!("{token} 0"))?;
                        Ok(Taken::Ours(Self {
                            token: token.clone(),
                        }))
                    }
                }
            })?;
        Ok(taken)
    }

    /// Goes on inside a batch's transaction.
    ///
    /// # Errors
    /// [`TurnLost`] when somebody else took it over meanwhile: then nothing may be written.
    pub(super) fn goes_on(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let now = meta::get(conn, KEY)?.unwrap_or_default();
        let count = now
            .strip_prefix(&self.token)
            .and_then(|count| count.trim().parse::<u64>().ok())
            .ok_or_else(|| StoreError::given_up(TurnLost))?;
        meta::set(conn, KEY, &format!("{} {}", self.token, count + 1))
    }

    /// Gives it back.
    ///
    /// # Errors
    /// When the register cannot be written: then somebody else takes it over in a while.
    pub fn give_back(self, app: &App) -> Result<(), FlowError> {
        app.store
            .register
            .write("give the turn back", move |conn| {
                conn.hold_calendar()?;
                match meta::get(conn, KEY)? {
                    Some(now) if now.starts_with(&self.token) => meta::remove(conn, KEY),
                    _ => Ok(()),
                }
            })?;
        Ok(())
    }
}
