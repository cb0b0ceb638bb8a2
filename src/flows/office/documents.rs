//! Documents of the board: every version stays, and a form that was filled in beside somebody
//! else's is noticed.

use super::log::Log;
use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::domain::clock::Day;
use crate::domain::document::{Document, Key};
use crate::domain::operator::Deed;
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, documents};

/// The newest version; none when the board never wrote one.
///
/// # Errors
/// When the register cannot be read.
pub fn newest(app: &App, key: &Key) -> Result<Option<Document>, FlowError> {
    let register = &app.store.register;
    Ok(register.read("a document", |conn| documents::newest(conn, key))?)
}

/// What somebody wrote, and over which version they wrote it.
#[derive(Clone, Debug)]
pub struct Written {
    /// Which document.
    pub key: Key,
    /// The version that was seen; 0 for none.
    pub over: i32,
    /// What it shall say.
    pub body: String,
}

/// Keeps a new version, unless somebody else did since the page was shown.
///
/// # Errors
/// When the register cannot be written.
pub fn write(app: &App, by: &str, written: Written, what: Deed, about: &str) -> Outcome<()> {
    let (by, about, today) = (by.to_owned(), about.to_owned(), app.today());
    let done = deed(app, "keep a document", move |conn, log| {
        let newest = documents::newest(conn, &written.key)?;
        if newest.map_or(0, |newest| newest.version) != written.over {
            log.note(conn, &by, Deed::Refused, &about, Refusal::Stale.code())?;
            return Ok(Err(Refusal::Stale));
        }
        put(conn, log, (&by, today), &written, (what, &about))?;
        Ok(Ok(()))
    })?;
    // Pages that show it are made anew.
    app.store.register.has_grown();
    Ok(done)
}

/// Adds the version after the one that was seen.
pub(super) fn put(
    conn: &mut Conn,
    log: &Log,
    (by, today): (&str, Day),
    written: &Written,
    (what, about): (Deed, &str),
) -> Result<(), StoreError> {
    let document = Document {
        key: written.key.clone(),
        version: written.over.saturating_add(1),
        body: written.body.clone(),
        written_by: by.to_owned(),
        day: today,
    };
    documents::add(conn, &document)?;
    let version = format!("version {}", document.version);
    log.note(conn, by, what, about, &version)
}
