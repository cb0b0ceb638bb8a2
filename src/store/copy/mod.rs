//! Every row of the register, read page by page in one snapshot and put into another database.
//!
//! For backups, restores and moves, which see rows as they lie here: still sealed. What passes
//! through, the transit store, has no such function: it is never copied.

mod large;
mod small;

use super::conn::Conn;
use super::error::StoreError;
use super::ledger::Entry;
use super::releases::{Published, ReleaseFile};
use super::{ballots::Ballot, done::Ended, registrations::Registration};
use super::{
    consent_texts, documents, ledger, meta, migrate, operator_log, operators, proposals, releases,
};
use crate::domain::consent::ConsentText;
use crate::domain::document::Document;
use crate::domain::operator::{LogLine, Operator};
use crate::domain::proposal::Proposal;
use crate::domain::release::{Flow, ReleaseId};

/// Rows of one table, at least one, in the order of their keys.
#[derive(Clone)]
pub enum Page {
    /// Facts of the register: key and value.
    Meta(Vec<(String, String)>),
    /// Rows of the guest list, sealed.
    Registration(Vec<Registration>),
    /// Ballots, sealed.
    Ballot(Vec<Ballot>),
    /// Visits that ended.
    Done(Vec<Ended>),
    /// Texts that people agreed to.
    ConsentText(Vec<ConsentText>),
    /// Flows that were drawn.
    Flow(Vec<Flow>),
    /// Lines of the ledger.
    Ledger(Vec<Entry>),
    /// Releases along their chain.
    Release(Vec<Published>),
    /// Files of one release, after the release itself.
    ReleaseFile(Vec<(ReleaseId, ReleaseFile)>),
    /// Accounts of the office.
    Operator(Vec<Operator>),
    /// The office's log.
    OperatorLog(Vec<LogLine>),
    /// What waits, or waited, for a second person.
    Proposal(Vec<Proposal>),
    /// What the board keeps for the pages.
    Document(Vec<Document>),
}

impl Page {
    /// How many rows it has.
    #[must_use]
    pub const fn rows(&self) -> usize {
        match self {
            Self::Meta(rows) => rows.len(),
            Self::Registration(rows) => rows.len(),
            Self::Ballot(rows) => rows.len(),
            Self::Done(rows) => rows.len(),
            Self::ConsentText(rows) => rows.len(),
            Self::Flow(rows) => rows.len(),
            Self::Ledger(rows) => rows.len(),
            Self::Release(rows) => rows.len(),
            Self::ReleaseFile(rows) => rows.len(),
            Self::Operator(rows) => rows.len(),
            Self::OperatorLog(rows) => rows.len(),
            Self::Proposal(rows) => rows.len(),
            Self::Document(rows) => rows.len(),
        }
    }
}

/// What a page is handed to.
pub type Each<'a> = &'a mut dyn FnMut(Page) -> Result<(), StoreError>;

/// Hands over every row of the register, table after table in the order of [`Page`], at most
/// `per_page` rows at a time; the files of one release come together. Called inside one
/// [`super::Database::read`], it gives one moment of the register, however long it takes.
///
/// # Errors
/// Whatever `each` gives, a row that cannot be right, or that the database does not answer.
pub fn each_page(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    small::meta(conn, per_page, each)?;
    large::registrations(conn, per_page, each)?;
    large::ballots(conn, per_page, each)?;
    large::done(conn, per_page, each)?;
    small::consent_texts(conn, per_page, each)?;
    small::flows(conn, per_page, each)?;
    small::ledger(conn, per_page, each)?;
    small::releases(conn, per_page, each)?;
    small::office(conn, per_page, each)
}

/// Adds the rows of one page to a database that has none of them.
///
/// # Errors
/// When one of them is there already, or the database does not answer.
pub fn add(conn: &mut Conn, page: &Page) -> Result<(), StoreError> {
    match page {
        Page::Meta(rows) => rows
            .iter()
            .try_for_each(|(key, value)| meta::set(conn, key, value)),
        Page::Registration(rows) => large::add_registrations(conn, rows),
        Page::Ballot(rows) => large::add_ballots(conn, rows),
        Page::Done(rows) => large::add_done(conn, rows),
        Page::ConsentText(rows) => rows
            .iter()
            .try_for_each(|row| consent_texts::add(conn, row)),
        Page::Flow(rows) => rows
            .iter()
            .try_for_each(|row| releases::add_flow(conn, row)),
        Page::Ledger(rows) => rows.iter().try_for_each(|row| ledger::add(conn, row)),
        Page::Release(rows) => rows
            .iter()
            .try_for_each(|row| releases::publish(conn, row, &[])),
        Page::ReleaseFile(rows) => rows
            .iter()
            .try_for_each(|(release, file)| releases::add_file(conn, *release, file)),
        Page::Operator(rows) => rows.iter().try_for_each(|row| operators::save(conn, row)),
        Page::OperatorLog(rows) => rows.iter().try_for_each(|row| operator_log::add(conn, row)),
        Page::Proposal(rows) => rows.iter().try_for_each(|row| proposals::save(conn, row)),
        Page::Document(rows) => rows.iter().try_for_each(|row| documents::add(conn, row)),
    }
}

/// The migrations that this register has run.
///
/// # Errors
/// When the database does not answer.
pub fn migrations(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    migrate::applied(conn)
}
