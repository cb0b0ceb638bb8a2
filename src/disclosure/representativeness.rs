//! Who signs up: how far the rates of groups lie apart, with the noise's own part taken off.
//!
//! The measures are those of Schouten, Cobben and Bethlehem (2009), made for surveys. A register
//! that people join by themselves is no probability sample, so they describe and prove nothing.
//! Only shown figures are used: a hidden cell is never guessed, but stays in the group "other".

use super::families::Draws;
use crate::domain::nationality::Nationality;
use crate::domain::population::Population;
use crate::domain::release::{Figure, TableFigures};
use crate::domain::table::TableId;

/// Rounding to 5 moves a number by −2, −1, 0, 1 or 2: this variance.
const ROUNDING: f64 = 2.0;

/// One group of the population: those who could sign up, and those who did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratum {
    /// N_h, people; more than zero.
    pub population: f64,
    /// n_h, declarations.
    pub registered: f64,
    /// The variance of the noise in n_h.
    pub variance: f64,
}

/// What one group contributes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// rho_h = n_h / N_h.
    pub rate: f64,
    /// Unconditional partial indicator: sqrt(N_h / N) (rho_h − rho).
    pub partial: f64,
}

/// How far the rates lie apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// rho = n / N.
    pub rate: f64,
    /// S²: the variance of the rates over the population, the noise's own part taken off, at
    /// least zero.
    pub variance: f64,
    /// The part of it that the noise is expected to make.
    pub noise: f64,
    /// CV = S / rho.
    pub cv: f64,
    /// R = 1 − 2S.
    pub r: f64,
    /// The least R that this rate allows: 1 − 2 sqrt(rho (1 − rho)).
    pub r_floor: f64,
    /// The groups in the order given, and last the group "other".
    pub groups: Vec<Group>,
}

/// The measures for shown groups within the whole. What the groups leave of the whole is the
/// group "other". `None` when the whole has no positive rate, or the groups leave nobody in
/// "other".
///
/// The noises of the groups and of the whole are taken as independent. With z_h for a group's own
/// noise and t for the whole's, the expected part of S² that they make is
/// Σ N_h/N (v_h/N_h² + v_t/N²) + N_o/N ((1/N_o − 1/N)² v_t + Σ v_h / N_o²).
#[must_use]
pub fn measure(shown: &[Stratum], whole: Stratum) -> Option<Measures> {
    let of = |value: fn(&Stratum) -> f64| shown.iter().map(value).sum::<f64>();
    let other = Stratum {
        population: whole.population - of(|one| one.population),
        registered: whole.registered - of(|one| one.registered),
        variance: whole.variance + of(|one| one.variance),
    };
    let rate = whole.registered / whole.population;
    let sound = shown.iter().all(|one| one.population > 0.0) && other.population > 0.0;
    if !(sound && rate > 0.0 && rate < 1.0) {
        return None;
    }
    let n = whole.population;
    let groups: Vec<(f64, Group)> = shown
        .iter()
        .chain([&other])
        .map(|one| {
            let share = one.population / n;
            let rate_of_one = one.registered / one.population;
            let partial = share.sqrt() * (rate_of_one - rate);
            (
                share,
                Group {
                    rate: rate_of_one,
                    partial,
                },
            )
        })
        .collect();
    let found: f64 = groups.iter().map(|(_, group)| group.partial.powi(2)).sum();
    let noise = noise(shown, &other, &whole);
    let variance = (found - noise).max(0.0);
    Some(Measures {
        rate,
        variance,
        noise,
        cv: variance.sqrt() / rate,
        r: 1.0 - 2.0 * variance.sqrt(),
        r_floor: r_floor(rate),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
    })
}

/// The least R that a rate allows, whoever signs up.
#[must_use]
pub fn r_floor(rate: f64) -> f64 {
    1.0 - 2.0 * (rate * (1.0 - rate)).max(0.0).sqrt()
}

fn noise(shown: &[Stratum], other: &Stratum, whole: &Stratum) -> f64 {
    let n = whole.population;
    let groups: f64 = shown
        .iter()
        .map(|one| {
            let own = one.variance / one.population.powi(2);
            one.population / n * (own + whole.variance / n.powi(2))
        })
        .sum();
    let of_groups: f64 = shown.iter().map(|one| one.variance).sum();
    let reach = (1.0 / other.population - 1.0 / n).powi(2);
    groups + other.population / n * (reach * whole.variance + of_groups / other.population.powi(2))
}

/// The groups of a release that are both shown and counted in the population.
#[must_use]
pub fn strata(
    nationalities: &TableFigures,
    draws: &Draws,
    population: &Population,
) -> Vec<(Nationality, Stratum)> {
    let variance = draws.variance(TableId::Nationality) + ROUNDING;
    let shown = nationalities.cells.iter().filter_map(|(codes, figure)| {
        let Figure::Shown { count, .. } = figure else {
            return None;
        };
        let nationality = Nationality::from_code(codes.first()?)?;
        let known = population
            .groups
            .iter()
            .find(|(known, _)| *known == nationality)?;
        let stratum = Stratum {
            population: known.1 as f64,
            registered: *count as f64,
            variance,
        };
        Some((nationality, stratum))
    });
    shown.collect()
}

