//! `/openapi.json`: every address for programs, described so that programs can read it (OpenAPI 3.0).

mod schemas;

use serde_json::{Map, Value, json};

use super::odata;
use crate::config::Register;
use crate::domain::locale::Locale;

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
    let languages = Locale::ALL.map(Locale::code);
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
    let files = json!({
        "text/csv": {"schema": {"type": "string"}},
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {"schema": {}},
        "application/csvm+json": {"schema": {}},
        "application/ld+json": {"schema": {}},
        "application/yaml": {"schema": {"type": "string"}},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            {"schema": {"type": "string", "format": "binary"}},
    });
    let text = |kind: &str| json!({kind: {"schema": {"type": "string"}}});
    let of = |name: &str| json!({"application/json": {"schema": {"$ref": schema(name)}}});
    let mut paths = Map::new();
    let mut add = |path: &str, told: Told<'_>| {
        paths.insert(path.to_owned(), told.item());
    };
    add(
        "/data/releases.json",
        Told::new("All releases", of("Releases"), &[]),
    );
    add(
        "/data/series.csv",
        Told::new("All figures in one file", text("text/csv"), &[]),
    );
    add(
        "/data/feed.atom",
        Told::new("News of releases", text("application/atom+xml"), &[]),
    );
    add(
        "/data/minisign.pub",
        Told::new("The key that signs", text("text/plain"), &[]),
    );
    let mut codes = Told::new("What codes mean", text("text/csv"), &["lang"]);
    codes.found = true;
    add("/data/codes/{lang}.csv", codes);
    let mut file = Told::new("A file of a release", files, &["release", "file"]);
    (file.found, file.redirects) = (true, true);
    add("/data/{release}/{file}", file);
    add(
        "/openapi.json",
        Told::new("This description", of("Anything"), &[]),
    );
    let asked = ["filter", "select", "top", "skip", "format"];
    add(
        "/ODataCatalog/Tables",
        Told::new("All tables", of("Rows"), &asked).odata(),
    );
    let table = [&["table"], &asked[..]].concat();
    let service = "The endpoints of a table";
    add(
        "/ODataFeed/odata/{table}",
        Told::new(service, of("Rows"), &table).odata(),
    );
    add(
        "/ODataFeed/odata/{table}/",
        Told::new(service, of("Rows"), &table).odata(),
    );
    let endpoint = [&["table", "endpoint"], &asked[..]].concat();
    let rows = "Rows of a table: figures, labels, or what is known of it";
    add(
        "/ODataFeed/odata/{table}/{endpoint}",
        Told::new(rows, of("Rows"), &endpoint).odata(),
    );
    Value::Object(paths)
}

fn schema(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// What is told of one address.
struct Told<'a> {
    summary: &'a str,
    content: Value,
    parameters: &'a [&'a str],
    /// Whether there are others like it that do not exist.
    found: bool,
    redirects: bool,
    odata: bool,
}

impl<'a> Told<'a> {
    const fn new(summary: &'a str, content: Value, parameters: &'a [&'a str]) -> Self {
        Self {
            summary,
            content,
            parameters,
            found: false,
            redirects: false,
            odata: false,
        }
    }

    fn odata(self) -> Self {
        Self {
            found: true,
            odata: true,
            ..self
        }
    }

    fn item(self) -> Value {
        let response = |name: &str| json!({"$ref": format!("#/components/responses/{name}")});
        let mut responses = Map::new();
        let mut add = |status: &str, told: Value| responses.insert(status.to_owned(), told);
        add(
            "200",
            json!({
                "description": self.summary,
                "content": self.content,
                "headers": {"ETag": {"schema": {"type": "string"}}},
            }),
        );
        add("304", response("NotModified"));
        add("405", response("NotAllowed"));
        add("503", response("Busy"));
        if self.redirects {
            add(
                "302",
                json!({
                    "description": "The same file of the newest quarterly release.",
                    "headers": {"Location": {"schema": {"type": "string"}}},
                }),
            );
        }
        add(
            "400",
            response(if self.odata { "BadQuery" } else { "BadRequest" }),
        );
        if self.found {
            add(
                "404",
                response(if self.odata { "NoTable" } else { "NotFound" }),
            );
        }
        let named = |name: &&str| json!({"$ref": format!("#/components/parameters/{name}")});
        json!({"get": {
            "summary": self.summary,
            "parameters": self.parameters.iter().map(named).collect::<Vec<_>>(),
            "responses": responses,
        }})
    }
}
