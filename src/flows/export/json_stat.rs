//! JSON-stat 2.0: a collection with a dataset per release and table.

use serde_json::{Map, Value, json};

use super::{About, Choice};
use crate::domain::release::{Figure, TableFigures};
use crate::flows::publish::read::{Archive, Released};

const MEASURES: [&str; 2] = ["count", "margin_95"];

pub(super) fn write(choice: &Choice, archive: &Archive, about: &About<'_>) -> Value {
    let items: Vec<Value> = choice
        .released(archive)
        .flat_map(|one| {
            choice
                .tables(one)
                .into_iter()
                .map(move |table| (one, table))
        })
        .map(|(one, table)| dataset(one, &table, about))
        .collect();
    json!({
        "version": "2.0",
        "class": "collection",
        "label": about.settings.register.name,
        "extension": {"note": about.caveat(), "method": about.method(),
            "license": about.settings.register.data_licence},
        "link": {"item": items},
    })
}

fn dataset(released: &Released, table: &TableFigures, about: &About<'_>) -> Value {
    let id = released.published.id().to_string();
    let w = about.words();
    let mut ids = vec!["period"];
    ids.extend(table.dimensions);
    ids.push("measure");
    let mut dimensions = Map::new();
    let mut sizes = Vec::new();
    for (place, dimension) in ids.iter().enumerate() {
        let codes: Vec<&str> = match *dimension {
            "period" => vec![id.as_str()],
            "measure" => MEASURES.to_vec(),
            _ => codes(table, place.saturating_sub(1)),
        };
        let label = |code: &str| match *dimension {
            "period" => code.to_owned(),
            "measure" => w.say(format!("data-column-{code}")),
            other => w.label(other, code),
        };
        let labels: Map<String, Value> = codes
            .iter()
            .map(|code| ((*code).to_owned(), label(code).into()))
            .collect();
        sizes.push(codes.len());
        dimensions.insert(
            (*dimension).to_owned(),
            json!({"label": w.say(format!("dimension-{dimension}")),
                "category": {"index": codes, "label": labels}}),
        );
    }
    let (values, status) = cells(table);
    json!({
        "version": "2.0",
        "class": "dataset",
        "label": w.say(format!("table-{}", table.name)),
        "source": about.citation(released),
        "updated": released.published.day.iso(),
        "note": [about.caveat_of(released)],
        "extension": {"table": table.name, "release": id, "method": about.method(),
            "license": about.settings.register.data_licence},
        "id": ids,
        "size": sizes,
        "role": {"time": ["period"], "metric": ["measure"]},
        "dimension": dimensions,
        "value": values,
        "status": status,
    })
}

/// The codes of one dimension that are left, in the order of the table. What is left of a table
/// is a whole block, since every dimension was cut by itself.
fn codes(table: &TableFigures, place: usize) -> Vec<&'static str> {
    let mut found = Vec::new();
    for code in table.cells.iter().filter_map(|(codes, _)| codes.get(place)) {
        if !found.contains(code) {
            found.push(*code);
        }
    }
    found
}

fn cells(table: &TableFigures) -> (Vec<Option<i64>>, Map<String, Value>) {
    let (mut values, mut status) = (Vec::new(), Map::new());
    for (_, figure) in &table.cells {
        let pair = match figure {
            Figure::Shown { count, margin_95 } => [Some(*count), Some(*margin_95)],
            Figure::Hidden => [None, None],
        };
        for value in pair {
            if value.is_none() {
                status.insert(values.len().to_string(), "c".into());
            }
            values.push(value);
        }
    }
    (values, status)
}
