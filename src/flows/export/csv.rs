//! Tidy CSV: one line per cell, the same columns in every table, the caveat on every line.

use super::cell::safe;
use super::{About, Choice, DIMENSIONS, shown};
use crate::flows::publish::read::Archive;

const END: [&str; 7] = [
    "label",
    "count",
    "margin_95",
    "status",
    "note",
    "method",
    "cite",
];

pub(super) fn write(
    choice: &Choice,
    archive: &Archive,
    about: &About<'_>,
) -> Result<Vec<u8>, csv::Error> {
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines.write_record([&["release", "table"], &DIMENSIONS[..], &END[..]].concat())?;
    let method = about.method();
    let licence = &about.settings.register.data_licence;
    for released in choice.released(archive) {
        let note = format!("{} {licence}", about.caveat_of(released));
        let (id, cite) = (
            released.published.id().to_string(),
            about.citation(released),
        );
        for table in choice.tables(released) {
            for (codes, figure) in &table.cells {
                let code = |dimension: &&str| {
                    let place = table.dimensions.iter().position(|d| d == dimension);
                    place.and_then(|place| codes.get(place).copied())
                };
                let coded = DIMENSIONS.iter().map(|d| code(d).unwrap_or_default());
                let (label, [count, margin, status]) = (about.label(&table, codes), shown(*figure));
                let mut fields = vec![id.as_str(), table.name];
                fields.extend(coded);
                let last = [&label, &count, &margin, &status, &note, &method, &cite];
                fields.extend(last.map(String::as_str));
                // Only a number of ours begins with a sign, and it is no text.
                let fields = fields.into_iter().map(|field| safe(field).into_owned());
                lines.write_record(fields.collect::<Vec<_>>())?;
            }
        }
    }
    lines
        .into_inner()
        .map_err(|error| error.into_error().into())
}
