//! The register's own facts: which periods are open, which epoch is current, what was noted at
//! each close, and what its keys must answer to.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::adoptions;
use super::conn::Conn;
use super::error::StoreError;
use super::schema::meta::dsl;
use crate::domain::calendar::Open;
use crate::domain::month::Month;
use crate::domain::period::{Cohort, Quarter, Week};

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "meta" };

/// What every writing transaction reads first, under the calendar's lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The epoch's steps.
    pub epoch: Epoch,
    /// The open week and quarter.
    pub open: Open,
    /// The version of the family of tables that a joining counts in now.
    pub family: u16,
}

/// The epoch as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// The step under which everything is written.
    pub current: u32,
    /// The oldest step that any row or ballot may carry: the current one, or the one before it
    /// while rows are being re-wrapped.
    pub oldest: u32,
    /// What the current step's key must answer to.
    pub check: String,
    /// The same for the step before; empty before there was one.
    pub check_before: String,
}

/// Under this key stands why a register may not be used: it was moved, or is being restored.
pub const CLOSED: &str = "closed";
const CHECK: &str = "check.epoch";
const CHECK_BEFORE: &str = "check.epoch_before";
const WRAPPED: &str = "epoch_wrapped";
const EPOCH_MONTH: &str = "epoch_month";

/// Rows per cohort, as noted at the close of a quarter.
pub type RowsPerCohort = BTreeMap<Cohort, i64>;

/// Rows at the close of a week: as the weekly number counts them, and after a lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekNote {
    /// Rows when the week closed.
    pub at_close: i64,
    /// Rows after the lapse that belongs to that close, if any.
    pub after_lapse: i64,
}

/// The value of one key.
pub fn get(conn: &mut Conn, key: &str) -> Result<Option<String>, StoreError> {
    Ok(dsl::meta
        .find(key)
        .select(dsl::value)
        .get_result(conn)
        .optional()?)
}

/// Every key that starts with `prefix`, with its value.
pub fn starting_with(conn: &mut Conn, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
    let pattern = format!("{prefix}%");
    Ok(dsl::meta
        .filter(dsl::key.like(pattern))
        .order(dsl::key)
        .load(conn)?)
}

/// Sets a key, new or not.
pub fn set(conn: &mut Conn, key: &str, value: &str) -> Result<(), StoreError> {
    let changed = diesel::update(dsl::meta.find(key))
        .set(dsl::value.eq(value))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(dsl::meta)
            .values((dsl::key.eq(key), dsl::value.eq(value)))
            .execute(conn)?;
    }
    Ok(())
}

/// Takes a key away.
pub fn remove(conn: &mut Conn, key: &str) -> Result<(), StoreError> {
    diesel::delete(dsl::meta.find(key)).execute(conn)?;
    Ok(())
}

/// The current epoch and open periods. Writers call [`Conn::share_calendar`] before this.
/// Nothing is read from or written to a register that is closed.
pub fn calendar(conn: &mut Conn) -> Result<Calendar, StoreError> {
    // Written out, so that the statement has one shape and stays prepared.
    let wanted = dsl::key
        .eq("epoch")
        .or(dsl::key.eq("open_quarter"))
        .or(dsl::key.eq("open_week"))
        .or(dsl::key.eq(CHECK))
        .or(dsl::key.eq(CHECK_BEFORE))
        .or(dsl::key.eq(WRAPPED))
        .or(dsl::key.eq(CLOSED))
        .or(dsl::key.eq(adoptions::KEY));
    let found: BTreeMap<String, String> = dsl::meta
        .filter(wanted)
        .load::<(String, String)>(conn)?
        .into_iter()
        .collect();
    if let Some(reason) = found.get(CLOSED) {
        return Err(StoreError::Setup(closed(reason)));
    }
    let (epoch, open) = read_calendar(&found).ok_or(INCONSISTENT)?;
    let adopted = found.get(adoptions::KEY).map_or("", String::as_str);
    let family = adoptions::in_force(adopted, open.quarter).ok_or(INCONSISTENT)?;
    Ok(Calendar {
        epoch,
        open,
        family,
    })
}

fn read_calendar(found: &BTreeMap<String, String>) -> Option<(Epoch, Open)> {
    let current = found.get("epoch")?.parse().ok()?;
    let oldest = match found.get(WRAPPED) {
        Some(step) => step.parse().ok()?,
        None => current,
    };
    let epoch = Epoch {
        current,
        oldest,
        check: found.get(CHECK)?.clone(),
        check_before: found.get(CHECK_BEFORE).cloned().unwrap_or_default(),
    };
    let open = Open {
        week: Week::parse(found.get("open_week")?)?,
        quarter: Quarter::parse(found.get("open_quarter")?)?,
    };
    Some((epoch, open))
}

/// Why the register may not be used, with what to do; `None` when it may.
///
/// # Errors
/// When the register cannot be read.
pub fn why_closed(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    Ok(get(conn, CLOSED)?.map(|reason| closed(&reason)))
}

fn closed(reason: &str) -> String {
    match reason {
        "moved" => "this register was moved to another database: use the settings of that one, \
                    and destroy this database"
            .to_owned(),
        "restoring" => "a restore of this register was not finished: run `enkel restore` with \
                        the same backup again"
            .to_owned(),
        other => format!("this register is closed ({other}): see docs/operations.md"),
    }
}

/// Sets which periods are open.
pub fn set_open(conn: &mut Conn, open: Open) -> Result<(), StoreError> {
    set(conn, "open_week", &open.week.to_string())?;
    set(conn, "open_quarter", &open.quarter.to_string())
}

