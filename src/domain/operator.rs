//! The people of the initiative who work in the office: their names, their roles, their deeds.

use std::collections::BTreeSet;
use std::fmt;

use super::clock::{Day, Timestamp};

/// What somebody may do. A person may have several roles, and nobody has one that looks a
/// visitor up: there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Keeps texts and pages of states.
    Editor,
    /// Counts, releases and exports figures.
    Releaser,
    /// Reads the log.
    Auditor,
    /// Keeps accounts and settings.
    Owner,
}

impl Role {
    /// Every role, in the order of pages.
    pub const ALL: [Self; 4] = [Self::Editor, Self::Releaser, Self::Auditor, Self::Owner];

    /// Its word in forms, commands and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Releaser => "releaser",
            Self::Auditor => "auditor",
            Self::Owner => "owner",
        }
    }

    /// The role with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// The roles of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// These roles.
    #[must_use]
    pub fn of(roles: impl IntoIterator<Item = Role>) -> Self {
        Self(roles.into_iter().collect())
    }

    /// Reads words with commas between; `None` when one is no role.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let words = text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        words.map(Role::from_code).collect::<Option<_>>().map(Self)
    }

    /// Whether this role is among them.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(Role::code).collect();
        f.write_str(&words.join(","))
    }
}

/// The name somebody signs in with: 2 to 30 small letters, digits, full stops and hyphens,
/// beginning with a letter. It stands in the log for ever, so it may be a pen name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperatorName(String);

impl OperatorName {
    /// Reads a name as typed: blanks around it and capitals do not matter.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.trim().to_lowercase();
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        let fits = (2..=30).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(letters)
            && name != MACHINE;
        fits.then_some(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who stands in the log for a command on the machine, and for what the calendar does by itself.
pub const MACHINE: &str = "machine";

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name to sign in with.
    pub name: OperatorName,
    /// What they may do.
    pub roles: Roles,
    /// The day of the first invitation.
    pub since: Day,
    /// Whether they left.
    pub ended: bool,
    /// The hashed password; empty until the invitation is accepted.
    pub password: String,
    /// The sealed secret of the second factor; empty until it is set up.
    pub factor: String,
    /// The last time step whose code was used; -1 until the second factor was confirmed.
    pub factor_step: i64,
    /// Digests of the recovery codes that are left.
    pub recovery: Vec<String>,
    /// The digest of an open invitation; empty when there is none.
    pub invitation: String,
    /// Until when that invitation can be used.
    pub invited_until: Timestamp,
}

impl Operator {
    /// An account without any way in yet.
    #[must_use]
    pub const fn new(name: OperatorName, roles: Roles, since: Day) -> Self {
        Self {
            name,
            roles,
            since,
            ended: false,
            password: String::new(),
            factor: String::new(),
            factor_step: -1,
            recovery: Vec::new(),
            invitation: String::new(),
            invited_until: Timestamp::from_unix(0),
        }
    }

    /// Whether they can sign in: a password and a confirmed second factor, and they did not leave.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.ended && !self.password.is_empty() && self.factor_step >= 0
    }

