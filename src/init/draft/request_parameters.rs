//! Path, query and header fields of a case, filled from what is captured, from examples and schemas.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::dependencies::{Key, keys};
use super::naming;
use super::sample_value::sample;
use super::{Drafting, escaped};
use crate::contract::{Operation, Parameter, ParameterPlace};

/// What is encoded where a value stands in a path: all but unreserved characters (RFC 3986, section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Header fields that are none of a parameter's (`OpenAPI` 3.0.4, section 4.7.12.2).
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// What a request carries beside its content; names are as they are sent.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Carried {
    pub(super) path: String,
    pub(super) query: Vec<(String, Value)>,
    pub(super) headers: Vec<(String, Value)>,
    pub(super) notes: Vec<String>,
}

impl Drafting<'_> {
    /// What the request of an operation carries: everything that is required.
    pub(super) fn carried(&mut self, at: usize) -> Carried {
        let operation = &self.operations[at];
        let mut carried = Carried { path: self.path(at, false), ..Carried::default() };
        // An example may be the name of something else: `/pets/mine` is no pet.
        let sent = self.sample_of(&carried.path);
        let own = self.contract.operation(&operation.method, &sent);
        if !own.is_some_and(|own| std::ptr::eq(own, operation)) {
            carried.path = self.path(at, true);
        }
        let mut cookies = Vec::new();
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            let name = parameter.name.clone();
            match parameter.place {
                ParameterPlace::Path => {}
                ParameterPlace::Query => {
                    let value = self.value(at, parameter);
                    query(parameter, value, &mut carried);
                }
                ParameterPlace::QueryString => {
                    carried.notes.push(format!(
                        "the query is described as a whole (`{name}`), which is left to you"
                    ));
                }
                ParameterPlace::Header => {
                    if !NOT_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) {
                        let value = self.value(at, parameter);
                        carried.headers.push((name, in_text(&value)));
                    }
                }
                ParameterPlace::Cookie => {
                    let value = self.value(at, parameter);
                    cookies.push(format!("{name}={}", plain(&value)));
                }
            }
        }
        if !cookies.is_empty() {
            carried.headers.push(("Cookie".to_owned(), Value::String(cookies.join("; "))));
        }
        carried
    }

    /// The path with its parameters filled in; `unknown` says that examples are of no use.
    fn path(&mut self, at: usize, unknown: bool) -> String {
        let template = self.operations[at].path.as_str();
        let mut parts = template.split('{');
        let mut path = parts.next().unwrap_or_default().to_owned();
        for (key, part) in keys(template).iter().zip(parts) {
            let behind = part.split_once('}').map_or("", |(_, behind)| behind);
            path.push_str(&self.in_path(at, key, unknown));
            path.push_str(behind);
        }
        path
    }

    fn in_path(&mut self, at: usize, key: &Key, unknown: bool) -> String {
        if let Some(kept) = self.things.of_parameter(at, key) {
            return format!("${{{}}}", kept.name);
        }
        let operation = &self.operations[at];
        let is =
            |known: &&Parameter| known.place == ParameterPlace::Path && known.name == key.parameter;
        let parameter = operation.parameters.iter().find(is);
        let about = format!("`{{{}}}` of {}", key.parameter, operation.line());
        let example = parameter.and_then(example).filter(|value| is_segment(value) && !unknown);
        if let (Some(one), false) = (parameter.and_then(one_of_few), unknown) {
            return utf8_percent_encode(&plain(&one), SEGMENT).to_string();
        }
        let name = key.clear_name();
        plain(&self.vars.text((&name, about), example, &mut self.names))
    }

    /// The value of a parameter that stands in no path.
    fn value(&mut self, at: usize, parameter: &Parameter) -> Value {
        if let Some(kept) = self.things.named(&parameter.name, at, self.part) {
            return Value::String(format!("${{{}}}", kept.name));
        }
        if let Some(example) = example(parameter).or_else(|| one_of_few(parameter)) {
            return escaped(&example);
        }
        if naming::is_secret(&parameter.name) {
            return Value::String(self.secrets.take(&parameter.name));
        }
        if naming::is_of_a_request(&parameter.name) && takes_uuid(parameter) {
            return Value::String("${uuid()}".to_owned());
        }
        let about = format!("`{}` of {}", parameter.name, self.operations[at].line());
        let schema = parameter.schema.as_deref();
        let made = schema.map(|schema| (sample(schema, &parameter.name), is_open(schema.json())));
        match made {
            Some((made, false)) if made.fault.is_none() && made.made_up.is_empty() => {
                escaped(&made.value)
            }
            _ => {
                let name = self.clear(at, &parameter.name);
                self.vars.text((&name, about), None, &mut self.names)
            }
        }
    }

    /// A name that says what is meant, also where that of a parameter or member alone does not.
    pub(super) fn clear(&self, at: usize, name: &str) -> String {
        if !naming::is_generic(name) {
            return name.to_owned();
        }
        let path = self.operations[at].path.as_str();
        let mut segments = path.rsplit('/').filter(|part| !part.is_empty() && !part.contains('{'));
        let thing = segments.next().map(|last| naming::singular(&naming::hyphened(last)));
        thing.map_or_else(|| name.to_owned(), |thing| format!("{thing}-{name}"))
    }

    /// A path as it might be sent: what is captured is some word.
    fn sample_of(&self, path: &str) -> String {
        let mut sample = path.to_owned();
        for variable in self.vars.all() {
            let value = plain(&variable.value);
            let value = utf8_percent_encode(&value, SEGMENT).to_string();
            sample = sample.replace(&format!("${{{}}}", variable.name), &value);
        }
        while let Some(start) = sample.find("${") {
            let end = sample[start..].find('}').map_or(sample.len(), |end| start + end + 1);
            sample.replace_range(start..end, "x.statusquo");
        }
        sample
    }

    /// Whether a request for this path belongs to an operation: two paths of a document may be the same.
    pub(super) fn belongs(&self, operation: &Operation, path: &str) -> bool {
        let known = self.contract.operation(&operation.method, &self.sample_of(path));
        known.is_some_and(|known| std::ptr::eq(known, operation))
    }
}

