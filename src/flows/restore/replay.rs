//! From the backup's open quarter to the present, quarter by quarter: who withdrew is taken off,
//! missing ballots are put back, the quarter is closed with its notes, and what was drawn is
//! published again as it was. One transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::load::Loaded;
use super::{Missing, Plan, Restoring, plan, verdicts};
use crate::crypto::digest::sha256_hex;
use crate::crypto::epoch::EpochKey;
use crate::domain::calendar::Open;
use crate::domain::ids::{BallotId, LeafName, RegistrationId, Tag};
use crate::domain::leaf::Verdict;
use crate::domain::month::Month;
use crate::domain::period::{Cohort, Quarter, Week};
use crate::domain::release::{Period, ReleaseId};
use crate::flows::FlowError;
use crate::flows::count::bring_in;
use crate::flows::journal::OnFile;
use crate::flows::journal::draw::Drawn;
use crate::flows::publish::{Publisher, RESTORED};
use crate::store::ballots::Ballot;
use crate::store::meta::{self, Epoch, WeekNote};
use crate::store::{Conn, StoreError, ballots, registrations, releases};

pub(super) struct Replay {
    plan: Plan,
    tags: HashMap<RegistrationId, (Tag, Cohort)>,
    drawn: BTreeSet<Quarter>,
    /// Quarters that wait for the board's result, with their export's SHA-256.
    exported: BTreeMap<Quarter, String>,
    named: Vec<BallotId>,
    leaves: Vec<OnFile>,
    draws: Vec<Drawn>,
    publisher: Arc<Publisher>,
    new: Arc<EpochKey>,
    /// Where a clock says that we are: never trusted against a draw.
    now: Week,
    host: String,
    incomplete: bool,
}

type Rows = HashMap<RegistrationId, (Tag, Cohort)>;

impl Replay {
    pub(super) fn new(
        with: &Restoring,
        leaves: &[OnFile],
        loaded: Loaded,
        step: u32,
    ) -> Result<Self, FlowError> {
        let ballots = leaves.iter().flat_map(|on_file| &on_file.leaf.ballots);
        Ok(Self {
            plan: plan(leaves, &loaded.found),
            tags: loaded.tags,
            drawn: loaded.found.drawn,
            exported: exported(with)?,
            named: ballots.map(|ballot| ballot.id).collect(),
            leaves: leaves.to_vec(),
            draws: with.journal.draws_besides(&HashSet::new())?,
            publisher: with.publisher.clone(),
            new: with.keys.epoch(step)?,
            now: Week::of(with.today),
            host: with.host.clone(),
            incomplete: with.hosts.incomplete,
        })
    }

    /// Runs it; gives what the journal is to be told.
    pub(super) fn run(self, with: &Restoring) -> Result<Vec<(LeafName, Verdict)>, FlowError> {
        let told = with
            .staged
            .write("complete from the journal", move |conn| {
                meta::set(conn, meta::CLOSED, "restoring")?;
                let mut pending = self.pending(conn)?;
                let mut rows = self.tags.clone();
                self.closed_before(conn, &mut pending)?;
                self.quarters(conn, &mut rows, &mut pending)?;
                self.bring_in(conn, &mut pending, None)?;
                self.weeks_start_anew(conn)?;
                self.facts(conn)?;
                Ok(verdicts(&self.leaves, &self.plan, &self.in_the_box(conn)?))
            })?;
        Ok(told)
    }

    fn pending(&self, conn: &mut Conn) -> Result<VecDeque<Drawn>, StoreError> {
        let all = releases::all(conn)?;
        let known: Vec<ReleaseId> = all.iter().map(releases::Published::id).collect();
        let pending = self.draws.iter().filter(|d| !known.contains(&d.id()));
        Ok(pending.cloned().collect())
    }

