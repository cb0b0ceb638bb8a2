//! Names of columns, and what tables and columns are called in Dutch.

use crate::domain::locale::Locale;
use crate::text::Texts;

/// The language of titles: that of CBS's own tables.
pub(super) const LANGUAGE: Locale = Locale::Nl;
/// The topic of the counts.
pub(super) const COUNT: &str = "Count_1";
/// The topic of their margins.
pub(super) const MARGIN: &str = "Margin95_2";
/// The dimension of time.
pub(super) const PERIODS: &str = "Periods";

/// The column of a dimension of `figures.csv`.
pub(super) fn column(dimension: &str) -> &'static str {
    match dimension {
        "nationality" => "Nationality",
        "region" => "Region",
        "province" => "Province",
        "birth_cohort" => "BirthCohort",
        "main_reason" => "MainReason",
        "tried" => "Tried",
        "acquired" => "Acquired",
        _ => "",
    }
}

pub(super) fn title(texts: &Texts, table: &str) -> String {
    let key = match table {
        "number" => "table-all".to_owned(),
        table => format!("table-{table}"),
    };
    texts.get(LANGUAGE, &key, &[])
}

pub(super) fn say(texts: &Texts, key: &str) -> String {
    texts.get(LANGUAGE, key, &[])
}
