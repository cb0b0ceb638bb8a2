//! The texts that people agree to now.

use crate::app::App;
use crate::domain::consent::ConsentText;
use crate::domain::locale::Locale;
use crate::store::consent_texts;

use super::FlowError;

/// The newest text of each purpose, in this language.
///
/// # Errors
/// When the register cannot be read.
pub fn texts_in_force(app: &App, locale: Locale) -> Result<Vec<ConsentText>, FlowError> {
    let texts = app.store.register.read("texts in force", |conn| {
        consent_texts::in_force(conn, locale)
    })?;
    Ok(texts)
}

/// Every text of every version and language, for whoever asks what they agreed to.
///
/// # Errors
/// When the register cannot be read.
pub fn all_texts(app: &App) -> Result<Vec<ConsentText>, FlowError> {
    let texts = app.store.register.read("all texts", consent_texts::all)?;
    Ok(texts)
}
