//! What the journal says that the backup does not know: who is gone, which ballots are missing,
//! and which lines can no longer be true. The decision alone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::ids::{BallotId, LeafName, RegistrationId};
use crate::domain::leaf::{Leaf, LeafBallot, LeafKind, Verdict};
use crate::domain::period::{Cohort, Quarter};
use crate::flows::journal::OnFile;

/// What was found in the backup.
pub struct Found {
    /// The quarter that is open in it.
    pub open: Quarter,
    /// The register's first ISO year.
    pub first_year: i32,
    /// The declarations of withdrawn people that it holds, with their cohort.
    pub rows: HashMap<RegistrationId, Cohort>,
    /// The ballots named by the journal that lie in its box.
    pub ballots: HashSet<BallotId>,
    /// The quarters whose draw is in the backup or in the journal, or whose export is in the
    /// journal.
    pub drawn: BTreeSet<Quarter>,
}

/// A ballot that is put back.
pub struct Missing {
    /// Into which quarter's box.
    pub period: Quarter,
    /// Whose.
    pub id: RegistrationId,
    /// The ballot.
    pub ballot: LeafBallot,
}

/// What is to be done.
#[derive(Default)]
pub struct Plan {
    /// Who withdrew, and in which quarter.
    pub gone: HashMap<RegistrationId, Quarter>,
    /// Ballots to put back.
    pub missing: Vec<Missing>,
    /// Leaves whose joining the backup does not know either.
    pub lost: Vec<LeafName>,
}

/// The withdrawal that counts for each declaration: one a declaration, a finished one first. An
/// open one is taken as done: somebody pressed the button.
#[must_use]
pub fn withdrawals(leaves: &[OnFile]) -> HashMap<RegistrationId, &OnFile> {
    let mut chosen: HashMap<RegistrationId, &OnFile> = HashMap::new();
    for leaf in leaves.iter().filter(|leaf| {
        leaf.leaf.kind == LeafKind::Withdrawal && leaf.verdict != Some(Verdict::Void)
    }) {
        let known = chosen.entry(leaf.leaf.id).or_insert(leaf);
        if known.verdict.is_none() {
            *known = leaf;
        }
    }
    chosen
}

/// Decides.
#[must_use]
pub fn plan(leaves: &[OnFile], found: &Found) -> Plan {
    let chosen = withdrawals(leaves);
    let mut plan = Plan::default();
    for (id, withdrawal) in &chosen {
        plan.gone.insert(*id, withdrawal.leaf.period);
    }
    for on_file in leaves {
        let leaf = &on_file.leaf;
        let Some(withdrawal) = chosen.get(&leaf.id) else {
            continue;
        };
        let other = leaf.kind == LeafKind::Withdrawal && leaf.name != withdrawal.leaf.name;
        if on_file.verdict != Some(Verdict::Void) && !other {
            plan.add(on_file, found);
        }
    }
    plan
}

impl Plan {
    fn add(&mut self, on_file: &OnFile, found: &Found) {
        let leaf = &on_file.leaf;
        if found.drawn.contains(&leaf.period) {
            return;
        }
        let kept = found.rows.contains_key(&leaf.id);
        let join_is_lost = !kept && !found.drawn.contains(&leaf.joined);
        for ballot in &leaf.ballots {
            let period = leaf.period.max(found.open);
            let lapsed = !period
                .live_cohorts(found.first_year)
                .contains(&ballot.cohort);
            if found.ballots.contains(&ballot.id) || lapsed {
                continue;
            }
            if on_file.verdict == Some(Verdict::Lost) || join_is_lost {
                self.lost.push(leaf.name);
                return;
            }
            self.missing.push(Missing {
                period,
                id: leaf.id,
                ballot: ballot.clone(),
            });
        }
    }

    /// Who is to be taken off the list before this quarter is closed.
    pub fn gone_by<'a>(
        &'a self,
        quarter: Quarter,
    ) -> impl Iterator<Item = &'a RegistrationId> + 'a {
        let gone = self.gone.iter();
        gone.filter(move |(_, when)| **when <= quarter)
            .map(|(id, _)| id)
    }

    /// The ballots that belong into this quarter's box.
    pub fn ballots_of(&self, quarter: Quarter) -> impl Iterator<Item = &Missing> {
        let missing = self.missing.iter();
        missing.filter(move |missing| missing.period == quarter)
    }

    /// What a note of rows taken at this quarter's close has to add per cohort, so that rows and
    /// ballots balance in the quarters to come: leaves still to come of people whose row is not
    /// here, or is here in another cohort than the one they will leave from.
    #[must_use]
    pub fn to_come(
        &self,
        quarter: Quarter,
        rows: &HashMap<RegistrationId, Cohort>,
    ) -> BTreeMap<Cohort, i64> {
        let mut net: HashMap<RegistrationId, BTreeMap<Cohort, i64>> = HashMap::new();
        for missing in self.missing.iter().filter(|m| m.period > quarter) {
            let cohorts = net.entry(missing.id).or_default();
            *cohorts.entry(missing.ballot.cohort).or_insert(0) -= missing.ballot.sign.value();
        }
        let mut sum = BTreeMap::new();
        for (id, cohorts) in net {
            for (cohort, leaves) in cohorts {
                *sum.entry(cohort).or_insert(0) += leaves;
            }
            if let Some(cohort) = rows.get(&id) {
                *sum.entry(*cohort).or_insert(0) -= 1;
            }
        }
        sum
    }
}

