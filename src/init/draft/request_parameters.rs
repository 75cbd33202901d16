//! Path, query and header fields of a case, from captured ids, examples and schemas.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::drafting_context::SuiteContext;
use super::naming;
use super::path_parameter::{PathParameter, path_parameters};
use super::sample_value::{is_enumerated, sample};
use super::variables::{Origin, VariableRequest, without_references};
use crate::contract::{Operation, Parameter, ParameterPlace};

/// Characters that are encoded in a path segment: all but unreserved characters (RFC 3986, section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Header fields that cannot be parameters (`OpenAPI` 3.0.4, section 4.7.12.2).
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// The request of a case without its body. Names are as sent.
#[derive(Debug, Default, PartialEq)]
pub(super) struct RequestParameters {
    pub(super) path: String,
    pub(super) query: Vec<(String, Value)>,
    pub(super) headers: Vec<(String, Value)>,
    pub(super) notes: Vec<String>,
}

impl RequestParameters {
    /// Returns the path and the required parameters for an operation.
    pub(super) fn of(context: &mut SuiteContext<'_>, at: usize) -> Self {
        let operation = &context.operations[at];
        let mut path = context.path(at, true);
        // An example can turn the path into that of another operation: `/pets/mine` is not `/pets/{id}`.
        if !context.routes_to(operation, &path) {
            path = context.path(at, false);
        }
        let mut request = Self { path, ..Self::default() };
        let mut cookies = Vec::new();
        // Optional parameters are left out: each made-up value is a reason for the API to refuse the request.
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            let name = parameter.name.clone();
            match parameter.place {
                ParameterPlace::Path => {}
                ParameterPlace::Query => {
                    let value = context.value(at, parameter);
                    request.add_to_query(parameter, value);
                }
                ParameterPlace::QueryString => request.notes.push(format!(
                    "the document describes the whole query as one value (`{name}`): add the query yourself"
                )),
                ParameterPlace::Header => {
                    if !NOT_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) {
                        let value = context.value(at, parameter);
                        request.headers.push((name, as_scalar(&value)));
                    }
                }
                ParameterPlace::Cookie => {
                    let value = context.value(at, parameter);
                    cookies.push(format!("{name}={}", as_text(&value)));
                }
            }
        }
        if !cookies.is_empty() {
            // A request has one `Cookie` field at most (RFC 6265, section 5.4).
            request.headers.push(("Cookie".to_owned(), Value::String(cookies.join("; "))));
        }
        request
    }

    /// Adds a parameter to the query. The members of an object are written in brackets, the items of a list are
    /// separated by commas.
    fn add_to_query(&mut self, parameter: &Parameter, value: Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    self.query.push((format!("{}[{name}]", parameter.name), as_scalar(&value)));
                }
            }
            value => self.query.push((parameter.name.clone(), as_scalar(&value))),
        }
    }
}

