//! The body of a case: an example that satisfies its schema, else a value made from the schema.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Map, Value, json};

use super::documented_success::{essence, is_json};
use super::drafting_context::SuiteContext;
use super::naming;
use super::request_parameters::as_scalar;
use super::sample_value::{Sample, fault, property, resolved, sample};
use super::variables::{Origin, VariableRequest, without_references};
use super::yaml_text;
use crate::contract::{BodySchema, Content, Operation};

/// The largest example that is copied into a suite, in lines. A value made from the schema is shorter.
const EXAMPLE_LINES: usize = 30;

/// A placeholder for a text or file whose content is unknown.
const SOME_TEXT: &str = "some text";

/// The body of a case, as the key and value in the suite.
#[derive(Debug, PartialEq)]
pub(super) struct DraftBody {
    pub(super) key: &'static str,
    pub(super) value: Value,
    /// The media type, if the key does not imply it.
    pub(super) media_type: Option<String>,
    pub(super) notes: Vec<String>,
}

impl DraftBody {
    /// Returns the body of an operation's request, or `None` if the operation needs no body.
    pub(super) fn of(context: &mut SuiteContext<'_>, at: usize) -> Option<Self> {
        let operation = &context.operations[at];
        let request = operation.request.as_ref()?;
        // A body is optional by default in OpenAPI, and many documents do not state that it is required.
        let usual = [Method::POST, Method::PUT, Method::PATCH].contains(&operation.method);
        if !request.required && !usual {
            return None;
        }
        let accepted = preferred(&request.content)?;
        let (mut sample, mut notes) = sample_body(accepted, operation);
        notes.extend(sample.fault.take().map(|fault| {
            format!("the body below does not satisfy the document's own schema: {fault}")
        }));
        let body = match essence(&accepted.media_type).as_str() {
            kind if is_json(kind) => {
                // The key `json` implies its media type. A range such as `*/*` is not a type that can be sent.
                let is_implied = kind == "application/json" || kind.contains('*');
                let media_type = (!is_implied).then(|| kind.to_owned());
                let value = context.with_references(at, &sample);
                Self { key: "json", value, media_type, notes }
            }
            "application/x-www-form-urlencoded" => {
                let value = form_fields(&context.with_references(at, &sample));
                Self { key: "form", value, media_type: None, notes }
            }
            "multipart/form-data" => {
                let value = form_parts(&context.with_references(at, &sample), accepted);
                Self { key: "multipart", value, media_type: None, notes }
            }
            kind => text_or_bytes(kind, accepted, notes),
        };
        Some(body)
    }
}

impl SuiteContext<'_> {
    /// Returns the value with `${…}` for captured ids and for values that only the author knows.
    fn with_references(&mut self, at: usize, sample: &Sample) -> Value {
        let mut value = without_references(&sample.value);
        for pointer in &sample.made_up {
            // An item of a list has an index instead of a name, so the name of the list is used.
            let name = pointer.rsplit('/').find(|token| token.parse::<usize>().is_err());
            // `~1` must be decoded first (RFC 6901, section 4).
            let name = name.unwrap_or_default().replace("~1", "/").replace("~0", "~");
            let Some(place) = value.pointer_mut(pointer) else { continue };
            if self.dependencies.named(&name, at).is_none() {
                let request = VariableRequest {
                    name: self.clear_name(at, &name),
                    purpose: format!("`{name}` in the body of {}", self.operations[at].line()),
                };
                *place = match place.take() {
                    Value::String(_) => self.variables.placeholder(request),
                    made => self.variables.reference(request, made, Origin::Placeholder),
                };
            }
        }
        self.insert_captured(at, &mut value);
        self.add_own_id(at, &mut value);
        value
    }

    /// Adds the id of the resource that a request changes, if the path does not contain the id. `PUT /pet` names
    /// the pet in its body.
    fn add_own_id(&self, at: usize, value: &mut Value) {
        let operation = &self.operations[at];
        let changes = [Method::PUT, Method::PATCH].contains(&operation.method);
        let (true, Value::Object(members)) = (changes, value) else { return };
        let captured = self.dependencies.produced_at_path_of(at, self.operations);
        let Some(captured) = captured else { return };
        let Some(name) = captured.query.strip_prefix("$.") else { return };
        let contents = operation.request.iter().flat_map(|request| &request.content);
        let mut schemas = contents.filter_map(|content| content.schema.as_ref());
        let has_id = schemas
            .any(|schema| property(schema.json(), schema.json(), |known| known == name).is_some());
        if has_id {
            let reference = format!("${{{}}}", captured.variable);
            // First, because it identifies the resource that the other members change.
            members.shift_insert(0, name.to_owned(), Value::String(reference));
        }
    }

    /// Replaces members that have the name of a captured id.
    fn insert_captured(&self, at: usize, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match self.dependencies.named(name, at) {
                        Some(captured) if value.is_string() || value.is_number() => {
                            *value = Value::String(format!("${{{}}}", captured.variable));
                        }
                        _ => self.insert_captured(at, value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.insert_captured(at, item)),
            _ => {}
        }
    }
}

