//! What one release says: from the noisy flows so far to the figures of a quarter or a week.
//!
//! A pure function of flows that are public, so anyone can repeat it. Flows of later periods do
//! not change what an earlier quarter's release says.

use super::display::Rule;
use super::families::{Draws, Families};
use super::number::{self, Number};
use super::reconcile::Reconciled;
use super::series::{FlowsRefused, Series};
use super::stock::Stock;
use crate::domain::clock::Day;
use crate::domain::nationality::{Nationality, Region};
use crate::domain::period::{Quarter, Week};
use crate::domain::release::{Figures, Flow, Period, TableFigures};
use crate::domain::table::TableId;

/// The name of the table that sums nationalities by region.
pub const REGION: &str = "region";

/// The figures of a quarter: every quarterly table, and regions. The number is the common total
/// at the quarter's close, so it equals the table `total`.
///
/// # Errors
/// When flows are missing, double or misshapen, or the quarter was not counted.
pub fn quarterly(
    flows: &[Flow],
    families: &Families,
    first_year: i32,
    quarter: Quarter,
    published: Day,
) -> Result<Figures, FlowsRefused> {
    let series = Series::read(flows, families, first_year)?;
    if !series.is_counted(quarter) {
        return Err(FlowsRefused::NotCounted(quarter));
    }
    let stock = Stock::at(&series, quarter, &series.live(quarter));
    let reconciled = Reconciled::of(&stock);
    let rules = Rules::of(stock.draws());
    Ok(Figures {
        period: Period::Quarter(quarter),
        published,
        policy_version: families.in_force(quarter).version(),
        number: rule_of(TableId::Total, stock.draws()).show(reconciled.total()),
        tables: rules.show(&reconciled),
    })
}

/// How every table of a quarter is shown after so many draws.
#[derive(Clone, Debug)]
pub struct Rules {
    tables: Vec<(TableId, Rule)>,
    regions: Vec<(Region, Rule)>,
}

impl Rules {
    /// Computes them.
    #[must_use]
    pub fn of(draws: &Draws) -> Self {
        Self {
            tables: TableId::QUARTERLY
                .map(|table| (table, rule_of(table, draws)))
                .to_vec(),
            regions: Region::ALL
                .map(|region| (region, rule_of_region(region, draws)))
                .to_vec(),
        }
    }

    /// Every table as it is published, regions last.
    #[must_use]
    pub fn show(&self, reconciled: &Reconciled) -> Vec<TableFigures> {
        let tables = self.tables.iter();
        let mut shown: Vec<TableFigures> = tables
            .map(|(table, rule)| table_figures(*table, reconciled.cells(*table), *rule))
            .collect();
        let regions = self.regions.iter();
        shown.push(TableFigures {
            name: REGION,
            dimensions: &[REGION],
            cells: regions
                .map(|(region, rule)| {
                    let figure = rule.show(reconciled.region(*region));
                    (vec![region.code()], figure)
                })
                .collect(),
        });
        shown
    }
}

/// The figures of a week: the site's number and no tables. Give the flows that were known when
/// the week's release came out; a quarter counted later would change what it rests on.
///
/// # Errors
/// When flows are missing, double or misshapen.
pub fn weekly(
    flows: &[Flow],
    families: &Families,
    first_year: i32,
    week: Week,
    published: Day,
) -> Result<Figures, FlowsRefused> {
    let series = Series::read(flows, families, first_year)?;
    Ok(Figures {
        period: Period::Week(week),
        published,
        policy_version: families.in_force(week.quarter()).version(),
        number: Number::at(&series, week).figure,
        tables: Vec::new(),
    })
}

/// How the cells of a quarterly table are shown after this many draws. The spread is that before
/// reconciling, which is never the narrower one; but the one cell of `total` is the common total
/// itself, which strays less than the table's own draws.
#[must_use]
pub fn rule_of(table: TableId, draws: &Draws) -> Rule {
    if table == TableId::Total {
        return number::rule(draws, &Draws::default());
    }
    Rule::of(&draws.spread(table), table.cells())
}

