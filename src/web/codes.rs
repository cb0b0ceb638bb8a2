//! What the codes in the published files mean, in one language.

use crate::domain::locale::Locale;
use crate::domain::table::TableId;
use crate::flows::publish::csv::{CsvError, DIMENSIONS};
use crate::text::Texts;

/// The codes of one dimension in the order of the tables; none when there is no such dimension.
pub(super) fn of(dimension: &str) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for table in TableId::QUARTERLY {
        let place = table
            .dimensions()
            .iter()
            .position(|name| *name == dimension);
        let Some(place) = place.filter(|_| codes.is_empty()) else {
            continue;
        };
        for cell in 0..table.cells() {
            let code = table.cell_codes(cell).get(place).copied();
            codes.extend(code.filter(|code| !codes.contains(code)));
        }
    }
    codes
}

/// `dimension,code,label`, one line per code.
///
/// # Errors
/// Never in practice.
pub(super) fn csv(texts: &Texts, locale: Locale) -> Result<Vec<u8>, CsvError> {
    let words = texts.words(locale);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut push = |line: [&str; 3]| writer.write_record(line).map_err(|_| CsvError);
    push(["dimension", "code", "label"])?;
    for dimension in DIMENSIONS {
        for code in of(dimension) {
            push([dimension, code, &words.label(dimension, code)])?;
        }
    }
    writer.into_inner().map_err(|_| CsvError)
}