    /// Quarters that the backup had closed and not counted.
    fn closed_before(
        &self,
        conn: &mut Conn,
        pending: &mut VecDeque<Drawn>,
    ) -> Result<(), StoreError> {
        let open = open(conn)?.quarter;
        let mut quarter = match meta::base(conn)? {
            Some((counted, _)) => counted.next(),
            None => meta::first_quarter(conn)?,
        };
        while quarter < open {
            if self.drawn.contains(&quarter) {
                self.bring_in(conn, pending, Some(quarter))?;
                self.leave_to_the_board(conn, quarter)?;
            }
            quarter = quarter.next();
        }
        Ok(())
    }

    fn quarters(
        &self,
        conn: &mut Conn,
        rows: &mut Rows,
        pending: &mut VecDeque<Drawn>,
    ) -> Result<(), StoreError> {
        let mut quarter = open(conn)?.quarter;
        let end = self.came_to();
        loop {
            self.take_off(conn, rows, quarter)?;
            for missing in self.plan.ballots_of(quarter) {
                self.put_back(conn, missing)?;
            }
            if quarter >= end {
                return Ok(());
            }
            self.close(conn, rows, quarter)?;
            if self.drawn.contains(&quarter) {
                self.bring_in(conn, pending, Some(quarter))?;
                self.leave_to_the_board(conn, quarter)?;
            }
            quarter = quarter.next();
        }
    }

    /// The quarter that the register had come to. Draws and lines show it too: the clock of the
    /// day may be wrong, and nobody may come back for that.
    fn came_to(&self) -> Quarter {
        let lines = self.leaves.iter().map(|on_file| on_file.leaf.period);
        let draws = self.draws.iter().map(|drawn| match drawn.period {
            Period::Quarter(quarter) => quarter.next(),
            Period::Week(week) => week.next().quarter(),
        });
        let exports = self.exported.keys().map(|quarter| quarter.next());
        let shown = lines.chain(draws).chain(exports);
        shown.fold(self.now.quarter(), Quarter::max)
    }

    fn take_off(
        &self,
        conn: &mut Conn,
        rows: &mut Rows,
        quarter: Quarter,
    ) -> Result<(), StoreError> {
        for id in self.plan.gone_by(quarter) {
            if let Some((tag, _)) = rows.remove(id) {
                registrations::remove(conn, &tag)?;
            }
        }
        Ok(())
    }

    fn put_back(&self, conn: &mut Conn, missing: &Missing) -> Result<(), StoreError> {
        let ballot = &missing.ballot;
        let sealed = self
            .new
            .seal_ballot(&ballot.id, missing.period, &ballot.boxed);
        let ballot = Ballot {
            id: ballot.id,
            period: missing.period,
            epoch: self.new.step(),
            sealed: sealed.map_err(StoreError::given_up)?,
        };
        ballots::add(conn, &ballot)
    }

    fn close(&self, conn: &mut Conn, rows: &mut Rows, quarter: Quarter) -> Result<(), StoreError> {
        let mut noted = registrations::rows_per_cohort(conn)?;
        let there = rows.iter().map(|(id, (_, cohort))| (*id, *cohort));
        for (cohort, change) in self.plan.to_come(quarter, &there.collect()) {
            *noted.entry(cohort).or_insert(0) += change;
        }
        noted.retain(|_, rows| *rows != 0);
        meta::note_quarter(conn, quarter, &noted)?;
        if let Some(cohort) = quarter.lapsing_cohort() {
            registrations::lapse(conn, cohort)?;
            rows.retain(|_, (_, of)| *of > cohort);
        }
        let next = quarter.next();
        let then = Open {
            week: next.first_week(),
            quarter: next,
        };
        meta::set_open(conn, then)
    }

    /// The export is the ballot box of an exported quarter: what the backup held of it goes.
    fn leave_to_the_board(&self, conn: &mut Conn, quarter: Quarter) -> Result<(), StoreError> {
        if let Some(sha256) = self.exported.get(&quarter) {
            ballots::burn(conn, quarter)?;
            meta::note_exported(conn, quarter, sha256)?;
        }
        Ok(())
    }

