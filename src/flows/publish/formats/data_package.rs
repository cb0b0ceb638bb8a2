//! `datapackage.json`: the Frictionless description of the two files of numbers.

use serde_json::{Value, json};

use super::Subject;
use super::licence::Licence;
use crate::crypto::digest;
use crate::domain::locale::Locale;
use crate::flows::publish::csv::DIMENSIONS;
use crate::store::releases::ReleaseFile;

pub(super) fn write(subject: &Subject<'_>) -> Value {
    let id = &subject.manifest.release;
    let mut resources = Vec::new();
    for file in subject.core {
        let fields = match file.name.as_str() {
            "figures.csv" => figures(subject),
            "flows.csv" => flows(subject),
            _ => continue,
        };
        resources.push(resource(file, fields));
    }
    json!({
        "profile": "tabular-data-package",
        "name": format!("figures-{}", id.to_lowercase()),
        "id": subject.address(),
        "title": subject.title(Locale::En),
        "description": subject.note(),
        "homepage": format!("{}/en/figures/{id}", subject.manifest.site),
        "version": id,
        "created": format!("{}T00:00:00Z", subject.manifest.published),
        "licenses": [licence(&subject.manifest.licence)],
        "sources": [{"title": subject.manifest.register, "path": subject.manifest.site}],
        "contributors": [{"title": subject.manifest.register, "role": "publisher"}],
        "resources": resources,
    })
}

fn licence(title: &str) -> Value {
    let licence = Licence::of(title);
    match (licence.spdx, licence.address) {
        (Some(spdx), Some(address)) => json!({"name": spdx, "title": title, "path": address}),
        _ => json!({"name": title.replace(' ', "-"), "title": title}),
    }
}

fn resource(file: &ReleaseFile, fields: Vec<Value>) -> Value {
    json!({
        "profile": "tabular-data-resource",
        "name": file.name.trim_end_matches(".csv"),
        "path": file.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.content.len(),
        "hash": format!("sha256:{}", digest::hex(&file.sha256)),
        "schema": {"fields": fields, "missingValues": [""]},
    })
}

fn figures(subject: &Subject<'_>) -> Vec<Value> {
    let words = |name: &str| subject.words(Locale::En).say(format!("data-column-{name}"));
    let text = |name: &str| json!({"name": name, "type": "string", "title": words(name)});
    let mut fields = vec![text("release"), text("table")];
    fields.extend(dimensions(subject));
    fields.extend([
        json!({
            "name": "count", "type": "integer", "title": words("count"),
            "constraints": {"minimum": 10},
        }),
        json!({
            "name": "margin_95", "type": "integer", "title": words("margin_95"),
            "constraints": {"minimum": 0},
        }),
        json!({
            "name": "status", "type": "string", "title": words("status"),
            "constraints": {"enum": ["c"]},
        }),
        json!({
            "name": "note", "type": "string", "title": words("note"),
            "constraints": {"required": true},
        }),
    ]);
    fields
}

fn flows(subject: &Subject<'_>) -> Vec<Value> {
    let words = |name: &str| subject.words(Locale::En).say(format!("data-column-{name}"));
    let field = |name: &str, kind: &str| json!({"name": name, "type": kind, "title": words(name)});
    let mut fields = vec![
        field("policy_version", "integer"),
        field("period", "string"),
        field("table", "string"),
        field("cohort", "integer"),
    ];
    fields.extend(dimensions(subject));
    fields.push(field("flow", "integer"));
    fields
}

fn dimensions(subject: &Subject<'_>) -> impl Iterator<Item = Value> {
    let w = subject.words(Locale::En);
    DIMENSIONS.into_iter().map(move |name| {
        let title = w.say(format!("dimension-{name}"));
        json!({"name": name, "type": "string", "title": title})
    })
}
