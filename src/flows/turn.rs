//! Whose turn it is to do what one process does for all: one at a time, whichever host it runs on.
//!
//! The turn stands in the register with a count that its holder raises as it goes on. Whoever sees
//! the same count twice, some time apart, may take it over: its holder has gone. No clock is
//! compared. A holder that was only held up finds its turn lost at the next step.

use crate::app::App;
use crate::crypto::{digest, random};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, meta};

/// What only one process does at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Wrapping everything anew.
    Rewrap,
    /// What the calendar asks for.
    Calendar,
}

impl Task {
    const fn key(self) -> &'static str {
        match self {
            Self::Rewrap => "rewrap_turn",
            Self::Calendar => "calendar_turn",
        }
    }
}

/// A turn that this process holds.
#[derive(Clone)]
pub struct Turn {
    task: Task,
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
#[error("another process does it now")]
pub struct TurnLost;

impl Turn {
    /// Takes the turn when nobody has it, or when it still reads as `seen`.
    ///
    /// # Errors
    /// When the register cannot be written; no randomness.
    pub fn take(app: &App, task: Task, seen: Option<&str>) -> Result<Taken, FlowError> {
        let token = digest::hex(&random::bytes::<8>()?);
        let seen = seen.map(str::to_owned);
        let taken = app.store.register.write("take a turn", move |conn| {
            conn.hold_calendar()?;
            match meta::get(conn, task.key())? {
                Some(theirs) if Some(&theirs) != seen.as_ref() => Ok(Taken::Theirs(theirs)),
                _ => {
                    meta::set(conn, task.key(), &format!("{token} 0"))?;
                    Ok(Taken::Ours(Self {
                        task,
                        token: token.clone(),
                    }))
                }
            }
        })?;
        Ok(taken)
    }

    /// Goes on inside a step's transaction.
    ///
    /// # Errors
    /// [`TurnLost`] when somebody else took it over meanwhile: then nothing may be written.
    pub(crate) fn goes_on(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let now = meta::get(conn, self.task.key())?.unwrap_or_default();
        let count = now
            .strip_prefix(&self.token)
            .and_then(|count| count.trim().parse::<u64>().ok())
            .ok_or_else(|| StoreError::given_up(TurnLost))?;
        meta::set(
            conn,
            self.task.key(),
            &format!("{} {}", self.token, count + 1),
        )
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
                match meta::get(conn, self.task.key())? {
                    Some(now) if now.starts_with(&self.token) => {
                        meta::remove(conn, self.task.key())
                    }
                    _ => Ok(()),
                }
            })?;
        Ok(())
    }
}

/// One process's standing wish for a turn: asked at each look, kept from look to look.
pub struct Candidate {
    task: Task,
    held: Option<Turn>,
    seen: Option<String>,
}

impl Candidate {
    /// Who wants this turn, and does not have it yet.
    #[must_use]
    pub const fn for_task(task: Task) -> Self {
        Self {
            task,
            held: None,
            seen: None,
        }
    }

    /// Whether it is this process's turn at this look. Looks must lie further apart than one of
    /// them takes, or a holder that is at work looks as if it had gone.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn is_chosen(&mut self, app: &App) -> Result<bool, FlowError> {
        if let Some(turn) = self.held.take()
            && goes_on(app, &turn)?
        {
            self.held = Some(turn);
            return Ok(true);
        }
        match Turn::take(app, self.task, self.seen.as_deref())? {
            Taken::Ours(turn) => {
                self.held = Some(turn);
                self.seen = None;
                Ok(true)
            }
            Taken::Theirs(theirs) => {
                self.seen = Some(theirs);
                Ok(false)
            }
        }
    }

    /// Gives the turn back, so that another process need not wait until it is missed.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn steps_back(&mut self, app: &App) -> Result<(), FlowError> {
        self.seen = None;
        self.held.take().map_or(Ok(()), |turn| turn.give_back(app))
    }
}

/// Whether the turn is still ours.
fn goes_on(app: &App, turn: &Turn) -> Result<bool, FlowError> {
    let step = turn.clone();
    let went_on = app
        .store
        .register
        .write("go on with a turn", move |conn| step.goes_on(conn));
    match went_on {
        Ok(()) => Ok(true),
        Err(StoreError::GivenUp(why)) if why.is::<TurnLost>() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
