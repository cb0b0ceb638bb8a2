//! What every published count must be, read from the file's own bytes: a multiple of 5, and not
//! below what is shown at all. It follows from making the figures again too; this check would
//! hold even if the part that makes them were wrong.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::disclosure::families::Draws;
use crate::disclosure::release::{REGION, rule_of, rule_of_region};
use crate::disclosure::series::Series;
use crate::disclosure::stock::Stock;
use crate::domain::nationality::Region;
use crate::domain::release::Period;
use crate::domain::table::TableId;
use crate::flows::publish::csv::NUMBER;

/// Nothing smaller is shown in any table.
const LEAST: i64 = 10;
const STEP: i64 = 5;

/// Draws that the figures of a quarter rest on; a week's one number needs none.
pub(super) fn draws(series: &Series<'_>, period: Period) -> Draws {
    match period {
        Period::Quarter(quarter) => Stock::at(series, quarter, &series.live(quarter))
            .draws()
            .clone(),
        Period::Week(_) => Draws::default(),
    }
}

/// Why these figures hold a count that is never published; `None` when they hold none.
pub(super) fn wrong(figures: &[u8], draws: &Draws) -> Option<String> {
    let Ok(shown) = shown(figures) else {
        return Some("figures.csv cannot be read".to_owned());
    };
    // A threshold is a convolution: once for each table or region.
    let mut least: BTreeMap<(String, String), i64> = BTreeMap::new();
    for line in shown {
        let place = (line.table, line.region);
        let least = least
            .entry(place.clone())
            .or_insert_with(|| threshold(&place.0, &place.1, draws));
        let count = line.count.parse::<i64>();
        if !count.is_ok_and(|count| count % STEP == 0 && count >= *least) {
            let table = place.0;
            return Some(format!(
                "figures.csv has a count in `{table}` that is never shown"
            ));
        }
    }
    None
}

/// The columns of a line that this check is about.
#[derive(Deserialize)]
struct Line {
    table: String,
    region: String,
    count: String,
}

fn shown(figures: &[u8]) -> Result<Vec<Line>, csv::Error> {
    let mut reader = csv::Reader::from_reader(figures);
    let lines: Result<Vec<Line>, csv::Error> = reader.deserialize().collect();
    Ok(lines?
        .into_iter()
        .filter(|line| !line.count.is_empty())
        .collect())
}

/// The smallest count that is shown there; of a place that is none, nothing is.
fn threshold(table: &str, region: &str, draws: &Draws) -> i64 {
    let rule = match table {
        NUMBER => return LEAST,
        REGION => Region::ALL
            .into_iter()
            .find(|known| known.code() == region)
            .map(|known| rule_of_region(known, draws)),
        name => TableId::from_code(name).map(|known| rule_of(known, draws)),
    };
    rule.map_or(i64::MAX, |rule| rule.threshold().max(LEAST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::policy::VERSION_1;

    fn verdict(lines: &str) -> Option<String> {
        let file = format!("release,table,region,province,count,note\n{lines}");
        wrong(file.as_bytes(), &VERSION_1.draws(4))
    }

    #[test]
    fn a_count_that_is_shown_or_hidden_as_it_should_be_is_right() {
        for line in [
            "2026-Q4,nationality,,,35,n\n",
            "2026-Q4,province,,PV29,65,n\n2026-Q4,province,,PV20,,n\n",
            "2026-W47,number,,,10,n\n",
            "",
        ] {
            assert_eq!(verdict(line), None, "{line}");
        }
    }

    #[test]
    fn a_count_too_small_or_too_exact_is_found() {
        for line in [
            "2026-Q4,nationality,,,30,n\n",
            "2026-Q4,nationality,,,36,n\n",
            "2026-Q4,nationality,,,many,n\n",
            "2026-Q4,province,,PV29,65,n\n2026-Q4,province,,PV20,60,n\n",
            "2026-Q4,region,europe,,10,n\n",
            "2026-Q4,region,nowhere,,1000,n\n",
            "2026-Q4,gender,,,1000,n\n",
            "2026-W47,number,,,5,n\n",
        ] {
            let found = verdict(line);
            assert!(
                found.is_some_and(|why| why.contains("never shown")),
                "{line}"
            );
        }
        assert!(wrong(b"table\nnumber\n", &VERSION_1.draws(4)).is_some());
    }
}
