//! Counting in the office. A quarter is counted as in a ceremony: from an export that is journalled
//! first, so that every further count of it gives the same figures. What was counted waits as a
//! proposal; nothing is ever drawn again, whatever becomes of it.

use super::log::note_refusal;
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::domain::operator::Deed;
use crate::domain::period::Quarter;
use crate::domain::proposal::{Kind, Proposal};
use crate::domain::release::Period;
use crate::flows::FlowError;
use crate::flows::ceremony::{
    Exported, Fits, Outcome as Figures, count_export, export_quarter, fits,
};
use crate::flows::close_period::close_due_periods;
use crate::flows::count::{next_quarter, own_key, publish_due_weeks};
use crate::flows::step_keys::{Stepped, step_keys};
use crate::store::{meta, proposals, releases};

/// Counts the next quarter, which must be closed, with the key that lies on this server. Its
/// release day need not have come.
///
/// # Errors
/// When journal or register cannot be read or written.
pub fn count(app: &App, by: &str, quarter: Quarter) -> Outcome<()> {
    let counted = counted(app, quarter)?;
    match counted {
        Ok(text) => propose(app, by, quarter, text, Deed::Counted),
        Err(refused) => {
            note_refusal(app, by, &quarter.to_string(), refused)?;
            Ok(Err(refused))
        }
    }
}

fn counted(app: &App, quarter: Quarter) -> Outcome<String> {
    let Some(key) = own_key(app).ok() else {
        return Ok(Err(Refusal::NoKey));
    };
    let export = match ballot_box(app, quarter)? {
        Ok(export) => export,
        Err(refused) => return Ok(Err(refused)),
    };
    // Which check failed stands in the log of the server: it is for whoever looks after it.
    let outcome = count_export(&export.text, &key).map_err(|error| {
        tracing::error!(cause = %error, "a quarter cannot be counted");
    });
    Ok(outcome
        .ok()
        .and_then(|outcome| outcome.text())
        .ok_or(Refusal::DoesNotAddUp))
}

/// Hands the closed ballot box out, still sealed, for the board's own machine.
///
/// # Errors
/// When journal or register cannot be read or written.
pub fn take_ballot_box(app: &App, by: &str, quarter: Quarter) -> Outcome<Exported> {
    let export = match ballot_box(app, quarter)? {
        Ok(export) => export,
        Err(refused) => return Ok(Err(refused)),
    };
    let (by, sum) = (by.to_owned(), export.sha256.clone());
    let noted = deed(app, "note an export", move |conn, log| {
        let about = quarter.to_string();
        log.note(conn, &by, Deed::TookBallotBox, &about, &sum)
            .map(Ok)
    })?;
    Ok(noted.map(|()| export))
}

fn ballot_box(app: &App, quarter: Quarter) -> Outcome<Exported> {
    if step_keys(app)? == Stepped::ClockInDoubt {
        return Ok(Err(Refusal::Clock));
    }
    // What is over is closed first, as the timed jobs would do.
    close_due_periods(app)?;
    publish_due_weeks(app)?;
    let (next, open) = app.store.register.read("which quarter is next", |conn| {
        Ok((next_quarter(conn)?, meta::calendar(conn)?.open.quarter))
    })?;
    if quarter < next {
        return Ok(Err(Refusal::Counted));
    }
    if quarter > next || quarter >= open {
        return Ok(Err(Refusal::StillOpen));
    }
    export_quarter(app, Some(quarter)).map(Ok)
}

/// Takes the result that the board's machine counted from this register's export.
///
/// # Errors
/// When journal or register cannot be read or written.
pub fn bring_result(app: &App, by: &str, bytes: &[u8]) -> Outcome<Quarter> {
    let Some(outcome) = Figures::read(bytes).filter(|_| bytes.len() < LARGEST) else {
        note_refusal(app, by, "", Refusal::NoResult)?;
        return Ok(Err(Refusal::NoResult));
    };
    let quarter = outcome.quarter;
    let fit = match fits(app, &outcome) {
        Ok(fit) => fit == Fits::Due,
        Err(FlowError::Refused(_)) => false,
        Err(other) => return Err(other),
    };
    if !fit {
        note_refusal(app, by, &quarter.to_string(), Refusal::NoResult)?;
        return Ok(Err(Refusal::NoResult));
    }
    let text = outcome.text().unwrap_or_default();
    let proposed = propose(app, by, quarter, text, Deed::BroughtResult)?;
    Ok(proposed.map(|()| quarter))
}

/// No result is longer, in bytes: some thousand cells a cohort.
const LARGEST: usize = 1 << 20;

/// Keeps what was counted for a second person to look at. The same again changes nothing.
fn propose(app: &App, by: &str, quarter: Quarter, text: String, how: Deed) -> Outcome<()> {
    let (by, now, journal) = (by.to_owned(), app.now(), app.journal.clone());
    let period = Period::Quarter(quarter);
    deed(app, "keep what was counted", move |conn, log| {
        let subject = quarter.to_string();
        if releases::is_drawn(conn, period)? || journal.draw(period)?.is_some() {
            return Ok(Err(Refusal::Counted));
        }
        match proposals::find(conn, Kind::Release, &subject)? {
            Some(there) if there.body == text => Ok(Ok(())),
            Some(_) => Ok(Err(Refusal::Counted)),
            None => {
                let proposal =
                    Proposal::new(Kind::Release, subject.clone(), text.clone(), &by, now);
                proposals::save(conn, &proposal)?;
                log.note(conn, &by, how, &subject, "")?;
                Ok(Ok(()))
            }
        }
    })
}

/// The quarter that is next, whether it is closed, and what waits about it.
#[derive(Clone, Debug)]
pub struct Next {
    /// Which quarter.
    pub quarter: Quarter,
    /// Whether it is closed.
    pub closed: bool,
    /// What was counted of it, if it was.
    pub proposal: Option<Proposal>,
}

/// What is next to be counted.
///
/// # Errors
/// When the register cannot be read.
pub fn next(app: &App) -> Result<Next, FlowError> {
    let next = app.store.register.read("what is next", |conn| {
        let quarter = next_quarter(conn)?;
        Ok(Next {
            quarter,
            closed: quarter < meta::calendar(conn)?.open.quarter,
            proposal: proposals::find(conn, Kind::Release, &quarter.to_string())?,
        })
    })?;
    Ok(next)
}

/// Whether the key to the ballot box lies on this server.
#[must_use]
pub fn has_key(app: &App) -> bool {
    own_key(app).is_ok()
}
