//! JSON Schemas that a suite names or contains.

use std::io;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::contract::{BodySchema, Layers, lint};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::{Budget, Node, Value as NodeValue};

/// Returns the schema of `body`: named in the contract, in a file, or written in the suite.
pub(in crate::plan) fn body_schema(
    node: &Node,
    layers: &Layers,
    names: &mut SuiteNames<'_>,
) -> Option<Arc<BodySchema>> {
    let schema = named_schema("body", node, layers, names);
    // The author of the suite may not be able to change a schema in a contract or a file.
    if matches!(node.value, NodeValue::Mapping(_) | NodeValue::Bool(_)) {
        warn_of_empty_object(schema.as_deref(), node, names);
    }
    schema
}

/// Returns the schema of `key`: named in the contract, in a file, or written in the suite.
pub(in crate::plan) fn named_schema(
    key: &str,
    node: &Node,
    layers: &Layers,
    names: &mut SuiteNames<'_>,
) -> Option<Arc<BodySchema>> {
    let NodeValue::String(name) = &node.value else { return schema_in_place(key, node, names) };
    if let Some(schema) = layers.body(name) {
        return Some(Arc::clone(schema));
    }
    let path = names.suite.folder.join(name);
    let read = names.context.files.read(&path, Budget::default().bytes);
    let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            let message = format!("there is no body `{name}`");
            let problem = Diagnostic::error(Code::UNKNOWN_BODY, message)
                .at(node.span, "neither a body of the contract nor a file")
                .suggest(name, layers.body_names());
            // If the author meant a body of the contract, an error of the file system would only confuse.
            let looks_like_file = name.contains(['/', '.']);
            names.report(if looks_like_file {
                problem.help(format!("as a file: {error}"))
            } else {
                problem
            });
            return None;
        }
    };
    // JSON is YAML too, so one parser reads both kinds of files.
    match serde_yaml::from_str::<Value>(&text) {
        Ok(schema) => {
            let folder = path.parent().unwrap_or(&path).to_owned();
            compile(name, &schema, &folder, node.span, names)
        }
        Err(error) => {
            let message = format!("the schema `{name}` cannot be read: {error}");
            names.report(Diagnostic::error(Code::BAD_SCHEMA, message).at(node.span, "this file"));
            None
        }
    }
}

/// Warns of a schema in the suite that any JSON object satisfies.
fn warn_of_empty_object(schema: Option<&BodySchema>, node: &Node, names: &mut SuiteNames<'_>) {
    if schema.is_some_and(BodySchema::accepts_empty_object) {
        let message = "the schema accepts `{}`, so it proves next to nothing";
        let problem = Diagnostic::warning(Code::SCHEMA_PROVES_NOTHING, message)
            .at(node.span, "any JSON object fits")
            .help("add `required:` with the members that every such body has");
        names.report(problem);
    }
}

/// Compiles a schema that is written in the suite. A misspelt keyword is an error, because it would never
/// reject anything.
pub(in crate::plan) fn schema_in_place(
    name: &str,
    node: &Node,
    names: &mut SuiteNames<'_>,
) -> Option<Arc<BodySchema>> {
    for (pointer, message) in lint(&node.to_json()) {
        let span = node.at(&pointer).map_or(node.span, |node| node.span);
        let problem = Diagnostic::error(Code::SCHEMA_KEYWORD, message);
        names.report(problem.at(span, "this keyword would never reject anything"));
    }
    refuse_expressions(name, node, names);
    let folder = names.suite.folder.clone();
    match BodySchema::compile_strictly(name, &node.to_json(), &folder, names.context.files) {
        Ok(schema) => Some(Arc::new(schema)),
        Err(error) => {
            let span = node.at(&error.pointer).unwrap_or(node).span;
            let problem = Diagnostic::error(
                Code::BAD_SCHEMA,
                format!("the value of `{name}` is not a JSON Schema"),
            );
            names.report(problem.at(span, "not possible in a schema").help(error.message));
            None
        }
    }
}

/// Reports `${name}` in a schema, where it is not resolved: a value would be compared with the literal text.
fn refuse_expressions(name: &str, node: &Node, names: &mut SuiteNames<'_>) {
    match &node.value {
        NodeValue::String(text) if has_expression(text) => {
            let message = format!("an expression is in the schema of `{name}`");
            let problem = Diagnostic::error(Code::BAD_SCHEMA, message)
                .at(node.span, "expressions in schemas are not resolved")
                .help("compare with a value under `equals`, which takes `${…}`");
            names.report(problem);
        }
        NodeValue::Sequence(items) => {
            for item in items {
                refuse_expressions(name, item, names);
            }
        }
        NodeValue::Mapping(mapping) => {
            for entry in &mapping.entries {
                refuse_expressions(name, &entry.value, names);
            }
        }
        _ => {}
    }
}

/// Returns `true` if a text contains `${` and a name, which could never match as part of a regular expression.
fn has_expression(text: &str) -> bool {
    text.split("${").skip(1).any(|rest| {
        let inner = rest.split_once('}').map(|(inner, _)| inner);
        inner.is_some_and(|inner| inner.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    })
}

/// Compiles a schema that was read from a file.
fn compile(
    name: &str,
    schema: &Value,
    folder: &Path,
    span: Span,
    names: &mut SuiteNames<'_>,
) -> Option<Arc<BodySchema>> {
    match BodySchema::compile_with(name, schema, folder, names.context.files) {
        Ok(schema) => Some(Arc::new(schema)),
        Err(error) => {
            let place = if error.pointer.is_empty() {
                String::new()
            } else {
                format!(" at {}", error.pointer)
            };
            let message = format!("`{name}` is not a JSON Schema: {}{place}", error.message);
            names.report(Diagnostic::error(Code::BAD_SCHEMA, message).at(span, "this schema"));
            None
        }
    }
}
