//! What a live register can assert about itself. Findings say what is wrong and how to mend it,
//! never a number that a release would protect.

use crate::app::App;
use crate::crypto::epoch::ROW_BYTES;
use crate::disclosure::ledger::{self, LedgerLine};
use crate::domain::release::Period;
use crate::flows::families;
use crate::store::{
    Conn, StoreError, ballots, ledger as ledger_rows, meta, outbox, registrations, releases,
};

use super::FlowError;

/// One invariant: what was looked at, and what is wrong with it if anything is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant.
    pub invariant: &'static str,
    /// What is wrong; `None` when all is well.
    pub wrong: Option<&'static str>,
}

/// Looks at every invariant that holds between any two transactions.
///
/// # Errors
/// When a database cannot be read.
pub fn inspect(app: &App) -> Result<Vec<Finding>, FlowError> {
    let mut findings = app.store.register.read("inspect the register", |conn| {
        Ok(vec![
            finding("rows are within reach of the epoch", rows_in_reach(conn)?),
            finding(
                "rows are of one size",
                registrations::all_of_size(conn, ROW_BYTES)?,
            ),
            finding(
                "no ballot waits for a counted quarter",
                ballots_in_time(conn)?,
            ),
            finding("week and quarter fit together", periods_fit(conn)?),
            finding("the ledger adds up", ledger_adds_up(conn)?),
            finding("releases form one chain", one_chain(conn)?),
        ])
    })?;
    let limit = i64::from(app.settings.mail.outbox_letters);
    let waiting = app
        .store
        .transit
        .read("inspect the outbox", outbox::waiting)?;
    findings.push(finding("the outbox has room", waiting < limit));
    Ok(findings)
}

fn finding(invariant: &'static str, holds: bool) -> Finding {
    let wrong = "this does not hold: stop writing, keep a copy, and see docs/operations.md";
    Finding {
        invariant,
        wrong: (!holds).then_some(wrong),
    }
}

fn rows_in_reach(conn: &mut Conn) -> Result<bool, StoreError> {
    let epoch = meta::calendar(conn)?.epoch.current;
    Ok(!registrations::any_out_of_reach(conn, epoch)?)
}

fn ballots_in_time(conn: &mut Conn) -> Result<bool, StoreError> {
    let counted = meta::base(conn)?.map(|(quarter, _)| quarter);
    let waiting = ballots::quarters(conn)?;
    let open = meta::calendar(conn)?.open.quarter;
    Ok(waiting
        .iter()
        .all(|quarter| Some(*quarter) > counted && *quarter <= open))
}

fn periods_fit(conn: &mut Conn) -> Result<bool, StoreError> {
    let open = meta::calendar(conn)?.open;
    Ok(open.week.quarter() == open.quarter)
}

fn ledger_adds_up(conn: &mut Conn) -> Result<bool, StoreError> {
    let first_year = meta::first_quarter(conn)?.year();
    let adopted = families::of_register(conn)?;
    let entries = ledger_rows::all(conn)?;
    let lines: Vec<LedgerLine> = entries.iter().map(line).collect();
    let flows = releases::flows(conn)?;
    Ok(flows.len() == entries.len() && ledger::check(&lines, &adopted, first_year).is_ok())
}

fn line(entry: &ledger_rows::Entry) -> LedgerLine {
    LedgerLine {
        policy_version: entry.policy_version,
        table: entry.table,
        period: entry.period,
        cohort: entry.cohort,
        loss: u32::try_from(entry.loss).unwrap_or(u32::MAX),
    }
}

fn one_chain(conn: &mut Conn) -> Result<bool, StoreError> {
    let all = releases::all(conn)?;
    let in_order = all
        .iter()
        .zip(1..)
        .all(|(release, place)| release.place == place);
    let quarters = all
        .iter()
        .filter(|release| matches!(release.period, Period::Quarter(_)) && release.erratum == 0);
    let drawn = meta::base(conn)?.is_some();
    Ok(in_order && (quarters.count() > 0) == drawn)
}
