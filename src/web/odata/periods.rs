//! Periods as CBS writes them: `2026KW04` for the fourth quarter, `2026W147` for week 47.
//!
//! CBS's quarters are those of the calendar; ours are made of whole weeks, and each period's
//! description says which days it has. Its weeks carry a 1 before the number: a week 0, for the days
//! before the first whole week, is written otherwise, and does not occur here.

use serde_json::{Value, json};

use crate::domain::release::Period;

/// The code of a period. An id has its year, a dash, a letter, and the number.
pub(super) fn key(period: Period) -> String {
    let id = period.to_string();
    let (year, number) = id.split_once('-').unwrap_or((&id, ""));
    match period {
        Period::Quarter(_) => format!("{year}KW0{}", number.trim_start_matches('Q')),
        Period::Week(_) => format!("{year}W1{}", number.trim_start_matches('W')),
    }
}

/// Its row in the list of periods: key, title, description, status.
pub(super) fn row(period: Period) -> Vec<Value> {
    let id = period.to_string();
    let (year, number) = id.split_once('-').unwrap_or((&id, ""));
    let (title, first, last) = match period {
        Period::Quarter(quarter) => (
            format!("{year} {}e kwartaal", number.trim_start_matches('Q')),
            quarter.first_week().first_day(),
            quarter.last_week().last_day(),
        ),
        Period::Week(week) => (
            format!(
                "{year} week {}",
                number.trim_start_matches("W").trim_start_matches('0')
            ),
            week.first_day(),
            week.last_day(),
        ),
    };
    let days = format!(
        "Stand na {}; de periode begint op {}.",
        last.iso(),
        first.iso()
    );
    vec![
        json!(key(period)),
        json!(title),
        json!(days),
        json!("Definitief"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_as_long_as_those_of_cbs() {
        let of = |id| key(Period::parse(id).unwrap());
        assert_eq!(of("2026-Q4"), "2026KW04");
        assert_eq!(of("2026-W47"), "2026W147");
        let row = row(Period::parse("2027-W01").unwrap());
        assert_eq!(
            (&row[0], &row[1]),
            (&json!("2027W101"), &json!("2027 week 1"))
        );
    }
}