    /// Takes every way in away: for leaving and for starting anew.
    pub fn lock(&mut self) {
        *self = Self {
            ended: self.ended,
            ..Self::new(self.name.clone(), self.roles.clone(), self.since)
        };
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its place, from 1.
    pub place: i32,
    /// When.
    pub at: Timestamp,
    /// Who: an operator, or [`MACHINE`].
    pub who: String,
    /// What was done.
    pub deed: Deed,
    /// To which release, text or account.
    pub about: String,
    /// What else is to be known, in codes and words of the office.
    pub detail: String,
    /// In hexadecimal: a keyed digest over the line before and this one.
    pub link: String,
}

impl LogLine {
    /// What the digest is over besides the one before: each field with its length, so that no
    /// other line reads the same.
    #[must_use]
    pub fn text(&self) -> String {
        let (place, at) = (self.place.to_string(), self.at.unix().to_string());
        let fields = [
            place.as_str(),
            &at,
            &self.who,
            self.deed.code(),
            &self.about,
            &self.detail,
        ];
        fields
            .map(|field| format!("{}:{field}", field.len()))
            .concat()
    }
}

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// What the log can say that somebody did.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Deed {
            $($(#[$doc])* $name),+
        }

        impl Deed {
            /// Every deed.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its word in the database and in keys of texts.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}

deeds! {
    /// Was invited.
    Invited = "invited",
    /// Accepted an invitation.
    Accepted = "accepted",
    /// Set up the second factor.
    Enrolled = "enrolled",
    /// Signed in.
    SignedIn = "signed-in",
    /// Signed in with a recovery code.
    SignedInByRecovery = "signed-in-recovery",
    /// Tried to sign in, accept or confirm, and was refused.
    Refused = "refused",
    /// Signed out.
    SignedOut = "signed-out",
    /// Changed the own password.
    ChangedPassword = "changed-password",
    /// Took new recovery codes.
    RenewedRecovery = "renewed-recovery",
    /// Gave an account other roles.
    ChangedRoles = "changed-roles",
    /// Ended an account.
    EndedAccount = "ended-account",
    /// Started an account anew.
    ResetAccount = "reset-account",
    /// Counted a quarter.
    Counted = "counted",
    /// Took the sealed ballot box away for the board.
    TookBallotBox = "took-ballot-box",
    /// Brought the board's result.
    BroughtResult = "brought-result",
    /// Approved what another proposed.
    Approved = "approved",
    /// Refused what another proposed.
    Rejected = "rejected",
    /// Proposed again what was refused.
    ProposedAgain = "proposed-again",
    /// Came out on its day.
    Released = "released",
    /// Proposed an erratum.
    ProposedErratum = "proposed-erratum",
    /// Exported figures.
    Exported = "exported",
    /// Proposed a text.
    ProposedText = "proposed-text",
    /// Withdrew what they had proposed.
    WithdrewProposal = "withdrew-proposal",
    /// Changed a page.
    ChangedPage = "changed-page",
    /// Looked at a page anew and found it right.
    CheckedPage = "checked-page",
    /// Settled a report of a reader.
    SettledReport = "settled-report",
    /// Asked for a pause, or for its end.
    ProposedPause = "proposed-pause",
    /// Paused new declarations.
    Paused = "paused",
    /// Ended the pause.
    Resumed = "resumed",
    /// Changed the limits of mail.
    ChangedLimits = "changed-limits",
    /// Published a statement of transparency.
    Stated = "stated",
}

impl Deed {
    /// The deed with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        for (typed, name) in [(" Anna ", "anna"), ("j.de-vries2", "j.de-vries2")] {
            assert_eq!(OperatorName::parse(typed).unwrap().as_str(), name);
        }
        for refused in [
            "", "a", "2anna", "anna b", "an/na", "änna", "machine", "=cmd",
        ] {
            assert_eq!(OperatorName::parse(refused), None, "{refused}");
        }
        assert_eq!(OperatorName::parse(&"a".repeat(31)), None);
    }

    #[test]
    fn roles_are_read_back() {
        for roles in [vec![], vec![Role::Owner], Role::ALL.to_vec()] {
            let roles = Roles::of(roles);
            assert_eq!(Roles::parse(&roles.to_string()), Some(roles));
        }
        assert_eq!(Roles::parse("owner,king"), None);
    }

    #[test]
    fn every_deed_has_a_word_of_its_own() {
        for deed in Deed::ALL {
            assert_eq!(Deed::from_code(deed.code()), Some(*deed));
        }
    }

    #[test]
    fn no_two_lines_read_the_same() {
        let line = |about: &str, detail: &str| LogLine {
            place: 1,
            at: Timestamp::from_unix(0),
            who: "anna".to_owned(),
            deed: Deed::Counted,
            about: about.to_owned(),
            detail: detail.to_owned(),
            link: String::new(),
        };
        assert_ne!(line("a", "1:b").text(), line("a1:", "b").text());
        assert_ne!(line("ab", "").text(), line("a", "b").text());
    }
}
