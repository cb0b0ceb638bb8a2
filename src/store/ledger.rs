//! The privacy-loss ledger: what each draw gave away, added up in whole thousandths.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::ledger::dsl;
use crate::domain::period::Cohort;
use crate::domain::release::Period;
use crate::domain::table::TableId;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "ledger" };

/// One line: one draw of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The family of tables.
    pub policy_version: u16,
    /// Which table.
    pub table: TableId,
    /// When.
    pub period: Period,
    /// The cohort; `None` for the weekly number.
    pub cohort: Option<Cohort>,
    /// What it gave away, in thousandths per event.
    pub loss: i32,
}

/// Adds a line; a second one for the same draw is refused.
pub fn add(conn: &mut Conn, entry: &Entry) -> Result<(), StoreError> {
    diesel::insert_into(dsl::ledger)
        .values((
            dsl::policy_version.eq(i32::from(entry.policy_version)),
            dsl::table_id.eq(entry.table.code()),
            dsl::period.eq(entry.period.to_string()),
            dsl::cohort.eq(entry.cohort.map_or(0, Cohort::year)),
            dsl::loss.eq(entry.loss),
        ))
        .execute(conn)?;
    Ok(())
}

/// Every line.
pub fn all(conn: &mut Conn) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<(i32, String, String, i32, i32)> = dsl::ledger
        .order((dsl::period, dsl::policy_version, dsl::table_id, dsl::cohort))
        .load(conn)?;
    rows.into_iter()
        .map(|(version, table, period, cohort, loss)| {
            Ok(Entry {
                policy_version: u16::try_from(version).map_err(|_| INCONSISTENT)?,
                table: TableId::from_code(&table).ok_or(INCONSISTENT)?,
                period: Period::parse(&period).ok_or(INCONSISTENT)?,
                cohort: (cohort != 0).then(|| Cohort::of_year(cohort)),
                loss,
            })
        })
        .collect()
}
