//! Signing in: name, password and a code at once, and one answer for all that is wrong.

use super::log::note_refusal;
use super::sessions::{self, Seat, Token};
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::crypto::office::{OfficeKey, as_typed};
use crate::crypto::totp;
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Deed, Operator, OperatorName};
use crate::flows::FlowError;
use crate::store::operator_sessions::{Session, Stage};
use crate::store::{Conn, StoreError, operators};

/// Signs somebody in. An unknown name, a wrong password, a wrong code and a code that was used
/// look the same and take as long: the password is hashed first, whoever it is.
///
/// # Errors
/// [`FlowError::Busy`] when too many wait for the hash workers; when a database fails.
pub fn sign_in(app: &App, name: &str, password: &str, code: &str) -> Outcome<Token> {
    let name = OperatorName::parse(name);
    let found = match &name {
        Some(name) => app
            .store
            .register
            .read("who signs in", |conn| operators::find(conn, name))?,
        None => None,
    };
    let known = found.filter(Operator::is_active);
    let kept = known.as_ref().map_or("", |known| known.password.as_str());
    let office = app.keys.office();
    let fits = office.password_is(&app.derivation, kept, password)?;
    let Some(known) = known else {
        return Ok(Err(Refusal::SignIn));
    };
    let used = match fits {
        true => use_code(app, &known.name, code, "sign in")?,
        false => Err(Refusal::Code),
    };
    if used.is_err() {
        note_refusal(app, known.name.as_str(), "", Refusal::SignIn)?;
        return Ok(Err(Refusal::SignIn));
    }
    sessions::begin(app, &known.name, Stage::In).map(Ok)
}

/// Asks for the second factor again, before what matters most.
///
/// # Errors
/// When a database fails.
pub fn confirm(app: &App, seat: &Seat, code: &str) -> Outcome<()> {
    if let Err(refused) = use_code(app, &seat.operator.name, code, "confirm")? {
        note_refusal(app, seat.name(), "", refused)?;
        return Ok(Err(refused));
    }
    let session = Session {
        confirmed: app.now(),
        ..seat.session.clone()
    };
    sessions::keep(app, session)?;
    Ok(Ok(()))
}

/// Uses a code of the app, or one of the recovery codes, up.
fn use_code(app: &App, name: &OperatorName, code: &str, why: &'static str) -> Outcome<()> {
    let (name, code, now) = (name.clone(), code.to_owned(), app.now());
    deed(app, "use a code", move |conn, log| {
        let Some(mut operator) = operators::find(conn, &name)?.filter(Operator::is_active) else {
            return Ok(Err(Refusal::Code));
        };
        let Some(how) = used_up(&log.key, &mut operator, &code, now) else {
            return Ok(Err(Refusal::Code));
        };
        operators::save(conn, &operator)?;
        if why == "sign in" {
            log.note(conn, name.as_str(), how, "", "")?;
        } else if how == Deed::SignedInByRecovery {
            log.note(conn, name.as_str(), how, "", "confirm")?;
        }
        Ok(Ok(()))
    })
}

/// Whether the code is good; what is used up is taken from the account.
fn used_up(key: &OfficeKey, operator: &mut Operator, code: &str, now: Timestamp) -> Option<Deed> {
    let name = operator.name.as_str();
    let secret = key.open_factor(name, &operator.factor).ok()?;
    if let Some(step) = totp::step_of(&secret, code, now) {
        // Whoever looked over a shoulder comes too late.
        let fresh = step > operator.factor_step;
        operator.factor_step = operator.factor_step.max(step);
        return fresh.then_some(Deed::SignedIn);
    }
    let digest = key.digest("recovery", name, &as_typed(code));
    let place = operator
        .recovery
        .iter()
        .position(|kept| OfficeKey::same(kept, &digest))?;
    operator.recovery.remove(place);
    Some(Deed::SignedInByRecovery)
}

/// Signs out.
///
/// # Errors
/// When a database fails.
pub fn sign_out(app: &App, seat: &Seat) -> Result<(), FlowError> {
    sessions::end(app, seat.session.id)?;
    let name = seat.operator.name.clone();
    let noted: Outcome<()> = deed(app, "sign out", move |conn, log| {
        log.note(conn, name.as_str(), Deed::SignedOut, "", "")
            .map(Ok)
    });
    noted.map(drop)
}

/// Keeps an operator whose account somebody just looked at, unless it ended meanwhile.
pub(super) fn save_own(
    conn: &mut Conn,
    name: &OperatorName,
    change: impl FnOnce(&mut Operator),
) -> Result<bool, StoreError> {
    let Some(mut operator) = operators::find(conn, name)?.filter(|found| !found.ended) else {
        return Ok(false);
    };
    change(&mut operator);
    operators::save(conn, &operator)?;
    Ok(true)
}
