//! What every page of the office shares: who is signed in, where they may go, what just happened.

use crate::domain::clock::Timestamp;
use crate::domain::dutch_time::dutch_time;
use crate::domain::locale::Locale;
use crate::domain::operator::{Operator, Role, Roles};
use crate::flows::office::waiting::Eyes;
use crate::text::Words;
use crate::web::views::Site;

/// Where each role may go: address within the office, key of its name, and the roles it is for;
/// none where it is for everybody.
const PLACES: &[(&str, &str, &[Role])] = &[
    ("/admin", "office-nav-overview", &[]),
    ("/admin/releases", "office-nav-releases", &[Role::Releaser]),
    ("/admin/exports", "office-nav-exports", &[Role::Releaser]),
    ("/admin/texts", "office-nav-texts", &[Role::Editor]),
    ("/admin/log", "office-nav-log", &[Role::Auditor]),
    ("/admin/settings", "office-nav-settings", &[Role::Owner]),
    ("/admin/operators", "office-nav-operators", &[Role::Owner]),
    ("/admin/account", "office-nav-account", &[]),
];

/// One page of the office.
#[derive(Clone)]
pub struct OfficePage<'a> {
    /// The words of its language.
    pub w: Words<'a>,
    /// The site.
    pub site: &'a Site,
    /// Its address.
    pub path: String,
    /// Who is signed in: name and roles.
    pub who: Option<(String, Roles)>,
    /// The token that its forms carry.
    pub token: String,
    /// What was just done, in words.
    pub done: Option<String>,
    /// Why something was just refused, in words.
    pub refused: Option<String>,
}

impl<'a> OfficePage<'a> {
    /// A page for nobody in particular.
    #[must_use]
    pub fn new(w: Words<'a>, site: &'a Site, path: &str) -> Self {
        Self {
            w,
            site,
            path: path.to_owned(),
            who: None,
            token: String::new(),
            done: None,
            refused: None,
        }
    }

    /// The same for this person.
    #[must_use]
    pub fn of(mut self, operator: &Operator, token: String) -> Self {
        // Until the second factor is set up there is nowhere to go.
        if operator.is_active() {
            self.who = Some((operator.name.to_string(), operator.roles.clone()));
        }
        self.token = token;
        self
    }

    /// With what an address says happened; words that are none of ours say nothing.
    #[must_use]
    pub fn told(mut self, done: Option<&str>, refused: Option<&str>) -> Self {
        let w = self.w;
        let of = |kind: &str, code: Option<&str>| {
            let key = format!("office-{kind}-{}", code?);
            let said = w.say(&key);
            (said != key).then_some(said)
        };
        self.done = of("done", done);
        self.refused = of("refused", refused);
        self
    }

    /// Where this person may go: address, name, and whether it is here.
    #[must_use]
    pub fn places(&self) -> Vec<(&'static str, String, bool)> {
        let Some((_, roles)) = &self.who else {
            return Vec::new();
        };
        PLACES
            .iter()
            .filter(|(_, _, needed)| {
                needed.is_empty() || needed.iter().any(|role| roles.has(*role))
            })
            .map(|(path, key, _)| (*path, self.w.say(key), self.is_at(path)))
            .collect()
    }

    /// Whether this page is that place, or a part of it.
    fn is_at(&self, place: &str) -> bool {
        let rest = self.path.strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || (place != "/admin" && rest.starts_with('/')))
    }

    /// Who else may decide, in a sentence; for somebody who may not.
    #[must_use]
    pub fn who_may(&self, eyes: &Eyes) -> String {
        let who = eyes.others.join(", ");
        self.w.say_with("office-who-may", "who", who.as_str())
    }

    /// Whether this person has this role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.who.as_ref().is_some_and(|(_, roles)| roles.has(role))
    }

    /// The other language: its tag and its own name.
    #[must_use]
    pub fn other_language(&self) -> (&'static str, &'static str) {
        let other = match self.w.locale() {
            Locale::Nl => Locale::En,
            _ => Locale::Nl,
        };
        (other.code(), other.own_name())
    }

    /// The name as the wordmark writes it.
    #[must_use]
    pub fn wordmark(&self) -> String {
        self.site.name.to_lowercase()
    }

    /// A moment as the office writes it: day and minute on Dutch clocks, and that they are Dutch.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        let written = self.moment_alone(at);
        self.w.say_with("office-moment", "at", written.as_str())
    }

    /// The same where the head of a column says whose clocks.
    #[must_use]
    pub fn moment_alone(&self, at: Timestamp) -> String {
        let (day, hour, minute) = dutch_time(at);
        format!("{} {hour:02}:{minute:02}", self.w.day(day))
    }

    /// The version of the program.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
