//! `figures.json`: JSON-stat 2.0, a collection of one dataset per table. Each dataset stands in the
//! collection as a whole and has an address of its own as well, for tools that follow links.

use serde_json::{Map, Value, json};

use super::{Subject, shown};
use crate::domain::locale::Locale;
use crate::domain::release::TableFigures;
use crate::flows::publish::formats::codes::codes_of;

pub(super) const MEASURES: [&str; 2] = ["count", "margin_95"];

pub(super) fn write(subject: &Subject<'_>) -> Value {
    let items: Vec<Value> = subject
        .tables()
        .iter()
        .map(|table| dataset(subject, table))
        .collect();
    json!({
        "version": "2.0",
        "class": "collection",
        "label": subject.title(Locale::En),
        "href": format!("{}/figures.json", subject.address()),
        "updated": subject.manifest.published,
        "extension": extension(subject),
        "link": {"item": items},
    })
}

fn dataset(subject: &Subject<'_>, table: &TableFigures) -> Value {
    let label = |locale| subject.words(locale).say(format!("table-{}", table.name));
    let mut ids = vec!["period"];
    ids.extend(table.dimensions);
    ids.push("measure");
    let mut dimensions = Map::new();
    let mut sizes = Vec::new();
    for id in &ids {
        let codes = match *id {
            "period" => vec![subject.manifest.release.as_str()],
            "measure" => MEASURES.to_vec(),
            dimension => codes_of(dimension),
        };
        sizes.push(codes.len());
        dimensions.insert((*id).to_owned(), dimension(subject, id, &codes));
    }
    let (values, status) = cells(table);
    json!({
        "version": "2.0",
        "class": "dataset",
        "href": format!("{}/figures.{}.json", subject.address(), table.name),
        "label": label(Locale::En),
        "source": subject.manifest.register,
        "updated": subject.manifest.published,
        "note": [subject.note()],
        "extension": {
            "table": table.name, "label_nl": label(Locale::Nl),
            "license": subject.manifest.licence,
        },
        "id": ids,
        "size": sizes,
        "role": roles(table),
        "dimension": dimensions,
        "value": values,
        "status": status,
    })
}

fn extension(subject: &Subject<'_>) -> Value {
    json!({
        "release": subject.manifest.release,
        "note": subject.note(),
        "license": subject.manifest.licence,
        "policy_version": subject.manifest.policy_version,
    })
}

fn roles(table: &TableFigures) -> Value {
    let place = table.dimensions.contains(&"province");
    match place {
        true => json!({"time": ["period"], "metric": ["measure"], "geo": ["province"]}),
        false => json!({"time": ["period"], "metric": ["measure"]}),
    }
}

fn dimension(subject: &Subject<'_>, id: &str, codes: &[&str]) -> Value {
    let label = |locale: Locale, code: &str| {
        let w = subject.words(locale);
        match id {
            "period" => code.to_owned(),
            "measure" => w.say(format!("data-column-{code}")),
            dimension => w.label(dimension, code),
        }
    };
    let labels = |locale| -> Map<String, Value> {
        let labels = codes.iter();
        labels
            .map(|code| ((*code).to_owned(), label(locale, code).into()))
            .collect()
    };
    let name = |locale: Locale| subject.words(locale).say(format!("dimension-{id}"));
    let mut category = json!({"index": codes, "label": labels(Locale::En)});
    if id == "measure"
        && let Some(fields) = category.as_object_mut()
    {
        let unit = json!({"decimals": 0, "label": subject.words(Locale::En).say("data-unit")});
        fields.insert("unit".into(), json!({"count": unit, "margin_95": unit}));
    }
    json!({
        "label": name(Locale::En),
        "category": category,
        "extension": {"label_nl": name(Locale::Nl), "category_label_nl": labels(Locale::Nl)},
    })
}

/// Values in row-major order, each cell's count and margin; and the status of hidden cells.
fn cells(table: &TableFigures) -> (Vec<Option<i64>>, Map<String, Value>) {
    let mut values = Vec::new();
    let mut status = Map::new();
    for (_, figure) in &table.cells {
        let pair = shown(*figure);
        for value in [pair.map(|pair| pair.0), pair.map(|pair| pair.1)] {
            if value.is_none() {
                status.insert(values.len().to_string(), "c".into());
            }
            values.push(value);
        }
    }
    (values, status)
}