    /// Publishes draws along their chain, up to this quarter's or all that are left.
    fn bring_in(
        &self,
        conn: &mut Conn,
        pending: &mut VecDeque<Drawn>,
        until: Option<Quarter>,
    ) -> Result<(), StoreError> {
        let last = until.map(|quarter| ReleaseId::from(Period::Quarter(quarter)));
        if last.is_some_and(|last| !pending.iter().any(|drawn| drawn.id() == last)) {
            return Ok(());
        }
        while let Some(drawn) = pending.pop_front() {
            bring_in(conn, &self.publisher, &drawn)?;
            if Some(drawn.id()) == last {
                break;
            }
        }
        Ok(())
    }

    /// The weekly number bridges the open quarter only: what a restore lost is not told by it.
    fn weeks_start_anew(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let open = open(conn)?;
        let last_drawn = releases::flows(conn)?
            .iter()
            .filter_map(|flow| match flow.period {
                Period::Week(week) => Some(week),
                Period::Quarter(_) => None,
            })
            .max();
        let mut week = open.week.max(self.now.min(open.quarter.last_week()));
        if let Some(last) = last_drawn.filter(|last| last.next().quarter() == open.quarter) {
            week = week.max(last.next());
        }
        for (key, _) in meta::starting_with(conn, "rows.")? {
            if key.contains("-W") {
                meta::remove(conn, &key)?;
            }
        }
        let rows: i64 = registrations::rows_per_cohort(conn)?.values().sum();
        let note = WeekNote {
            at_close: rows,
            after_lapse: rows,
        };
        let mut noted = match last_drawn {
            Some(last) => last,
            None => meta::first_week(conn)?.previous(),
        };
        while noted < week {
            meta::note_week(conn, noted, note)?;
            noted = noted.next();
        }
        let quarter = open.quarter;
        meta::set_open(conn, Open { week, quarter })
    }

    fn facts(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let open = open(conn)?;
        let epoch = Epoch {
            current: self.new.step(),
            oldest: self.new.step(),
            check: self.new.check().to_owned(),
            check_before: String::new(),
        };
        meta::set_epoch(conn, &epoch)?;
        meta::note_epoch_month(conn, Month::of(open.week))?;
        meta::set(conn, "hosts", &self.host)?;
        meta::set(conn, RESTORED, "yes")?;
        if self.incomplete {
            let mut quarter = match meta::base(conn)? {
                Some((counted, _)) => counted.next(),
                None => meta::first_quarter(conn)?,
            };
            while quarter <= open.quarter {
                meta::note_unchecked(conn, quarter)?;
                quarter = quarter.next();
            }
        }
        Ok(())
    }

    fn in_the_box(&self, conn: &mut Conn) -> Result<HashSet<BallotId>, StoreError> {
        let mut there = HashSet::new();
        for id in &self.named {
            if ballots::contains(conn, id)? {
                there.insert(*id);
            }
        }
        Ok(there)
    }
}

fn exported(with: &Restoring) -> Result<BTreeMap<Quarter, String>, FlowError> {
    let mut exported = BTreeMap::new();
    for quarter in with.journal.exported()? {
        if let Some(text) = with.journal.export(quarter)? {
            exported.insert(quarter, sha256_hex(&text));
        }
    }
    Ok(exported)
}

/// The open periods; `meta::calendar` refuses a register that is closed.
fn open(conn: &mut Conn) -> Result<Open, StoreError> {
    let inconsistent = StoreError::Inconsistent { table: "meta" };
    let mut facts: BTreeMap<String, String> =
        meta::starting_with(conn, "open_")?.into_iter().collect();
    let mut text = |key: &str| facts.remove(key).unwrap_or_default();
    let week = Week::parse(&text("open_week"));
    let quarter = Quarter::parse(&text("open_quarter"));
    match (week, quarter) {
        (Some(week), Some(quarter)) => Ok(Open { week, quarter }),
        _ => Err(inconsistent),
    }
}
