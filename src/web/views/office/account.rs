//! One's own account.

use askama::Template;

use super::page::OfficePage;
use crate::domain::clock::Timestamp;
use crate::domain::operator::Roles;

/// One session in the list.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// What names it in the form.
    pub id: String,
    /// Since when.
    pub began: Timestamp,
    /// Whether it is this one.
    pub own: bool,
}

/// `account`.
#[derive(Template)]
#[template(path = "office/account.html")]
pub struct AccountView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The roles.
    pub roles: Roles,
    /// How many recovery codes are left.
    pub recovery: usize,
    /// The sessions that are on.
    pub sessions: Vec<SessionLine>,
    /// Whether the present password was wrong.
    pub wrong_old: bool,
}

impl AccountView<'_> {
    fn left(&self) -> i64 {
        i64::try_from(self.recovery).unwrap_or(i64::MAX)
    }
}
