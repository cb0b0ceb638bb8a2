//! Which family of tables held when: a register adopts another family from a quarter on.
//!
//! A declaration counts in the family that was in force when it joined, and leaves from that same
//! family. So each family is a series of its own, with its own losses and its own noise, and one
//! event still costs what one family costs. Which series are drawn follows from the quarters in
//! which each was in force, never from what was counted: a series without events is drawn too.

use super::policy::{PER_EVENT, Policy, VERSION_1};
use super::spread::{Spread, variance_of_one};
use crate::domain::period::{Cohort, Quarter};
use crate::domain::table::TableId;

/// The families of one register, in the order in which they were adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Families {
    first: Policy,
    adopted: Vec<(Quarter, Policy)>,
}

/// Why a family cannot be adopted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdoptionRefused {
    /// This program does not know the family.
    #[error("policy version {0} is not known to this program: see enkel policy show")]
    Unknown(u16),
    /// A family is adopted once.
    #[error("policy version {0} was adopted before: a family is adopted once")]
    Twice(u16),
    /// A leaving from an older family costs the weekly number of the new one as well.
    #[error(
        "under policy version {0} a leaving from an earlier family would cost more than {PER_EVENT} \
         thousandths, since its weekly number costs more than that of the family before"
    )]
    TooDear(u16),
    /// Families follow each other.
    #[error("another family was already adopted from {0} on")]
    NotLater(Quarter),
}

impl Families {
    /// A register with this family alone.
    #[must_use]
    pub const fn only(first: Policy) -> Self {
        Self {
            first,
            adopted: Vec::new(),
        }
    }

    /// The families that were adopted after the first one, by version.
    ///
    /// # Errors
    /// As [`Families::adopt`].
    pub fn read(adopted: &[(u16, Quarter)]) -> Result<Self, AdoptionRefused> {
        let mut families = Self::only(VERSION_1);
        for (version, from) in adopted {
            families.adopt(*version, *from)?;
        }
        Ok(families)
    }

    /// Adopts one more family, in force from this quarter on.
    ///
    /// # Errors
    /// When it is not known, was adopted before, or an earlier adoption begins as late.
    pub fn adopt(&mut self, version: u16, from: Quarter) -> Result<(), AdoptionRefused> {
        let policy = Policy::of(version).ok_or(AdoptionRefused::Unknown(version))?;
        if self.of_version(version).is_some() {
            return Err(AdoptionRefused::Twice(version));
        }
        let weekly = policy.terms(TableId::Weekly).loss;
        if self
            .all()
            .any(|earlier| earlier.quarterly_loss() + weekly > PER_EVENT)
        {
            return Err(AdoptionRefused::TooDear(version));
        }
        if let Some((last, _)) = self.adopted.last().filter(|(last, _)| *last >= from) {
            return Err(AdoptionRefused::NotLater(*last));
        }
        self.adopted.push((from, *policy));
        Ok(())
    }

    /// The versions adopted after the first, each with its first quarter.
    pub fn adopted(&self) -> impl Iterator<Item = (u16, Quarter)> {
        self.adopted
            .iter()
            .map(|(from, policy)| (policy.version(), *from))
    }

    /// The family with this version, if the register ever adopted it.
    #[must_use]
    pub fn of_version(&self, version: u16) -> Option<&Policy> {
        self.all().find(|policy| policy.version() == version)
    }

