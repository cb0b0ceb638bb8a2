//! The words of one page: a language and everything it can say.

use super::{Arg, Texts, numbers};
use crate::domain::clock::Day;
use crate::domain::locale::Locale;

/// A cheap handle that templates speak through. What is filled in stands between isolation
/// marks, so that a name in another script cannot turn the sentence around it.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    texts: &'a Texts,
    locale: Locale,
}

impl<'a> Words<'a> {
    pub(super) const fn new(texts: &'a Texts, locale: Locale) -> Self {
        Self { texts, locale }
    }

    /// The language.
    #[must_use]
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// The language's tag, for `lang` and addresses.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.locale.code()
    }

    /// Which way its lines run, for `dir`.
    #[must_use]
    pub const fn direction(&self) -> &'static str {
        self.locale.direction()
    }

    /// All texts, for what must be said without marks.
    #[must_use]
    pub const fn texts(&self) -> &'a Texts {
        self.texts
    }

    /// The text of this key.
    #[must_use]
    pub fn say(&self, key: impl AsRef<str>) -> String {
        self.texts.found(self.locale, key.as_ref(), &[], true)
    }

    /// The text of this key with one variable filled in.
    #[must_use]
    pub fn say_with<'b>(&self, key: &str, name: &str, value: impl Into<Arg<'b>>) -> String {
        self.say_args(key, &[(name, value.into())])
    }

    /// The text of this key with all its variables filled in.
    #[must_use]
    pub fn say_args(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.texts.found(self.locale, key, args, true)
    }

    /// A whole number as this language writes it.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        numbers::grouped(self.locale, number)
    }

    /// A number with so many decimals, as this language writes it.
    #[must_use]
    pub fn decimal(&self, number: f64, digits: usize) -> String {
        numbers::decimal(self.locale, number, digits)
    }

    /// A day written out: `23 november 2026`.
    #[must_use]
    pub fn day(&self, day: Day) -> String {
        numbers::day(self.locale, day)
    }

    /// The name of the state with this code; the code itself when it has none.
    #[must_use]
    pub fn state(&self, code: &str) -> String {
        self.texts
            .state(self.locale, code)
            .unwrap_or(code)
            .to_owned()
    }
}
