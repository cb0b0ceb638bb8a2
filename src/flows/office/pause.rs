//! Pausing new declarations. Looking, replacing and withdrawing stay possible, always.

use super::approve::{LONGEST_REASON, finish};
use super::documents::{Written, put};
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::domain::document::{Key, Kind as Documents};
use crate::domain::operator::Deed;
use crate::domain::proposal::{Kind, Proposal, State};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, documents, proposals};

/// The one thing that is paused.
pub const SUBJECT: &str = "declarations";

/// The notice of the pause that is in force, in Dutch and in English; none when nothing is paused.
///
/// # Errors
/// When the register cannot be read.
pub fn in_force(conn: &mut Conn) -> Result<Option<[String; 2]>, StoreError> {
    let newest = documents::newest(conn, &Key::only(Documents::Pause))?;
    Ok(newest.and_then(|newest| notice(&newest.body)))
}

/// The two lines of a notice; none in an empty one.
#[must_use]
pub fn notice(body: &str) -> Option<[String; 2]> {
    let (dutch, english) = body.split_once('\n')?;
    Some([dutch.to_owned(), english.to_owned()])
}

/// The same for whoever has no transaction.
///
/// # Errors
/// When the register cannot be read.
pub fn paused(app: &App) -> Result<Option<[String; 2]>, FlowError> {
    Ok(app.store.register.read("whether it is paused", in_force)?)
}

/// What waits to be decided about a pause.
///
/// # Errors
/// When the register cannot be read.
pub fn proposed(app: &App) -> Result<Option<Proposal>, FlowError> {
    let found = app.store.register.read("a proposed pause", |conn| {
        proposals::find(conn, Kind::Pause, SUBJECT)
    })?;
    Ok(found.filter(|one| one.state == State::Waiting))
}

/// Proposes a pause with its notice, or, with `None`, its end.
///
/// # Errors
/// When the register cannot be written.
pub fn propose(app: &App, by: &str, notice: Option<[String; 2]>) -> Outcome<()> {
    let told = |text: &String| {
        let length = text.trim().chars().count();
        (1..=LONGEST_REASON).contains(&length) && !text.contains(char::is_control)
    };
    if notice
        .as_ref()
        .is_some_and(|notice| !notice.iter().all(told))
    {
        return Ok(Err(Refusal::NoReason));
    }
    let body = notice.map_or(String::new(), |lines| {
        lines.map(|l| l.trim().to_owned()).join("\n")
    });
    let (by, now) = (by.to_owned(), app.now());
    deed(app, "propose a pause", move |conn, log| {
        if in_force(conn)?.is_some() != body.is_empty() {
            return Ok(Err(Refusal::NotWaiting));
        }
        let there = proposals::find(conn, Kind::Pause, SUBJECT)?;
        if there.is_some_and(|one| one.is_open()) {
            return Ok(Err(Refusal::Waits));
        }
        let proposal = Proposal::new(Kind::Pause, SUBJECT.to_owned(), body.clone(), &by, now);
        proposals::save(conn, &proposal)?;
        let detail = if body.is_empty() { "resume" } else { "pause" };
        log.note(conn, &by, Deed::ProposedPause, SUBJECT, detail)?;
        Ok(Ok(()))
    })
}

/// What was approved takes effect.
pub(super) fn take_effect(app: &App, proposal: &Proposal) -> Result<(), FlowError> {
    let (body, by, today) = (
        proposal.body.clone(),
        proposal.decided_by.clone(),
        app.today(),
    );
    let done: Outcome<()> = deed(app, "pause or resume", move |conn, log| {
        let key = Key::only(Documents::Pause);
        let newest = documents::newest(conn, &key)?;
        let (over, said) = newest.map_or((0, String::new()), |one| (one.version, one.body));
        if said != body {
            let what = if body.is_empty() {
                Deed::Resumed
            } else {
                Deed::Paused
            };
            let body = body.clone();
            let written = Written { key, over, body };
            put(conn, log, (&by, today), &written, (what, SUBJECT))?;
        }
        Ok(Ok(()))
    });
    done?.ok();
    finish(app, proposal, None)?;
    app.store.register.has_grown();
    Ok(())
}