    /// Every family, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.first).chain(self.adopted.iter().map(|(_, policy)| policy))
    }

    /// The family that a joining in this quarter counts in.
    #[must_use]
    pub fn in_force(&self, quarter: Quarter) -> &Policy {
        let since = self.adopted.iter().rev().find(|(from, _)| *from <= quarter);
        since.map_or(&self.first, |(_, policy)| policy)
    }

    /// The families in which a cohort is drawn in this quarter: those that were in force in some
    /// quarter of the cohort's year, and had begun by then.
    pub fn drawn(&self, quarter: Quarter, cohort: Cohort) -> impl Iterator<Item = &Policy> {
        let year = cohort.year();
        let ends = self.adopted.iter().map(|(from, _)| Some(*from));
        let begins = std::iter::once(None).chain(ends.clone());
        let ends = ends.chain(std::iter::once(None));
        self.all()
            .zip(begins.zip(ends))
            .filter(move |(_, (begin, end))| {
                begin.is_none_or(|begin| begin <= quarter && begin.year() <= year)
                    && end.is_none_or(|end| end.previous().year() >= year)
            })
            .map(|(policy, _)| policy)
    }

    /// Every series that is drawn in a quarter: each cohort alive then, in each of its families.
    #[must_use]
    pub fn series(&self, quarter: Quarter, first_year: i32) -> Vec<(Cohort, u16)> {
        let of = |cohort| {
            let drawn = self.drawn(quarter, cohort);
            drawn.map(move |policy| (cohort, policy.version()))
        };
        quarter
            .live_cohorts(first_year)
            .into_iter()
            .flat_map(of)
            .collect()
    }
}

impl Default for Families {
    fn default() -> Self {
        Self::only(VERSION_1)
    }
}

impl Families {
    /// The draws that every cell holds at the close of `until`, in a register whose first counted
    /// quarter is `first`: one for each quarter and series whose cohort is still alive then.
    #[must_use]
    pub fn held(&self, first: Quarter, until: Quarter) -> Draws {
        self.draws_of(first, until, |quarter, cohort| {
            is_held(first, until, quarter, cohort)
        })
    }

    /// The draws that a cell of only one of two stocks holds.
    #[must_use]
    pub fn held_by_one(&self, first: Quarter, earlier: Quarter, later: Quarter) -> Draws {
        self.draws_of(first, later, |quarter, cohort| {
            is_held(first, earlier, quarter, cohort) != is_held(first, later, quarter, cohort)
        })
    }

    fn draws_of(
        &self,
        first: Quarter,
        until: Quarter,
        counts: impl Fn(Quarter, Cohort) -> bool,
    ) -> Draws {
        let mut draws = Draws::default();
        for quarter in (first.ordinal()..=until.ordinal()).map(Quarter::from_ordinal) {
            let cohorts = quarter.live_cohorts(first.year()).into_iter();
            for cohort in cohorts.filter(|cohort| counts(quarter, *cohort)) {
                for policy in self.drawn(quarter, cohort) {
                    draws.add(policy, 1);
                }
            }
        }
        draws
    }
}

/// Whether what a cohort did in this quarter is in the stock at the close of `at`.
fn is_held(first: Quarter, at: Quarter, quarter: Quarter, cohort: Cohort) -> bool {
    quarter <= at && at.live_cohorts(first.year()).contains(&cohort)
}

/// How many draws a cell holds, of which families.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Draws(Vec<(Policy, u32)>);

impl Draws {
    /// Adds so many draws of one family.
    pub fn add(&mut self, policy: &Policy, many: u32) {
        let known = self.0.iter_mut().find(|(known, _)| known == policy);
        match known {
            Some((_, draws)) => *draws = draws.saturating_add(many),
            None if many == 0 => {}
            None => self.0.push((*policy, many)),
        }
    }

    /// The families with their draws, in the order in which they were first added.
    pub fn iter(&self) -> impl Iterator<Item = (&Policy, u32)> {
        self.0.iter().map(|(policy, draws)| (policy, *draws))
    }

    /// How many draws there are in all families together.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.iter().map(|(_, draws)| draws).sum()
    }

    /// The noise of so many draws in a cell of this table.
    #[must_use]
    pub fn spread(&self, table: TableId) -> Spread {
        let of =
            |(policy, draws): (&Policy, u32)| Spread::of_draws(policy.terms(table).scale(), draws);
        let mut families = self.iter().map(of);
        let first = families.next().unwrap_or_else(|| of((&VERSION_1, 0)));
        families.fold(first, |sum, one| sum.with(&one))
    }

    /// The variance of that noise, in declarations squared.
    #[must_use]
    pub fn variance(&self, table: TableId) -> f64 {
        let of = |(policy, draws): (&Policy, u32)| {
            f64::from(draws) * variance_of_one(policy.terms(table).scale())
        };
        self.iter().map(of).sum()
    }

    /// Each family's draws so many times.
    #[must_use]
    pub fn times(&self, many: u32) -> Self {
        let all = self.0.iter();
        Self(
            all.map(|(p, draws)| (*p, draws.saturating_mul(many)))
                .collect(),
        )
    }
}

