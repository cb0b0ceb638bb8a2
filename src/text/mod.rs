//! Words in the visitor's language: Fluent catalogues, numbers, days, names of states.
//!
//! All catalogues are embedded; those that are offered are read once at start, and one that does
//! not parse is an error then. Asking for a word never fails: what a language lacks is said in
//! Dutch, the leading one. Tests hold all languages to the same keys and variables, and every key
//! to a use.

mod arg;
mod catalogue;
mod consent;
pub mod difference;
mod labels;
pub mod markdown;
mod numbers;
mod pseudo;
mod review;
mod search;
mod sources;
mod states;
mod words;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::domain::locale::Locale;

pub use arg::Arg;
use catalogue::Catalogue;
pub use consent::consent_text;
pub use review::fingerprint;
pub use search::Found;
use states::Known;
pub use words::Words;

/// Every language's words; made once, shared by all threads.
pub struct Texts {
    catalogues: BTreeMap<Locale, Catalogue>,
    known: BTreeMap<Locale, OnceLock<Known>>,
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
    /// What a reviewer wrote down cannot be read.
    #[error("the review of language {locale} cannot be read")]
    Review {
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
    /// Reads the catalogues that may be offered: those written here, and those a person has read.
    ///
    /// # Errors
    /// [`TextsError`] when one does not parse.
    pub fn load() -> Result<Self, TextsError> {
        Self::with(&[])
    }

    /// The same with further languages, for looking at them before anybody has read them.
    ///
    /// # Errors
    /// [`TextsError`] when one does not parse.
    pub fn with(preview: &[Locale]) -> Result<Self, TextsError> {
        let mut catalogues = BTreeMap::new();
        for locale in Locale::EVERY {
            if preview.contains(&locale) || review::is_offered(locale)? {
                catalogues.insert(locale, Catalogue::read(locale)?);
            }
        }
        let known = Locale::EVERY.map(|locale| (locale, OnceLock::new()));
        Ok(Self {
            catalogues,
            known: known.into(),
        })
    }

    /// The languages that visitors are offered, Dutch first.
    pub fn offered(&self) -> impl Iterator<Item = Locale> + '_ {
        self.catalogues.keys().copied()
    }

    /// Whether visitors are offered this language.
    #[must_use]
    pub fn speaks(&self, locale: Locale) -> bool {
        self.catalogues.contains_key(&locale)
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

    fn found(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)], marks: bool) -> String {
        let said = |locale| self.catalogues.get(&locale)?.text(key, args, marks);
        said(locale)
            .or_else(|| said(Locale::Nl))
            .unwrap_or_else(|| key.to_owned())
    }

    fn state(&self, locale: Locale, code: &str) -> Option<&str> {
        self.catalogues.get(&locale)?.state(code)
    }

    /// Every name of this state in every language that is offered.
    fn names(&self, code: &str) -> impl Iterator<Item = &str> {
        self.catalogues.values().flat_map(move |catalogue| {
            let aliases = catalogue.aliases(code).iter().map(String::as_str);
            catalogue.state(code).into_iter().chain(aliases)
        })
    }
}

#[cfg(test)]
mod never;
#[cfg(test)]
mod office_tests;
#[cfg(test)]
mod readability;
#[cfg(test)]
mod tests;

/// Every key of a language, for the tests of pages.
#[cfg(test)]
pub(crate) fn all_keys(locale: Locale) -> std::collections::BTreeSet<String> {
    tests::keys(locale).into_keys().collect()
}
