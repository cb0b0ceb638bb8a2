//! All noisy flows so far, read once and found whole.
//!
//! A series that exists has each flow once, none missing from the first counted quarter to the
//! last, each with as many cells as its table. What follows can add without asking again.

use std::collections::{BTreeMap, BTreeSet};

use super::families::Families;
use crate::domain::period::{Cohort, Quarter, Week};
use crate::domain::release::{Flow, Period};
use crate::domain::table::TableId;

/// No honest flow comes near this; below it no sum can overflow.
const LARGEST_CELL: u64 = 1 << 40;

/// Why flows do not add up to figures. Flows are public, and so is what this says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowsRefused {
    /// A flow belongs to a family of tables that the register never adopted.
    #[error("a flow names policy version {0}, which was not adopted")]
    UnknownVersion(u16),
    /// A flow's period, cohort or cells do not fit its table.
    #[error("a flow of table {table} in {period} does not fit its table", table = .0.code(), period = .1)]
    Misshapen(TableId, Period),
    /// The same flow stands there twice.
    #[error("table {table} has two flows in {period} for one cohort", table = .0.code(), period = .1)]
    Twice(TableId, Period),
    /// Between the first and the last counted quarter a flow is missing.
    #[error("table {table} lacks a flow in {period}", table = .0.code(), period = .1)]
    Missing(TableId, Period),
    /// The quarter asked for was not counted.
    #[error("{0} was not counted")]
    NotCounted(Quarter),
}

/// The flows of one register, in order.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    families: Families,
    first_year: i32,
    quarterly: BTreeMap<(Quarter, Cohort, u16, TableId), &'a [i64]>,
    weekly: BTreeMap<Week, (u16, i64)>,
}

impl<'a> Series<'a> {
    /// Reads flows in any order; `first_year` is the register's first ISO year.
    ///
    /// # Errors
    /// When a flow is of a family that was never adopted, misshapen, double or missing.
    pub fn read(
        flows: &'a [Flow],
        families: &Families,
        first_year: i32,
    ) -> Result<Self, FlowsRefused> {
        let mut series = Self {
            families: families.clone(),
            first_year,
            quarterly: BTreeMap::new(),
            weekly: BTreeMap::new(),
        };
        for flow in flows {
            series.take(flow)?;
        }
        series.whole()
    }

    fn take(&mut self, flow: &'a Flow) -> Result<(), FlowsRefused> {
        let version = flow.policy_version;
        if self.families.of_version(version).is_none() {
            return Err(FlowsRefused::UnknownVersion(version));
        }
        let plausible = flow
            .cells
            .iter()
            .all(|cell| cell.unsigned_abs() <= LARGEST_CELL);
        let weekly = flow.table == TableId::Weekly;
        let before = match (flow.period, flow.cohort, flow.cells.as_slice()) {
            (Period::Week(week), None, [change])
                if weekly && plausible && self.in_force(week) == version =>
            {
                self.weekly.insert(week, (version, *change)).is_some()
            }
            (Period::Quarter(quarter), Some(cohort), cells)
                if !weekly
                    && plausible
                    && cells.len() == flow.table.cells()
                    && self.drawn(quarter).contains(&(cohort, version)) =>
            {
                let key = (quarter, cohort, version, flow.table);
                self.quarterly.insert(key, cells).is_some()
            }
            _ => return Err(FlowsRefused::Misshapen(flow.table, flow.period)),
        };
        if before {
            return Err(FlowsRefused::Twice(flow.table, flow.period));
        }
        Ok(())
    }

    fn whole(self) -> Result<Self, FlowsRefused> {
        let (Some((first, ..)), Some((last, ..))) = (
            self.quarterly.keys().next(),
            self.quarterly.keys().next_back(),
        ) else {
            return Ok(self);
        };
        for quarter in (first.ordinal()..=last.ordinal()).map(Quarter::from_ordinal) {
            for (cohort, version) in self.drawn(quarter) {
                for table in TableId::QUARTERLY {
                    if !self
                        .quarterly
                        .contains_key(&(quarter, cohort, version, table))
                    {
                        return Err(FlowsRefused::Missing(table, Period::Quarter(quarter)));
                    }
                }
            }
        }
        Ok(self)
    }

    /// The families of tables that the register had.
    #[must_use]
    pub const fn families(&self) -> &Families {
        &self.families
    }

    fn in_force(&self, week: Week) -> u16 {
        self.families.in_force(week.quarter()).version()
    }

    /// Every series that is drawn in a quarter: a cohort in a family.
    fn drawn(&self, quarter: Quarter) -> Vec<(Cohort, u16)> {
        self.families.series(quarter, self.first_year)
    }

    /// The cohorts that can be alive in a quarter of this register.
    #[must_use]
    pub fn live(&self, quarter: Quarter) -> Vec<Cohort> {
        quarter.live_cohorts(self.first_year)
    }

