//! A release: figures that were published once and never change.

use std::fmt;

use super::clock::Day;
use super::period::{Cohort, Quarter, Week};
use super::table::TableId;

/// Which period a release or flow belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A quarter: all tables, per cohort.
    Quarter(Quarter),
    /// A week: one number.
    Week(Week),
}

impl Period {
    /// Reads `2026-Q4` or `2026-W47`, which are release ids too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Quarter::parse(text)
            .map(Self::Quarter)
            .or_else(|| Week::parse(text).map(Self::Week))
    }

    /// The ISO year it lies in.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Quarter(quarter) => quarter.year(),
            Self::Week(week) => week.quarter().year(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Week(week) => week.fmt(f),
        }
    }
}

/// What a release is called: its period, and `-e1` and so on for its errata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseId {
    /// The period whose figures it gives.
    pub period: Period,
    /// 0 for the release itself; an erratum gives the same figures in a new form and counts on.
    pub erratum: u16,
}

impl ReleaseId {
    /// Reads `2026-Q4` or `2026-Q4-e1`. An id is written in one way only.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let id = match text.rsplit_once("-e") {
            None => Self::from(Period::parse(text)?),
            Some((period, erratum)) => Self {
                period: Period::parse(period)?,
                erratum: erratum.parse().ok().filter(|erratum| *erratum > 0)?,
            },
        };
        (id.to_string() == text).then_some(id)
    }

    /// Whether it corrects a release.
    #[must_use]
    pub const fn is_erratum(self) -> bool {
        self.erratum > 0
    }
}

impl From<Period> for ReleaseId {
    fn from(period: Period) -> Self {
        Self { period, erratum: 0 }
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.period.fmt(f)?;
        match self.erratum {
            0 => Ok(()),
            erratum => write!(f, "-e{erratum}"),
        }
    }
}

/// The noisy change of every cell of one table, in one period, of one cohort. Drawn once ever;
/// safe to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The family of tables it was drawn under.
    pub policy_version: u16,
    /// Which table.
    pub table: TableId,
    /// When.
    pub period: Period,
    /// The cohort year; `None` for the weekly number, which knows no cohorts.
    pub cohort: Option<Cohort>,
    /// One noisy change per cell, in the table's order; may be negative.
    pub cells: Vec<i64>,
}

/// One published number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Large enough to show: rounded to 5.
    Shown {
        /// Declarations, a multiple of 5.
        count: i64,
        /// With 95 % probability the true number lies within this distance (rounding included).
        margin_95: i64,
    },
    /// Zero, few or none: they look alike (status `c`).
    Hidden,
}

/// The figures of one table, cell by cell, in the table's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFigures {
    /// Which table; its name in files. A sum over another table has a name of its own.
    pub name: &'static str,
    /// The names of the dimension columns.
    pub dimensions: &'static [&'static str],
    /// The codes of each cell with its figure.
    pub cells: Vec<(Vec<&'static str>, Figure)>,
}

/// Everything one release says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The period, and the release's id.
    pub period: Period,
    /// The day it was published.
    pub published: Day,
    /// The family of tables.
    pub policy_version: u16,
    /// The number of declarations as the site shows it.
    pub number: Figure,
    /// The tables; a weekly release has none but the number.
    pub tables: Vec<TableFigures>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_in_one_way() {
        for id in ["2026-Q4", "2026-W47", "2026-Q4-e1", "2026-W47-e12"] {
            assert_eq!(ReleaseId::parse(id).unwrap().to_string(), id);
        }
        for id in [
            "2026-Q4-e0",
            "2026-Q4-e01",
            "2026-Q4-e",
            "2026-Q4-e+1",
            "-e1",
            "latest",
        ] {
            assert_eq!(ReleaseId::parse(id), None, "{id}");
        }
        let release = ReleaseId::from(Period::parse("2026-Q4").unwrap());
        assert!(!release.is_erratum() && release < ReleaseId::parse("2026-Q4-e1").unwrap());
    }
}
