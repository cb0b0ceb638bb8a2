//! The exact flows of one closed quarter: the only place where true numbers stand.
//!
//! Every slip is counted once in every table, in the cohort it names. The numbers print nothing
//! of themselves; [`super::draw`] adds the noise before anything is kept or shown.

use std::collections::BTreeMap;
use std::fmt;

use super::families::Families;
use super::policy::Policy;
use crate::domain::ballot::Slip;
use crate::domain::period::{Cohort, Quarter};
use crate::domain::table::TableId;

/// True changes per live cohort, table and cell. Never to be stored, logged or sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Sums {
    quarter: Quarter,
    families: Families,
    cells: BTreeMap<(Cohort, u16, TableId), Vec<i64>>,
}

/// Why the slips of a quarter cannot be summed. Says which cohort or version, never how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlipRefused {
    /// The slip names a cohort that has lapsed, lies ahead, or is older than the register.
    #[error("a slip names cohort {}, which is not alive in the quarter", .0.year())]
    NotLive(Cohort),
    /// The slip belongs to a family of tables that this program does not count.
    #[error("a slip names policy version {0}, which is not known here")]
    UnknownVersion(u16),
}

impl Sums {
    /// Sums the slips of a closed quarter; `first_year` is the register's first ISO year.
    ///
    /// # Errors
    /// When a slip names a cohort that is not alive in the quarter, a family that was never adopted,
    /// or a cohort that has no series in its family.
    pub fn of(
        slips: &[Slip],
        families: &Families,
        quarter: Quarter,
        first_year: i32,
    ) -> Result<Self, SlipRefused> {
        let mut sums = Self::nothing(families, quarter, first_year);
        for slip in slips {
            let family = families.of_version(slip.policy_version);
            if family.is_none() {
                return Err(SlipRefused::UnknownVersion(slip.policy_version));
            }
            sums.add(slip)?;
        }
        Ok(sums)
    }

    /// Sums that somebody made up, all in one cohort and family, to see what noise makes of them.
    /// Nothing of a register can be handed in here: it takes no slips.
    ///
    /// # Errors
    /// When the cohort is not alive in the quarter.
    pub fn made_up(
        policy: &Policy,
        quarter: Quarter,
        first_year: i32,
        cohort: Cohort,
        made_up: &BTreeMap<TableId, Vec<i64>>,
    ) -> Result<Self, SlipRefused> {
        let mut sums = Self::nothing(&Families::only(*policy), quarter, first_year);
        for (table, changes) in made_up {
            let cells = sums.cells.get_mut(&(cohort, policy.version(), *table));
            let cells = cells.ok_or(SlipRefused::NotLive(cohort))?;
            for (cell, change) in cells.iter_mut().zip(changes) {
                *cell += change;
            }
        }
        Ok(sums)
    }

    fn nothing(families: &Families, quarter: Quarter, first_year: i32) -> Self {
        let cells = families
            .series(quarter, first_year)
            .into_iter()
            .flat_map(|(cohort, version)| TableId::QUARTERLY.map(|t| (cohort, version, t)))
            .map(|key| (key, vec![0; key.2.cells()]))
            .collect();
        Self {
            quarter,
            families: families.clone(),
            cells,
        }
    }

    fn add(&mut self, slip: &Slip) -> Result<(), SlipRefused> {
        for table in TableId::QUARTERLY {
            let cell = self
                .cells
                .get_mut(&(slip.cohort, slip.policy_version, table))
                .and_then(|cells| cells.get_mut(table.place(&slip.cells)))
                .ok_or(SlipRefused::NotLive(slip.cohort))?;
            *cell += slip.sign.value();
        }
        Ok(())
    }

    /// The quarter they were summed for.
    #[must_use]
    pub const fn quarter(&self) -> Quarter {
        self.quarter
    }

    /// The families of tables that they were summed for.
    #[must_use]
    pub const fn families(&self) -> &Families {
        &self.families
    }

    /// The true changes, per cohort, family and table, in order: events or none.
    pub fn iter(&self) -> impl Iterator<Item = (Cohort, u16, TableId, &[i64])> {
        let all = self.cells.iter();
        all.map(|((cohort, version, table), cells)| (*cohort, *version, *table, cells.as_slice()))
    }
}

// True numbers: the name only, so that no log can tell them.
impl fmt::Debug for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sums")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{quarter, slip};
    use crate::domain::answers::Province;
    use crate::domain::ballot::Sign::{Join, Leave};
    use crate::domain::nationality::Nationality;

    fn summed(slips: &[Slip]) -> Result<Sums, SlipRefused> {
        Sums::of(slips, &Families::default(), quarter("2027-Q2"), 2026)
    }

    #[test]
    fn every_slip_counts_once_in_every_table_of_its_own_cohort() {
        let slips = [
            slip(Join, 2027, "MA", Province::Utrecht),
            slip(Join, 2027, "MA", Province::Zeeland),
            slip(Leave, 2026, "IR", Province::Utrecht),
        ];
        let sums = summed(&slips).unwrap();
        assert_eq!(sums.iter().count(), 16);
        for (cohort, _, table, cells) in sums.iter() {
            let net = if cohort.year() == 2027 { 2 } else { -1 };
            assert_eq!(cells.len(), table.cells());
            assert_eq!(cells.iter().sum::<i64>(), net, "{table:?}");
        }
        let iran = usize::from(Nationality::from_code("IR").unwrap().index());
        let (.., cells) = sums
            .iter()
            .find(|(cohort, _, table, _)| cohort.year() == 2026 && *table == TableId::Nationality)
            .unwrap();
        assert_eq!(cells[iran], -1);
    }

    #[test]
    fn a_slip_of_a_cohort_that_is_not_alive_is_refused() {
        for year in [2024, 2025, 2028] {
            let refused = summed(&[slip(Leave, year, "MA", Province::Utrecht)]);
            assert_eq!(
                refused.err(),
                Some(SlipRefused::NotLive(Cohort::of_year(year)))
            );
        }
    }

    #[test]
    fn a_slip_of_another_family_is_refused() {
        let mut other = slip(Join, 2027, "MA", Province::Utrecht);
        other.policy_version = 2;
        assert_eq!(summed(&[other]).err(), Some(SlipRefused::UnknownVersion(2)));
    }

    #[test]
    fn true_numbers_do_not_print() {
        let sums = summed(&[slip(Join, 2027, "MA", Province::Utrecht)]).unwrap();
        assert_eq!(format!("{sums:?}"), "Sums");
    }
}
