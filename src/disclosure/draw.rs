//! The draw: true sums in, noisy flows out, once ever for each period.
//!
//! Every cell of every table of every live cohort gets its own noise, events or none, so that
//! the presence of a number says nothing. Whoever calls this keeps the result before anything
//! else: a second draw for the same period would cost the same loss again.

use super::noise::{NoRandomness, RandomBits, discrete_laplace};
use super::policy::Policy;
use super::sums::Sums;
use crate::domain::period::Week;
use crate::domain::release::{Flow, Period};
use crate::domain::table::TableId;

/// The noisy flows of a quarter: one for each live cohort in each of its families, and each
/// quarterly table.
///
/// # Errors
/// When the source of random bits fails; then nothing was drawn.
pub fn quarter(sums: &Sums, random: &mut dyn RandomBits) -> Result<Vec<Flow>, NoRandomness> {
    sums.iter()
        .filter_map(|(cohort, version, table, cells)| {
            let family = sums.families().of_version(version)?;
            Some((cohort, family, table, cells))
        })
        .map(|(cohort, policy, table, cells)| {
            Ok(Flow {
                policy_version: policy.version(),
                table,
                period: Period::Quarter(sums.quarter()),
                cohort: Some(cohort),
                cells: noisy(table, cells, policy, random)?,
            })
        })
        .collect()
}

/// The noisy change of one week: rows at its close less rows at the close before, lapses set
/// aside.
///
/// # Errors
/// When the source of random bits fails; then nothing was drawn.
pub fn week(
    week: Week,
    change: i64,
    policy: &Policy,
    random: &mut dyn RandomBits,
) -> Result<Flow, NoRandomness> {
    Ok(Flow {
        policy_version: policy.version(),
        table: TableId::Weekly,
        period: Period::Week(week),
        cohort: None,
        cells: noisy(TableId::Weekly, &[change], policy, random)?,
    })
}

fn noisy(
    table: TableId,
    cells: &[i64],
    policy: &Policy,
    random: &mut dyn RandomBits,
) -> Result<Vec<i64>, NoRandomness> {
    let scale = policy.terms(table).scale();
    cells
        .iter()
        .map(|cell| Ok(cell.saturating_add(discrete_laplace(scale, random)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::VERSION_1;
    use crate::disclosure::spread::variance_of_one;
    use crate::disclosure::testing::{Dry, Stream, drawn, quarter as quarter_of};

    #[test]
    fn every_table_of_every_live_cohort_is_drawn_events_or_none() {
        let flows = drawn(quarter_of("2026-Q3"), quarter_of("2029-Q1"), |_| Vec::new());
        let of = |name: &str| {
            let period = Period::Quarter(quarter_of(name));
            flows.iter().filter(move |flow| flow.period == period)
        };
        assert_eq!(of("2026-Q3").count(), 8);
        assert_eq!(of("2027-Q1").count(), 16);
        assert_eq!(of("2028-Q4").count(), 24);
        assert_eq!(of("2029-Q1").count(), 24);
        for flow in &flows {
            assert_eq!(flow.cells.len(), flow.table.cells());
            let large = flow.cells.len() > 100;
            assert!(!large || flow.cells.iter().any(|cell| *cell != 0));
        }
    }

    #[test]
    fn each_table_has_the_noise_of_its_own_loss() {
        let flows = drawn(quarter_of("2026-Q1"), quarter_of("2028-Q4"), |_| Vec::new());
        for table in [TableId::Nationality, TableId::RegionProvince] {
            let cells: Vec<f64> = flows
                .iter()
                .filter(|flow| flow.table == table)
                .flat_map(|flow| flow.cells.iter().map(|cell| *cell as f64))
                .collect();
            let seen = cells.iter().map(|cell| cell * cell).sum::<f64>() / cells.len() as f64;
            let exact = variance_of_one(VERSION_1.terms(table).scale());
            assert!(
                (seen / exact - 1.0).abs() < 0.15,
                "{table:?}: {seen} for {exact}"
            );
        }
    }

    #[test]
    fn a_week_is_one_noisy_number_without_a_cohort() {
        let monday = Week::parse("2026-W47").unwrap();
        let flow = week(monday, 1_000_000, &VERSION_1, &mut Stream::named("week")).unwrap();
        assert_eq!((flow.table, flow.cohort), (TableId::Weekly, None));
        assert!((flow.cells[0] - 1_000_000).abs() < 300);
        assert_eq!(week(monday, 1, &VERSION_1, &mut Dry), Err(NoRandomness));
    }
}
