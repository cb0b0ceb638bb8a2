//! Accounts: inviting, starting anew, roles, leaving.

use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::crypto::office::{OfficeKey, as_typed, typed_code};
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Deed, Operator, OperatorName, Role, Roles};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, operators};

use super::sessions::end_all;

/// An invitation can be used for three days.
pub const INVITED_SECONDS: i64 = 3 * 86_400;
const GROUPS: usize = 4;

/// What the invited person needs besides the address of the office. Shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The name to sign in with.
    pub name: OperatorName,
    /// The code to type.
    pub code: String,
    /// Until when.
    pub until: Timestamp,
}

/// Every account.
///
/// # Errors
/// When the register cannot be read.
pub fn all(app: &App) -> Result<Vec<Operator>, FlowError> {
    let register = &app.store.register;
    Ok(register.read("the office's accounts", operators::all)?)
}

/// Opens an account and invites somebody to it.
///
/// # Errors
/// When the register cannot be written.
pub fn invite(app: &App, by: &str, name: &str, roles: Roles) -> Outcome<Invitation> {
    let Some(name) = OperatorName::parse(name) else {
        return Ok(Err(Refusal::Name));
    };
    if roles.is_empty() {
        return Ok(Err(Refusal::NoRoles));
    }
    let (by, today) = (by.to_owned(), app.today());
    let open = Opening::new(app)?;
    deed(app, "invite an operator", move |conn, log| {
        if operators::find(conn, &name)?.is_some() {
            return Ok(Err(Refusal::NameTaken));
        }
        let mut operator = Operator::new(name.clone(), roles.clone(), today);
        let invitation = open.invite(&log.key, &mut operator);
        operators::save(conn, &operator)?;
        log.note(conn, &by, Deed::Invited, name.as_str(), &roles.to_string())?;
        Ok(Ok(invitation))
    })
}

/// Starts an account anew: every way in is taken away, and a new invitation opens one. Roles stay
/// unless others are given; an account that ended begins again.
///
/// # Errors
/// When a database cannot be written.
pub fn reset(app: &App, by: &str, name: &str, roles: Option<Roles>) -> Outcome<Invitation> {
    let Some(name) = OperatorName::parse(name) else {
        return Ok(Err(Refusal::NoSuchAccount));
    };
    let (by, for_sessions) = (by.to_owned(), name.clone());
    let open = Opening::new(app)?;
    let done = deed(app, "start an account anew", move |conn, log| {
        let Some(mut operator) = operators::find(conn, &name)? else {
            return Ok(Err(Refusal::NoSuchAccount));
        };
        operator.ended = false;
        if let Some(roles) = &roles {
            operator.roles = roles.clone();
        }
        if operator.roles.is_empty() {
            return Ok(Err(Refusal::NoRoles));
        }
        // By hand of another owner, the last one could be thrown out; the machine may.
        operator.lock();
        let invitation = open.invite(&log.key, &mut operator);
        operators::save(conn, &operator)?;
        let roles = operator.roles.to_string();
        log.note(conn, &by, Deed::ResetAccount, name.as_str(), &roles)?;
        Ok(Ok(invitation))
    })?;
    // What they are shown already says that they may not: each request looks at the account.
    end_all(app, &for_sessions)?;
    Ok(done)
}

/// Gives somebody other roles.
///
/// # Errors
/// When the register cannot be written.
pub fn change_roles(app: &App, by: &str, name: &str, roles: Roles) -> Outcome<()> {
    if roles.is_empty() {
        return Ok(Err(Refusal::NoRoles));
    }
    let Some(name) = OperatorName::parse(name) else {
        return Ok(Err(Refusal::NoSuchAccount));
    };
    let by = by.to_owned();
    deed(app, "change roles", move |conn, log| {
        let Some(mut operator) = operators::find(conn, &name)?.filter(|found| !found.ended) else {
            return Ok(Err(Refusal::NoSuchAccount));
        };
        if !roles.has(Role::Owner) && is_last_owner(conn, &operator)? {
            return Ok(Err(Refusal::LastOwner));
        }
        operator.roles = roles.clone();
        operators::save(conn, &operator)?;
        let roles = roles.to_string();
        log.note(conn, &by, Deed::ChangedRoles, name.as_str(), &roles)?;
        Ok(Ok(()))
    })
}

/// Somebody leaves: shut out at once, wherever they are signed in. The name stays in the log.
///
/// # Errors
/// When a database cannot be written.
pub fn end(app: &App, by: &str, name: &str) -> Outcome<()> {
    let Some(name) = OperatorName::parse(name) else {
        return Ok(Err(Refusal::NoSuchAccount));
    };
    let (by, for_sessions) = (by.to_owned(), name.clone());
    let done = deed(app, "end an account", move |conn, log| {
        let Some(mut operator) = operators::find(conn, &name)?.filter(|found| !found.ended) else {
            return Ok(Err(Refusal::NoSuchAccount));
        };
        if is_last_owner(conn, &operator)? {
            return Ok(Err(Refusal::LastOwner));
        }
        operator.lock();
        (operator.ended, operator.roles) = (true, Roles::default());
        operators::save(conn, &operator)?;
        log.note(conn, &by, Deed::EndedAccount, name.as_str(), "")?;
        Ok(Ok(()))
    })?;
    // What they are shown already says that they may not: each request looks at the account.
    end_all(app, &for_sessions)?;
    Ok(done)
}

/// Whether nobody else who can sign in keeps accounts.
fn is_last_owner(conn: &mut Conn, operator: &Operator) -> Result<bool, StoreError> {
    let owns = |one: &&Operator| one.is_active() && one.roles.has(Role::Owner);
    let all = operators::all(conn)?;
    let others = all
        .iter()
        .filter(owns)
        .filter(|one| one.name != operator.name);
    Ok(operator.roles.has(Role::Owner) && others.count() == 0)
}

/// The names of those who can sign in and hold a role.
pub(in crate::flows) fn holders(conn: &mut Conn, role: Role) -> Result<Vec<String>, StoreError> {
    let all = operators::all(conn)?;
    let held = all
        .iter()
        .filter(|one| one.is_active() && one.roles.has(role));
    Ok(held.map(|one| one.name.to_string()).collect())
}

/// A fresh invitation, drawn before the transaction that may run twice.
#[derive(Clone)]
struct Opening {
    code: String,
    until: Timestamp,
}

impl Opening {
    fn new(app: &App) -> Result<Self, FlowError> {
        Ok(Self {
            code: typed_code(GROUPS)?,
            until: app.now().plus(INVITED_SECONDS),
        })
    }

    fn invite(&self, key: &OfficeKey, operator: &mut Operator) -> Invitation {
        let name = operator.name.clone();
        operator.invitation = key.digest("invitation", name.as_str(), &as_typed(&self.code));
        operator.invited_until = self.until;
        Invitation {
            name,
            code: self.code.clone(),
            until: self.until,
        }
    }
}
