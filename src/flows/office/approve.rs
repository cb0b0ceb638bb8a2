//! Four eyes on what comes out: approving, refusing, proposing again, and coming out on the day.

use super::accounts::holders;
use super::log::{Log, note_refusal};
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::crypto::digest::sha256_hex;
use crate::domain::operator::{Deed, MACHINE, Role};
use crate::domain::period::Quarter;
use crate::domain::proposal::{Kind, Proposal, State};
use crate::domain::release::{Period, ReleaseId};
use crate::flows::FlowError;
use crate::flows::ceremony::{Imported, Outcome as Counted, import_outcome};
use crate::flows::publish::correct::correct;
use crate::flows::publish::preview::{Previewed, preview};
use crate::store::{Conn, StoreError, proposals, releases};

/// No reason is longer, in characters.
pub const LONGEST_REASON: usize = 300;

/// Names exactly what somebody saw, so that nobody decides about something else.
#[must_use]
pub fn fingerprint(proposal: &Proposal) -> String {
    let (by, at) = (&proposal.proposed_by, proposal.proposed_at.unix());
    let seen = format!("{by} {at} {}\n{}", proposal.state.code(), proposal.body);
    sha256_hex(seen.as_bytes()).chars().take(16).collect()
}

/// Approves what another person proposed; what is due comes out at once.
///
/// # Errors
/// When journal or register cannot be written.
pub fn approve(app: &App, by: &str, kind: Kind, subject: &str, seen: &str) -> Outcome<()> {
    let done = decide(app, by, (kind, subject), seen, |proposal| {
        proposal.state = State::Approved;
        Deed::Approved
    })?;
    if done.is_ok() {
        take_effect(app)?;
    }
    Ok(done)
}

/// Refuses it, with a reason that the public reads in both languages. What was counted stays
/// counted; it comes out when it was proposed again and approved.
///
/// # Errors
/// When the register cannot be written.
pub fn refuse(
    app: &App,
    by: &str,
    (kind, subject): (Kind, &str),
    seen: &str,
    reason: [String; 2],
) -> Outcome<()> {
    let told = |text: &String| {
        let length = text.trim().chars().count();
        (1..=LONGEST_REASON).contains(&length) && !text.contains(char::is_control)
    };
    if !reason.iter().all(told) {
        return Ok(Err(Refusal::NoReason));
    }
    decide(app, by, (kind, subject), seen, move |proposal| {
        proposal.state = State::Refused;
        proposal.reason = reason.clone().map(|text| text.trim().to_owned());
        Deed::Rejected
    })
}

fn decide(
    app: &App,
    by: &str,
    (kind, subject): (Kind, &str),
    seen: &str,
    decision: impl Fn(&mut Proposal) -> Deed + Send + 'static,
) -> Outcome<()> {
    let (who, what, saw) = (by.to_owned(), subject.to_owned(), seen.to_owned());
    let now = app.now();
    let done = deed(app, "decide", move |conn, log| {
        let found = proposals::find(conn, kind, &what)?;
        let Some(mut proposal) = found.filter(|one| one.state == State::Waiting) else {
            return Ok(Err(Refusal::NotWaiting));
        };
        if !proposal.may_be_decided_by(&who, holders(conn, role_for(kind))?.len()) {
            return Ok(Err(Refusal::SamePerson));
        }
        if fingerprint(&proposal) != saw {
            return Ok(Err(Refusal::Stale));
        }
        let deed = decision(&mut proposal);
        (proposal.decided_by, proposal.decided_at) = (who.clone(), now);
        proposals::save(conn, &proposal)?;
        note(conn, log, &who, deed, &proposal)?;
        Ok(Ok(()))
    })?;
    match done {
        Ok(()) if kind == Kind::Release => app.store.register.has_grown(),
        Ok(()) => {}
        Err(refused) => note_refusal(app, by, subject, refused)?,
    }
    Ok(done)
}

/// Who decides about what.
#[must_use]
pub const fn role_for(kind: Kind) -> Role {
    match kind {
        Kind::Release | Kind::Erratum => Role::Releaser,
        Kind::Consent => Role::Editor,
        Kind::Pause => Role::Owner,
    }
}

fn note(
    conn: &mut Conn,
    log: &Log,
    who: &str,
    deed: Deed,
    proposal: &Proposal,
) -> Result<(), StoreError> {
    let detail = format!("{} {}", proposal.kind.code(), proposal.reason.join(" / "));
    let detail = detail.trim_end_matches([' ', '/']);
    log.note(conn, who, deed, &proposal.subject, detail)
}

/// Proposes again what was refused: the very same figures.
///
/// # Errors
/// When the register cannot be written.
pub fn propose_again(app: &App, by: &str, subject: &str) -> Outcome<()> {
    let (who, what, now) = (by.to_owned(), subject.to_owned(), app.now());
    deed(app, "propose again", move |conn, log| {
        let found = proposals::find(conn, Kind::Release, &what)?;
        let Some(there) = found.filter(|one| one.state == State::Refused) else {
            return Ok(Err(Refusal::NotWaiting));
        };
        // The reason stays until somebody approves: readers go on seeing why it is late.
        let again = Proposal {
            reason: there.reason,
            ..Proposal::new(Kind::Release, what.clone(), there.body, &who, now)
        };
        proposals::save(conn, &again)?;
        note(conn, log, &who, Deed::ProposedAgain, &again)?;
        Ok(Ok(()))
    })
}

