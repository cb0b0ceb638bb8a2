//! The server's second part: the result of its own export is released, once.

use std::collections::BTreeSet;

use super::CeremonyError;
use super::register_of;
use super::sheet::Outcome;
use crate::app::App;
use crate::crypto::digest::sha256_hex;
use crate::disclosure::families::Families;
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::release::Period;
use crate::domain::table::TableId;
use crate::flows::FlowError;
use crate::flows::count::{is_drawn_by_now, next_quarter};
use crate::flows::families;
use crate::flows::journal::Journal;
use crate::flows::publish::Publisher;
use crate::store::{Conn, StoreError, meta};

/// No flow is larger than this, noise and all: a register of the whole world is smaller.
const LARGEST: u64 = 1 << 40;

/// What bringing a result led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The quarter was released now.
    Released(Quarter),
    /// These very figures were released before.
    Already(Quarter),
    /// Its day has not come.
    NotBefore(Quarter, Day),
}

/// Releases a result of the journalled export, on the quarter's release day or later.
///
/// # Errors
/// [`FlowError::Refused`] when it is not the result of this register's export of its next quarter,
/// or when other figures were released; nothing is changed then.
pub fn import_outcome(app: &App, bytes: &[u8]) -> Result<Imported, FlowError> {
    let outcome = Outcome::read(bytes).ok_or(CeremonyError::OutcomeUnreadable)?;
    let quarter = outcome.quarter;
    if fits(app, &outcome)? == Fits::Due && app.today() < quarter.release_day() {
        return Ok(Imported::NotBefore(quarter, quarter.release_day()));
    }
    let publisher = Publisher::new(app)?;
    let imported = app.store.register.write("release a result", move |conn| {
        conn.hold_calendar()?;
        write(conn, &publisher, &outcome)
    })?;
    app.store.register.has_grown();
    // The slips are counted: they are kept no longer.
    app.journal.burn_counted_exports()?;
    Ok(imported?)
}

/// How a result stands to what was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fits {
    /// Its quarter has no figures yet.
    Due,
    /// Its quarter has figures: these or others.
    Counted,
}

/// Whether this is the result of this register's own export, in the form it must have.
///
/// # Errors
/// [`FlowError::Refused`] when it is not; when the register cannot be read.
pub fn fits(app: &App, outcome: &Outcome) -> Result<Fits, FlowError> {
    let quarter = outcome.quarter;
    let (register, next, first_year, families) =
        app.store.register.read("which quarter is next", |conn| {
            let first_year = meta::first_quarter(conn)?.year();
            Ok((
                register_of(conn, &app.keys)?,
                next_quarter(conn)?,
                first_year,
                families::of_register(conn)?,
            ))
        })?;
    if outcome.register != register {
        return Err(CeremonyError::OtherRegister.into());
    }
    if quarter < next {
        return Ok(Fits::Counted);
    }
    let noted = app.store.register.read("what was exported", |conn| {
        exported(conn, &app.journal, quarter)
    })?;
    match noted {
        None => Err(CeremonyError::NeverExported(quarter).into()),
        Some(sha256) if sha256 != outcome.export => Err(CeremonyError::OtherExport(quarter).into()),
        Some(_) if !is_well_formed(outcome, &families, first_year) => {
            Err(CeremonyError::Flows(quarter).into())
        }
        Some(_) => Ok(Fits::Due),
    }
}

/// The SHA-256 of a quarter's export. The journal has the last word.
fn exported(
    conn: &mut Conn,
    journal: &Journal,
    quarter: Quarter,
) -> Result<Option<String>, StoreError> {
    match journal.export(quarter)? {
        Some(text) => Ok(Some(sha256_hex(&text))),
        None => meta::exported(conn, quarter),
    }
}

fn write(
    conn: &mut Conn,
    publisher: &Publisher,
    outcome: &Outcome,
) -> Result<Result<Imported, CeremonyError>, StoreError> {
    let quarter = outcome.quarter;
    let period = Period::Quarter(quarter);
    if is_drawn_by_now(conn, publisher, period)? {
        let drawn = publisher.journal().draw(period)?;
        let is_same = drawn.is_some_and(|drawn| drawn.flows == outcome.flows);
        return Ok(match is_same {
            true => Ok(Imported::Already(quarter)),
            false => Err(CeremonyError::OtherOutcome(quarter)),
        });
    }
    publisher.draw(conn, period, &outcome.flows)?;
    Ok(Ok(Imported::Released(quarter)))
}

/// One flow for every live cohort and quarterly table, in order, of the right size.
fn is_well_formed(outcome: &Outcome, families: &Families, first_year: i32) -> bool {
    let quarter = outcome.quarter;
    // In the order of a draw: by cohort, then by table.
    let expected: BTreeSet<_> = families
        .series(quarter, first_year)
        .into_iter()
        .flat_map(|(cohort, version)| {
            TableId::QUARTERLY.map(|table| (Some(cohort), version, table))
        })
        .collect();
    let flows = outcome.flows.iter();
    let found = flows.map(|f| (f.cohort, f.policy_version, f.table));
    outcome.policy == families.in_force(quarter).version()
        && expected.into_iter().eq(found)
        && outcome.flows.iter().all(|flow| {
            flow.period == Period::Quarter(quarter)
                && flow.cells.len() == flow.table.cells()
                && flow.cells.iter().all(|cell| cell.unsigned_abs() < LARGEST)
        })
}
