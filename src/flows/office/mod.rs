//! The board's office: accounts, the log, counting with four eyes, the texts of the board.
//!
//! Nothing here reads the guest list, and nothing can: a deed of the office is about a release, a
//! text or an account. Whatever changes something stands in the log in the same transaction, and
//! so does what was refused to somebody with an account.

pub mod accounts;
pub mod approve;
pub mod count;
pub mod documents;
pub mod enrol;
pub mod limits;
pub mod log;
pub mod overview;
pub mod pages;
pub mod pause;
pub mod sessions;
pub mod sign_in;
pub mod statement;
pub mod texts;
pub mod waiting;

use std::sync::Arc;

use crate::app::App;
use crate::domain::password::Weak;
use crate::store::{Conn, StoreError};

use super::FlowError;
use log::Log;

/// Why the office does not do something. Each has a sentence of its own on the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Name, password or code is wrong: never said which.
    SignIn,
    /// The invitation is used up, too old, or another's.
    Invitation,
    /// The password will not do.
    Password(Weak),
    /// The code of the second factor is wrong or was used.
    Code,
    /// It is for other roles.
    NotYours,
    /// No name for an account.
    Name,
    /// The name is or was somebody's.
    NameTaken,
    /// No role was chosen.
    NoRoles,
    /// Nobody would be left who keeps accounts.
    LastOwner,
    /// There is no such account, or they left.
    NoSuchAccount,
    /// It is one's own proposal, and there is somebody else.
    SamePerson,
    /// It does not wait for anybody, or no longer.
    NotWaiting,
    /// Somebody changed it since the page was shown.
    Stale,
    /// The quarter is still open.
    StillOpen,
    /// It was counted, or is out already.
    Counted,
    /// The key to the ballot box is not on this server.
    NoKey,
    /// Guest list and ballot box differ, or a slip does not open: nothing was counted.
    DoesNotAddUp,
    /// The file is no result of this register's export.
    NoResult,
    /// A reason in both languages is needed.
    NoReason,
    /// There is no such release.
    NoSuchRelease,
    /// A period twice, no period, or half a line about a funder.
    NoStatement,
    /// A text is missing in a language, is too long, or holds a sign that cannot be seen.
    NotEveryLanguage,
    /// A day that is past.
    NoDay,
    /// No day, or one in another notation than ours.
    DayForm,
    /// These very words are in force already.
    Unchanged,
    /// Another proposal about the same waits.
    Waits,
    /// There is no backup that could have been tried out.
    NoBackup,
    /// The present password is wrong.
    OldPassword,
    /// A text for a page that cannot be used.
    Markdown,
    /// What is said about a state cannot be read, or lacks a source.
    Country,
    /// The clock of the server is in doubt.
    Clock,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: &'static [Self] = &[
        Self::SignIn,
        Self::Invitation,
        Self::Password(Weak::Short),
        Self::Password(Weak::Long),
        Self::Password(Weak::Common),
        Self::Password(Weak::Named),
        Self::Code,
        Self::Name,
        Self::NameTaken,
        Self::NoRoles,
        Self::LastOwner,
        Self::NoSuchAccount,
        Self::SamePerson,
        Self::NotWaiting,
        Self::Stale,
        Self::StillOpen,
        Self::Counted,
        Self::NoKey,
        Self::DoesNotAddUp,
        Self::NoResult,
        Self::NoReason,
        Self::NoSuchRelease,
        Self::NoStatement,
        Self::NotEveryLanguage,
        Self::NoDay,
        Self::DayForm,
        Self::Unchanged,
        Self::Waits,
        Self::NoBackup,
        Self::OldPassword,
        Self::Markdown,
        Self::Country,
        Self::Clock,
    ];

    /// Whether something typed could not be used. The deeds themselves note every other refusal.
    #[must_use]
    pub const fn is_about_what_was_typed(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::NameTaken
                | Self::NoRoles
                | Self::LastOwner
                | Self::NoSuchAccount
                | Self::NoReason
                | Self::NoSuchRelease
                | Self::NoStatement
                | Self::NotEveryLanguage
                | Self::NoDay
                | Self::DayForm
                | Self::Unchanged
                | Self::NoBackup
                | Self::Markdown
                | Self::Country
        )
    }

    /// Its word in keys of texts and in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Invitation => "invitation",
            Self::Password(Weak::Short) => "password-short",
            Self::Password(Weak::Long) => "password-long",
            Self::Password(Weak::Common) => "password-common",
            Self::Password(Weak::Named) => "password-named",
            Self::Code => "code",
            Self::NotYours => "not-yours",
            Self::Name => "name",
            Self::NameTaken => "name-taken",
            Self::NoRoles => "no-roles",
            Self::LastOwner => "last-owner",
            Self::NoSuchAccount => "no-such-account",
            Self::SamePerson => "same-person",
            Self::NotWaiting => "not-waiting",
            Self::Stale => "stale",
            Self::StillOpen => "still-open",
            Self::Counted => "counted",
            Self::NoKey => "no-key",
            Self::DoesNotAddUp => "does-not-add-up",
            Self::NoResult => "no-result",
            Self::NoReason => "no-reason",
            Self::NoSuchRelease => "no-such-release",
            Self::NoStatement => "no-statement",
            Self::NotEveryLanguage => "not-every-language",
            Self::NoDay => "no-day",
            Self::DayForm => "day-form",
            Self::Unchanged => "unchanged",
            Self::Waits => "waits",
            Self::NoBackup => "no-backup",
            Self::OldPassword => "old-password",
            Self::Markdown => "markdown",
            Self::Country => "country",
            Self::Clock => "clock",
        }
    }
}

/// What a deed of the office gives: done, refused with a reason, or failed.
pub type Outcome<T> = Result<Result<T, Refusal>, FlowError>;

/// One deed in one transaction with its line in the log. The calendar is held, so that two hosts
/// cannot write the same line.
pub(in crate::flows) fn deed<T: Send + 'static>(
    app: &App,
    name: &'static str,
    mut work: impl FnMut(&mut Conn, &Log) -> Result<Result<T, Refusal>, StoreError> + Send + 'static,
) -> Outcome<T> {
    let log = Log::new(Arc::new(app.keys.office()), app.now());
    let done = app.store.register.write(name, move |conn| {
        conn.hold_calendar()?;
        work(conn, &log)
    })?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::domain::operator::Deed;
    use crate::text::Texts;

    #[test]
    fn every_refusal_and_every_deed_has_a_sentence_in_both_languages() {
        let texts = Texts::load().unwrap();
        let deeds = Deed::ALL.iter().map(|deed| ("deed", deed.code()));
        let refusals = Refusal::ALL.iter().map(|why| ("refused", why.code()));
        for (kind, code) in deeds.chain(refusals) {
            let key = format!("office-{kind}-{code}");
            for locale in Locale::WRITTEN {
                assert_ne!(texts.get(locale, &key, &[]), key);
            }
        }
    }
}
