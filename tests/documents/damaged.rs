//! Damaged `OpenAPI` documents: a missing part, a wrong type or a broken reference is a diagnostic with a location.
//! The reader never panics and never hangs.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use statusquo::contract::Contract;
use statusquo::diagnostic::{Diagnostic, Severity, Sources};

/// Time limit for one damaged document, in a build without optimization on a busy machine.
const BOUND: Duration = Duration::from_secs(20);

/// Returns a document of each version. Together the documents contain everything that the reader looks at.
fn documents() -> [(&'static str, Value); 4] {
    let schema = |reference: &str| {
        json!({
            "type": "object", "required": ["id"], "additionalProperties": false,
            "properties": {
                "id": { "type": "string", "readOnly": true, "pattern": "^[a-z]+$" },
                "next": { "$ref": reference },
                "kind": { "enum": ["a", "b"] },
            },
        })
    };
    let three = |version: &str| {
        json!({
            "openapi": version,
            "info": { "title": "Things", "version": "1" },
            "servers": [{ "url": "/{base}", "variables": { "base": { "default": "v1" } } }],
            "security": [{ "key": [] }],
            "paths": { "/things/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "put": {
                    "operationId": "put", "summary": "Put",
                    "parameters": [{ "name": "q", "in": "query", "schema": { "type": "integer" }, "example": 1 }],
                    "requestBody": { "required": true, "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/thing" },
                        "examples": { "one": { "value": { "id": "a" } } },
                    } } },
                    "responses": {
                        "200": { "description": "Fine.",
                            "headers": { "X-A": { "required": true, "schema": { "type": "integer" } } },
                            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/thing" } } },
                            "links": { "again": { "operationId": "put", "parameters": { "id": "$response.body#/id" } } } },
                        "4XX": { "$ref": "#/components/responses/error" },
                        "default": { "description": "Else." },
                    },
                },
            } },
            "components": {
                "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "K" } },
                "responses": { "error": { "description": "No.", "content": { "*/*": { "schema": { "oneOf": [
                    { "$ref": "#/components/schemas/thing" }, { "$ref": "#/components/schemas/other" } ],
                    "discriminator": { "propertyName": "kind", "mapping": { "a": "#/components/schemas/thing" } } } } } } },
                "schemas": { "thing": schema("#/components/schemas/thing"), "other": { "allOf": [
                    { "$ref": "#/components/schemas/thing" }, { "type": "object" }] } },
            },
        })
    };
    let two = json!({
        "swagger": "2.0",
        "info": { "title": "Things", "version": "1" },
        "basePath": "/v1", "consumes": ["application/json"], "produces": ["application/json"],
        "securityDefinitions": { "key": { "type": "apiKey", "in": "header", "name": "K" } },
        "paths": { "/things/{id}": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
            "put": {
                "operationId": "put", "security": [{ "key": [] }],
                "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/thing" } }],
                "responses": {
                    "200": { "description": "Fine.", "schema": { "$ref": "#/definitions/thing" },
                        "headers": { "X-A": { "type": "integer", "maximum": 5 } },
                        "examples": { "application/json": { "id": "a" } } },
                    "404": { "$ref": "#/responses/error" },
                },
            },
            "post": {
                "parameters": [{ "name": "a", "in": "formData", "type": "file", "required": true }],
                "responses": { "204": { "description": "Gone." } },
            },
        } },
        "responses": { "error": { "description": "No.", "schema": { "$ref": "#/definitions/thing" } } },
        "definitions": { "thing": schema("#/definitions/thing") },
    });
    [("2.0", two), ("3.0", three("3.0.4")), ("3.1", three("3.1.1")), ("3.2", three("3.2.0"))]
}

/// Collects the JSON Pointers of all values in a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Returns the document without the value at a pointer, or `None` for the pointer of the whole document.
fn without(document: &Value, pointer: &str) -> Option<Value> {
    let mut damaged = document.clone();
    let (parent, last) = pointer.rsplit_once('/')?;
    match damaged.pointer_mut(parent)? {
        Value::Object(members) => {
            members.shift_remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        Value::Array(items) => drop(items.remove(last.parse().ok()?)),
        _ => return None,
    }
    Some(damaged)
}

/// Returns the document with another value at a pointer.
fn with(document: &Value, pointer: &str, other: &Value) -> Option<Value> {
    let mut damaged = document.clone();
    let place = damaged.pointer_mut(pointer)?;
    if place == other {
        return None;
    }
    *place = other.clone();
    Some(damaged)
}

/// Returns the values that replace a valid value.
fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-7),
        json!("some text"),
        json!([]),
        json!(["a"]),
        json!({}),
        json!({ "a": 1 }),
        json!({ "$ref": "#/nowhere" }),
        json!({ "$ref": "#" }),
        json!({ "$ref": "missing.yaml#/a" }),
        json!({ "$ref": "http://127.0.0.1:9/a.yaml" }),
        json!({ "$ref": "#/%FF/~2" }),
    ]
}

