//! The fields of a form about a state: their names, what may stand in them, and what can be wrong
//! with each. Parts that come several times are groups with a number.

use super::About;

/// No part comes more often on one page.
pub(super) const MOST: usize = 20;

/// The languages that a source can be in, each with its own name for itself.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("nl", "Nederlands"),
    ("en", "English"),
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bs", "Bosanski"),
    ("cs", "Čeština"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("ko", "한국어"),
    ("ku", "Kurdî"),
    ("pl", "Polski"),
    ("ps", "پښتو"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("so", "Soomaali"),
    ("sq", "Shqip"),
    ("sr", "Srpski"),
    ("th", "ไทย"),
    ("ti", "ትግርኛ"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// A part of the form that comes several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A source of the page's own.
    Source,
    /// An article of law.
    Article,
    /// A sentence about something, with its source.
    Claim(About),
}

impl Group {
    /// Every group, in the order of the form.
    pub const ALL: [Self; 8] = [
        Self::Source,
        Self::Article,
        Self::Claim(About::Law),
        Self::Claim(About::Practice),
        Self::Claim(About::Condition),
        Self::Claim(About::Step),
        Self::Claim(About::Implication),
        Self::Claim(About::Disagreement),
    ];

    /// Its word in the names of fields.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Article => "article",
            Self::Claim(about) => about.code(),
        }
    }

    /// What each of it consists of.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Source => &["title", "link", "language", "accessed", "licence"],
            Self::Article => &["citation", "source"],
            Self::Claim(About::Implication) => &["topic", "nl", "en", "source"],
            Self::Claim(_) => &["nl", "en", "source"],
        }
    }

    /// The name and `id` of a field.
    #[must_use]
    pub fn field(self, number: usize, column: &str) -> String {
        format!("{}-{number}-{column}", self.code())
    }

    /// The group, number and column of a field; `None` for one that comes once.
    #[must_use]
    pub fn of_field(field: &str) -> Option<(Self, usize, &str)> {
        let mut parts = field.splitn(3, '-');
        let (code, number, column) = (parts.next()?, parts.next()?, parts.next()?);
        let group = Self::ALL.into_iter().find(|group| group.code() == code)?;
        Some((group, number.parse().ok()?, column))
    }
}

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name and `id` of the field.
    pub field: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing stands in it.
    Missing,
    /// More than so many signs.
    Long(usize),
    /// A sign that cannot be seen, or turns a line around.
    Unseen,
    /// No address that starts with `https://`.
    Link,
    /// No day.
    Day,
    /// It must come after the day of looking.
    Order,
    /// None of the choices.
    Choice,
    /// No source that is known.
    Source,
    /// A judgement without any sentence under it.
    NoClaim,
}

impl Why {
    /// One of each.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Long(0),
        Self::Unseen,
        Self::Link,
        Self::Day,
        Self::Order,
        Self::Choice,
        Self::Source,
        Self::NoClaim,
    ];

    /// Its word in keys of texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Long(_) => "long",
            Self::Unseen => "unseen",
            Self::Link => "link",
            Self::Day => "day",
            Self::Order => "order",
            Self::Choice => "choice",
            Self::Source => "source",
            Self::NoClaim => "no-claim",
        }
    }
}
