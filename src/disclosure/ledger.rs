//! The ledger of privacy loss: what every draw cost, in whole thousandths.
//!
//! One line for each flow ever drawn. [`check`] finds any line that is double, missing or says
//! another price than its policy; [`event_loss`] adds up what one event can have cost.

use std::collections::{BTreeMap, BTreeSet};

use super::families::Families;
use super::policy::{Cadence, Policy};
use crate::domain::period::{Cohort, Quarter, Week};
use crate::domain::release::{Flow, Period};
use crate::domain::table::TableId;

/// What one draw cost everybody it could be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// The family of tables.
    pub policy_version: u16,
    /// Which table.
    pub table: TableId,
    /// Which period.
    pub period: Period,
    /// Which cohort; `None` for the weekly number.
    pub cohort: Option<Cohort>,
    /// The loss ε in thousandths.
    pub loss: u32,
}

impl LedgerLine {
    /// The line that goes with a flow.
    #[must_use]
    pub const fn of(flow: &Flow, policy: &Policy) -> Self {
        Self {
            policy_version: flow.policy_version,
            table: flow.table,
            period: flow.period,
            cohort: flow.cohort,
            loss: policy.terms(flow.table).loss,
        }
    }
}

/// What is wrong with a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// A line names a family of tables that the register never adopted.
    #[error("the ledger names policy version {0}, which was not adopted")]
    UnknownVersion(u16),
    /// The same table, period and cohort were paid for twice, so drawn twice.
    #[error("table {table} was drawn twice in {period} for one cohort", table = .0.code(), period = .1)]
    Twice(TableId, Period),
    /// A line's period or cohort does not fit its table.
    #[error("table {table} cannot be drawn in {period} for that cohort", table = .0.code(), period = .1)]
    Misplaced(TableId, Period),
    /// A line says another loss than its policy.
    #[error("table {table} in {period} has another loss than its policy", table = .0.code(), period = .1)]
    WrongLoss(TableId, Period),
    /// A counted quarter lacks a table for a live cohort.
    #[error("table {table} in {period} is missing for a cohort", table = .0.code(), period = .1)]
    Missing(TableId, Period),
}

/// Checks every line against its policy: each (version, table, period, cohort) once, with the
/// right loss, and every counted quarter complete. `first_year` is the register's first ISO year.
///
/// # Errors
/// The first fault found.
pub fn check(
    lines: &[LedgerLine],
    families: &Families,
    first_year: i32,
) -> Result<(), LedgerFault> {
    let mut seen = BTreeSet::new();
    for line in lines {
        check_line(line, families, first_year)?;
        if !seen.insert((line.policy_version, line.period, line.table, line.cohort)) {
            return Err(LedgerFault::Twice(line.table, line.period));
        }
    }
    check_complete(&seen, families, first_year)
}

fn check_line(line: &LedgerLine, families: &Families, first_year: i32) -> Result<(), LedgerFault> {
    let version = line.policy_version;
    let policy = families.of_version(version);
    let policy = policy.ok_or(LedgerFault::UnknownVersion(version))?;
    let terms = policy.terms(line.table);
    let fits = match (terms.cadence, line.period, line.cohort) {
        (Cadence::Weekly, Period::Week(week), None) => {
            families.in_force(week.quarter()).version() == version
        }
        (Cadence::Quarterly, Period::Quarter(quarter), Some(cohort)) => {
            let series = families.series(quarter, first_year);
            series.contains(&(cohort, version))
        }
        _ => false,
    };
    if !fits {
        return Err(LedgerFault::Misplaced(line.table, line.period));
    }
    if line.loss != terms.loss {
        return Err(LedgerFault::WrongLoss(line.table, line.period));
    }
    Ok(())
}

type Key = (u16, Period, TableId, Option<Cohort>);

fn check_complete(
    seen: &BTreeSet<Key>,
    families: &Families,
    first_year: i32,
) -> Result<(), LedgerFault> {
    let counted: BTreeSet<(Period, Quarter)> = seen
        .iter()
        .filter_map(|(_, period, ..)| match period {
            Period::Quarter(quarter) => Some((*period, *quarter)),
            Period::Week(_) => None,
        })
        .collect();
    for (period, quarter) in counted {
        for (cohort, version) in families.series(quarter, first_year) {
            for table in TableId::QUARTERLY {
                if !seen.contains(&(version, period, table, Some(cohort))) {
                    return Err(LedgerFault::Missing(table, period));
                }
            }
        }
    }
    Ok(())
}

