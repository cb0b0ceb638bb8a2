//! What noise makes of made-up counts, many times over: for auditors who want to see the
//! production path at work. Each run draws every quarter, sums flows to a stock, reconciles and
//! shows, with the very functions that counting day uses.

mod counts;
mod tally;

use super::draw;
use super::families::Families;
use super::noise::{NoRandomness, RandomBits};
use super::policy::Policy;
use super::reconcile::Reconciled;
use super::release::Rules;
use super::series::{FlowsRefused, Series};
use super::stock::Stock;
use super::sums::{SlipRefused, Sums};
use crate::domain::period::Quarter;
use crate::domain::release::{Flow, TableFigures};

pub use counts::{Counts, CountsRefused};
pub use tally::{CellTally, Tally};

/// The most quarters that can be simulated: after three years noise grows no further.
pub const MOST_QUARTERS: u8 = 12;

/// The made-up register's first ISO year; no clock and no real register has a say in it.
const FIRST_YEAR: i32 = 2026;

fn first_quarter() -> Quarter {
    Quarter::from_ordinal(4 * FIRST_YEAR)
}

/// Why a simulation stopped.
#[derive(Debug, thiserror::Error)]
pub enum SimulationStopped {
    /// The source of random bits failed.
    #[error("there is no randomness")]
    NoRandomness,
    /// The engine refused what it drew itself: a fault in this program.
    #[error("the flows that were drawn do not add up to figures")]
    Flows(#[from] FlowsRefused),
    /// Likewise.
    #[error("the counts do not fit the calendar")]
    Sums(#[from] SlipRefused),
}

impl From<NoRandomness> for SimulationStopped {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

/// A made-up register: all declarations were made in its first quarter, and nobody came or left
/// in the quarters after that.
pub struct Simulation<'a> {
    counts: &'a Counts,
    policy: &'a Policy,
    quarters: Vec<Quarter>,
    rules: Rules,
    draws: u32,
}

impl<'a> Simulation<'a> {
    /// A register of so many quarters, 1 to [`MOST_QUARTERS`]; `None` for other numbers.
    #[must_use]
    pub fn of(counts: &'a Counts, policy: &'a Policy, quarters: u8) -> Option<Self> {
        if quarters == 0 || quarters > MOST_QUARTERS {
            return None;
        }
        let first = first_quarter();
        let all = std::iter::successors(Some(first), |quarter| Some(quarter.next()));
        let quarters: Vec<Quarter> = all.take(usize::from(quarters)).collect();
        let live = quarters
            .iter()
            .map(|quarter| quarter.live_cohorts(FIRST_YEAR).len());
        let draws = u32::try_from(live.sum::<usize>()).unwrap_or(u32::MAX);
        Some(Self {
            counts,
            policy,
            quarters,
            rules: Rules::of(&policy.draws(draws)),
            draws,
        })
    }

    /// How many draws every cell holds at the end.
    #[must_use]
    pub const fn draws(&self) -> u32 {
        self.draws
    }

    /// One run: the reconciled stock, and what would be published of it.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn run(
        &self,
        random: &mut dyn RandomBits,
    ) -> Result<(Reconciled, Vec<TableFigures>), SimulationStopped> {
        let nothing = std::collections::BTreeMap::new();
        let mut flows: Vec<Flow> = Vec::new();
        for (place, quarter) in self.quarters.iter().enumerate() {
            let made_up = if place == 0 {
                self.counts.cells()
            } else {
                &nothing
            };
            let sums = Sums::made_up(self.policy, *quarter, FIRST_YEAR, quarter.cohort(), made_up)?;
            flows.extend(draw::quarter(&sums, random)?);
        }
        let series = Series::read(&flows, &Families::only(*self.policy), FIRST_YEAR)?;
        let last = self.quarters.last().copied();
        let last = last.unwrap_or_else(first_quarter);
        let stock = Stock::at(&series, last, &series.live(last));
        let reconciled = Reconciled::of(&stock);
        let shown = self.rules.show(&reconciled);
        Ok((reconciled, shown))
    }
}
