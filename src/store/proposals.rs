//! What waits for a second person, or waited.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::proposal::dsl;
use crate::domain::clock::Timestamp;
use crate::domain::proposal::{Kind, Proposal, State};

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "proposal" };

type Row = (
    String,
    String,
    String,
    String,
    i64,
    String,
    String,
    i64,
    String,
);

/// Every proposal, by kind and subject.
///
/// # Errors
/// When the register cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<Row> = dsl::proposal.order((dsl::kind, dsl::subject)).load(conn)?;
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// Those of one kind.
///
/// # Errors
/// When the register cannot be read.
pub fn of_kind(conn: &mut Conn, kind: Kind) -> Result<Vec<Proposal>, StoreError> {
    let all = all(conn)?.into_iter();
    Ok(all.filter(|proposal| proposal.kind == kind).collect())
}

/// The proposal of this kind about this subject.
///
/// # Errors
/// When the register cannot be read.
pub fn find(conn: &mut Conn, kind: Kind, subject: &str) -> Result<Option<Proposal>, StoreError> {
    let row: Option<Row> = dsl::proposal
        .find((kind.code(), subject))
        .first(conn)
        .optional()?;
    row.map(|row| read(row).ok_or(INCONSISTENT)).transpose()
}

/// Keeps a proposal as it stands now.
///
/// # Errors
/// When the register cannot be written.
pub fn save(conn: &mut Conn, proposal: &Proposal) -> Result<(), StoreError> {
    remove(conn, proposal.kind, &proposal.subject)?;
    diesel::insert_into(dsl::proposal)
        .values((
            dsl::kind.eq(proposal.kind.code()),
            dsl::subject.eq(&proposal.subject),
            dsl::body.eq(&proposal.body),
            dsl::proposed_by.eq(&proposal.proposed_by),
            dsl::proposed_at.eq(proposal.proposed_at.unix()),
            dsl::state.eq(proposal.state.code()),
            dsl::decided_by.eq(&proposal.decided_by),
            dsl::decided_at.eq(proposal.decided_at.unix()),
            dsl::reason.eq(proposal.reason.join("\n")),
        ))
        .execute(conn)?;
    Ok(())
}

/// Lets a proposal go.
///
/// # Errors
/// When the register cannot be written.
pub fn remove(conn: &mut Conn, kind: Kind, subject: &str) -> Result<(), StoreError> {
    diesel::delete(dsl::proposal.find((kind.code(), subject))).execute(conn)?;
    Ok(())
}

fn read(
    (kind, subject, body, by, at, state, decided_by, decided_at, reason): Row,
) -> Option<Proposal> {
    let (dutch, english) = reason.split_once('\n').unwrap_or((&reason, ""));
    Some(Proposal {
        kind: Kind::from_code(&kind)?,
        subject,
        body,
        proposed_by: by,
        proposed_at: Timestamp::from_unix(at),
        state: State::from_code(&state)?,
        decided_by,
        decided_at: Timestamp::from_unix(decided_at),
        reason: [dutch.to_owned(), english.to_owned()],
    })
}