impl Policy {
    /// So many draws of this family alone.
    #[must_use]
    pub fn draws(&self, many: u32) -> Draws {
        let mut draws = Draws::default();
        draws.add(self, many);
        draws
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::VERSION_2;
    use crate::disclosure::testing::quarter;

    fn two() -> Families {
        Families::read(&[(2, quarter("2027-Q2"))]).unwrap()
    }

    fn drawn(now: &str, year: i32) -> Vec<u16> {
        let families = two();
        let drawn = families.drawn(quarter(now), Cohort::of_year(year));
        drawn.map(Policy::version).collect()
    }

    #[test]
    fn a_joining_counts_in_the_family_in_force() {
        assert_eq!(two().in_force(quarter("2027-Q1")).version(), 1);
        assert_eq!(two().in_force(quarter("2027-Q2")).version(), 2);
        assert_eq!(two().in_force(quarter("2035-Q4")).version(), 2);
    }

    #[test]
    fn a_cohort_is_drawn_in_the_families_of_its_year() {
        assert_eq!(drawn("2027-Q1", 2027), [1]);
        assert_eq!(drawn("2027-Q2", 2026), [1]);
        assert_eq!(drawn("2027-Q2", 2027), [1, 2]);
        assert_eq!(drawn("2029-Q4", 2027), [1, 2]);
        assert_eq!(drawn("2029-Q4", 2028), [2]);
    }

    #[test]
    fn a_family_from_new_year_shares_no_cohort_with_the_one_before() {
        let families = Families::read(&[(2, quarter("2028-Q1"))]).unwrap();
        let of = |year| {
            let drawn = families.drawn(quarter("2028-Q3"), Cohort::of_year(year));
            drawn.map(Policy::version).collect::<Vec<_>>()
        };
        assert_eq!((of(2027), of(2028)), (vec![1], vec![2]));
    }

    #[test]
    fn a_leaving_from_an_older_family_may_not_cost_more() {
        // Under the first family's weekly number a leaving from the second would cost 1050.
        let mut families = Families::only(VERSION_2);
        let refused = families.adopt(1, quarter("2028-Q1"));
        assert_eq!(refused, Err(AdoptionRefused::TooDear(1)));
        assert_eq!(families, Families::only(VERSION_2));
    }

    #[test]
    fn the_noise_of_two_families_is_their_convolution() {
        let mut draws = VERSION_1.draws(2);
        draws.add(&VERSION_2, 3);
        for table in [TableId::Nationality, TableId::Weekly] {
            let spread = draws.spread(table);
            // Var X = Σ (2x − 1) P(|X| ≥ x) over x from 1 up.
            let tails = (1..4_000).map(|x| f64::from(2 * x - 1) * 2.0 * spread.at_least(x.into()));
            let variance: f64 = tails.sum();
            assert!(
                (variance / draws.variance(table) - 1.0).abs() < 1e-6,
                "{table:?}"
            );
            assert!((spread.at_least(0) + spread.at_least(1) - 1.0).abs() < 1e-9);
        }
        // Equal scales: two families are as one.
        let mut alike = VERSION_1.draws(2);
        alike.add(&VERSION_2, 3);
        let (two, one) = (alike.spread(TableId::Province), VERSION_1.draws(5));
        let one = one.spread(TableId::Province);
        assert!((0..400).all(|x| (two.at_least(x) - one.at_least(x)).abs() < 1e-9));
    }

    #[test]
    fn a_family_is_adopted_once_and_after_the_one_before() {
        let mut families = two();
        let from = quarter("2028-Q1");
        assert_eq!(families.adopt(2, from), Err(AdoptionRefused::Twice(2)));
        assert_eq!(families.adopt(1, from), Err(AdoptionRefused::Twice(1)));
        assert_eq!(families.adopt(9, from), Err(AdoptionRefused::Unknown(9)));
        assert_eq!(families, two());
    }
}
