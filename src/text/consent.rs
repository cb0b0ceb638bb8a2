//! The texts a visitor agrees to, as they are copied to the register as version 1.
//!
//! No isolation marks: the hash of these bytes stands in every record that agreed to them.

use super::{Arg, Texts};
use crate::domain::consent::Purpose;
use crate::domain::locale::Locale;

/// The text that asks for this purpose. `register_name` stands in the declaration.
#[must_use]
pub fn consent_text(
    texts: &Texts,
    locale: Locale,
    purpose: Purpose,
    register_name: &str,
) -> String {
    let key = match purpose {
        Purpose::Declaration => "consent-declaration",
        Purpose::AdultAndDutch => "consent-adult-and-dutch",
        Purpose::KeepAndCount => "consent-keep-and-count",
        Purpose::OptionalAnswers => "consent-optional-answers",
    };
    texts.get(locale, key, &[("name", Arg::Text(register_name))])
}
