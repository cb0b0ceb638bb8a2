//! Who may use which address of the office, in one table. What is not in it, nobody may.

use actix_web::http::Method;

use crate::domain::operator::{Role, Roles};

/// What an address asks of whoever comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is for coming in.
    Nothing,
    /// A session that still has to set up the second factor.
    Enrolling,
    /// To be signed in, with whatever role.
    SignedIn,
    /// One of these roles.
    OneOf(&'static [Role]),
}

impl Needs {
    /// Whether these roles are enough for somebody who is signed in.
    pub(super) fn met_by(self, roles: &Roles) -> bool {
        match self {
            Self::Nothing | Self::SignedIn => true,
            Self::Enrolling => false,
            Self::OneOf(some) => some.iter().any(|role| roles.has(*role)),
        }
    }
}

const RELEASER: Needs = Needs::OneOf(&[Role::Releaser]);
const AUDITOR: Needs = Needs::OneOf(&[Role::Auditor]);
const EDITOR: Needs = Needs::OneOf(&[Role::Editor]);
const OWNER: Needs = Needs::OneOf(&[Role::Owner]);

/// Method, address and need of everything in the office.
pub const TABLE: &[(&str, &str, Needs)] = &[
    ("GET", "/admin", Needs::SignedIn),
    ("POST", "/admin/sign-in", Needs::Nothing),
    ("POST", "/admin/sign-out", Needs::SignedIn),
    ("POST", "/admin/language", Needs::Nothing),
    ("GET", "/admin/invitation", Needs::Nothing),
    ("POST", "/admin/invitation", Needs::Nothing),
    ("GET", "/admin/second-factor", Needs::Enrolling),
    ("POST", "/admin/second-factor", Needs::Enrolling),
    ("GET", "/admin/account", Needs::SignedIn),
    ("POST", "/admin/account", Needs::SignedIn),
    ("POST", "/admin/drills", OWNER),
    ("GET", "/admin/releases", RELEASER),
    ("POST", "/admin/releases", RELEASER),
    ("GET", "/admin/releases/preview", RELEASER),
    ("POST", "/admin/releases/ballot-box", RELEASER),
    ("POST", "/admin/releases/result", RELEASER),
    ("GET", "/admin/exports", RELEASER),
    ("POST", "/admin/exports", RELEASER),
    ("GET", "/admin/exports/work", RELEASER),
    ("GET", "/admin/exports/file", RELEASER),
    ("GET", "/admin/texts", EDITOR),
    ("POST", "/admin/texts", EDITOR),
    ("GET", "/admin/texts/consent", EDITOR),
    ("POST", "/admin/texts/consent", EDITOR),
    ("GET", "/admin/texts/page", EDITOR),
    ("POST", "/admin/texts/page", EDITOR),
    ("GET", "/admin/texts/country", EDITOR),
    ("POST", "/admin/texts/country", EDITOR),
    ("GET", "/admin/log", AUDITOR),
    ("GET", "/admin/log.csv", AUDITOR),
    ("GET", "/admin/settings", OWNER),
    ("POST", "/admin/settings", OWNER),
    ("GET", "/admin/operators", OWNER),
    ("POST", "/admin/operators", OWNER),
];

/// What this address asks; `None` for one that is not there. HEAD is asked like GET.
pub(super) fn needs(method: &Method, path: &str) -> Option<Needs> {
    let method = match method.as_str() {
        "HEAD" => "GET",
        other => other,
    };
    let found = TABLE
        .iter()
        .find(|(known, address, _)| *known == method && *address == path);
    found.map(|(_, _, needs)| *needs)
}
