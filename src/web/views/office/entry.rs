//! Pages for coming in.

use askama::Template;

use super::page::OfficePage;
use crate::domain::locale::Locale;
use crate::domain::operator::Role;

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
    /// That a session is over, and what became of what was typed.
    pub over: Option<String>,
    /// What goes along: where to go on to, and what was typed before.
    pub carried: Vec<Kept>,
    /// Whether a demonstration shows its codes.
    pub codes_shown: bool,
}

impl<'a> SignInView<'a> {
    /// The page as it is first seen.
    #[must_use]
    pub const fn empty(page: OfficePage<'a>, codes_shown: bool) -> Self {
        Self {
            page,
            typed: String::new(),
            wrong: false,
            over: None,
            carried: Vec::new(),
            codes_shown,
        }
    }
}

/// A field of a form that is sent again: its name and what it holds.
pub type Kept = (String, String);

/// What somebody typed before they had to sign in again: to look at, and to send.
#[derive(Template)]
#[template(path = "office/interrupted.html")]
pub struct Interrupted<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// Where the form goes.
    pub action: String,
    /// The page on which it stood.
    pub back: String,
    /// All its fields.
    pub kept: Vec<Kept>,
}

impl Interrupted<'_> {
    /// What is not for reading: it says which form it was.
    const UNSEEN: [&'static str; 9] = [
        "token", "action", "over", "seen", "sure", "kind", "code", "format", "instead",
    ];

    /// What was typed and ticked, with the name of each field.
    fn typed(&self) -> Vec<(String, &str)> {
        let each = self.kept.iter().filter(|(name, value)| {
            !Self::UNSEEN.contains(&name.as_str()) && !value.trim().is_empty()
        });
        each.map(|(name, value)| (self.label(name), value.as_str()))
            .collect()
    }

    fn label(&self, name: &str) -> String {
        let key = match name {
            "notice-nl" => "office-pause-nl",
            "notice-en" => "office-pause-en",
            "domains" => "office-limits-domains",
            "cap" => "office-limits-cap",
            "reason" => "office-erratum-reason",
            "release" => "office-erratum-which",
            "reason-nl" => "office-reason-nl",
            "reason-en" => "office-reason-en",
            "text" => "office-page-field",
            "page" => "office-column-page",
            "from" => "office-draft-from",
            "lang" => "office-export-language",
            "name" => "office-invite-name",
            "purpose" if self.action == "/admin/exports" => "office-export-purpose",
            "purpose" => "office-column-text",
            _ => return self.named(name),
        };
        self.page.w.say(key)
    }

    fn named(&self, name: &str) -> String {
        let w = self.page.w;
        let locale = name.strip_prefix("text-").and_then(Locale::from_code);
        if let Some(locale) = locale {
            return locale.own_name().to_owned();
        }
        if let Some(role) = name.strip_prefix("role-").and_then(Role::from_code) {
            return w.say(format!("office-role-{}", role.code()));
        }
        let payer = name.strip_prefix("pays-");
        if let Some((_, language)) = payer.and_then(|rest| rest.split_once('-')) {
            let language = if language == "nl" { "dutch" } else { "english" };
            return w.say(format!("office-in-{language}"));
        }
        match name.strip_prefix("row-").map(|rest| rest.split_once('-')) {
            Some(Some((_, kind))) => w.say(format!("transparency-{kind}")),
            Some(None) => w.say("transparency-period"),
            None => name.replace(['-', '_'], " "),
        }
    }
}

/// Whether somebody means it: what will happen, and the button that does it.
#[derive(Template)]
#[template(path = "office/consider.html")]
pub struct ConsiderView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// Where the form goes.
    pub action: String,
    /// The page to go back to.
    pub back: String,
    /// The question.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// The words of the button.
    pub button: String,
    /// The fields of the form.
    pub kept: Vec<Kept>,
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
    /// The page to go back to.
    pub back: String,
    /// What is about to be done.
    pub what: String,
    /// The fields of the form that asked for it.
    pub kept: Vec<Kept>,
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
