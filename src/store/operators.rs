//! Accounts of the office. A line stays when somebody leaves, without any way in, so that the
//! log can still be read and no name is given twice.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::operator::dsl;
use crate::domain::clock::{Day, Timestamp};
use crate::domain::operator::{Operator, OperatorName, Roles};

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "operator" };

type Row = (
    String,
    String,
    i32,
    i32,
    String,
    String,
    i64,
    String,
    String,
    i64,
);

/// Every account, by name.
///
/// # Errors
/// When the register cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Operator>, StoreError> {
    let rows: Vec<Row> = dsl::operator.order(dsl::name).load(conn)?;
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// One account.
///
/// # Errors
/// When the register cannot be read.
pub fn find(conn: &mut Conn, name: &OperatorName) -> Result<Option<Operator>, StoreError> {
    let row: Option<Row> = dsl::operator.find(name.as_str()).first(conn).optional()?;
    row.map(|row| read(row).ok_or(INCONSISTENT)).transpose()
}

/// Keeps an account as it is now.
///
/// # Errors
/// When the register cannot be written.
pub fn save(conn: &mut Conn, operator: &Operator) -> Result<(), StoreError> {
    diesel::delete(dsl::operator.find(operator.name.as_str())).execute(conn)?;
    diesel::insert_into(dsl::operator)
        .values((
            dsl::name.eq(operator.name.as_str()),
            dsl::roles.eq(operator.roles.to_string()),
            dsl::since.eq(operator.since.number()),
            dsl::ended.eq(i32::from(operator.ended)),
            dsl::password.eq(&operator.password),
            dsl::factor.eq(&operator.factor),
            dsl::factor_step.eq(operator.factor_step),
            dsl::recovery.eq(operator.recovery.join(" ")),
            dsl::invitation.eq(&operator.invitation),
            dsl::invited_until.eq(operator.invited_until.unix()),
        ))
        .execute(conn)?;
    Ok(())
}

fn read(row: Row) -> Option<Operator> {
    let (name, roles, since, ended, password, factor, step, recovery, invitation, until) = row;
    Some(Operator {
        name: OperatorName::parse(&name)?,
        roles: Roles::parse(&roles)?,
        since: Day::from_number(since),
        ended: ended != 0,
        password,
        factor,
        factor_step: step,
        recovery: recovery.split_whitespace().map(str::to_owned).collect(),
        invitation,
        invited_until: Timestamp::from_unix(until),
    })
}