/// The whole: the common total of a release within the whole population; `None` when it is not
/// shown.
#[must_use]
pub fn whole(total: Figure, variance: f64, population: &Population) -> Option<Stratum> {
    match total {
        Figure::Shown { count, .. } => Some(Stratum {
            population: population.whole() as f64,
            registered: count as f64,
            variance: variance + ROUNDING,
        }),
        Figure::Hidden => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(population: f64, registered: f64, variance: f64) -> Stratum {
        Stratum {
            population,
            registered,
            variance,
        }
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * other.abs().max(1e-9)
    }

    #[test]
    fn three_groups_without_noise_by_hand() {
        // N = 1000 and 3000 and 6000; n = 100, 150, 150. Rates 10 %, 5 %, 2.5 %; in all 4 %.
        let shown = [stratum(1_000.0, 100.0, 0.0), stratum(3_000.0, 150.0, 0.0)];
        let found = measure(&shown, stratum(10_000.0, 400.0, 0.0)).unwrap();
        assert!(near(found.rate, 0.04));
        // 0.1 × 0.06² + 0.3 × 0.01² + 0.6 × 0.015² = 0.00036 + 0.00003 + 0.000135
        assert!(near(found.variance, 0.000_525));
        assert!(near(found.cv, 0.000_525_f64.sqrt() / 0.04));
        assert!(near(found.r, 1.0 - 2.0 * 0.022_912_878_474_779_2));
        // 1 − 2 × sqrt(0.04 × 0.96) = 1 − 2 × 0.195959179…
        assert!(near(found.r_floor, 0.608_081_641_154_6));
        let rates: Vec<f64> = found.groups.iter().map(|group| group.rate).collect();
        assert!(near(rates[0], 0.1) && near(rates[1], 0.05) && near(rates[2], 0.025));
        assert!(near(found.groups[0].partial, 0.1_f64.sqrt() * 0.06));
        assert!(near(found.groups[2].partial, -(0.6_f64.sqrt()) * 0.015));
    }

    #[test]
    fn the_noises_own_part_is_taken_off_and_never_below_zero() {
        // One group of half the population: v = 400 for the group, 900 for the whole.
        let shown = [stratum(5_000.0, 200.0, 400.0)];
        let found = measure(&shown, stratum(10_000.0, 400.0, 900.0)).unwrap();
        // 0.5 (400/5000² + 900/10000²) + 0.5 ((1/5000 − 1/10000)² 900 + 400/5000²)
        let by_hand = 0.5 * (1.6e-5 + 9e-6) + 0.5 * (9e-6 + 1.6e-5);
        assert!(near(found.noise, by_hand));
        assert_eq!(found.variance, 0.0);
        assert_eq!((found.cv, found.r), (0.0, 1.0));
    }

    #[test]
    fn four_fifths_is_certain_up_to_a_rate_of_one_per_cent() {
        assert!(r_floor(0.0101) > 0.7999 && r_floor(0.0102) < 0.8);
        assert!(near(r_floor(0.5), 0.0));
    }

    #[test]
    fn without_a_rate_or_a_rest_nothing_is_said() {
        let group = stratum(1_000.0, 100.0, 0.0);
        assert_eq!(measure(&[group], stratum(1_000.0, 100.0, 0.0)), None);
        assert_eq!(measure(&[group], stratum(10_000.0, 0.0, 0.0)), None);
        let all = stratum(10_000.0, 10_000.0, 0.0);
        assert_eq!(measure(&[group], all), None, "everybody");
        assert_eq!(
            measure(&[stratum(0.0, 5.0, 0.0)], stratum(9.0, 5.0, 0.0)),
            None
        );
    }

    #[test]
    fn hidden_cells_and_uncounted_nationalities_stay_in_the_group_other() {
        let text = "nationality,population,date,source\nMA,5000,2014-01-01,x\n\
                    TR,4000,2014-01-01,x\nrest,9000,2014-01-01,x\n";
        let population = Population::parse(text).unwrap();
        let shown = |count| Figure::Shown {
            count,
            margin_95: 11,
        };
        let table = TableFigures {
            name: "nationality",
            dimensions: &["nationality"],
            cells: vec![
                (vec!["IR"], shown(60)),
                (vec!["MA"], shown(100)),
                (vec!["TR"], Figure::Hidden),
            ],
        };
        let policy = &crate::disclosure::policy::VERSION_1;
        let found = strata(&table, &policy.draws(1), &population);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.code(), found[0].1.population), ("MA", 5_000.0));
        assert!((found[0].1.variance - 24.1).abs() < 0.1);
        assert_eq!(whole(Figure::Hidden, 1.0, &population), None);
        let all = whole(shown(300), 1.0, &population).unwrap();
        assert_eq!(
            (all.population, all.registered, all.variance),
            (18_000.0, 300.0, 3.0)
        );
    }

    #[test]
    fn draws_are_those_that_the_stock_holds() {
        use crate::disclosure::families::Families;
        use crate::disclosure::series::Series;
        use crate::disclosure::stock::Stock;
        use crate::disclosure::testing::{drawn, quarter};
        let first = quarter("2026-Q3");
        let flows = drawn(first, quarter("2030-Q2"), |_| Vec::new());
        let series = Series::read(&flows, &Families::default(), 2026).unwrap();
        for name in [
            "2026-Q3", "2026-Q4", "2027-Q1", "2028-Q4", "2029-Q1", "2030-Q2",
        ] {
            let until = quarter(name);
            let stock = Stock::at(&series, until, &series.live(until));
            assert_eq!(
                &Families::default().held(first, until),
                stock.draws(),
                "{name}"
            );
        }
    }
}