/// Returns the content that a suite can express best: JSON, then forms, then text.
fn preferred(contents: &[Content]) -> Option<&Content> {
    let rank = |content: &&Content| match essence(&content.media_type).as_str() {
        "application/json" => 0,
        kind if is_json(kind) => 1,
        "application/x-www-form-urlencoded" => 2,
        "multipart/form-data" => 3,
        kind if kind.starts_with("text/") => 4,
        _ => 5,
    };
    contents.iter().min_by_key(rank)
}

/// Returns an example of the document, else a value made from the schema, with notes for the author.
fn sample_body(content: &Content, operation: &Operation) -> (Sample, Vec<String>) {
    let mut notes = Vec::new();
    let given = |value: &Value| Sample { value: value.clone(), fault: None, made_up: Vec::new() };
    let Some(schema) = &content.schema else {
        if let Some(example) = content.examples.first() {
            return (given(example), notes);
        }
        notes.push("the document does not describe the body".to_owned());
        return (given(&json!({})), notes);
    };
    let fitting = content.examples.iter().find_map(|example| fitting(schema, example));
    if let (None, Some(example)) = (&fitting, content.examples.first())
        && let Some(fault) = fault(schema, example)
    {
        notes.push(format!("the document's example does not satisfy its own schema: {fault}"));
    }
    let name = operation.path.as_str().rsplit('/').find(|part| !part.contains('{'));
    let name = naming::singular(&naming::hyphened(name.unwrap_or_default()));
    let Some(example) = fitting else { return (sample(schema, &name), notes) };
    let is_short = yaml_text::member("json", &example, 4).lines().count() <= EXAMPLE_LINES;
    let made = (!is_short).then(|| sample(schema, &name)).filter(|made| made.fault.is_none());
    // A long example that is valid is better than a short value that is not.
    (made.unwrap_or_else(|| given(&example)), notes)
}

/// Returns an example that satisfies its schema. Some documents contain the example as a text of JSON.
fn fitting(schema: &BodySchema, example: &Value) -> Option<Value> {
    if schema.is_valid(example) {
        return Some(example.clone());
    }
    let read: Value = serde_json::from_str(example.as_str()?).ok()?;
    schema.is_valid(&read).then_some(read)
}

/// Returns the fields of a URL-encoded form. Each field is text.
fn form_fields(value: &Value) -> Value {
    let members = value.as_object().cloned().unwrap_or_default();
    Value::Object(members.into_iter().map(|(name, value)| (name, as_scalar(&value))).collect())
}

/// Returns the parts of a multipart form. A file has a name and a media type.
fn form_parts(value: &Value, content: &Content) -> Value {
    let mut parts = Map::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let part = match value {
            // A server tells a file from a field by its file name (RFC 7578, section 4.2).
            _ if is_file(content, name) => json!({
                "text": SOME_TEXT,
                "filename": format!("{}.txt", naming::hyphened(name)),
                "content-type": "text/plain",
            }),
            Value::Object(_) => {
                // JSON is the default of OpenAPI for an object in a multipart form.
                json!({ "text": value.to_string(), "content-type": "application/json" })
            }
            scalar => as_scalar(scalar),
        };
        parts.insert(name.clone(), part);
    }
    // A multipart body without parts is malformed (RFC 2046, section 5.1.1).
    if parts.is_empty() {
        parts.insert("part".to_owned(), json!(SOME_TEXT));
    }
    Value::Object(parts)
}

/// Returns true if a part of a form is a file: its schema is binary or has no keywords.
fn is_file(content: &Content, name: &str) -> bool {
    let Some(root) = content.schema.as_ref().map(|schema| schema.json()) else { return false };
    let Some((_, schema)) = property(root, root, |known| known == name) else { return false };
    let schema = resolved(root, schema).unwrap_or(schema);
    schema.get("format").is_some_and(|format| format == "binary")
        || schema.get("contentMediaType").is_some()
        || schema.get("type").is_none() && schema.as_object().is_none_or(Map::is_empty)
}

/// Returns a body that is neither JSON nor a form: the example of the document, else a placeholder.
fn text_or_bytes(kind: &str, content: &Content, mut notes: Vec<String>) -> DraftBody {
    let example = content.examples.first().filter(|example| example.is_string());
    let is_text = kind.starts_with("text/");
    if example.is_some() || is_text {
        let media_type = (kind != "text/plain").then(|| kind.to_owned());
        let key = if media_type.is_none() { "text" } else { "body" };
        let value = example.map_or_else(|| json!(SOME_TEXT), without_references);
        if example.is_none() {
            notes.push("replace the text with one that the API accepts".to_owned());
        }
        return DraftBody { key, value, media_type, notes };
    }
    notes.push(format!("replace the bytes with {kind} that the API accepts, or name a `file`"));
    let is_implied = kind == "application/octet-stream" || kind.contains('*');
    let media_type = (!is_implied).then(|| kind.to_owned());
    DraftBody { key: "bytes", value: json!(STANDARD.encode(SOME_TEXT)), media_type, notes }
}
