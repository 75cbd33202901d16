//! The content of a case: an example of the document that its own schema accepts, else one made from the
//! schema.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Map, Value, json};

use super::naming;
use super::request_parameters::in_text;
use super::sample_value::{Sample, fault, property, resolved, sample};
use super::success::is_json;
use super::yaml_text;
use super::{Drafting, escaped};
use crate::contract::{BodySchema, Content, Operation};

/// An example of the document is taken whole if it has at most so many lines; else a smaller content is made.
const LINES: usize = 30;

/// What stands where nobody knows which text or bytes are meant.
const SOME_TEXT: &str = "some text";

/// The content of a case, as its key with its value.
#[derive(Debug, PartialEq)]
pub(super) struct Body {
    pub(super) key: &'static str,
    pub(super) value: Value,
    /// The media type, where it is not the one that the key stands for.
    pub(super) media_type: Option<String>,
    pub(super) notes: Vec<String>,
}

impl Drafting<'_> {
    /// The content of an operation's request; `None` where it needs none.
    pub(super) fn body(&mut self, at: usize) -> Option<Body> {
        let operation = &self.operations[at];
        let request = operation.request.as_ref()?;
        let usual = [Method::POST, Method::PUT, Method::PATCH].contains(&operation.method);
        if !request.required && !usual {
            return None;
        }
        let content = best(&request.content)?;
        let essence = essence(&content.media_type);
        let (mut sample, mut notes) = value(content, operation);
        notes.extend(sample.fault.take().map(|fault| {
            format!("what is made here does not fit the document's own schema: {fault}")
        }));
        let body = match essence.as_str() {
            kind if is_json(kind) => {
                let media_type =
                    (kind != "application/json" && !kind.contains('*')).then_some(kind);
                let value = self.known(at, &sample);
                Body { key: "json", value, media_type: media_type.map(str::to_owned), notes }
            }
            "application/x-www-form-urlencoded" => {
                let fields = fields(&self.known(at, &sample));
                Body { key: "form", value: fields, media_type: None, notes }
            }
            "multipart/form-data" => {
                let files = |name: &str| is_file(content, name);
                let parts = parts(&self.known(at, &sample), files);
                Body { key: "multipart", value: parts, media_type: None, notes }
            }
            kind => other(kind, content, notes),
        };
        Some(body)
    }

    /// The value with names in place of what is captured elsewhere, or what somebody must know.
    fn known(&mut self, at: usize, sample: &Sample) -> Value {
        let mut value = escaped(&sample.value);
        for pointer in &sample.made_up {
            let name = pointer.rsplit('/').find(|token| token.parse::<usize>().is_err());
            let name = name.unwrap_or_default().replace("~1", "/").replace("~0", "~");
            let Some(place) = value.pointer_mut(pointer) else { continue };
            if self.things.named(&name, at, self.part).is_none() {
                let about = format!("`{name}` in the content of {}", self.operations[at].line());
                let name = self.clear(at, &name);
                let made = place.take();
                *place = match made {
                    Value::String(_) => self.vars.text((&name, about), None, &mut self.names),
                    made => self.vars.made_up((&name, about), made, &mut self.names),
                };
            }
        }
        self.captured(at, &mut value);
        self.add_id(at, &mut value);
        value
    }

    /// Says which thing is meant where only the content can say it: that of `PUT /pet` has the id of a pet.
    fn add_id(&self, at: usize, value: &mut Value) {
        let operation = &self.operations[at];
        let changes = [Method::PUT, Method::PATCH].contains(&operation.method);
        let (true, Value::Object(members)) = (changes, value) else { return };
        let Some(kept) = self.things.made_at(at, self.operations) else { return };
        let name = kept.query.trim_start_matches("$.");
        let contents = operation.request.iter().flat_map(|request| &request.content);
        let mut schemas = contents.filter_map(|content| content.schema.as_ref());
        let has = schemas
            .any(|schema| property(schema.json(), schema.json(), |known| known == name).is_some());
        if has && kept.query.starts_with("$.") {
            members.shift_insert(0, name.to_owned(), Value::String(format!("${{{}}}", kept.name)));
        }
    }

    /// Puts what other cases capture in place of members of the same name.
    fn captured(&self, at: usize, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match self.things.named(name, at, self.part) {
                        Some(kept) if value.is_string() || value.is_number() => {
                            *value = Value::String(format!("${{{}}}", kept.name));
                        }
                        _ => self.captured(at, value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.captured(at, item)),
            _ => {}
        }
    }
}

