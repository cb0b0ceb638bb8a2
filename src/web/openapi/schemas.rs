//! The shapes of answers.

use serde_json::{Value, json};

pub(super) fn all() -> Value {
    let text = json!({"type": "string"});
    let release = json!({
        "type": "object",
        "required": ["id", "kind", "published", "policy_version", "chain", "files"],
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9]{4}-(Q[1-4]|W[0-9]{2})(-e[0-9]+)?$"},
            "kind": {"type": "string", "enum": ["quarterly", "weekly"]},
            "published": {"type": "string", "format": "date"},
            "policy_version": {"type": "integer", "minimum": 1},
            "chain": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "files": {"type": "array", "items": text},
        },
    });
    json!({
        "Release": release,
        "Releases": {
            "type": "object",
            "required": ["register", "licence", "note", "latest", "releases"],
            "properties": {
                "register": text,
                "licence": text,
                "note": text,
                "latest": {"type": "string", "nullable": true},
                "releases": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Release"},
                },
            },
        },
        "Rows": {
            "type": "object",
            "required": ["value"],
            "properties": {
                "value": {"type": "array", "items": {"type": "object"}},
                "odata.nextLink": text,
            },
        },
        "Refusal": {
            "type": "object",
            "required": ["odata.error"],
            "properties": {"odata.error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": text,
                    "message": {
                        "type": "object",
                        "required": ["lang", "value"],
                        "properties": {"lang": text, "value": text},
                    },
                },
            }},
        },
        "Anything": {"type": "object"},
    })
}