/// What the journal is told afterwards: withdrawals that were open are done, those whose joining
/// is lost are `lost`, and replacements that the restored register does not have never were.
#[must_use]
pub fn verdicts(
    leaves: &[OnFile],
    plan: &Plan,
    in_the_box: &HashSet<BallotId>,
) -> Vec<(LeafName, Verdict)> {
    let lost: HashSet<&LeafName> = plan.lost.iter().collect();
    let told = |on_file: &OnFile| -> Option<Verdict> {
        let Leaf {
            name,
            kind,
            id,
            ballots,
            ..
        } = &on_file.leaf;
        match (kind, on_file.verdict) {
            (_, Some(Verdict::Void | Verdict::Lost)) => None,
            _ if lost.contains(name) => Some(Verdict::Lost),
            (LeafKind::Withdrawal, None) => Some(Verdict::Done),
            (LeafKind::Replacement, _) if !plan.gone.contains_key(id) => {
                let there = ballots.iter().any(|ballot| in_the_box.contains(&ballot.id));
                match (there, on_file.verdict) {
                    (false, _) => Some(Verdict::Void),
                    (true, None) => Some(Verdict::Done),
                    (true, _) => None,
                }
            }
            (LeafKind::Replacement, None) => Some(Verdict::Done),
            _ => None,
        }
    };
    leaves
        .iter()
        .filter_map(|on_file| Some((on_file.leaf.name, told(on_file)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ballot::Sign;

    const QUARTER: &str = "2026-Q3";

    fn of_one(kind: LeafKind, verdict: Option<Verdict>) -> OnFile {
        let quarter = Quarter::parse(QUARTER).unwrap();
        let ballot = LeafBallot {
            id: BallotId::new([3; 16]),
            sign: Sign::Leave,
            cohort: quarter.cohort(),
            boxed: Vec::new(),
        };
        OnFile {
            leaf: Leaf {
                name: LeafName::new([1; 16]),
                kind,
                id: RegistrationId::new([2; 16]),
                period: quarter,
                joined: quarter,
                ballots: vec![ballot],
            },
            verdict,
        }
    }

    /// What the journal is told of one line.
    fn told(
        on_file: &OnFile,
        is_lost: bool,
        is_gone: bool,
        is_in_the_box: bool,
    ) -> Option<Verdict> {
        let mut plan = Plan::default();
        if is_lost {
            plan.lost.push(on_file.leaf.name);
        }
        if is_gone {
            plan.gone.insert(on_file.leaf.id, on_file.leaf.period);
        }
        let ballots = is_in_the_box.then_some(on_file.leaf.ballots[0].id);
        let told = verdicts(
            std::slice::from_ref(on_file),
            &plan,
            &ballots.into_iter().collect(),
        );
        assert!(told.len() <= 1);
        told.first().map(|(_, verdict)| *verdict)
    }

    #[test]
    fn what_never_was_or_is_lost_stays_so_whatever_the_backup_holds() {
        for kind in [LeafKind::Withdrawal, LeafKind::Replacement] {
            for verdict in [Verdict::Void, Verdict::Lost] {
                for bits in 0..8 {
                    let on_file = of_one(kind, Some(verdict));
                    let told = told(&on_file, bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
                    assert_eq!(told, None, "{kind:?}, {verdict:?}, {bits}");
                }
            }
        }
    }

    #[test]
    fn a_deed_whose_joining_is_lost_is_lost() {
        for kind in [LeafKind::Withdrawal, LeafKind::Replacement] {
            for verdict in [None, Some(Verdict::Done)] {
                let told = told(&of_one(kind, verdict), true, true, false);
                assert_eq!(told, Some(Verdict::Lost), "{kind:?}, {verdict:?}");
            }
        }
    }

    #[test]
    fn an_open_deed_of_somebody_who_left_is_done_and_a_done_one_needs_no_word() {
        for kind in [LeafKind::Withdrawal, LeafKind::Replacement] {
            for is_in_the_box in [false, true] {
                let open = told(&of_one(kind, None), false, true, is_in_the_box);
                assert_eq!(open, Some(Verdict::Done), "{kind:?}");
                let done = of_one(kind, Some(Verdict::Done));
                assert_eq!(told(&done, false, true, is_in_the_box), None, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_replacement_of_somebody_who_stayed_is_what_the_box_shows() {
        let (open, done) = (None, Some(Verdict::Done));
        for (verdict, is_in_the_box, expected) in [
            (open, false, Some(Verdict::Void)),
            (done, false, Some(Verdict::Void)),
            (open, true, Some(Verdict::Done)),
            (done, true, None),
        ] {
            let on_file = of_one(LeafKind::Replacement, verdict);
            let told = told(&on_file, false, false, is_in_the_box);
            assert_eq!(told, expected, "{verdict:?}, {is_in_the_box}");
        }
    }
}
