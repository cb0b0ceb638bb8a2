//! The engines he plays against: ours, which calls the register's own code and nothing else, and
//! small ones with one deliberate flaw each.

use enkel::disclosure::display::Rule;
use enkel::disclosure::draw;
use enkel::disclosure::families::Families;
use enkel::disclosure::noise::{RandomBits, discrete_laplace};
use enkel::disclosure::policy::{Scale, VERSION_1};
use enkel::disclosure::reconcile::Reconciled;
use enkel::disclosure::release::rule_of;
use enkel::disclosure::series::Series;
use enkel::disclosure::stock::Stock;
use enkel::disclosure::sums::Sums;
use enkel::domain::ballot::Slip;
use enkel::domain::period::Quarter;
use enkel::domain::release::{Figure, Flow};
use enkel::domain::table::TableId;

use super::Bits;

/// The register of these games began in this year.
pub const FIRST_YEAR: i32 = 2026;

/// Which running number a change belongs to: a table and the place of a cell in it.
pub type Cell = (TableId, usize);

/// The quarterly cells of every table in the order of the family, as a reader has them: what is
/// hidden is nothing.
pub type Shown = Vec<(Cell, Option<i64>)>;

/// What makes published numbers out of true ones.
pub trait Engine {
    /// All it publishes about true changes, period after period, each with its cell.
    fn publishes(&mut self, changes: &[(Cell, i64)]) -> Vec<i64>;

    /// The same if chance did nothing: what somebody expects who knows the truth.
    fn expected(&self, changes: &[(Cell, i64)]) -> Vec<i64>;

    /// The figures after each of these quarters, of which these are the slips.
    fn figures(&mut self, quarters: &[(Quarter, Vec<Slip>)]) -> Vec<Shown>;
}

/// The register's own noise, tables and display.
pub struct Ours(pub Bits);

impl Ours {
    /// The flows of a quarter as counting day draws them.
    pub fn draws(&mut self, quarter: Quarter, slips: &[Slip]) -> Vec<Flow> {
        let sums = Sums::of(slips, &Families::default(), quarter, FIRST_YEAR).unwrap();
        draw::quarter(&sums, &mut self.0).unwrap()
    }
}

/// What a reader sees of flows, through the register's own reconciling and display. Making the
/// rules is most of the work and depends on the number of draws alone: they are made once.
pub fn shown(flows: &[Flow], quarter: Quarter, rules: &mut Vec<(u32, Vec<Rule>)>) -> Shown {
    let series = Series::read(flows, &Families::default(), FIRST_YEAR).unwrap();
    let stock = Stock::at(&series, quarter, &series.live(quarter));
    let draws = stock.draws().count();
    if !rules.iter().any(|(known, _)| *known == draws) {
        let made = TableId::QUARTERLY.map(|table| rule_of(table, &VERSION_1.draws(draws)));
        rules.push((draws, made.to_vec()));
    }
    let (_, rules) = rules.iter().find(|(known, _)| *known == draws).unwrap();
    let reconciled = Reconciled::of(&stock);
    let mut shown = Shown::new();
    for (table, rule) in TableId::QUARTERLY.into_iter().zip(rules) {
        for (place, count) in reconciled.cells(table).iter().enumerate() {
            let count = match rule.show(*count) {
                Figure::Shown { count, .. } => Some(count),
                Figure::Hidden => None,
            };
            shown.push(((table, place), count));
        }
    }
    shown
}

impl Engine for Ours {
    fn publishes(&mut self, changes: &[(Cell, i64)]) -> Vec<i64> {
        let noisy = |((table, _), change): &(Cell, i64)| {
            change + discrete_laplace(VERSION_1.terms(*table).scale(), &mut self.0).unwrap()
        };
        changes.iter().map(noisy).collect()
    }

    fn expected(&self, changes: &[(Cell, i64)]) -> Vec<i64> {
        changes.iter().map(|(_, change)| *change).collect()
    }

    fn figures(&mut self, quarters: &[(Quarter, Vec<Slip>)]) -> Vec<Shown> {
        let (mut flows, mut rules) = (Vec::new(), Vec::new());
        let seen = quarters.iter().map(|(quarter, slips)| {
            flows.extend(self.draws(*quarter, slips));
            shown(&flows, *quarter, &mut rules)
        });
        seen.collect()
    }
}

/// Broken: exact counts, rounded to 5, hidden below 10. Nobody lapses in it.
pub struct ThresholdOnly;

impl ThresholdOnly {
    pub fn show(count: i64) -> Option<i64> {
        (count >= 10).then(|| (count + 2).div_euclid(5) * 5)
    }
}

impl Engine for ThresholdOnly {
    fn publishes(&mut self, changes: &[(Cell, i64)]) -> Vec<i64> {
        self.expected(changes)
    }

    fn expected(&self, changes: &[(Cell, i64)]) -> Vec<i64> {
        let mut stock = std::collections::HashMap::new();
        let after = changes.iter().map(|(cell, change)| {
            let count: &mut i64 = stock.entry(*cell).or_default();
            *count += change;
            Self::show(*count).unwrap_or(0)
        });
        after.collect()
    }

    fn figures(&mut self, quarters: &[(Quarter, Vec<Slip>)]) -> Vec<Shown> {
        let cells = TableId::QUARTERLY
            .into_iter()
            .flat_map(|table| (0..table.cells()).map(move |place| (table, place)));
        let mut stock: Vec<(Cell, i64)> = cells.map(|cell| (cell, 0)).collect();
        let seen = quarters.iter().map(|(_, slips)| {
            for ((table, place), count) in &mut stock {
                let mine = slips
                    .iter()
                    .filter(|slip| table.place(&slip.cells) == *place);
                *count += mine.map(|slip| slip.sign.value()).sum::<i64>();
            }
            let shown = stock
                .iter()
                .map(|(cell, count)| (*cell, Self::show(*count)));
            shown.collect()
        });
        seen.collect()
    }
}

/// What makes the noise of single numbers, one or more for each.
pub type Noise = fn(TableId, &mut Bits) -> Vec<i64>;

/// The noise as it is.
pub fn ours(table: TableId, bits: &mut Bits) -> Vec<i64> {
    vec![discrete_laplace(VERSION_1.terms(table).scale(), bits).unwrap()]
}

/// Broken: noise of half the scale, so that everything costs twice what is said.
pub fn half_the_scale(table: TableId, bits: &mut Bits) -> Vec<i64> {
    scaled_down(2, table, bits)
}

/// Broken: noise of a quarter of the scale.
pub fn a_quarter_of_the_scale(table: TableId, bits: &mut Bits) -> Vec<i64> {
    scaled_down(4, table, bits)
}

fn scaled_down(by: u32, table: TableId, bits: &mut Bits) -> Vec<i64> {
    let scale = Scale::of_loss(by * VERSION_1.terms(table).loss);
    vec![discrete_laplace(scale, bits).unwrap()]
}

/// Broken: drawn twice, both published.
pub fn drawn_twice(table: TableId, bits: &mut Bits) -> Vec<i64> {
    [ours(table, bits), ours(table, bits)].concat()
}

/// Broken: zero is kept with either sign, so it comes up too often. A draw that is not negative
/// has the distances of the sampler before its sign.
pub fn negative_zero_kept(table: TableId, bits: &mut Bits) -> Vec<i64> {
    loop {
        let distance = ours(table, bits)[0];
        if distance >= 0 {
            let mut sign = [0; 1];
            bits.fill(&mut sign).unwrap();
            return vec![if sign[0] % 2 == 1 {
                -distance
            } else {
                distance
            }];
        }
    }
}
