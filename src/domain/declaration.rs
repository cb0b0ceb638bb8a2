//! What pressing the button does to the guest list and the ballot box: the decision alone.
//!
//! The rules are those of the loss accounting in `docs/disclosure.md`: a person's replacements
//! may cost at most two events a year, however often somebody changes their mind.

use super::answers::Answers;
use super::ballot::{Sign, Slip};
use super::cells::Cells;
use super::consent::Consent;
use super::ids::Nonce;
use super::period::Quarter;
use super::record::{ChangeKind, Record};

/// A declaration as somebody made it in one visit.
#[derive(Clone)]
pub struct Declaration {
    /// The answers.
    pub answers: Answers,
    /// What was agreed to on the last page.
    pub consents: Vec<Consent>,
    /// The visit.
    pub visit: Nonce,
}

/// What to write.
#[derive(Clone, Debug)]
pub struct Change {
    /// The record to seal.
    pub record: Record,
    /// The slips for the ballot box: none, a join, or a leave and a join.
    pub slips: Vec<Slip>,
}

impl Declaration {
    /// The change this declaration makes in the open quarter, given what is kept already; whoever
    /// joins counts in the family of tables with the version `family`.
    #[must_use]
    pub fn change(self, kept: Option<&Record>, open: Quarter, family: u16) -> Change {
        match kept {
            None => self.join(open, family),
            Some(kept) => self.replace(kept, open, family),
        }
    }

    fn join(self, open: Quarter, family: u16) -> Change {
        let cells = Cells::of(&self.answers);
        let record = Record {
            answers: self.answers,
            counted: cells,
            policy_version: family,
            joined: open,
            cohort: open.cohort(),
            last_counted_replacement: None,
            last_visit: self.visit,
            last_change: ChangeKind::Joined,
            consents: self.consents,
        };
        let slips = vec![slip_of(&record, Sign::Join)];
        Change { record, slips }
    }

    fn replace(self, kept: &Record, open: Quarter, family: u16) -> Change {
        let cells = Cells::of(&self.answers);
        let mut record = Record {
            answers: self.answers,
            last_visit: self.visit,
            last_change: ChangeKind::Replaced,
            consents: self.consents,
            ..kept.clone()
        };
        // One that moves neither cell nor cohort writes no ballot.
        if kept.counted == cells && kept.cohort == open.cohort() {
            return Change {
                record,
                slips: Vec::new(),
            };
        }
        if !counts(kept, open) {
            record.last_change = ChangeKind::AnswersOnly;
            return Change {
                record,
                slips: Vec::new(),
            };
        }
        record.counted = cells;
        record.policy_version = family;
        record.cohort = open.cohort();
        if !cancels(kept, open) {
            record.last_counted_replacement = Some(open);
        }
        let slips = vec![slip_of(kept, Sign::Leave), slip_of(&record, Sign::Join)];
        Change { record, slips }
    }
}

/// The slip that takes a kept declaration away: exactly what was counted for it.
#[must_use]
pub fn leaving_slip(kept: &Record) -> Slip {
    slip_of(kept, Sign::Leave)
}

fn slip_of(record: &Record, sign: Sign) -> Slip {
    Slip {
        policy_version: record.policy_version,
        sign,
        cohort: record.cohort,
        cells: record.counted,
    }
}

/// In the quarter of the joining or of the last counted replacement, a leave and a join cancel
/// in the quarterly tables.
fn cancels(kept: &Record, open: Quarter) -> bool {
    kept.joined == open || kept.last_counted_replacement == Some(open)
}

