//! `/openapi.json`: every address for programs, described so that programs can read it (OpenAPI 3.0).

mod schemas;
mod told;

use serde_json::{Map, Value, json};

use super::odata;
use crate::config::Register;
use crate::domain::locale::Locale;
use told::Told;

/// The whole description.
pub(super) fn described(register: &Register) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": format!("{}: data", register.name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Published figures. A file of a release never changes by a byte; \
                parameters never change what a file holds. Any page may read all of it.",
            "license": {"name": register.data_licence},
        },
        "servers": [{"url": register.base_url.as_str()}],
        "paths": paths(),
        "components": {
            "parameters": parameters(),
            "responses": {
                "NotModified": {
                    "description": "Nothing has changed since the answer with this tag.",
                    "headers": {"ETag": {"schema": {"type": "string"}}},
                },
                "NotFound": sentence("There is no such release, file or language."),
                "BadRequest": sentence("The request makes no sense."),
                "NotAllowed": sentence("Data can be read, and nothing else."),
                "Busy": sentence("Ask again after as many seconds as `Retry-After` says."),
                "NoTable": refusal("There is no such table or endpoint."),
                "BadQuery": refusal("The question was not understood."),
            },
            "schemas": schemas::all(),
        },
    })
}

fn sentence(description: &str) -> Value {
    json!({
        "description": description,
        "content": {"text/html": {"schema": {"type": "string"}}},
    })
}

fn refusal(description: &str) -> Value {
    json!({
        "description": description,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}},
            "text/html": {"schema": {"type": "string"}},
        },
    })
}

fn parameters() -> Value {
    let path = |name: &str, description: &str, schema: Value| {
        json!({"name": name, "in": "path", "required": true, "description": description,
            "schema": schema})
    };
    let query = |name: &str, description: &str, schema: Value| json!({"name": name, "in": "query", "description": description, "schema": schema});
    let languages = Locale::WRITTEN.map(Locale::code);
    json!({
        "release": path("release", "A release, an erratum, or the newest quarter.", json!({
            "type": "string",
            "pattern": "^([0-9]{4}-(Q[1-4]|W[0-9]{2})(-e[1-9][0-9]{0,3})?|latest)$",
            "example": "latest",
        })),
        "file": path("file", "A file that releases.json lists.", json!({
            "type": "string", "pattern": "^[A-Za-z0-9._-]{1,40}$", "example": "figures.csv",
        })),
        "lang": path("lang", "The language of the labels.", json!({
            "type": "string", "enum": languages,
        })),
        "table": path("table", "A published table.", json!({
            "type": "string", "enum": odata::TABLES,
        })),
        "endpoint": path("endpoint", "What of the table; of the dimensions, its own.", json!({
            "type": "string", "enum": odata::endpoints(),
        })),
        "filter": query("$filter", "Comparisons with eq, ne, gt, ge, lt, le; and, or, not; \
            substringof, startswith, endswith.", json!({"type": "string", "maxLength": 2000})),
        "select": query("$select", "Names of columns with commas between them.",
            json!({"type": "string", "maxLength": 500})),
        "top": query("$top", "So many rows.", json!({"type": "integer", "minimum": 0,
            "maximum": 1_000_000})),
        "skip": query("$skip", "Without the first rows.", json!({"type": "integer", "minimum": 0,
            "maximum": 1_000_000})),
        "format": query("$format", "The format.", json!({"type": "string", "enum": ["json"]})),
    })
}

fn paths() -> Value {
    let mut paths = Map::new();
    for (path, told) in files().into_iter().chain(tables()) {
        paths.insert(path.to_owned(), told.item());
    }
    Value::Object(paths)
}

fn files() -> Vec<(&'static str, Told)> {
    let text = |kind: &str| json!({kind: {"schema": {"type": "string"}}});
    let any_file = json!({
        "text/csv": {"schema": {"type": "string"}},
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {"schema": {}},
        "application/csvm+json": {"schema": {}},
        "application/ld+json": {"schema": {}},
        "application/yaml": {"schema": {"type": "string"}},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            {"schema": {"type": "string", "format": "binary"}},
    });
    let releases = Told::new("All releases", of("Releases"), &[]);
    let series = Told::new("All figures in one file", text("text/csv"), &[]);
    let feed = Told::new("News of releases", text("application/atom+xml"), &[]);
    let key = Told::new("The key that signs", text("text/plain"), &[]);
    let codes = Told::new("What codes mean", text("text/csv"), &["lang"]);
    let file = Told::new("A file of a release", any_file, &["release", "file"]);
    vec![
        ("/data/releases.json", releases),
        ("/data/series.csv", series),
        ("/data/feed.atom", feed),
        ("/data/minisign.pub", key),
        ("/data/codes/{lang}.csv", codes.or_not_found()),
        ("/data/{release}/{file}", file.or_not_found().or_elsewhere()),
        (
            "/openapi.json",
            Told::new("This description", of("Anything"), &[]),
        ),
    ]
}

fn tables() -> Vec<(&'static str, Told)> {
    let told = |summary, places: &[&'static str]| {
        let asked = ["filter", "select", "top", "skip", "format"];
        Told::new(summary, of("Rows"), &[places, &asked].concat()).of_odata()
    };
    let service = "The endpoints of a table";
    let rows = "Rows of a table: figures, labels, or what is known of it";
    let one = ["table", "endpoint"];
    // Nothing is missing from the catalogue, so it is never not found.
    let mut catalog = told("All tables", &[]);
    catalog.found = false;
    vec![
        ("/ODataCatalog/Tables", catalog),
        ("/ODataFeed/odata/{table}", told(service, &["table"])),
        ("/ODataFeed/odata/{table}/", told(service, &["table"])),
        ("/ODataFeed/odata/{table}/{endpoint}", told(rows, &one)),
    ]
}

/// JSON of one of the schemas.
fn of(name: &str) -> Value {
    let schema = format!("#/components/schemas/{name}");
    json!({"application/json": {"schema": {"$ref": schema}}})
}
