//! Pages for coming in.

use askama::Template;

use super::page::OfficePage;

/// Sign in: what every stranger gets.
#[derive(Template)]
#[template(path = "office/sign_in.html")]
pub struct SignInView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The name that was typed.
    pub typed: String,
    /// Whether something was wrong; never what.
    pub wrong: bool,
}

/// A page that is for other roles.
#[derive(Template)]
#[template(path = "office/not_yours.html")]
pub struct NotYoursView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
}

/// The second factor again, before something that matters.
#[derive(Template)]
#[template(path = "office/confirm.html")]
pub struct ConfirmView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// Where the form goes.
    pub action: String,
    /// What is about to be done.
    pub what: String,
    /// The fields of the form that asked for it.
    pub kept: Vec<(String, String)>,
    /// Whether the code was wrong.
    pub wrong: bool,
}

/// Accept an invitation.
#[derive(Template)]
#[template(path = "office/invitation.html")]
pub struct InvitationView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The name that was typed.
    pub typed: String,
    /// The code that was typed.
    pub code: String,
    /// Why it was refused.
    pub refused: Option<String>,
}

impl<'a> InvitationView<'a> {
    /// The page as it is first seen.
    #[must_use]
    pub const fn empty(page: OfficePage<'a>) -> Self {
        Self {
            page,
            typed: String::new(),
            code: String::new(),
            refused: None,
        }
    }
}

/// A QR code.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Modules along a side.
    pub side: usize,
    /// The dark ones, as a path.
    pub path: String,
}

impl Picture {
    /// The view box, with the quiet zone of four modules that readers need.
    fn view_box(&self) -> String {
        format!("-4 -4 {0} {0}", self.side + 8)
    }
}

/// Set up the second factor.
#[derive(Template)]
#[template(path = "office/factor.html")]
pub struct FactorView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// What an app scans.
    pub picture: Picture,
    /// What is typed into an app that cannot scan.
    pub secret: String,
    /// Whether the code was wrong.
    pub wrong: bool,
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "office/recovery.html")]
pub struct RecoveryView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The codes.
    pub codes: Vec<String>,
}
