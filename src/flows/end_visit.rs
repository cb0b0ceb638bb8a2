//! Leaving: the visit opens and writes nothing any more, also from a copied cookie.

use crate::app::App;
use crate::domain::ids::Nonce;
use crate::store::done;

use super::FlowError;

/// Ends a visit; ending it twice is no error.
///
/// # Errors
/// When the register cannot be written.
pub fn end_visit(app: &App, visit: Nonce) -> Result<(), FlowError> {
    let today = app.today();
    app.store
        .register
        .write("end a visit", move |conn| done::end(conn, &visit, today))?;
    Ok(())
}

/// Whether a visit has ended.
///
/// # Errors
/// When the register cannot be read.
pub fn has_ended(app: &App, visit: Nonce) -> Result<bool, FlowError> {
    let ended = app
        .store
        .register
        .ask("has the visit ended", |conn| done::contains(conn, &visit))?;
    Ok(ended)
}
