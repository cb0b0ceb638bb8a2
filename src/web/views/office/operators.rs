//! Accounts, for owners.

use askama::Template;

use super::page::OfficePage;
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Operator, Role};
use crate::flows::office::accounts::Invitation;

/// `operators`.
#[derive(Template)]
#[template(path = "office/operators.html")]
pub struct OperatorsView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The present moment.
    pub now: Timestamp,
    /// Every account.
    pub all: Vec<Operator>,
    /// The name that was typed for a new one.
    pub typed: String,
}

impl OperatorsView<'_> {
    fn state(&self, one: &Operator) -> String {
        let word = match one {
            one if one.ended => "ended",
            one if one.is_active() => "active",
            one if self.now >= one.invited_until => "lapsed",
            one if !one.password.is_empty() => "enrols",
            _ => "invited",
        };
        self.page.w.say(format!("office-operator-{word}"))
    }

    fn is_me(&self, one: &Operator) -> bool {
        let me = self.page.who.as_ref();
        me.is_some_and(|(name, _)| name == one.name.as_str())
    }

    const fn roles(&self) -> [Role; 4] {
        Role::ALL
    }
}

/// An invitation, shown once.
#[derive(Template)]
#[template(path = "office/invited.html")]
pub struct InvitedView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// Where it is used.
    pub address: String,
    /// The invitation.
    pub invitation: Invitation,
}