/// The content that a suite writes best: JSON, then forms, then what there is.
fn best(contents: &[Content]) -> Option<&Content> {
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

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// An example of the document, else a value made from the schema; with what there is to say of it.
fn value(content: &Content, operation: &Operation) -> (Sample, Vec<String>) {
    let mut notes = Vec::new();
    let given = |value: &Value| Sample { value: value.clone(), fault: None, made_up: Vec::new() };
    let Some(schema) = &content.schema else {
        if let Some(example) = content.examples.first() {
            return (given(example), notes);
        }
        notes.push("the document does not say what the content is".to_owned());
        return (given(&json!({})), notes);
    };
    let fitting = content.examples.iter().find_map(|example| fitting(schema, example));
    if let (None, Some(example)) = (&fitting, content.examples.first())
        && let Some(fault) = fault(schema, example)
    {
        notes.push(format!("the document's example does not fit its own schema: {fault}"));
    }
    let name = operation.path.as_str().rsplit('/').find(|part| !part.contains('{'));
    let name = naming::singular(&naming::hyphened(name.unwrap_or_default()));
    let made = || sample(schema, &name);
    match fitting {
        Some(example) if yaml_text::member("json", &example, 4).lines().count() <= LINES => {
            (given(&example), notes)
        }
        Some(example) => {
            let made = made();
            if made.fault.is_none() { (made, notes) } else { (given(&example), notes) }
        }
        None => (made(), notes),
    }
}

/// An example that its schema accepts, also where a document has it as the text of what it is.
fn fitting(schema: &BodySchema, example: &Value) -> Option<Value> {
    if schema.is_valid(example) {
        return Some(example.clone());
    }
    let read: Value = serde_json::from_str(example.as_str()?).ok()?;
    schema.is_valid(&read).then_some(read)
}

/// The members of a form: each is text.
fn fields(value: &Value) -> Value {
    let members = value.as_object().cloned().unwrap_or_default();
    Value::Object(members.into_iter().map(|(name, value)| (name, in_text(&value))).collect())
}

/// The parts of a multipart form; what is a file has a name and a type.
fn parts(value: &Value, is_file: impl Fn(&str) -> bool) -> Value {
    let mut parts = Map::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let part = match value {
            _ if is_file(name) => json!({
                "text": SOME_TEXT,
                "filename": format!("{}.txt", naming::hyphened(name)),
                "content-type": "text/plain",
            }),
            Value::Object(_) => {
                json!({ "text": value.to_string(), "content-type": "application/json" })
            }
            scalar => in_text(scalar),
        };
        parts.insert(name.clone(), part);
    }
    if parts.is_empty() {
        parts.insert("part".to_owned(), json!(SOME_TEXT));
    }
    Value::Object(parts)
}

/// Whether a part of a form is a file: it is binary, or nothing at all is said of it.
fn is_file(content: &Content, name: &str) -> bool {
    let Some(root) = content.schema.as_ref().map(|schema| schema.json()) else { return false };
    let Some((_, schema)) = property(root, root, |known| known == name) else { return false };
    let schema = resolved(root, schema).unwrap_or(schema);
    let is = |key: &str, value: &str| schema.get(key).is_some_and(|known| known == value);
    is("format", "binary")
        || schema.get("contentMediaType").is_some()
        || schema.get("type").is_none() && schema.as_object().is_none_or(Map::is_empty)
}

/// Content that is neither JSON nor a form: text or bytes, of which a schema says little.
fn other(kind: &str, content: &Content, mut notes: Vec<String>) -> Body {
    let example = content.examples.first().filter(|example| example.is_string());
    let media_type = Some(kind.to_owned());
    if let Some(example) = example {
        let (key, own) = if kind == "text/plain" { ("text", None) } else { ("body", media_type) };
        return Body { key, value: escaped(example), media_type: own, notes };
    }
    if kind.starts_with("text/") {
        let own = media_type.filter(|kind| kind != "text/plain");
        let key = if own.is_none() { "text" } else { "body" };
        notes.push("put the text here that the API expects".to_owned());
        return Body { key, value: json!(SOME_TEXT), media_type: own, notes };
    }
    notes.push(format!("put the {kind} here that the API expects, or its path under `file`"));
    let media_type =
        media_type.filter(|kind| kind != "application/octet-stream" && !kind.contains('*'));
    Body { key: "bytes", value: json!(STANDARD.encode(SOME_TEXT)), media_type, notes }
}
