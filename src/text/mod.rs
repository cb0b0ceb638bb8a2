//! Words in the visitor's language: Fluent catalogues, numbers, days, names of states.
//!
//! All catalogues are embedded and read once at start; one that does not parse is an error then.
//! Asking for a word never fails: what a language lacks is said in Dutch, the leading one.
//! Tests hold both languages to the same keys and variables, and every key to a use.

mod arg;
mod catalogue;
mod consent;
mod labels;
mod numbers;
mod states;
mod words;

use crate::domain::locale::Locale;

pub use arg::Arg;
use catalogue::Catalogue;
pub use consent::consent_text;
pub use words::Words;

/// Every language's words; made once, shared by all threads.
pub struct Texts {
    nl: Catalogue,
    en: Catalogue,
}

/// An embedded catalogue that cannot be read: a fault in the program, found at start.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// A Fluent file with a syntax error.
    #[error("the catalogue {file} of language {locale} does not parse")]
    Unreadable {
        /// The language.
        locale: Locale,
        /// The file's name.
        file: &'static str,
    },
    /// The same key stands in two files of one language.
    #[error("the catalogue {file} of language {locale} repeats a key")]
    Repeated {
        /// The language.
        locale: Locale,
        /// The file's name.
        file: &'static str,
    },
    /// The tag of a language is none.
    #[error("the tag {locale} names no language")]
    Language {
        /// The language.
        locale: Locale,
    },
    /// The list of names of states is no JSON object of strings, or names too few states.
    #[error("the names of states in language {locale} cannot be read")]
    States {
        /// The language.
        locale: Locale,
    },
}

impl Texts {
    /// Reads the embedded catalogues.
    ///
    /// # Errors
    /// [`TextsError`] when one does not parse.
    pub fn load() -> Result<Self, TextsError> {
        Ok(Self {
            nl: Catalogue::read(Locale::Nl)?,
            en: Catalogue::read(Locale::En)?,
        })
    }

    /// The text of this key, without marks around what was filled in: for data and letters.
    #[must_use]
    pub fn get(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.found(locale, key, args, false)
    }

    /// The words of a page in one language.
    #[must_use]
    pub const fn words(&self, locale: Locale) -> Words<'_> {
        Words::new(self, locale)
    }

    const fn catalogue(&self, locale: Locale) -> &Catalogue {
        match locale {
            Locale::Nl => &self.nl,
            Locale::En => &self.en,
        }
    }

    fn found(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)], marks: bool) -> String {
        self.catalogue(locale)
            .text(key, args, marks)
            .or_else(|| self.nl.text(key, args, marks))
            .unwrap_or_else(|| key.to_owned())
    }

    fn state(&self, locale: Locale, code: &str) -> Option<&str> {
        self.catalogue(locale).state(code)
    }
}

#[cfg(test)]
mod tests;

/// Every key of a language, for the tests of pages.
#[cfg(test)]
pub(crate) fn all_keys(locale: Locale) -> std::collections::BTreeSet<String> {
    tests::keys(locale).into_keys().collect()
}