/// How the number of one region is shown: it holds the draws of all its nationalities.
#[must_use]
pub fn rule_of_region(region: Region, draws: &Draws) -> Rule {
    let members: u32 = Nationality::all()
        .map(|nationality| u32::from(nationality.region() == region))
        .sum();
    Rule::of(
        &draws.times(members).spread(TableId::Nationality),
        Region::ALL.len(),
    )
}

fn table_figures(table: TableId, cells: &[i64], rule: Rule) -> TableFigures {
    TableFigures {
        name: table.code(),
        dimensions: table.dimensions(),
        cells: cells
            .iter()
            .enumerate()
            .map(|(place, count)| (table.cell_codes(place), rule.show(*count)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{drawn, quarter, slip, week_flow};
    use crate::domain::answers::Province;
    use crate::domain::ballot::{Sign, Slip};
    use crate::domain::release::Figure;

    fn joins(now: Quarter) -> Vec<Slip> {
        let some = |nationality, province, many| {
            vec![slip(Sign::Join, now.year(), nationality, province); many]
        };
        [
            some("MA", Province::Utrecht, 1_000),
            some("TR", Province::Zeeland, 400),
            some("LI", Province::Abroad, 1),
        ]
        .concat()
    }

    fn flows() -> Vec<Flow> {
        drawn(quarter("2026-Q4"), quarter("2027-Q2"), joins)
    }

    fn released(flows: &[Flow], name: &str) -> Result<Figures, FlowsRefused> {
        let day = quarter(name).release_day();
        quarterly(flows, &Families::default(), 2026, quarter(name), day)
    }

    fn figure(figures: &Figures, table: &str, codes: &[&str]) -> Figure {
        let table = figures.tables.iter().find(|t| t.name == table).unwrap();
        table.cells.iter().find(|(c, _)| c == codes).unwrap().1
    }

    fn shows_about(figure: Figure, wanted: i64) -> bool {
        matches!(figure, Figure::Shown { count, margin_95 }
            if (count - wanted).abs() <= 2 * margin_95 && count % 5 == 0)
    }

    #[test]
    fn a_quarter_has_all_tables_and_regions() {
        let figures = released(&flows(), "2027-Q2").unwrap();
        let names: Vec<_> = figures
            .tables
            .iter()
            .map(|t| (t.name, t.cells.len()))
            .collect();
        assert_eq!(names[1], ("nationality", 200));
        assert_eq!(names[8], ("region", 8));
        assert_eq!(names.len(), 9);
        assert_eq!(figures.number, figure(&figures, "total", &[]));
        assert!(shows_about(figures.number, 4_203));
        assert!(shows_about(figure(&figures, "nationality", &["MA"]), 3_000));
        assert!(shows_about(
            figure(&figures, "region", &["northern_africa"]),
            3_000
        ));
        assert!(shows_about(
            figure(&figures, "region_province", &["western_asia", "PV29"]),
            1_200
        ));
        assert_eq!(figure(&figures, "nationality", &["LI"]), Figure::Hidden);
    }

    #[test]
    fn later_flows_do_not_change_an_earlier_release() {
        let all = flows();
        let then: Vec<Flow> = all
            .iter()
            .filter(|flow| flow.period <= Period::Quarter(quarter("2027-Q1")))
            .cloned()
            .collect();
        assert_eq!(released(&all, "2027-Q1"), released(&then, "2027-Q1"));
    }

    #[test]
    fn a_quarter_that_was_not_counted_has_no_release() {
        assert_eq!(
            released(&flows(), "2027-Q3").err(),
            Some(FlowsRefused::NotCounted(quarter("2027-Q3")))
        );
    }

    #[test]
    fn a_week_has_the_number_and_no_tables() {
        let mut flows = flows();
        flows.push(week_flow("2027-W27", 800));
        let week = Week::parse("2027-W27").unwrap();
        let day = week.last_day().plus(1);
        let figures = weekly(&flows, &Families::default(), 2026, week, day).unwrap();
        assert!(figures.tables.is_empty());
        assert!(shows_about(figures.number, 5_003));
    }
}
