//! Who is signed in. The browser holds a random value, the transit store its digest.

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use crate::app::App;
use crate::crypto::{digest, random};
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Operator, OperatorName};
use crate::flows::FlowError;
use crate::store::operator_sessions::{self, Session, Stage};
use crate::store::operators;

/// A session ends twelve hours after it began, whatever is done in it.
pub const SESSION_SECONDS: i64 = 12 * 3_600;
/// Setting up the second factor must be done by then.
const ENROL_SECONDS: i64 = 30 * 60;
/// So long after the second factor was given, it is not asked again.
pub const CONFIRMED_SECONDS: i64 = 10 * 60;
/// One person is signed in in so many browsers at most; the oldest session ends then.
const MOST: usize = 8;

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who.
    pub operator: Operator,
    /// The session.
    pub session: Session,
}

impl Seat {
    /// The name, for the log.
    #[must_use]
    pub fn name(&self) -> &str {
        self.operator.name.as_str()
    }

    /// Whether the second factor was given just now.
    #[must_use]
    pub const fn is_confirmed(&self, now: Timestamp) -> bool {
        now.since(self.session.confirmed) < CONFIRMED_SECONDS
    }
}

/// What a browser is given for a new session.
pub type Token = Zeroizing<String>;

/// Begins a session.
///
/// # Errors
/// When the transit store cannot be written.
pub(super) fn begin(app: &App, name: &OperatorName, stage: Stage) -> Result<Token, FlowError> {
    let token = Zeroizing::new(BASE64URL_NOPAD.encode(&random::bytes::<32>()?));
    let session = Session {
        id: digest::sha256(token.as_bytes()),
        operator: name.clone(),
        stage,
        began: app.now(),
        confirmed: match stage {
            Stage::In => app.now(),
            Stage::Enrols => Timestamp::from_unix(0),
        },
    };
    app.store.transit.write("begin a session", move |conn| {
        let others = operator_sessions::of_operator(conn, &session.operator)?;
        let too_many = (others.len() + 1).saturating_sub(MOST);
        for oldest in others.iter().take(too_many) {
            operator_sessions::end(conn, &oldest.id)?;
        }
        operator_sessions::save(conn, &session)
    })?;
    Ok(token)
}

/// Whose session this is; `None` when it is nobody's, over, or of somebody who may not come in.
///
/// # Errors
/// When a database cannot be read.
pub fn seat(app: &App, token: &str) -> Result<Option<Seat>, FlowError> {
    let id = digest::sha256(token.as_bytes());
    let transit = &app.store.transit;
    let session = transit.read("a session", |conn| operator_sessions::find(conn, &id))?;
    let Some(session) = session.filter(|session| is_on(session, app.now())) else {
        return Ok(None);
    };
    let register = &app.store.register;
    let name = session.operator.clone();
    let operator = register.read("whose session", |conn| operators::find(conn, &name))?;
    Ok(operator
        .filter(|operator| match session.stage {
            Stage::In => operator.is_active(),
            Stage::Enrols => !operator.ended && !operator.password.is_empty(),
        })
        .map(|operator| Seat { operator, session }))
}

fn is_on(session: &Session, now: Timestamp) -> bool {
    let long = match session.stage {
        Stage::In => SESSION_SECONDS,
        Stage::Enrols => ENROL_SECONDS,
    };
    (0..long).contains(&now.since(session.began))
}

/// The sessions of somebody that are on, the oldest first.
///
/// # Errors
/// When the transit store cannot be read.
pub fn of(app: &App, name: &OperatorName) -> Result<Vec<Session>, FlowError> {
    let now = app.now();
    let mut all = app.store.transit.read("sessions", |conn| {
        operator_sessions::of_operator(conn, name)
    })?;
    all.retain(|session| is_on(session, now));
    Ok(all)
}

/// Ends this session.
///
/// # Errors
/// When the transit store cannot be written.
pub fn end(app: &App, id: [u8; 32]) -> Result<(), FlowError> {
    app.store.transit.write("end a session", move |conn| {
        operator_sessions::end(conn, &id)
    })?;
    Ok(())
}

/// Ends all sessions of somebody but this one.
///
/// # Errors
/// When the transit store cannot be written.
pub fn end_others(app: &App, name: &OperatorName, but: [u8; 32]) -> Result<(), FlowError> {
    let name = name.clone();
    app.store.transit.write("end other sessions", move |conn| {
        operator_sessions::end_others(conn, &name, Some(&but))
    })?;
    Ok(())
}

/// Ends every session of somebody.
pub(super) fn end_all(app: &App, name: &OperatorName) -> Result<(), FlowError> {
    let name = name.clone();
    app.store.transit.write("end sessions", move |conn| {
        operator_sessions::end_others(conn, &name, None)
    })?;
    Ok(())
}

/// Keeps a changed session.
pub(super) fn keep(app: &App, session: Session) -> Result<(), FlowError> {
    app.store.transit.write("keep a session", move |conn| {
        operator_sessions::save(conn, &session)
    })?;
    Ok(())
}
