//! Counting and releasing.

use askama::Template;

use super::page::OfficePage;
use crate::disclosure::families::Families;
use crate::disclosure::release::rule_of;
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::proposal::{Proposal, State};
use crate::domain::release::{Figure, Period};
use crate::domain::table::TableId;
use crate::flows::count::dry_run::{Condition, Outlook};
use crate::flows::office::approve::fingerprint;
use crate::flows::office::count::Next;
use crate::flows::office::waiting::Eyes;
use crate::flows::publish::preview::Previewed;
use crate::flows::publish::read::Archive;
use crate::text::Words;

/// What was counted, table by table.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The number of declarations, as it will be shown.
    pub number: String,
    /// Table, cells that show a number, cells that do not, and from which count on they do.
    pub tables: Vec<(String, String, String, Option<i64>)>,
}

impl Summary {
    /// In the words of the office's language.
    #[must_use]
    pub fn of(w: Words<'_>, found: &Previewed) -> Self {
        let figures = &found.release.figures;
        let tables = figures.tables.iter().map(|table| {
            let shown = |figure: &Figure| matches!(figure, Figure::Shown { .. });
            let all = i64::try_from(table.cells.len()).unwrap_or(i64::MAX);
            let seen = table.cells.iter().filter(|(_, figure)| shown(figure));
            let seen = i64::try_from(seen.count()).unwrap_or(i64::MAX);
            (
                w.say(format!("table-{}", table.name)),
                w.number(seen),
                w.number(all - seen),
                threshold(found, table.name),
            )
        });
        Self {
            number: match figures.number {
                Figure::Shown { count, .. } => w.number(count),
                Figure::Hidden => w.say("cell-hidden"),
            },
            tables: tables.collect(),
        }
    }
}

/// From which count on a cell of this table shows its number, after the draws it holds.
fn threshold(found: &Previewed, table: &str) -> Option<i64> {
    let table = TableId::from_code(table)?;
    let quarter = |period| match period {
        Period::Quarter(quarter) => Some(quarter),
        Period::Week(_) => None,
    };
    let all = found.archive.releases.iter();
    let first = all.filter_map(|one| quarter(one.published.period)).min()?;
    let until: Quarter = quarter(found.release.published.period)?;
    let families: &Families = &found.archive.families;
    Some(rule_of(table, &families.held(first, until)).threshold())
}

/// `releases`.
#[derive(Template)]
#[template(path = "office/releases.html")]
pub struct ReleasesView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The present day.
    pub today: Day,
    /// The quarter that is next, and what was counted of it.
    pub next: Next,
    /// What was counted, in figures as the public will see them.
    pub summary: Option<Summary>,
    /// What a count would meet, when it was asked.
    pub outlook: Option<Outlook>,
    /// Whether the key to the ballot box is on this server.
    pub key_here: bool,
    /// Who may decide about what was counted.
    pub eyes: Eyes,
    /// Errata that wait, and who may decide about each.
    pub errata: Vec<(Proposal, Eyes)>,
    /// What is out: every quarter, and the newest weeks.
    pub releases: Vec<Listed>,
    /// What came out just now.
    pub out: Option<Period>,
}

/// A release that is in force.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id, in addresses.
    pub id: String,
    /// Its name in a list: also what it corrects.
    pub name: String,
    /// What it is about.
    pub period: Period,
}

/// So many weeks are listed: those of a quarter.
const MOST_WEEKS: usize = 14;

/// Every quarter, the newest first, and after them the newest weeks.
#[must_use]
pub fn listed(w: Words<'_>, archive: &Archive) -> Vec<Listed> {
    let all = archive.all_in_force().rev().map(|one| {
        let (id, period) = (one.published.id(), one.published.period);
        let (id, whole) = (id.to_string(), period.to_string());
        let args = [("period", (&whole).into()), ("release", (&id).into())];
        Listed {
            name: match id == whole {
                true => whole,
                false => w.say_args("office-corrected", &args),
            },
            id,
            period,
        }
    });
    let (mut quarters, mut weeks): (Vec<Listed>, Vec<Listed>) =
        all.partition(|one| matches!(one.period, Period::Quarter(_)));
    weeks.truncate(MOST_WEEKS);
    quarters.extend(weeks);
    quarters
}

impl ReleasesView<'_> {
    fn quarter(&self) -> String {
        self.next.quarter.to_string()
    }

    fn due(&self) -> String {
        self.page.w.day(self.next.quarter.release_day())
    }

    fn closes(&self) -> String {
        let last = self.next.quarter.last_week().next().first_day().plus(-1);
        self.page.w.day(last)
    }

    fn is_due(&self) -> bool {
        self.today >= self.next.quarter.release_day()
    }

    fn condition(&self, condition: &Condition) -> String {
        self.page.w.say(format!("office-check-{}", condition.code))
    }

    fn waits(&self) -> Option<&Proposal> {
        self.in_state(State::Waiting)
    }

    fn approved(&self) -> Option<&Proposal> {
        self.in_state(State::Approved)
    }

    fn refused(&self) -> Option<&Proposal> {
        self.in_state(State::Refused)
    }

    fn in_state(&self, state: State) -> Option<&Proposal> {
        let proposal = self.next.proposal.as_ref();
        proposal.filter(|proposal| proposal.state == state)
    }

    fn seen(&self, proposal: &Proposal) -> String {
        fingerprint(proposal)
    }

    fn told(&self, key: &str, proposal: &Proposal) -> String {
        let (by, at) = (
            &proposal.proposed_by,
            self.page.moment(proposal.proposed_at),
        );
        let args = [("who", by.into()), ("when", (&at).into())];
        self.page.w.say_args(key, &args)
    }
}
