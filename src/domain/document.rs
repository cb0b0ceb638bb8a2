//! What the board writes for the pages, in versions.

use super::clock::Day;

/// What kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What the initiative adds to a page, in one language.
    Page,
    /// What is known about a state, in the form of its file.
    Country,
    /// The statement of transparency, in the form of its file.
    Statement,
    /// Organisations that help, in the form of their file.
    Help,
    /// Whether new declarations are paused, with the notice.
    Pause,
    /// Mail domains that get no letters, and caps.
    Limits,
    /// Days on which a drill or a review was done.
    Drill,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Page,
        Self::Country,
        Self::Statement,
        Self::Help,
        Self::Pause,
        Self::Limits,
        Self::Drill,
    ];

    /// Its word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Country => "country",
            Self::Statement => "statement",
            Self::Help => "help",
            Self::Pause => "pause",
            Self::Limits => "limits",
            Self::Drill => "drill",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What kind.
    pub kind: Kind,
    /// Its name within the kind: a page, a state; empty where there is only one.
    pub name: String,
    /// Its language; empty where it has none.
    pub language: String,
}

impl Key {
    /// The one document of a kind that has no more.
    #[must_use]
    pub const fn only(kind: Kind) -> Self {
        Self {
            kind,
            name: String::new(),
            language: String::new(),
        }
    }
}

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which document.
    pub key: Key,
    /// From 1 on.
    pub version: i32,
    /// What it says.
    pub body: String,
    /// Who wrote it.
    pub written_by: String,
    /// The day it was written.
    pub day: Day,
}

/// Whether a sign cannot be seen: controls, and the marks that turn a line around (Unicode
/// bidirectional algorithm). Lines may break.
#[must_use]
pub fn is_unseen(sign: char) -> bool {
    let turns =
        matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    turns || (sign.is_control() && !matches!(sign, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
    }
}
