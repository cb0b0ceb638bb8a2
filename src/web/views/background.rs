//! The pages of background: what others ask, examples, history, and how the register answers for
//! itself.

use askama::Template;

use super::facts::{Told, told};
use super::page::Page;
use super::public::{CountingMode, Processor, ProcessorRole, PublishedNumber, SameServer};
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::source::Sources;
use crate::domain::statement::Statement;

/// The day on which the accessibility statement was last gone through.
const ACCESSIBILITY_STATED: &str = "2026-11-24";

macro_rules! with_facts {
    ($($(#[$doc:meta])* $name:ident = $path:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Template)]
        #[template(path = $path)]
        pub struct $name<'a> {
            /// The page.
            pub page: Page<'a>,
            /// Where its facts are from.
            pub sources: &'a Sources,
        }

        impl $name<'_> {
            fn told(&self, key: &str) -> Told<'_> {
                told(self.page.w, self.sources, key)
            }
        }
    )+};
}

with_facts! {
    /// `examples`: what an unwanted nationality can mean; not exhaustive.
    ExamplesView = "public/examples.html",
    /// `advantages`: the other side.
    AdvantagesView = "public/advantages.html",
    /// `history`: how the register came about.
    HistoryView = "public/history.html",
    /// `cookies`.
    CookiesView = "public/cookies.html",
    /// `about`: who, why, and what can be said against it.
    AboutView = "public/about.html",
}

impl ExamplesView<'_> {
    /// Each example: the keys of its title and its text.
    fn examples(&self) -> [(&'static str, &'static str); 5] {
        [
            ("examples-inheritance-title", "examples-inheritance"),
            ("examples-help-title", "examples-help"),
            ("examples-stranded-title", "examples-stranded"),
            ("examples-exemptions-title", "examples-exemptions"),
            ("examples-states-title", "examples-states"),
        ]
    }
}

impl HistoryView<'_> {
    /// Every step: when, and the key of its text.
    fn steps(&self) -> Vec<(String, &'static str)> {
        let w = self.page.w;
        let on = |day: &str| Day::parse_iso(day).map_or_else(String::new, |day| w.day(day));
        vec![
            (on("2019-09-24"), "history-manifest"),
            (w.say("history-2019"), "history-fear"),
            (on("2020-05-27"), "history-note"),
            (on("2021-02-04"), "history-motions"),
            (on("2021-11-16"), "history-cavv"),
            (on("2022-05-09"), "history-letter-may"),
            (on("2022-11-14"), "history-letter-november"),
            (w.say("history-early-2023"), "history-consultation"),
            (on("2023-04-06"), "history-threat"),
            (w.say("history-undated"), "history-kis"),
        ]
    }
}

/// `questions`.
#[derive(Template)]
#[template(path = "public/questions.html")]
pub struct QuestionsView<'a> {
    /// The page.
    pub page: Page<'a>,
}

impl QuestionsView<'_> {
    /// The groups: the key of the title, and those of the questions.
    fn groups(&self) -> [(&'static str, &'static [&'static str]); 4] {
        [
            (
                "questions-group-meaning",
                &["questions-rights", "questions-lose", "questions-less"],
            ),
            (
                "questions-group-who",
                &[
                    "questions-government",
                    "questions-country",
                    "questions-family",
                    "questions-board",
                ],
            ),
            (
                "questions-group-form",
                &[
                    "questions-mail",
                    "questions-code",
                    "questions-three",
                    "questions-unsure",
                    "questions-child",
                ],
            ),
            (
                "questions-group-later",
                &[
                    "questions-undo",
                    "questions-long",
                    "questions-mailbox",
                    "questions-figures",
                ],
            ),
        ]
    }
}

/// `accessibility`.
#[derive(Template)]
#[template(path = "public/accessibility.html")]
pub struct AccessibilityView<'a> {
    /// The page.
    pub page: Page<'a>,
}

impl AccessibilityView<'_> {
    fn stated(&self) -> String {
        let day = Day::parse_iso(ACCESSIBILITY_STATED);
        day.map_or_else(String::new, |day| self.page.w.day(day))
    }
}

/// `data-path`: the whole way of what is typed, made from the settings.
#[derive(Template)]
#[template(path = "public/data_path.html")]
pub struct DataPathView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The way.
    pub way: Way,
}

/// The way of what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The site's own host.
    pub host: String,
    /// Whether visitors come over HTTPS.
    pub encrypted: bool,
    /// Whoever runs something, by what they do.
    pub processors: Vec<Processor>,
    /// What stays on the server.
    pub same_server: SameServer,
    /// Whether letters stay in a folder.
    pub mail_in_folder: bool,
    /// Who can open the ballot box.
    pub counting: CountingMode,
}

impl Way {
    /// The company with this role, with its country behind it.
    fn who(&self, role: ProcessorRole) -> Option<String> {
        let found = self.processors.iter().find(|one| one.role == role)?;
        if found.place.is_empty() {
            return Some(found.name.clone());
        }
        Some(format!("{} ({})", found.name, found.place))
    }
}

/// `transparency`.
#[derive(Template)]
#[template(path = "public/transparency.html")]
pub struct TransparencyView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The board's latest statement.
    pub statement: Option<&'a Statement>,
    /// Everyone who handles data for the register.
    pub processors: Vec<Processor>,
}

impl TransparencyView<'_> {
    fn in_dutch(&self) -> bool {
        self.page.w.locale() == crate::domain::locale::Locale::Nl
    }
}

/// `press`.
#[derive(Template)]
#[template(path = "public/press.html")]
pub struct PressView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The newest number.
    pub number: Option<PublishedNumber>,
    /// The newest quarter with a release.
    pub quarter: Option<Quarter>,
}
