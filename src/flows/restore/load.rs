//! Reading the backup into the staged register: every row and ballot is opened as far as its wrap
//! goes and wrapped anew, and what the journal speaks of is noted on the way.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{Found, OldKeys, Restoring, withdrawals};
use crate::crypto::epoch::EpochKey;
use crate::crypto::keys::Keys;
use crate::crypto::random;
use crate::domain::ids::{BallotId, RegistrationId, Tag};
use crate::domain::period::{Cohort, Quarter};
use crate::domain::release::Period;
use crate::flows::FlowError;
use crate::flows::journal::OnFile;
use crate::flows::set_up::check_key;
use crate::store::ballots::Ballot;
use crate::store::copy::{self, Page};
use crate::store::registrations::Registration;
use crate::store::{Database, StoreError, meta};

/// Facts of the old register that must not outlive it: they belong to its hosts and their stores.
const FORGOTTEN: [&str; 10] = [
    "transit_id",
    "visit_check",
    "clock_believed_day",
    "clock_doubted_since_hour",
    "rewrap_turn",
    "calendar_turn",
    "epoch_compacted",
    "last_backup_day",
    "hosts",
    meta::CLOSED,
];

pub(super) struct Load {
    staged: Arc<Database>,
    keys: Arc<Keys>,
    old: Arc<OldKeys>,
    new: Arc<EpochKey>,
    wanted: HashSet<RegistrationId>,
    named: HashSet<BallotId>,
    facts: BTreeMap<String, String>,
    tags: HashMap<RegistrationId, (Tag, Cohort)>,
    ballots: HashSet<BallotId>,
    drawn: BTreeSet<Quarter>,
}

/// What was loaded.
pub(super) struct Loaded {
    /// What the plan is made from.
    pub found: Found,
    /// Where the rows of withdrawn people lie.
    pub tags: HashMap<RegistrationId, (Tag, Cohort)>,
}

/// A key of this machine is not the register's.
#[derive(Debug, thiserror::Error)]
#[error(
    "the key `{0}` is not the one that the backup's register was made with: put the right one into \
     the folder of keys (`enkel keys join` makes it out of its paper shares)"
)]
struct OtherKey(String);

/// What opens the backup is not what was given.
#[derive(Debug, thiserror::Error)]
#[error(
    "a row of the backup does not open with this escrow: take the one that was written with the \
     backup; `enkel verify-backup --escrow` tries it"
)]
struct OtherEscrow;

impl Load {
    pub(super) fn new(with: &Restoring, leaves: &[OnFile], step: u32) -> Result<Self, FlowError> {
        let named = leaves.iter().flat_map(|on_file| &on_file.leaf.ballots);
        let drawn = with.journal.folder().drawn().map_err(StoreError::from)?;
        let exported = with.journal.exported()?;
        Ok(Self {
            staged: with.staged.clone(),
            keys: with.keys.clone(),
            old: with.old.clone(),
            new: with.keys.epoch(step)?,
            wanted: withdrawals(leaves).into_keys().collect(),
            named: named.map(|ballot| ballot.id).collect(),
            facts: BTreeMap::new(),
            tags: HashMap::new(),
            ballots: HashSet::new(),
            drawn: drawn
                .into_iter()
                .filter_map(|release| quarter(release.period))
                // An export is its quarter's ballot box: nothing is put into that quarter again.
                .chain(exported)
                .collect(),
        })
    }

    /// Puts one page into the staged register.
    pub(super) fn take(&mut self, page: Page) -> Result<(), StoreError> {
        let page = Arc::new(match page {
            Page::Meta(facts) => Page::Meta(self.facts(facts)?),
            Page::Registration(rows) => Page::Registration(self.rows(rows)?),
            Page::Ballot(ballots) => Page::Ballot(self.ballots(ballots)?),
            Page::Flow(flows) => {
                self.drawn
                    .extend(flows.iter().filter_map(|f| quarter(f.period)));
                Page::Flow(flows)
            }
            other => other,
        });
        self.staged
            .write("put a page back", move |conn| copy::add(conn, &page))
    }

    fn facts(&mut self, facts: Vec<(String, String)>) -> Result<Vec<(String, String)>, StoreError> {
        let kept: Vec<_> = facts
            .into_iter()
            .filter(|(key, _)| !FORGOTTEN.contains(&key.as_str()))
            .collect();
        self.facts.extend(kept.iter().cloned());
        for check in self.keys.check_values() {
            let noted = self.facts.get(&check_key(check.name));
            if noted.is_some_and(|noted| *noted != check.value) {
                return Err(StoreError::given_up(OtherKey(check.name.to_owned())));
            }
        }
        Ok(kept)
    }

    fn rows(&mut self, rows: Vec<Registration>) -> Result<Vec<Registration>, StoreError> {
        let mut wrapped = Vec::with_capacity(rows.len());
        for row in rows {
            let old = (self.old)(row.epoch).map_err(StoreError::given_up)?;
            let made = self
                .new
                .rewrap_row(&old, &row.tag, &row.sealed)
                .map_err(|_| StoreError::given_up(OtherEscrow))?;
            let id = old
                .id_in_row(&row.tag, &row.sealed)
                .map_err(StoreError::given_up)?;
            if self.wanted.contains(&id) {
                self.tags.insert(id, (made.tag, row.cohort));
            }
            wrapped.push(Registration {
                tag: made.tag,
                sealed: made.sealed,
                cohort: row.cohort,
                epoch: self.new.step(),
            });
        }
        random::shuffle(&mut wrapped).map_err(StoreError::given_up)?;
        Ok(wrapped)
    }

    fn ballots(&mut self, ballots: Vec<Ballot>) -> Result<Vec<Ballot>, StoreError> {
        let mut wrapped = Vec::with_capacity(ballots.len());
        for ballot in ballots {
            let old = (self.old)(ballot.epoch).map_err(StoreError::given_up)?;
            let boxed = old
                .open_ballot(&ballot.id, ballot.period, &ballot.sealed)
                .map_err(|_| StoreError::given_up(OtherEscrow))?;
            let sealed = self.new.seal_ballot(&ballot.id, ballot.period, &boxed);
            if self.named.contains(&ballot.id) {
                self.ballots.insert(ballot.id);
            }
            wrapped.push(Ballot {
                sealed: sealed.map_err(StoreError::given_up)?,
                epoch: self.new.step(),
                ..ballot
            });
        }
        random::shuffle(&mut wrapped).map_err(StoreError::given_up)?;
        Ok(wrapped)
    }

    pub(super) fn finish(self) -> Result<Loaded, FlowError> {
        let fact = |key: &str| {
            let text = self.facts.get(key).map(String::as_str);
            text.and_then(Quarter::parse)
                .ok_or(StoreError::Inconsistent { table: "meta" })
        };
        let rows = self.tags.iter().map(|(id, (_, cohort))| (*id, *cohort));
        Ok(Loaded {
            found: Found {
                open: fact("open_quarter")?,
                first_year: fact("first_quarter")?.year(),
                rows: rows.collect(),
                ballots: self.ballots,
                drawn: self.drawn,
            },
            tags: self.tags,
        })
    }
}

fn quarter(period: Period) -> Option<Quarter> {
    match period {
        Period::Quarter(quarter) => Some(quarter),
        Period::Week(_) => None,
    }
}