/// What one event in this week and cohort has cost so far: the week's line and those of its
/// quarter in that cohort, in the dearest of its families. At most 1000 once both are drawn.
#[must_use]
pub fn event_loss(lines: &[LedgerLine], week: Week, cohort: Cohort) -> u32 {
    let is_week = |line: &&LedgerLine| line.period == Period::Week(week);
    let weekly: u32 = lines.iter().filter(is_week).map(|line| line.loss).sum();
    let mut quarterly: BTreeMap<u16, u32> = BTreeMap::new();
    let quarter = Period::Quarter(week.quarter());
    for line in lines {
        if line.period == quarter && line.cohort == Some(cohort) {
            *quarterly.entry(line.policy_version).or_default() += line.loss;
        }
    }
    weekly + quarterly.into_values().max().unwrap_or_default()
}

/// The most that a suspicion can become through events that cost `loss` thousandths together.
///
/// Noise of loss ε makes no outcome more than e^ε times likelier for one truth than for the
/// other, so by Bayes' rule odds grow at most e^ε times: p becomes at most p·e^ε / (1 − p + p·e^ε).
#[must_use]
pub fn most_suspicion(before: f64, loss: u32) -> f64 {
    let grown = before * (f64::from(loss) / 1000.0).exp();
    grown / (1.0 - before + grown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::{PER_EVENT, PER_JOIN_AND_LEAVE, VERSION_1};
    use crate::disclosure::testing::{drawn, quarter, week_flow};

    fn lines() -> Vec<LedgerLine> {
        let mut flows = drawn(quarter("2026-Q4"), quarter("2027-Q2"), |_| Vec::new());
        flows.extend(["2026-W50", "2027-W20"].map(|week| week_flow(week, 1)));
        flows
            .iter()
            .map(|flow| LedgerLine::of(flow, &VERSION_1))
            .collect()
    }

    #[test]
    fn one_event_costs_1000_and_joining_and_leaving_2000() {
        let lines = lines();
        let cost = |week| event_loss(&lines, Week::parse(week).unwrap(), Cohort::of_year(2026));
        assert_eq!(cost("2026-W50"), PER_EVENT);
        assert_eq!(cost("2026-W50") + cost("2027-W20"), PER_JOIN_AND_LEAVE);
        assert_eq!(cost("2027-W40"), 0);
        assert_eq!(check(&lines, &Families::default(), 2026), Ok(()));
        assert_eq!(check(&[], &Families::default(), 2026), Ok(()));
    }

    #[test]
    fn no_fault_passes() {
        let whole = lines();
        let (table, period) = (whole[9].table, whole[9].period);
        let spoilt = |spoil: fn(&mut Vec<LedgerLine>)| {
            let mut lines = lines();
            spoil(&mut lines);
            check(&lines, &Families::default(), 2026).err()
        };
        assert_eq!(
            spoilt(|lines| lines.push(lines[9])),
            Some(LedgerFault::Twice(table, period))
        );
        assert_eq!(
            spoilt(|lines| lines[9].loss += 1),
            Some(LedgerFault::WrongLoss(table, period))
        );
        assert_eq!(
            spoilt(|lines| {
                lines.remove(9);
            }),
            Some(LedgerFault::Missing(table, period))
        );
        assert_eq!(
            spoilt(|lines| lines[9].cohort = None),
            Some(LedgerFault::Misplaced(table, period))
        );
        assert_eq!(
            spoilt(|lines| lines[9].cohort = Some(Cohort::of_year(2025))),
            Some(LedgerFault::Misplaced(table, period))
        );
        assert_eq!(
            spoilt(|lines| lines[9].policy_version = 9),
            Some(LedgerFault::UnknownVersion(9))
        );
    }

    #[test]
    fn a_suspicion_grows_no_further_than_the_promise_says() {
        let per_cent = |before, loss| (1000.0 * most_suspicion(before, loss)).round() / 10.0;
        assert_eq!(per_cent(0.01, PER_EVENT), 2.7);
        assert_eq!(per_cent(0.5, PER_EVENT), 73.1);
        assert_eq!(per_cent(0.01, PER_JOIN_AND_LEAVE), 6.9);
        assert_eq!(per_cent(0.5, PER_JOIN_AND_LEAVE), 88.1);
        assert_eq!(per_cent(0.5, 0), 50.0);
    }
}