impl SuiteContext<'_> {
    /// Returns the path of an operation with its parameters filled in, with the examples of the document if
    /// `use_examples` is true.
    fn path(&mut self, at: usize, use_examples: bool) -> String {
        let template = self.operations[at].path.as_str();
        let mut parts = template.split('{');
        let mut path = parts.next().unwrap_or_default().to_owned();
        for (parameter, part) in path_parameters(template).iter().zip(parts) {
            let rest = part.split_once('}').map_or("", |(_, rest)| rest);
            path.push_str(&self.path_value(at, parameter, use_examples));
            path.push_str(rest);
        }
        path
    }

    fn path_value(&mut self, at: usize, path: &PathParameter, use_examples: bool) -> String {
        if let Some(captured) = self.dependencies.for_parameter(at, path) {
            return format!("${{{}}}", captured.variable);
        }
        let operation = &self.operations[at];
        let is =
            |known: &&Parameter| known.place == ParameterPlace::Path && known.name == path.name;
        let parameter = operation.parameters.iter().find(is);
        let parameter = parameter.filter(|_| use_examples);
        if let Some(value) = parameter.and_then(enumerated_value) {
            return utf8_percent_encode(&as_text(&value), SEGMENT).to_string();
        }
        let request = VariableRequest {
            name: path.clear_name(),
            purpose: format!("`{{{}}}` of {}", path.name, operation.line()),
        };
        as_text(&match parameter.and_then(example).filter(is_segment) {
            Some(example) => self.variables.reference(request, example, Origin::Example),
            None => self.variables.placeholder(request),
        })
    }

    /// Returns the value of a parameter outside of the path.
    fn value(&mut self, at: usize, parameter: &Parameter) -> Value {
        // An id that the target returned is better than any example.
        if let Some(captured) = self.dependencies.named(&parameter.name, at) {
            return Value::String(format!("${{{}}}", captured.variable));
        }
        if let Some(example) = example(parameter).or_else(|| enumerated_value(parameter)) {
            return without_references(&example);
        }
        // Secrets must not be written into files that are committed.
        if naming::is_secret(&parameter.name) {
            return Value::String(self.secrets.reference(&parameter.name));
        }
        if naming::identifies_request(&parameter.name) && accepts_uuid(parameter) {
            return Value::String("${uuid()}".to_owned());
        }
        let schema = parameter.schema.as_deref().filter(|schema| !is_unconstrained(schema.json()));
        let made = schema.map(|schema| sample(schema, &parameter.name));
        match made {
            Some(made) if made.fault.is_none() && made.made_up.is_empty() => {
                without_references(&made.value)
            }
            _ => self.variables.placeholder(VariableRequest {
                name: self.clear_name(at, &parameter.name),
                purpose: format!("`{}` of {}", parameter.name, self.operations[at].line()),
            }),
        }
    }

    /// Returns a name that is clear without context. A generic name gets the name of the operation's resource in front.
    pub(super) fn clear_name(&self, at: usize, name: &str) -> String {
        if !naming::is_generic(name) {
            return name.to_owned();
        }
        let path = self.operations[at].path.as_str();
        let mut segments = path.rsplit('/').filter(|part| !part.is_empty() && !part.contains('{'));
        let resource = segments.next().map(|last| naming::singular(&naming::hyphened(last)));
        resource.map_or_else(|| name.to_owned(), |resource| format!("{resource}-{name}"))
    }

    /// Returns true if the contract assigns a request with this path to the operation. Two templates of one
    /// document can match the same path.
    pub(super) fn routes_to(&self, operation: &Operation, path: &str) -> bool {
        let known = self.contract.operation(&operation.method, &self.resolved_path(path));
        known.is_some_and(|known| std::ptr::eq(known, operation))
    }

    /// Returns a path as it could be sent: variables have their values, captured values are an arbitrary word.
    fn resolved_path(&self, path: &str) -> String {
        let mut resolved = path.to_owned();
        for variable in self.variables.all() {
            let value = as_text(&variable.value);
            let value = utf8_percent_encode(&value, SEGMENT).to_string();
            resolved = resolved.replace(&format!("${{{}}}", variable.name), &value);
        }
        while let Some(start) = resolved.find("${") {
            let end = resolved[start..].find('}').map_or(resolved.len(), |end| start + end + 1);
            // No fixed segment of a template is likely to equal this word.
            resolved.replace_range(start..end, "x.statusquo");
        }
        resolved
    }
}

/// Returns an example of the document that satisfies the schema of the parameter, else the default of the schema.
fn example(parameter: &Parameter) -> Option<Value> {
    let fits =
        |value: &&Value| parameter.schema.as_ref().is_none_or(|schema| schema.is_valid(value));
    let own = parameter.examples.iter().find(fits).cloned();
    own.or_else(|| parameter.schema.as_ref()?.json().get("default").cloned())
        .filter(|value| !value.is_null())
}

fn accepts_uuid(parameter: &Parameter) -> bool {
    let uuid = Value::from("3fa85f64-5717-4562-b3fc-2c963f66afa6");
    parameter.schema.as_ref().is_none_or(|schema| schema.is_valid(&uuid))
}

/// Returns the first of the values that the schema of a parameter lists.
fn enumerated_value(parameter: &Parameter) -> Option<Value> {
    let schema = parameter.schema.as_deref()?;
    let made = sample(schema, &parameter.name);
    // Each of the listed values is accepted by the API, so the author need not choose one.
    (is_enumerated(schema.json()) && made.fault.is_none()).then_some(made.value)
}

/// Returns true if a schema permits any text, so that a made-up value would be meaningless.
fn is_unconstrained(schema: &Value) -> bool {
    let constraints =
        ["enum", "const", "format", "pattern", "minimum", "maximum", "items", "properties"];
    let is_simple =
        |kind: &Value| ["boolean", "integer", "number"].iter().any(|known| kind == known);
    !schema.get("type").is_some_and(is_simple)
        && constraints.iter().all(|key| schema.get(key).is_none())
}

/// Returns true if a value can be a path segment. `.` and `..` would be removed from the path (RFC 3986,
/// section 5.2.4).
fn is_segment(value: &Value) -> bool {
    let text = as_text(value);
    !matches!(value, Value::Array(_) | Value::Object(_))
        && !["", ".", ".."].contains(&text.as_str())
}

/// Converts a value to a scalar, for places that only accept text.
pub(super) fn as_scalar(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) | Value::Null => Value::String(as_text(value)),
        scalar => scalar.clone(),
    }
}

/// Converts a value to its text in a path or a header field.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