/// Puts a parameter into the query: the members of an object in brackets, the items of a list with commas.
fn query(parameter: &Parameter, value: Value, carried: &mut Carried) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                carried.query.push((format!("{}[{name}]", parameter.name), in_text(&value)));
            }
        }
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(plain).collect();
            carried.query.push((parameter.name.clone(), Value::String(texts.join(","))));
        }
        value => carried.query.push((parameter.name.clone(), in_text(&value))),
    }
}

/// An example of the document that the parameter's own schema accepts.
fn example(parameter: &Parameter) -> Option<Value> {
    let fits =
        |value: &&Value| parameter.schema.as_ref().is_none_or(|schema| schema.is_valid(value));
    let own = parameter.examples.iter().find(fits).cloned();
    own.or_else(|| parameter.schema.as_ref()?.json().get("default").cloned())
        .filter(|value| !value.is_null())
}

fn takes_uuid(parameter: &Parameter) -> bool {
    let uuid = Value::from("3fa85f64-5717-4562-b3fc-2c963f66afa6");
    parameter.schema.as_ref().is_none_or(|schema| schema.is_valid(&uuid))
}

/// The first of the values that a parameter may have, where the document lists them.
fn one_of_few(parameter: &Parameter) -> Option<Value> {
    let schema = parameter.schema.as_deref()?;
    let made = sample(schema, &parameter.name);
    let listed = super::sample_value::is_listed(schema.json());
    (listed && made.fault.is_none()).then_some(made.value)
}

/// Whether a schema leaves its texts and numbers so open that a value would say nothing.
fn is_open(schema: &Value) -> bool {
    let says = ["enum", "const", "format", "pattern", "minimum", "maximum", "items", "properties"];
    let is_small =
        |kind: &Value| ["boolean", "integer", "number"].iter().any(|known| kind == known);
    !schema.get("type").is_some_and(is_small) && says.iter().all(|key| schema.get(key).is_none())
}

fn is_segment(value: &Value) -> bool {
    let text = plain(value);
    !matches!(value, Value::Array(_) | Value::Object(_))
        && !text.is_empty()
        && text != "."
        && text != ".."
}

/// A value as text where only text can stand.
pub(super) fn in_text(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) | Value::Null => Value::String(plain(value)),
        scalar => scalar.clone(),
    }
}

/// A value as it is written in a path or a field.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