    /// The last counted quarter that ended with or before this week.
    #[must_use]
    pub fn last_counted(&self, week: Week) -> Option<Quarter> {
        let counted: BTreeSet<Quarter> = self.quarterly.keys().map(|(q, ..)| *q).collect();
        counted
            .into_iter()
            .rev()
            .find(|quarter| quarter.last_week() <= week)
    }

    /// Whether this quarter was counted.
    #[must_use]
    pub fn is_counted(&self, quarter: Quarter) -> bool {
        self.quarterly
            .keys()
            .any(|(counted, ..)| *counted == quarter)
    }

    /// The quarterly flows of these cohorts with their version, up to and with this quarter.
    pub fn of_cohorts<'s>(
        &'s self,
        live: &'s [Cohort],
        until: Quarter,
    ) -> impl Iterator<Item = (u16, TableId, &'a [i64])> + 's {
        self.quarterly
            .iter()
            .filter(move |((quarter, cohort, ..), _)| *quarter <= until && live.contains(cohort))
            .map(|((_, _, version, table), cells)| (*version, *table, *cells))
    }

    /// The weekly changes after this quarter (all, without one), up to and with this week.
    pub fn weeks(&self, after: Option<Quarter>, until: Week) -> impl Iterator<Item = (Week, i64)> {
        self.weekly
            .iter()
            .map(|(week, (_, change))| (*week, *change))
            .filter(move |(week, _)| *week <= until)
            .filter(move |(week, _)| after.is_none_or(|quarter| *week > quarter.last_week()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{drawn, quarter, week_flow};

    fn flows() -> Vec<Flow> {
        let mut flows = drawn(quarter("2026-Q4"), quarter("2027-Q2"), |_| Vec::new());
        flows.extend([week_flow("2027-W26", 4), week_flow("2027-W27", -2)]);
        flows
    }

    fn refused(flows: &[Flow]) -> Option<FlowsRefused> {
        Series::read(flows, &Families::default(), 2026).err()
    }

    #[test]
    fn whole_flows_are_read_in_any_order() {
        let mut flows = flows();
        flows.reverse();
        let series = Series::read(&flows, &Families::default(), 2026).unwrap();
        let week = |text| Week::parse(text).unwrap();
        assert_eq!(
            series.last_counted(week("2027-W25")),
            Some(quarter("2027-Q1"))
        );
        assert_eq!(
            series.last_counted(week("2027-W26")),
            Some(quarter("2027-Q2"))
        );
        assert_eq!(series.last_counted(week("2026-W52")), None);
        let later: Vec<_> = series
            .weeks(Some(quarter("2027-Q2")), week("2027-W40"))
            .collect();
        assert_eq!(later, [(week("2027-W27"), -2)]);
        assert!(series.is_counted(quarter("2026-Q4")) && !series.is_counted(quarter("2027-Q3")));
        assert_eq!(refused(&[]), None);
    }

    #[test]
    fn a_missing_or_double_flow_is_refused() {
        let mut missing = flows();
        let lost = missing.remove(12);
        assert_eq!(
            refused(&missing),
            Some(FlowsRefused::Missing(lost.table, lost.period))
        );
        let mut double = flows();
        double.push(lost.clone());
        assert_eq!(
            refused(&double),
            Some(FlowsRefused::Twice(lost.table, lost.period))
        );
    }

    #[test]
    fn a_misshapen_or_foreign_flow_is_refused() {
        let change: [fn(&mut Flow); 5] = [
            |flow| flow.cells.push(0),
            |flow| flow.cells[0] = i64::MAX,
            |flow| flow.cohort = None,
            |flow| flow.cohort = Some(Cohort::of_year(2025)),
            |flow| flow.period = Period::parse("2026-W50").unwrap(),
        ];
        for spoil in change {
            let mut flows = flows();
            spoil(&mut flows[0]);
            let first = &flows[0];
            let wanted = FlowsRefused::Misshapen(first.table, first.period);
            assert_eq!(refused(&flows), Some(wanted));
        }
        let mut foreign = flows();
        foreign[0].policy_version = 2;
        assert_eq!(refused(&foreign), Some(FlowsRefused::UnknownVersion(2)));
    }

    #[test]
    fn a_week_has_one_number_of_the_family_in_force() {
        let mut families = Families::default();
        families.adopt(2, quarter("2028-Q1")).unwrap();
        let change: [fn(&mut Flow); 5] = [
            |flow| flow.cells.push(0),
            |flow| flow.cells[0] = i64::MAX,
            |flow| flow.cohort = Some(Cohort::of_year(2026)),
            |flow| flow.policy_version = 2,
            |flow| flow.table = TableId::Nationality,
        ];
        assert!(Series::read(&flows(), &families, 2026).is_ok());
        for spoil in change {
            let mut flows = flows();
            let mut weekly = flows
                .iter_mut()
                .filter(|flow| flow.table == TableId::Weekly);
            let week = weekly.next().unwrap();
            spoil(week);
            let wanted = FlowsRefused::Misshapen(week.table, week.period);
            assert_eq!(Series::read(&flows, &families, 2026).err(), Some(wanted));
        }
    }
}
