//! The texts a visitor agrees to, as they are copied to the register.
//!
//! Whole files, without isolation marks: the hash of these bytes stands in every record that
//! agreed to them.

use super::{Texts, pseudo, sources};
use crate::domain::consent::Purpose;
use crate::domain::locale::Locale;

/// The text that asks for this purpose. `register_name` stands in the declaration. A language that
/// was not loaded has the Dutch one.
#[must_use]
pub fn consent_text(
    texts: &Texts,
    locale: Locale,
    purpose: Purpose,
    register_name: &str,
) -> String {
    let file = match purpose {
        Purpose::Declaration => "consent/1/declaration.txt",
        Purpose::AdultAndDutch => "consent/1/adult-and-dutch.txt",
        Purpose::KeepAndCount => "consent/1/keep-and-count.txt",
        Purpose::OptionalAnswers => "consent/1/optional-answers.txt",
    };
    let locale = if texts.speaks(locale) {
        locale
    } else {
        Locale::Nl
    };
    let files = sources::of(locale).consent.iter();
    let text = files
        .filter(|(name, _)| *name == file)
        .map(|(_, text)| text.trim_end())
        .next()
        .unwrap_or_default();
    let parts = text.split("{name}");
    let parts: Vec<_> = match pseudo::transform(locale) {
        Some(transform) => parts.map(transform).collect(),
        None => parts.map(Into::into).collect(),
    };
    parts.join(register_name)
}
