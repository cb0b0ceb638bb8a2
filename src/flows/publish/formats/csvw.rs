//! `figures.csv-metadata.json`: CSV on the Web, which says what each column of `figures.csv` holds.

use serde_json::{Value, json};

use super::Subject;
use super::licence::Licence;
use crate::domain::locale::Locale;
use crate::flows::publish::csv::DIMENSIONS;

pub(super) fn write(subject: &Subject<'_>) -> Value {
    let licence = Licence::of(&subject.manifest.licence);
    json!({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": format!("{}/figures.csv-metadata.json", subject.address()),
        "url": "figures.csv",
        "dc:title": {"@value": subject.title(Locale::En), "@language": "en"},
        "dc:description": {"@value": subject.note(), "@language": "en"},
        "dc:publisher": subject.manifest.register,
        "dc:issued": {"@value": subject.manifest.published, "@type": "xsd:date"},
        "dc:license": {"@id": licence.name_or_address()},
        "dialect": {"encoding": "utf-8", "header": true, "delimiter": ",", "quoteChar": "\""},
        "tableSchema": {"columns": columns(subject)},
    })
}

fn columns(subject: &Subject<'_>) -> Vec<Value> {
    let fixed = |name: &str, datatype: Value, required: bool| {
        let mut column = column(subject, name, &format!("data-column-{name}"));
        put(&mut column, "datatype", datatype);
        put(&mut column, "required", Value::Bool(required));
        column
    };
    let dimension = |name: &str| {
        let mut column = column(subject, name, &format!("dimension-{name}"));
        put(&mut column, "datatype", "string".into());
        column
    };
    let start = [
        fixed("release", "string".into(), true),
        fixed("table", "string".into(), true),
    ];
    // A count that is shown is never below the smallest threshold.
    let count = json!({"base": "integer", "minimum": "10"});
    let margin = json!({"base": "integer", "minimum": "0"});
    let status = json!({"base": "string", "format": "c"});
    let end = [
        fixed("count", count, false),
        fixed("margin_95", margin, false),
        fixed("status", status, false),
        fixed("note", "string".into(), true),
    ];
    let middle = DIMENSIONS.into_iter().map(dimension);
    start.into_iter().chain(middle).chain(end).collect()
}

/// Titles hold the header as it stands in the file first, then the words of each language.
fn column(subject: &Subject<'_>, name: &str, key: &str) -> Value {
    let say = |locale| subject.words(locale).say(key);
    json!({
        "name": name,
        "titles": {"en": [name, say(Locale::En)], "nl": say(Locale::Nl)},
    })
}

fn put(column: &mut Value, key: &str, value: Value) {
    if let Some(fields) = column.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
}
