//! The pages anyone may read: what this is, what it asks of you, who answers for it.

use askama::Template;

use super::facts::{Told, told};
use super::page::Page;
use super::prose::{Block, blocks};
use crate::domain::clock::Day;
use crate::domain::help::HelpList;
use crate::domain::locale::Locale;
use crate::domain::release::Figure;
use crate::domain::source::Sources;
use crate::text::Words;

/// The number of declarations as it was last published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedNumber {
    /// The number, or that it is too small to show.
    pub figure: Figure,
    /// The day it was published.
    pub published: Day,
}

impl PublishedNumber {
    /// "About so many declarations", and the sentence with margin and day.
    pub(super) fn sentences(&self, w: &Words<'_>) -> (String, String) {
        let day = w.day(self.published);
        match self.figure {
            Figure::Shown { count, margin_95 } => (
                w.say_with("number-about", "n", count),
                w.say_args(
                    "number-margin",
                    &[("margin", margin_95.into()), ("day", (&day).into())],
                ),
            ),
            Figure::Hidden => (
                w.say("number-hidden"),
                w.say_with("release-published", "day", &day),
            ),
        }
    }
}

/// Home.
#[derive(Template)]
#[template(path = "public/home.html")]
pub struct HomeView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The newest number, when one was published.
    pub number: Option<PublishedNumber>,
}

/// `safety`: before you register.
#[derive(Template)]
#[template(path = "public/safety.html")]
pub struct SafetyView<'a> {
    /// The page.
    pub page: Page<'a>,
}

/// `help`.
#[derive(Template)]
#[template(path = "public/help.html")]
pub struct HelpView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The organisations that the initiative brought, if any.
    pub list: Option<&'a HelpList>,
}

impl HelpView<'_> {
    fn in_dutch(&self) -> bool {
        self.page.w.locale() == Locale::Nl
    }
}

/// `paper`: the declaration to print and keep; never sent.
#[derive(Template)]
#[template(path = "public/paper.html")]
pub struct PaperView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The declaration that is in force.
    pub text: String,
}

impl PaperView<'_> {
    fn declaration(&self) -> Vec<Block> {
        blocks(&self.text)
    }
}

/// `privacy`: made from the settings.
#[derive(Template)]
#[template(path = "public/privacy.html")]
pub struct PrivacyView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Everyone who handles data for the controller (GDPR art. 28).
    pub processors: Vec<Processor>,
    /// What needs nobody else.
    pub same_server: SameServer,
    /// Who can open the ballot box.
    pub counting: CountingMode,
    /// Where its facts are from.
    pub sources: &'a Sources,
}

impl PrivacyView<'_> {
    fn basis(&self) -> Told<'_> {
        told(self.page.w, self.sources, "privacy-basis")
    }
}

/// One processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processor {
    /// What they do.
    pub role: ProcessorRole,
    /// Who they are.
    pub name: String,
    /// The country they work in, as the settings name it.
    pub place: String,
}

/// What a processor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessorRole {
    /// Runs the machines.
    Host,
    /// Carries the mail with the code.
    MailRelay,
    /// Runs the database.
    Database,
    /// Keeps backups.
    Backup,
}

impl ProcessorRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Host, Self::MailRelay, Self::Database, Self::Backup];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Host => "processor-host",
            Self::MailRelay => "processor-mail-relay",
            Self::Database => "processor-database",
            Self::Backup => "processor-backup",
        }
    }
}

/// What runs on the register's own server, by nobody else's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SameServer {
    /// It sends the mail itself.
    pub mail: bool,
    /// The database is on it.
    pub database: bool,
}

impl SameServer {
    /// The sentence that says so.
    const fn key(self) -> Option<&'static str> {
        match (self.mail, self.database) {
            (true, true) => Some("privacy-who-same-both"),
            (true, false) => Some("privacy-who-same-mail"),
            (false, true) => Some("privacy-who-same-database"),
            (false, false) => None,
        }
    }
}

/// Who holds the key that opens counted slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountingMode {
    /// The board, away from the server.
    Ceremony,
    /// The server itself.
    Automatic,
}