/// A replacement counts when it cancels, or when none was counted in this ISO year outside the
/// quarter of joining.
fn counts(kept: &Record, open: Quarter) -> bool {
    cancels(kept, open)
        || kept
            .last_counted_replacement
            .is_none_or(|last| last.year() < open.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::Nationalities;
    use crate::domain::nationality::Nationality;

    fn declares(code: &str) -> Declaration {
        let nationality = Nationality::from_code(code).unwrap();
        Declaration {
            answers: Answers {
                nationalities: Nationalities::new(&[nationality]).unwrap(),
                optional: None,
            },
            consents: Vec::new(),
            visit: Nonce::new([1; 16]),
        }
    }

    fn quarter(text: &str) -> Quarter {
        Quarter::parse(text).unwrap()
    }

    /// Plays (quarter, nationality) one after the other; gives the kinds and the slips per step.
    fn story(steps: &[(&str, &str)]) -> Vec<(ChangeKind, usize, i32)> {
        let mut kept: Option<Record> = None;
        let mut told = Vec::new();
        for (when, code) in steps {
            let change = declares(code).change(kept.as_ref(), quarter(when), 1);
            told.push((
                change.record.last_change,
                change.slips.len(),
                change.record.cohort.year(),
            ));
            kept = Some(change.record);
        }
        told
    }

    use ChangeKind::{AnswersOnly, Joined, Replaced};

    #[test]
    fn a_second_thought_in_the_quarter_of_joining_always_counts() {
        assert_eq!(
            story(&[("2026-Q1", "MA"), ("2026-Q1", "IR"), ("2026-Q1", "TR")]),
            [(Joined, 1, 2026), (Replaced, 2, 2026), (Replaced, 2, 2026)]
        );
    }

    #[test]
    fn outside_it_one_replacement_a_year_counts_and_more_in_its_own_quarter() {
        assert_eq!(
            story(&[
                ("2026-Q1", "MA"),
                ("2026-Q2", "IR"),
                ("2026-Q2", "TR"),
                ("2026-Q3", "SY"),
                ("2027-Q1", "SY"),
                ("2027-Q2", "MA"),
            ]),
            [
                (Joined, 1, 2026),
                (Replaced, 2, 2026),
                (Replaced, 2, 2026),
                (AnswersOnly, 0, 2026),
                (Replaced, 2, 2027),
                (AnswersOnly, 0, 2027),
            ]
        );
    }

    #[test]
    fn the_same_again_in_the_same_year_writes_no_ballot_and_in_the_next_it_renews() {
        assert_eq!(
            story(&[("2026-Q1", "MA"), ("2026-Q3", "MA"), ("2027-Q1", "MA")]),
            [(Joined, 1, 2026), (Replaced, 0, 2026), (Replaced, 2, 2027)]
        );
    }

    #[test]
    fn a_leave_takes_away_what_was_counted_not_what_was_answered() {
        let first = declares("MA").change(None, quarter("2026-Q1"), 1).record;
        let second = declares("IR")
            .change(Some(&first), quarter("2026-Q2"), 1)
            .record;
        let third = declares("TR").change(Some(&second), quarter("2026-Q3"), 2);
        assert_eq!(third.record.last_change, AnswersOnly);
        let leave = leaving_slip(&third.record);
        assert_eq!(leave.cells.nationality.code(), "IR");
        assert_eq!(third.record.answers.nationalities.chief().code(), "TR");
    }

    #[test]
    fn the_slips_of_any_story_add_up_to_where_it_stands() {
        use std::collections::BTreeMap;
        let steps = [
            ("2026-Q1", "MA"),
            ("2026-Q2", "IR"),
            ("2026-Q3", "TR"),
            ("2027-Q2", "SY"),
        ];
        let (mut kept, mut sums) = (None::<Record>, BTreeMap::new());
        for (when, code) in steps {
            let change = declares(code).change(kept.as_ref(), quarter(when), 1);
            for slip in &change.slips {
                *sums
                    .entry((slip.cohort.year(), slip.cells.nationality.code()))
                    .or_insert(0) += slip.sign.value();
            }
            kept = Some(change.record);
        }
        sums.retain(|_, sum| *sum != 0);
        assert_eq!(sums, BTreeMap::from([((2027, "SY"), 1)]));
    }
}