/// Loads a document and checks that each problem has a location and that the load is within the time limit.
#[track_caller]
fn load(folder: &Path, content: &[u8], what: &str) -> (bool, Vec<Diagnostic>) {
    let path = folder.join("api.json");
    fs::write(&path, content).expect("written");
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let before = Instant::now();
    let contract = Contract::load(&path, "api.json", &mut sources, &mut problems);
    assert!(before.elapsed() < BOUND, "{what} takes {:?}", before.elapsed());
    let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
    assert!(
        contract.is_some() || problems.iter().any(is_error),
        "{what} is refused without a word"
    );
    (contract.is_some(), problems)
}

/// Checks that every problem is at a JSON Pointer of the document.
#[track_caller]
fn check_pointers(problems: &[Diagnostic], what: &str) {
    for problem in problems.iter().filter(|problem| problem.code.as_str().starts_with("openapi-")) {
        let label = problem.primary.as_ref().map(|label| label.text.as_str());
        assert!(label.is_some_and(|label| label.starts_with('#')), "{what}: {problem:?}");
    }
}

#[test]
fn a_missing_or_wrong_value_is_a_diagnostic() {
    let folder = tempfile::tempdir().expect("a folder");
    for (version, document) in documents() {
        let whole = document.to_string();
        let (loads, problems) = load(folder.path(), whole.as_bytes(), version);
        assert!(
            loads && problems.iter().all(|it| it.code.as_str() == "schema-proves-nothing"),
            "{version}: {problems:?}"
        );
        let mut places = Vec::new();
        pointers(&document, "", &mut places);
        let mut refused = 0;
        for (number, place) in places.iter().enumerate() {
            // Tries half of the values at each place and the other half at the next place, because only the kind of
            // value matters.
            let wrong = others().into_iter().skip(number % 2).step_by(2);
            let wrong = wrong.map(|other| with(&document, place, &other));
            for damaged in wrong.chain([without(&document, place)]).flatten() {
                let what = format!("{version} {place}: {damaged}");
                let (loads, problems) = load(folder.path(), damaged.to_string().as_bytes(), &what);
                check_pointers(&problems, &what);
                refused += usize::from(!loads);
            }
        }
        assert!(refused > places.len(), "{version}: only {refused} of {} places", places.len());
    }
}

#[test]
fn circular_references_do_not_hang_the_reader() {
    let folder = tempfile::tempdir().expect("a folder");
    for (version, document) in documents() {
        let (responses, schemas) = match version {
            "2.0" => ("responses", "definitions"),
            _ => ("components/responses", "components/schemas"),
        };
        let around = |owner: &str, name: &str| json!({ "$ref": format!("#/{owner}/{name}") });
        let pairs = [(responses, "error"), (schemas, "thing")];
        for (owner, name) in pairs {
            let circle = with(&document, &format!("/{owner}/{name}"), &around(owner, name));
            let circle = circle.expect("a place").to_string();
            let (loads, problems) = load(folder.path(), circle.as_bytes(), version);
            if owner == responses {
                assert!(!loads, "{version} {owner}");
                assert!(
                    problems.iter().any(|it| it.code.as_str() == "openapi-ref"),
                    "{problems:?}"
                );
            }
            check_pointers(&problems, version);
        }
    }
}

#[test]
fn a_document_that_is_binary_too_deep_or_cut_off_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (version, document) in documents() {
        let whole = document.to_string();
        let half = &whole.as_bytes()[..whole.len() / 2];
        assert!(!load(folder.path(), half, "cut off").0, "{version}");
        let mut bytes = whole.clone().into_bytes();
        bytes[60] = 0xFF;
        let (loads, problems) = load(folder.path(), &bytes, "no UTF-8");
        assert!(!loads && problems[0].code.as_str() == "not-utf-8", "{version}: {problems:?}");
        let deep = format!(
            "{{\"openapi\":\"3.1.0\",\"x-deep\":{}1{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert!(!load(folder.path(), deep.as_bytes(), "deep").0, "{version}");
    }
}
