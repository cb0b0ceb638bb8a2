//! Consents: what was agreed to, word for word, by version, hash, language and day.

use super::clock::Day;
use super::locale::Locale;

/// What a text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The declaration itself.
    Declaration,
    /// Being 18 or older and holding the Dutch nationality.
    AdultAndDutch,
    /// Keeping and counting the declaration and its nationalities (C1, required).
    KeepAndCount,
    /// Asking, keeping and counting the optional answers (C2).
    OptionalAnswers,
}

impl Purpose {
    /// All purposes, in the order in which they are asked.
    pub const ALL: [Self; 4] = [
        Self::AdultAndDutch,
        Self::OptionalAnswers,
        Self::Declaration,
        Self::KeepAndCount,
    ];

    /// The code in the database, the download and the catalogues.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Declaration => "declaration",
            Self::AdultAndDutch => "adult-and-dutch",
            Self::KeepAndCount => "keep-and-count",
            Self::OptionalAnswers => "optional-answers",
        }
    }

    /// The purpose with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// A text as it was shown: immutable once somebody agreed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentText {
    /// What it asks for.
    pub purpose: Purpose,
    /// Counts up per purpose, the same in every language.
    pub version: u16,
    /// The language it is in.
    pub locale: Locale,
    /// SHA-256 of the text's UTF-8 bytes.
    pub sha256: [u8; 32],
    /// The words.
    pub text: String,
}

/// One consent in a record (GDPR art. 7(1): the controller must be able to show it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What was agreed to.
    pub purpose: Purpose,
    /// Which text.
    pub version: u16,
    /// The hash of that text.
    pub sha256: [u8; 32],
    /// The language in which it was read.
    pub locale: Locale,
    /// The day on which the button was pressed.
    pub day: Day,
}

impl Consent {
    /// Agreeing to this text on this day.
    #[must_use]
    pub const fn to(text: &ConsentText, day: Day) -> Self {
        Self {
            purpose: text.purpose,
            version: text.version,
            sha256: text.sha256,
            locale: text.locale,
            day,
        }
    }
}
