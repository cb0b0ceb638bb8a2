//! What is told of one address.

use serde_json::{Map, Value, json};

/// One address that can be read.
pub(super) struct Told {
    summary: &'static str,
    content: Value,
    parameters: Vec<&'static str>,
    /// Whether there are others like it that do not exist.
    pub found: bool,
    redirects: bool,
    odata: bool,
}

impl Told {
    pub(super) fn new(summary: &'static str, content: Value, parameters: &[&'static str]) -> Self {
        Self {
            summary,
            content,
            parameters: parameters.to_vec(),
            found: false,
            redirects: false,
            odata: false,
        }
    }

    pub(super) fn or_not_found(mut self) -> Self {
        self.found = true;
        self
    }

    pub(super) fn or_elsewhere(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// Its refusals are JSON.
    pub(super) fn of_odata(mut self) -> Self {
        (self.found, self.odata) = (true, true);
        self
    }

    pub(super) fn item(self) -> Value {
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
