//! `codes/{lang}.csv`: what every code in the files is called in a language.

use crate::domain::locale::Locale;
use crate::domain::nationality::Region;
use crate::domain::table::TableId;
use crate::flows::publish::csv::{CsvError, DIMENSIONS, NUMBER};
use crate::text::{Texts, Words};

/// The table of codes: dimension, code, label; tables themselves as the dimension `table`.
///
/// # Errors
/// Never in practice.
pub fn csv(texts: &Texts, locale: Locale) -> Result<Vec<u8>, CsvError> {
    let w = texts.words(locale);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["dimension", "code", "label"].map(str::to_owned);
    let lines = std::iter::once(header).chain(lines(w));
    for line in lines {
        writer.write_record(&line).map_err(|_| CsvError)?;
    }
    writer.into_inner().map_err(|_| CsvError)
}

fn lines(w: Words<'_>) -> impl Iterator<Item = [String; 3]> {
    let line =
        |dimension: &str, code: &str, label: String| [dimension.to_owned(), code.to_owned(), label];
    let tables = TableId::QUARTERLY
        .map(TableId::code)
        .into_iter()
        .chain(["region", NUMBER])
        .map(move |table| line("table", table, w.say(format!("table-{table}"))));
    let cells = DIMENSIONS.into_iter().flat_map(move |dimension| {
        codes_of(dimension)
            .into_iter()
            .map(move |code| line(dimension, code, w.label(dimension, code)))
    });
    let hidden = std::iter::once(line("status", "c", w.say("data-hidden")));
    tables.chain(cells).chain(hidden)
}

/// Every code of one dimension, in the order of its table.
#[must_use]
pub fn codes_of(dimension: &str) -> Vec<&'static str> {
    if dimension == "region" {
        return Region::ALL.map(Region::code).to_vec();
    }
    let Some(table) = TableId::from_code(dimension) else {
        return Vec::new();
    };
    (0..table.cells())
        .flat_map(|place| table.cell_codes(place))
        .collect()
}
