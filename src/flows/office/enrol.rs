//! Coming in for the first time: invitation, password, second factor, recovery codes. And the
//! same again later, by whoever is signed in.

use zeroize::Zeroizing;

use super::log::note_refusal;
use super::sessions::{self, Seat, Token};
use super::sign_in::save_own;
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::crypto::office::{OfficeKey, as_typed, typed_code};
use crate::crypto::totp;
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Deed, OperatorName};
use crate::domain::password;
use crate::flows::FlowError;
use crate::store::operator_sessions::Stage;
use crate::store::operators;

/// How many recovery codes somebody gets, and how long each is: 80 bits.
const RECOVERY_CODES: usize = 8;
const GROUPS: usize = 4;

/// Accepts an invitation with a password. The session it gives leads to the second factor alone.
///
/// # Errors
/// When a database fails, or too many wait for the hash workers.
pub fn accept(app: &App, name: &str, code: &str, chosen: &str) -> Outcome<Token> {
    let Some(name) = OperatorName::parse(name) else {
        return Ok(Err(Refusal::Invitation));
    };
    let office = app.keys.office();
    let digest = office.digest("invitation", name.as_str(), &as_typed(code));
    let (now, whose) = (app.now(), name.clone());
    let is_open = move |conn: &mut crate::store::Conn| {
        let found = operators::find(conn, &whose)?.filter(|found| !found.ended);
        Ok(found.filter(|found| {
            OfficeKey::same(&found.invitation, &digest) && now < found.invited_until
        }))
    };
    let register = &app.store.register;
    if register.read("an invitation", &is_open)?.is_none() {
        let known = register.read("who was invited", |conn| operators::find(conn, &name))?;
        if known.is_some() {
            note_refusal(app, name.as_str(), "", Refusal::Invitation)?;
        }
        return Ok(Err(Refusal::Invitation));
    }
    if let Err(weak) = check(app, &name, chosen) {
        return Ok(Err(weak));
    }
    let hashed = office.hash_password(&app.derivation, chosen)?;
    let whose = name.clone();
    let accepted = deed(app, "accept an invitation", move |conn, log| {
        let Some(mut operator) = is_open(conn)? else {
            return Ok(Err(Refusal::Invitation));
        };
        // Whoever leaves before the second lock is set up begins again with the same code.
        let (invitation, until) = (operator.invitation.clone(), operator.invited_until);
        operator.lock();
        (operator.invitation, operator.invited_until) = (invitation, until);
        operator.password.clone_from(&hashed);
        operators::save(conn, &operator)?;
        log.note(conn, whose.as_str(), Deed::Accepted, "", "")?;
        Ok(Ok(()))
    })?;
    // A session from a first try could still set up a lock of its own.
    sessions::end_all(app, &name)?;
    match accepted {
        Ok(()) => sessions::begin(app, &name, Stage::Enrols).map(Ok),
        Err(refused) => Ok(Err(refused)),
    }
}

fn check(app: &App, name: &OperatorName, chosen: &str) -> Result<(), Refusal> {
    let names = [name.as_str(), &app.settings.register.name];
    password::check(chosen, &names).map_err(Refusal::Password)
}

/// The secret to put into an app: the one that waits to be confirmed, or a new one.
///
/// # Errors
/// When a database fails.
pub fn offered_factor(app: &App, seat: &Seat) -> Result<Zeroizing<Vec<u8>>, FlowError> {
    let (office, operator) = (app.keys.office(), &seat.operator);
    if !operator.factor.is_empty() && operator.factor_step < 0 {
        return Ok(office.open_factor(operator.name.as_str(), &operator.factor)?);
    }
    let secret = totp::draw()?;
    let (name, kept) = (
        operator.name.clone(),
        office.seal_factor(operator.name.as_str(), &secret)?,
    );
    app.store.register.write("offer a factor", move |conn| {
        conn.hold_calendar()?;
        let unset = operators::find(conn, &name)?.is_some_and(|one| one.factor_step < 0);
        if unset {
            save_own(conn, &name, |operator| operator.factor.clone_from(&kept))?;
        }
        Ok(())
    })?;
    Ok(secret)
}

