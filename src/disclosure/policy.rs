//! The published family of tables: what each costs, how wide its noise is, how often it is drawn.
//!
//! A family never changes: another set of tables or losses is another version. Losses are whole
//! thousandths and scales exact fractions, so no rounding can make the sum differ from what is
//! printed. The weights are fixed too, so that anyone can repeat the reconciling in integers.

use crate::domain::table::TableId;

/// The most that one counted event may cost, in thousandths.
pub const PER_EVENT: u32 = 1000;

/// The most that joining and leaving together may cost, in thousandths.
pub const PER_JOIN_AND_LEAVE: u32 = 2 * PER_EVENT;

/// How often a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Once for every week, without cohorts.
    Weekly,
    /// Once for every quarter and every cohort alive in it.
    Quarterly,
}

/// What holds for one table of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The privacy loss ε of one event in this table, in thousandths.
    pub loss: u32,
    /// When it is drawn.
    pub cadence: Cadence,
    /// What its sum weighs in the common total, in units of 10⁻¹²: the whole number nearest to
    /// 10¹² / (cells × variance of one draw), the variance being 2p / (1 − p)² with p = exp(−ε).
    /// Zero for a table that takes no part.
    pub weight: u64,
}

impl Terms {
    /// The scale 1 / ε of its noise.
    #[must_use]
    pub const fn scale(self) -> Scale {
        Scale::of_loss(self.loss)
    }
}

/// The scale of a discrete Laplace distribution, an exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    numerator: u32,
    denominator: u32,
}

impl Scale {
    /// 1000 / `loss`: the scale that costs `loss` thousandths. A loss of zero counts as one, the
    /// smallest there is: no table without noise can be written down.
    #[must_use]
    pub const fn of_loss(loss: u32) -> Self {
        let loss = if loss == 0 { 1 } else { loss };
        let common = greatest_common_divisor(1000, loss);
        Self {
            numerator: 1000 / common,
            denominator: loss / common,
        }
    }

    /// The number above the line; at least 1.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// The number below the line; at least 1.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }
}

const fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// One version of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    version: u16,
    weekly: Terms,
    total: Terms,
    nationality: Terms,
    region_province: Terms,
    province: Terms,
    birth_cohort: Terms,
    main_reason: Terms,
    tried: Terms,
    acquired: Terms,
}

const fn quarterly(loss: u32, weight: u64) -> Terms {
    Terms {
        loss,
        cadence: Cadence::Quarterly,
        weight,
    }
}

/// The first family.
pub const VERSION_1: Policy = Policy {
    version: 1,
    weekly: Terms {
        loss: 100,
        cadence: Cadence::Weekly,
        weight: 0,
    },
    total: quarterly(100, 5_004_168_056),
    nationality: quarterly(300, 226_692_571),
    region_province: quarterly(100, 41_701_400),
    province: quarterly(100, 333_611_204),
    birth_cohort: quarterly(100, 714_881_151),
    main_reason: quarterly(100, 312_760_503),
    tried: quarterly(50, 208_376_740),
    acquired: quarterly(50, 156_282_555),
};

/// The second family, which a register may adopt: a sharper chief table, paid for by the weekly number.
pub const VERSION_2: Policy = Policy {
    version: 2,
    weekly: Terms {
        loss: 50,
        cadence: Cadence::Weekly,
        weight: 0,
    },
    nationality: quarterly(350, 309_389_096),
    ..VERSION_1
};

impl Policy {
    /// The family with this version, if there is one.
    #[must_use]
    pub const fn of(version: u16) -> Option<&'static Self> {
        match version {
            1 => Some(&VERSION_1),
            2 => Some(&VERSION_2),
            _ => None,
        }
    }

    /// A family with these terms.
    pub(super) fn made<E>(
        version: u16,
        terms: impl Fn(TableId) -> Result<Terms, E>,
    ) -> Result<Self, E> {
        Ok(Self {
            version,
            weekly: terms(TableId::Weekly)?,
            total: terms(TableId::Total)?,
            nationality: terms(TableId::Nationality)?,
            region_province: terms(TableId::RegionProvince)?,
            province: terms(TableId::Province)?,
            birth_cohort: terms(TableId::BirthCohort)?,
            main_reason: terms(TableId::MainReason)?,
            tried: terms(TableId::Tried)?,
            acquired: terms(TableId::Acquired)?,
        })
    }

    /// Its version, as slips, flows and releases name it.
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// What holds for this table.
    #[must_use]
    pub const fn terms(&self, table: TableId) -> Terms {
        match table {
            TableId::Weekly => self.weekly,
            TableId::Total => self.total,
            TableId::Nationality => self.nationality,
            TableId::RegionProvince => self.region_province,
            TableId::Province => self.province,
            TableId::BirthCohort => self.birth_cohort,
            TableId::MainReason => self.main_reason,
            TableId::Tried => self.tried,
            TableId::Acquired => self.acquired,
        }
    }

    /// What one event costs in all quarterly tables together, in thousandths.
    #[must_use]
    pub fn quarterly_loss(&self) -> u32 {
        TableId::QUARTERLY
            .into_iter()
            .map(|table| self.terms(table).loss)
            .sum()
    }

    /// What all quarterly sums weigh together.
    #[must_use]
    pub fn whole_weight(&self) -> u64 {
        TableId::QUARTERLY
            .into_iter()
            .map(|table| self.terms(table).weight)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::spread::variance_of_one;
    use crate::domain::cells::FIRST_FAMILY;

    #[test]
    fn one_event_costs_a_thousand_thousandths_and_not_one_more() {
        for policy in [VERSION_1, VERSION_2] {
            let weekly = policy.terms(TableId::Weekly).loss;
            assert_eq!(policy.quarterly_loss() + weekly, PER_EVENT);
        }
        let first = Policy::of(FIRST_FAMILY).unwrap();
        assert_eq!(first.terms(TableId::Nationality).loss, 300);
        assert_eq!(Policy::of(3), None);
    }

    #[test]
    fn scales_are_exact_fractions() {
        let fraction = |loss| {
            let scale = Scale::of_loss(loss);
            (scale.numerator(), scale.denominator())
        };
        assert_eq!([50, 100, 300].map(fraction), [(20, 1), (10, 1), (10, 3)]);
        assert_eq!(fraction(0), (1000, 1));
        for table in TableId::QUARTERLY {
            let terms = VERSION_1.terms(table);
            let scale = terms.scale();
            assert_eq!(scale.numerator() * terms.loss, 1000 * scale.denominator());
        }
    }

    #[test]
    fn the_weights_are_what_their_formula_says() {
        let both = [VERSION_1, VERSION_2].into_iter();
        let all = both.flat_map(|policy| TableId::QUARTERLY.map(|table| (policy, table)));
        for (policy, table) in all {
            let terms = policy.terms(table);
            let formula = 1e12 / (table.cells() as f64 * variance_of_one(terms.scale()));
            assert_eq!(formula.round() as u64, terms.weight, "{table:?}");
        }
        assert_eq!(VERSION_1.terms(TableId::Weekly).weight, 0);
        assert_eq!(VERSION_1.whole_weight(), 6_998_474_180);
    }

    #[test]
    fn only_the_weekly_number_is_drawn_weekly() {
        assert_eq!(VERSION_1.terms(TableId::Weekly).cadence, Cadence::Weekly);
        for table in TableId::QUARTERLY {
            assert_eq!(VERSION_1.terms(table).cadence, Cadence::Quarterly);
        }
    }
}
