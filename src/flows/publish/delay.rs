//! Delays: a quarter whose day has come and whose figures have not. The notice appears by itself,
//! so that nobody has to admit it, and it says nothing about the figures.

use crate::app::App;
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::proposal::Kind;
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, meta, proposals};

/// Figures that are late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The quarter that was to be released.
    pub quarter: Quarter,
    /// The day on which it was due.
    pub due: Day,
    /// Why a person held it back, in Dutch and in English.
    pub reason: Option<[String; 2]>,
}

/// The quarters that are late today, the first one first, and those that a person held back. On the
/// day itself nothing is late yet.
///
/// # Errors
/// When the register cannot be read.
pub fn delays(app: &App) -> Result<Vec<Delay>, FlowError> {
    let today = app.today();
    let register = &app.store.register;
    Ok(register.read("which figures are late", |conn| late(conn, today))?)
}

pub(super) fn late(conn: &mut Conn, today: Day) -> Result<Vec<Delay>, StoreError> {
    let held = proposals::of_kind(conn, Kind::Release)?;
    let reason = |quarter: Quarter| {
        let one = held.iter().find(|one| one.subject == quarter.to_string())?;
        let reason = one.reason.clone();
        (!reason.iter().all(String::is_empty)).then_some(reason)
    };
    let waiting = waiting(conn)?.into_iter().map(|quarter| Delay {
        quarter,
        due: quarter.release_day(),
        reason: reason(quarter),
    });
    Ok(waiting
        .filter(|delay| delay.due < today || delay.reason.is_some())
        .collect())
}

/// The closed quarters that were not counted.
fn waiting(conn: &mut Conn) -> Result<Vec<Quarter>, StoreError> {
    let open = meta::calendar(conn)?.open.quarter;
    let first = match meta::base(conn)? {
        Some((counted, _)) => counted.next(),
        None => meta::first_quarter(conn)?,
    };
    let closed = std::iter::successors(Some(first), |quarter| Some(quarter.next()));
    Ok(closed.take_while(|quarter| *quarter < open).collect())
}