/// Proposes an erratum of a release; `reason` is the English sentence that it will carry.
///
/// # Errors
/// When the register cannot be written.
pub fn propose_erratum(app: &App, by: &str, period: Period, reason: &str) -> Outcome<()> {
    let words: Vec<&str> = reason.split_whitespace().collect();
    let reason = words.join(" ");
    let length = reason.chars().count();
    if !(1..=LONGEST_REASON).contains(&length) || reason.contains(char::is_control) {
        return Ok(Err(Refusal::NoReason));
    }
    let (who, now) = (by.to_owned(), app.now());
    deed(app, "propose an erratum", move |conn, log| {
        let all = releases::all(conn)?;
        if !all.iter().any(|one| one.period == period) {
            return Ok(Err(Refusal::NoSuchRelease));
        }
        let subject = period.to_string();
        let there = proposals::find(conn, Kind::Erratum, &subject)?;
        if there.is_some_and(|one| one.is_open()) {
            return Ok(Err(Refusal::Waits));
        }
        let proposal = Proposal::new(Kind::Erratum, subject.clone(), reason.clone(), &who, now);
        proposals::save(conn, &proposal)?;
        log.note(conn, &who, Deed::ProposedErratum, &subject, &reason)?;
        Ok(Ok(()))
    })
}

/// Brings out what was approved and whose day has come. The calendar's job asks every minute, so
/// nobody has to be there on the day.
///
/// # Errors
/// When journal or register cannot be written; it is tried again then.
pub fn take_effect(app: &App) -> Result<(), FlowError> {
    let all = app
        .store
        .register
        .read("what was approved", proposals::all)?;
    for proposal in all.into_iter().filter(|one| one.state == State::Approved) {
        match proposal.kind {
            Kind::Release => release(app, &proposal)?,
            Kind::Erratum => erratum(app, &proposal)?,
            Kind::Pause => super::pause::take_effect(app, &proposal)?,
            Kind::Consent => super::texts::take_effect(app, &proposal)?,
        }
    }
    Ok(())
}

fn release(app: &App, proposal: &Proposal) -> Result<(), FlowError> {
    let is_out = match import_outcome(app, proposal.body.as_bytes())? {
        Imported::Released(_) | Imported::Already(_) => true,
        Imported::NotBefore(..) => false,
    };
    if is_out {
        finish(app, proposal, Some(proposal.subject.clone()))?;
    }
    Ok(())
}

fn erratum(app: &App, proposal: &Proposal) -> Result<(), FlowError> {
    let Some(period) = Period::parse(&proposal.subject) else {
        return Ok(());
    };
    let made = already(app, period, &proposal.body)?;
    let id = match made {
        Some(id) => id,
        None => correct(app, period, &proposal.body)?,
    };
    finish(app, proposal, Some(id.to_string()))
}

/// The erratum that was made of this proposal, when the server stopped before it was noted.
fn already(app: &App, period: Period, reason: &str) -> Result<Option<ReleaseId>, FlowError> {
    let archive = crate::flows::publish::read::archive(app, None)?.unwrap_or_default();
    let last = archive.in_force(period);
    Ok(last
        .filter(|last| last.reason.as_deref() == Some(reason))
        .map(|last| last.published.id()))
}

/// Notes that it is in effect; what came out, if that is not noted elsewhere, in the log.
pub(super) fn finish(app: &App, proposal: &Proposal, out: Option<String>) -> Result<(), FlowError> {
    let (kind, subject) = (proposal.kind, proposal.subject.clone());
    let noted: Outcome<()> = deed(app, "note what came out", move |conn, log| {
        let found = proposals::find(conn, kind, &subject)?;
        if let Some(mut there) = found.filter(|one| one.state == State::Approved) {
            there.state = State::Done;
            proposals::save(conn, &there)?;
            if let Some(about) = &out {
                log.note(conn, MACHINE, Deed::Released, about, kind.code())?;
            }
        }
        Ok(Ok(()))
    });
    noted.map(drop)
}

/// What was counted of a quarter, as it will come out.
///
/// # Errors
/// When the register cannot be read.
pub fn preview_of(app: &App, quarter: Quarter) -> Result<Option<Previewed>, FlowError> {
    let subject = quarter.to_string();
    let found = app.store.register.read("what was counted", |conn| {
        proposals::find(conn, Kind::Release, &subject)
    })?;
    let outcome = found.and_then(|found| Counted::read(found.body.as_bytes()));
    outcome
        .map(|outcome| preview(app, quarter, &outcome.flows))
        .transpose()
}

/// The errata that were proposed and are not out, each with what names it exactly.
///
/// # Errors
/// When the register cannot be read.
pub fn errata(app: &App) -> Result<Vec<Proposal>, FlowError> {
    let all = app.store.register.read("proposed errata", |conn| {
        proposals::of_kind(conn, Kind::Erratum)
    })?;
    Ok(all.into_iter().filter(Proposal::is_open).collect())
}

/// Every proposal of one kind.
///
/// # Errors
/// When the register cannot be read.
pub fn of_kind(app: &App, kind: Kind) -> Result<Vec<Proposal>, FlowError> {
    let all = app
        .store
        .register
        .read("what was proposed", |conn| proposals::of_kind(conn, kind))?;
    Ok(all)
}
