//! The tables that grow with the years alone. They are read whole and put in order here, because
//! two databases need not agree on how texts are sorted; the files of releases come release by
//! release.

use diesel::prelude::*;

use super::{Each, Page};
use crate::domain::period::Cohort;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::meta::dsl;
use crate::store::{
    consent_texts as texts, documents, ledger as lines, operator_log, operators, proposals,
    releases as published,
};

/// Hands over rows a page at a time.
fn in_pages<R: Clone>(
    rows: &[R],
    per_page: usize,
    page: impl Fn(Vec<R>) -> Page,
    each: Each<'_>,
) -> Result<(), StoreError> {
    rows.chunks(per_page.max(1))
        .try_for_each(|some| each(page(some.to_vec())))
}

pub(super) fn meta(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    let mut rows: Vec<(String, String)> = dsl::meta.load(conn)?;
    rows.sort();
    in_pages(&rows, per_page, Page::Meta, each)
}

pub(super) fn consent_texts(
    conn: &mut Conn,
    per_page: usize,
    each: Each<'_>,
) -> Result<(), StoreError> {
    let mut rows = texts::all(conn)?;
    rows.sort_by_key(|text| (text.purpose.code(), text.version, text.locale.code()));
    in_pages(&rows, per_page, Page::ConsentText, each)
}

pub(super) fn flows(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    let mut rows = published::flows(conn)?;
    rows.sort_by_key(|flow| {
        let cohort = flow.cohort.map_or(0, Cohort::year);
        (flow.policy_version, flow.table.code(), flow.period, cohort)
    });
    in_pages(&rows, per_page, Page::Flow, each)
}

pub(super) fn ledger(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    let mut rows = lines::all(conn)?;
    rows.sort_by_key(|line| {
        let cohort = line.cohort.map_or(0, Cohort::year);
        (line.policy_version, line.table.code(), line.period, cohort)
    });
    in_pages(&rows, per_page, Page::Ledger, each)
}

/// Releases along their chain, then the files of each.
pub(super) fn releases(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    let all = published::all(conn)?;
    in_pages(&all, per_page, Page::Release, each)?;
    for release in &all {
        let mut files = published::files(conn, release.id())?;
        files.sort_by(|one, other| one.name.cmp(&other.name));
        let files: Vec<_> = files.into_iter().map(|file| (release.id(), file)).collect();
        if !files.is_empty() {
            each(Page::ReleaseFile(files))?;
        }
    }
    Ok(())
}

/// Accounts, log, proposals and documents of the office.
pub(super) fn office(conn: &mut Conn, per_page: usize, each: Each<'_>) -> Result<(), StoreError> {
    let mut accounts = operators::all(conn)?;
    accounts.sort_by(|one, other| one.name.cmp(&other.name));
    in_pages(&accounts, per_page, Page::Operator, each)?;
    let log = operator_log::all(conn)?;
    in_pages(&log, per_page, Page::OperatorLog, each)?;
    let mut proposed = proposals::all(conn)?;
    proposed.sort_by_key(|one| (one.kind.code(), one.subject.clone()));
    in_pages(&proposed, per_page, Page::Proposal, each)?;
    let mut kept = documents::all(conn)?;
    kept.sort_by_key(|one| (one.key.kind.code(), one.key.clone(), one.version));
    in_pages(&kept, per_page, Page::Document, each)
}
