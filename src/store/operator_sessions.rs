//! Who is signed in at the office. Here lies a digest of what the browser holds, never that
//! itself, and nothing that says where anybody was.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::operator_session::dsl;
use crate::domain::clock::Timestamp;
use crate::domain::operator::OperatorName;

const INCONSISTENT: StoreError = StoreError::Inconsistent {
    table: "operator_session",
};

/// How far somebody has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Accepted an invitation and still has to set up the second factor.
    Enrols,
    /// Signed in.
    In,
}

impl Stage {
    const fn code(self) -> &'static str {
        match self {
            Self::Enrols => "enrols",
            Self::In => "in",
        }
    }
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// A digest of the cookie's value.
    pub id: [u8; 32],
    /// Whose.
    pub operator: OperatorName,
    /// How far.
    pub stage: Stage,
    /// Since when.
    pub began: Timestamp,
    /// When the second factor was last given.
    pub confirmed: Timestamp,
}

type Row = (Vec<u8>, String, String, i64, i64);

/// The session with this digest.
///
/// # Errors
/// When the transit store cannot be read.
pub fn find(conn: &mut Conn, id: &[u8; 32]) -> Result<Option<Session>, StoreError> {
    let row: Option<Row> = dsl::operator_session
        .find(id.as_slice())
        .get_result(conn)
        .optional()?;
    row.map(|row| read(row).ok_or(INCONSISTENT)).transpose()
}

/// All sessions of one operator, the oldest first.
///
/// # Errors
/// When the transit store cannot be read.
pub fn of_operator(conn: &mut Conn, name: &OperatorName) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<Row> = dsl::operator_session
        .filter(dsl::operator.eq(name.as_str()))
        .order((dsl::began, dsl::id))
        .load(conn)?;
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// Keeps a session as it is now.
///
/// # Errors
/// When the transit store cannot be written.
pub fn save(conn: &mut Conn, session: &Session) -> Result<(), StoreError> {
    end(conn, &session.id)?;
    diesel::insert_into(dsl::operator_session)
        .values((
            dsl::id.eq(session.id.as_slice()),
            dsl::operator.eq(session.operator.as_str()),
            dsl::stage.eq(session.stage.code()),
            dsl::began.eq(session.began.unix()),
            dsl::confirmed.eq(session.confirmed.unix()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// When the transit store cannot be written.
pub fn end(conn: &mut Conn, id: &[u8; 32]) -> Result<(), StoreError> {
    diesel::delete(dsl::operator_session.find(id.as_slice())).execute(conn)?;
    Ok(())
}

/// Ends all sessions of one operator but this one.
///
/// # Errors
/// When the transit store cannot be written.
pub fn end_others(
    conn: &mut Conn,
    name: &OperatorName,
    but: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    let kept = but.map_or(&[][..], |id| id.as_slice());
    diesel::delete(
        dsl::operator_session
            .filter(dsl::operator.eq(name.as_str()))
            .filter(dsl::id.ne(kept)),
    )
    .execute(conn)?;
    Ok(())
}

/// Forgets what began before this moment.
///
/// # Errors
/// When the transit store cannot be written.
pub fn sweep(conn: &mut Conn, began_before: Timestamp) -> Result<(), StoreError> {
    diesel::delete(dsl::operator_session.filter(dsl::began.lt(began_before.unix())))
        .execute(conn)?;
    Ok(())
}

fn read((id, operator, stage, began, confirmed): Row) -> Option<Session> {
    let stages = [Stage::Enrols, Stage::In];
    Some(Session {
        id: id.try_into().ok()?,
        operator: OperatorName::parse(&operator)?,
        stage: stages.into_iter().find(|one| one.code() == stage)?,
        began: Timestamp::from_unix(began),
        confirmed: Timestamp::from_unix(confirmed),
    })
}
