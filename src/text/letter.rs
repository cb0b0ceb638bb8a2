//! What the one letter says: no topic, no name, no link.

use super::{Arg, Texts};
use crate::domain::locale::Locale;

/// The words of a letter with a code, without isolation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterWords {
    /// The subject.
    pub subject: String,
    /// The paragraphs: the code, what to do with it, what if nothing was asked.
    pub lines: Vec<String>,
}

/// The words of the letter that carries `code`.
#[must_use]
pub fn letter_words(texts: &Texts, locale: Locale, code: &str) -> LetterWords {
    let lines = vec![
        texts.get(locale, "letter-code", &[("code", Arg::Text(code))]),
        texts.get(locale, "letter-use", &[]),
        texts.get(locale, "letter-not-asked", &[]),
    ];
    LetterWords {
        subject: texts.get(locale, "letter-subject", &[]),
        lines,
    }
}
