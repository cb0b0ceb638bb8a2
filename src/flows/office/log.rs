//! The office's log: a chain of keyed digests. Whoever changes the database alone cannot write a
//! line that fits; whoever cuts lines off its end is found out by the last link that others hold.

use std::sync::Arc;

use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::crypto::office::OfficeKey;
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Deed, LogLine};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, operator_log};

/// No detail is longer, in characters; reasons and purposes fit.
const LONGEST: usize = 400;

/// What writes lines.
pub struct Log {
    /// What links them.
    pub key: Arc<OfficeKey>,
    now: Timestamp,
}

impl Log {
    pub(super) const fn new(key: Arc<OfficeKey>, now: Timestamp) -> Self {
        Self { key, now }
    }

    /// Adds a line. The caller holds the calendar.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn note(
        &self,
        conn: &mut Conn,
        who: &str,
        deed: Deed,
        about: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let before = operator_log::last(conn)?;
        let (place, link) = before.map_or((0, String::new()), |line| (line.place, line.link));
        let mut line = LogLine {
            place: place.saturating_add(1),
            at: self.now,
            who: who.to_owned(),
            deed,
            about: one_line(about),
            detail: one_line(detail),
            link: String::new(),
        };
        line.link = self.key.link(&link, &line.text());
        operator_log::add(conn, &line)
    }
}

/// A line of the log is one line of text.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(|sign: char| sign.is_control()).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// Notes that something was refused to somebody with an account.
///
/// # Errors
/// When the register cannot be written.
pub fn note_refusal(app: &App, who: &str, about: &str, why: Refusal) -> Result<(), FlowError> {
    let (who, about) = (who.to_owned(), about.to_owned());
    let noted: Outcome<()> = deed(app, "note a refusal", move |conn, log| {
        log.note(conn, &who, Deed::Refused, &about, why.code())
            .map(Ok)
    });
    noted.map(drop)
}

/// Notes a deed that writes nothing else.
///
/// # Errors
/// When the register cannot be written.
pub fn note_deed(
    app: &App,
    who: &str,
    what: Deed,
    about: &str,
    detail: &str,
) -> Result<(), FlowError> {
    let [who, about, detail] = [who, about, detail].map(str::to_owned);
    let noted: Outcome<()> = deed(app, "note a deed", move |conn, log| {
        log.note(conn, &who, what, &about, &detail).map(Ok)
    });
    noted.map(drop)
}

/// Every line, the first one first.
///
/// # Errors
/// When the register cannot be read.
pub fn lines(app: &App) -> Result<Vec<LogLine>, FlowError> {
    let register = &app.store.register;
    Ok(register.read("the office's log", operator_log::all)?)
}

/// How the log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Every link fits.
    Whole {
        /// How many lines there are.
        lines: usize,
        /// The last link; empty for an empty log.
        head: String,
    },
    /// The first line that does not fit the ones before it.
    Broken {
        /// Its place.
        place: i32,
    },
}

/// Follows the chain from its start.
///
/// # Errors
/// When the register cannot be read.
pub fn verify(app: &App) -> Result<Checked, FlowError> {
    Ok(follow(&app.keys.office(), &lines(app)?))
}

fn follow(key: &OfficeKey, lines: &[LogLine]) -> Checked {
    let mut head = String::new();
    for (line, place) in lines.iter().zip(1..) {
        let fits = OfficeKey::same(&line.link, &key.link(&head, &line.text()));
        if line.place != place || !fits {
            return Checked::Broken { place };
        }
        head.clone_from(&line.link);
    }
    Checked::Whole {
        lines: lines.len(),
        head,
    }
}
