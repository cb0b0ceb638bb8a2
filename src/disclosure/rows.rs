//! The check that guest list and ballot box tell the same story before a quarter is counted.
//!
//! For each cohort: rows at this close = rows at the last counted close + joins − leaves of the
//! ballots between. A difference stops the count. It names the cohort and no number, since the
//! numbers on both sides are exact.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ballot::Slip;
use crate::domain::period::{Cohort, Quarter};

/// Rows of the guest list per cohort, as noted when a period was closed. A cohort that is not
/// mentioned had none.
pub type RowNotes = BTreeMap<Cohort, i64>;

/// The rows of this cohort and its ballots differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rows and ballots of cohort {} differ", .0.year())]
pub struct RowsDiffer(pub Cohort);

/// Compares the notes of `quarter`'s close with those of the last counted quarter (`base`, empty
/// before the first count) and the slips between.
///
/// # Errors
/// For the first cohort whose rows and ballots differ; rows of a lapsed cohort are a difference
/// too, and so are slips of one.
pub fn check(
    quarter: Quarter,
    first_year: i32,
    notes: &RowNotes,
    base: &RowNotes,
    slips: &[Slip],
) -> Result<(), RowsDiffer> {
    let live = quarter.live_cohorts(first_year);
    let cohorts: BTreeSet<Cohort> = live
        .iter()
        .chain(notes.keys())
        .copied()
        .chain(slips.iter().map(|slip| slip.cohort))
        .collect();
    for cohort in cohorts {
        // What lapsed since the last count left the list without ballots.
        let before = if live.contains(&cohort) {
            rows(base, cohort)
        } else {
            0
        };
        let change: i64 = slips
            .iter()
            .filter(|slip| slip.cohort == cohort)
            .map(|slip| slip.sign.value())
            .sum();
        if before.checked_add(change) != Some(rows(notes, cohort)) {
            return Err(RowsDiffer(cohort));
        }
    }
    Ok(())
}

fn rows(notes: &RowNotes, cohort: Cohort) -> i64 {
    notes.get(&cohort).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{quarter, slip};
    use crate::domain::answers::Province::Utrecht;
    use crate::domain::ballot::Sign::{Join, Leave};

    fn notes(rows: &[(i32, i64)]) -> RowNotes {
        rows.iter()
            .map(|(year, rows)| (Cohort::of_year(*year), *rows))
            .collect()
    }

    fn checked(now: &[(i32, i64)], base: &[(i32, i64)], slips: &[Slip]) -> Option<i32> {
        let found = check(quarter("2029-Q1"), 2026, &notes(now), &notes(base), slips);
        found.err().map(|RowsDiffer(cohort)| cohort.year())
    }

    #[test]
    fn rows_and_ballots_that_agree_pass() {
        let slips = [
            slip(Join, 2029, "MA", Utrecht),
            slip(Join, 2029, "IR", Utrecht),
            slip(Leave, 2027, "TR", Utrecht),
        ];
        let base = [(2026, 40), (2027, 7), (2028, 3)];
        assert_eq!(
            checked(&[(2027, 6), (2028, 3), (2029, 2)], &base, &slips),
            None
        );
        assert_eq!(checked(&[], &[(2026, 5)], &[]), None);
    }

    #[test]
    fn a_lost_or_invented_row_stops_the_count() {
        let base = [(2027, 7), (2028, 3)];
        assert_eq!(checked(&[(2027, 7), (2028, 2)], &base, &[]), Some(2028));
        assert_eq!(
            checked(&[(2027, 7), (2028, 3), (2029, 1)], &base, &[]),
            Some(2029)
        );
        let lost = [slip(Leave, 2027, "TR", Utrecht)];
        assert_eq!(checked(&[(2027, 7), (2028, 3)], &base, &lost), Some(2027));
    }

    #[test]
    fn rows_or_slips_of_a_lapsed_cohort_stop_the_count() {
        assert_eq!(checked(&[(2026, 1)], &[(2026, 1)], &[]), Some(2026));
        let late = [slip(Leave, 2026, "TR", Utrecht)];
        assert_eq!(checked(&[], &[(2026, 1)], &late), Some(2026));
    }

    #[test]
    fn the_difference_names_no_number() {
        let said = RowsDiffer(Cohort::of_year(2027)).to_string();
        assert_eq!(said, "rows and ballots of cohort 2027 differ");
    }
}