/// Makes `current` the epoch's current step; everything still carries `oldest` or a later one.
pub fn set_epoch(conn: &mut Conn, epoch: &Epoch) -> Result<(), StoreError> {
    set(conn, "epoch", &epoch.current.to_string())?;
    set(conn, WRAPPED, &epoch.oldest.to_string())?;
    set(conn, CHECK, &epoch.check)?;
    set(conn, CHECK_BEFORE, &epoch.check_before)
}

/// The month in which the epoch last went a step by itself; nothing before it was noted.
pub fn epoch_month(conn: &mut Conn) -> Result<Option<Month>, StoreError> {
    let text = get(conn, EPOCH_MONTH)?;
    text.map(|text| Month::parse(&text).ok_or(INCONSISTENT))
        .transpose()
}

/// Notes the month of a step.
pub fn note_epoch_month(conn: &mut Conn, month: Month) -> Result<(), StoreError> {
    set(conn, EPOCH_MONTH, &month.to_string())
}

/// The quarter in which the register opened: no cohort is older than its year.
pub fn first_quarter(conn: &mut Conn) -> Result<Quarter, StoreError> {
    get(conn, "first_quarter")?
        .as_deref()
        .and_then(Quarter::parse)
        .ok_or(INCONSISTENT)
}

/// The week in which the register opened.
pub fn first_week(conn: &mut Conn) -> Result<Week, StoreError> {
    get(conn, "first_week")?
        .as_deref()
        .and_then(Week::parse)
        .ok_or(INCONSISTENT)
}

/// Rows per cohort as noted at the close of `quarter`.
pub fn quarter_note(
    conn: &mut Conn,
    quarter: Quarter,
) -> Result<Option<RowsPerCohort>, StoreError> {
    get(conn, &quarter_key(quarter))?
        .as_deref()
        .map(read_rows)
        .transpose()
}

/// Notes the rows per cohort at the close of `quarter`.
pub fn note_quarter(
    conn: &mut Conn,
    quarter: Quarter,
    rows: &RowsPerCohort,
) -> Result<(), StoreError> {
    set(conn, &quarter_key(quarter), &write_rows(rows)?)
}

/// The rows at the last counted close, and which quarter that was; nothing before the first.
pub fn base(conn: &mut Conn) -> Result<Option<(Quarter, RowsPerCohort)>, StoreError> {
    let Some(text) = get(conn, "counted_quarter")? else {
        return Ok(None);
    };
    let quarter = Quarter::parse(&text).ok_or(INCONSISTENT)?;
    let rows = get(conn, "counted_rows")?.ok_or(INCONSISTENT)?;
    Ok(Some((quarter, read_rows(&rows)?)))
}

/// Makes the note of a quarter that was just counted the base for the next one.
pub fn move_base(
    conn: &mut Conn,
    quarter: Quarter,
    rows: &RowsPerCohort,
) -> Result<(), StoreError> {
    set(conn, "counted_quarter", &quarter.to_string())?;
    set(conn, "counted_rows", &write_rows(rows)?)?;
    remove(conn, &quarter_key(quarter))
}

/// Whether rows and ballots of this quarter need not balance: it was restored without a journal.
pub fn is_unchecked(conn: &mut Conn, quarter: Quarter) -> Result<bool, StoreError> {
    Ok(get(conn, &unchecked_key(quarter))?.is_some())
}

/// Notes that they need not.
pub fn note_unchecked(conn: &mut Conn, quarter: Quarter) -> Result<(), StoreError> {
    set(conn, &unchecked_key(quarter), "restored without a journal")
}

fn unchecked_key(quarter: Quarter) -> String {
    format!("unchecked.{quarter}")
}

/// The SHA-256 of what was exported of this quarter for a ceremony, while it was not counted.
pub fn exported(conn: &mut Conn, quarter: Quarter) -> Result<Option<String>, StoreError> {
    get(conn, &exported_key(quarter))
}

/// Notes it.
pub fn note_exported(conn: &mut Conn, quarter: Quarter, sha256: &str) -> Result<(), StoreError> {
    set(conn, &exported_key(quarter), sha256)
}

/// Forgets it, when the quarter is counted.
pub fn forget_exported(conn: &mut Conn, quarter: Quarter) -> Result<(), StoreError> {
    remove(conn, &exported_key(quarter))
}

fn exported_key(quarter: Quarter) -> String {
    format!("exported.{quarter}")
}

/// Rows as noted at the close of `week`.
pub fn week_note(conn: &mut Conn, week: Week) -> Result<Option<WeekNote>, StoreError> {
    let Some(text) = get(conn, &week_key(week))? else {
        return Ok(None);
    };
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|_| INCONSISTENT)
}

/// Notes the rows at the close of `week`.
pub fn note_week(conn: &mut Conn, week: Week, note: WeekNote) -> Result<(), StoreError> {
    let text = serde_json::to_string(&note).map_err(StoreError::given_up)?;
    set(conn, &week_key(week), &text)
}

/// Drops the note of a week that no draw needs any more.
pub fn forget_week(conn: &mut Conn, week: Week) -> Result<(), StoreError> {
    remove(conn, &week_key(week))
}

fn quarter_key(quarter: Quarter) -> String {
    format!("rows.{quarter}")
}

fn week_key(week: Week) -> String {
    format!("rows.{week}")
}

fn read_rows(text: &str) -> Result<RowsPerCohort, StoreError> {
    let years: BTreeMap<i32, i64> = serde_json::from_str(text).map_err(|_| INCONSISTENT)?;
    Ok(years
        .into_iter()
        .map(|(year, rows)| (Cohort::of_year(year), rows))
        .collect())
}

fn write_rows(rows: &RowsPerCohort) -> Result<String, StoreError> {
    let years: BTreeMap<i32, i64> = rows
        .iter()
        .map(|(cohort, rows)| (cohort.year(), *rows))
        .collect();
    serde_json::to_string(&years).map_err(StoreError::given_up)
}