/// Confirms the second factor with a code of it; then somebody is in, with recovery codes that
/// are shown this once. The session is a new one.
///
/// # Errors
/// When a database fails.
pub fn confirm_factor(app: &App, seat: &Seat, code: &str) -> Outcome<(Token, Vec<String>)> {
    let (name, now, code) = (seat.operator.name.clone(), app.now(), code.to_owned());
    let codes = recovery_codes()?;
    let shown = codes.clone();
    let done = deed(app, "set up a second factor", move |conn, log| {
        let found = operators::find(conn, &name)?;
        let Some(mut operator) = found.filter(|one| !one.ended && one.factor_step < 0) else {
            return Ok(Err(Refusal::Code));
        };
        let secret = log.key.open_factor(name.as_str(), &operator.factor);
        let step = secret
            .ok()
            .and_then(|secret| totp::step_of(&secret, &code, now));
        let Some(step) = step else {
            return Ok(Err(Refusal::Code));
        };
        operator.factor_step = step;
        (operator.invitation, operator.invited_until) = (String::new(), Timestamp::from_unix(0));
        operator.recovery = digests(&log.key, name.as_str(), &codes);
        operators::save(conn, &operator)?;
        log.note(conn, name.as_str(), Deed::Enrolled, "", "")?;
        Ok(Ok(()))
    })?;
    if let Err(refused) = done {
        note_refusal(app, seat.name(), "", refused)?;
        return Ok(Err(refused));
    }
    sessions::end(app, seat.session.id)?;
    let token = sessions::begin(app, &seat.operator.name, Stage::In)?;
    Ok(Ok((token, shown)))
}

/// New recovery codes; the old ones are of no use any more.
///
/// # Errors
/// When the register cannot be written.
pub fn renew_recovery(app: &App, seat: &Seat) -> Outcome<Vec<String>> {
    let (name, codes) = (seat.operator.name.clone(), recovery_codes()?);
    let shown = codes.clone();
    let done = deed(app, "renew recovery codes", move |conn, log| {
        let digests = digests(&log.key, name.as_str(), &codes);
        if !save_own(conn, &name, |operator| {
            operator.recovery.clone_from(&digests)
        })? {
            return Ok(Err(Refusal::NoSuchAccount));
        }
        log.note(conn, name.as_str(), Deed::RenewedRecovery, "", "")?;
        Ok(Ok(()))
    })?;
    Ok(done.map(|()| shown))
}

/// Changes one's own password, and ends every other session.
///
/// # Errors
/// When a database fails, or too many wait for the hash workers.
pub fn change_password(app: &App, seat: &Seat, old: &str, chosen: &str) -> Outcome<()> {
    let office = app.keys.office();
    let kept = &seat.operator.password;
    if !office.password_is(&app.derivation, kept, old)? {
        note_refusal(app, seat.name(), "", Refusal::OldPassword)?;
        return Ok(Err(Refusal::OldPassword));
    }
    if let Err(weak) = check(app, &seat.operator.name, chosen) {
        return Ok(Err(weak));
    }
    let hashed = office.hash_password(&app.derivation, chosen)?;
    let name = seat.operator.name.clone();
    let done = deed(app, "change a password", move |conn, log| {
        if !save_own(conn, &name, |operator| {
            operator.password.clone_from(&hashed)
        })? {
            return Ok(Err(Refusal::NoSuchAccount));
        }
        log.note(conn, name.as_str(), Deed::ChangedPassword, "", "")?;
        Ok(Ok(()))
    })?;
    sessions::end_others(app, &seat.operator.name, seat.session.id)?;
    Ok(done)
}

fn recovery_codes() -> Result<Vec<String>, FlowError> {
    let codes: Result<Vec<_>, _> = (0..RECOVERY_CODES).map(|_| typed_code(GROUPS)).collect();
    Ok(codes?)
}

fn digests(key: &OfficeKey, name: &str, codes: &[String]) -> Vec<String> {
    let digest = |code: &String| key.digest("recovery", name, &as_typed(code));
    codes.iter().map(digest).collect()
}
