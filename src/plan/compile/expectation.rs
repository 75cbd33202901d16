//! What a case expects of its response.

use std::io;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::check::{
    Expectation, ExpectedBody, ExpectedCode, ExpectedHeader, ExpectedMatch, ExpectedStatus,
    ExpectedValue, HeaderRule,
};
use crate::contract::{BodySchema, Layers, lint};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::compile::documented_codes::Claim;
use crate::plan::compile::expected_links as links;
use crate::plan::resolve::suite_names::{Names, Scope, text_of};
use crate::plan::{ExpectationPlan, Scalar, ValuePlan};
use crate::source::{Budget, Node, Value as NodeValue};
use crate::suite::{At, Expect, Named, TemplateValue};

const BAD_SCHEMA: Code = Code::BAD_SCHEMA;
const UNKNOWN_BODY: Code = Code::UNKNOWN_BODY;
const SCHEMA_PROVES_NOTHING: Code = Code::SCHEMA_PROVES_NOTHING;
const BAD_HEADER: Code = Code::BAD_HEADER;

/// An expectation with nothing but a claim; `span` is where the suite asks for it.
pub(in crate::plan) fn bare(claim: &Claim, span: Span) -> ExpectationPlan {
    ExpectationPlan {
        known: Arc::new(only(claim, span)),
        equals: Vec::new(),
        headers: Vec::new(),
        links: Vec::new(),
    }
}

/// The expectation of a case but for captured values.
pub(in crate::plan) fn expectation(
    expect: &Expect,
    claim: &Claim,
    layers: &Layers,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> ExpectationPlan {
    let span = expect.status.map_or(expect.span, |status| status.span);
    let mut known = only(claim, span);
    known.code =
        expect.code.as_ref().map(|code| ExpectedCode { code: code.text.clone(), span: code.span });
    let (mut equals, mut headers, mut later) = (Vec::new(), Vec::new(), Vec::new());
    for header in &expect.headers {
        let name = header.name.text.to_lowercase();
        match header_rule(header, names, scope) {
            Some(Ok(rule)) => {
                known.headers.push(ExpectedHeader { name, rule, span: header.name.span });
            }
            Some(Err(value)) => headers.push((name, value, header.name.span)),
            None => {}
        }
    }
    known.equals.reserve_exact(expect.equals.len());
    for At { query, span, value } in &expect.equals {
        let (query, span) = (query.clone(), *span);
        match names.value(value, scope) {
            ValuePlan::Known(value) => known.equals.push(ExpectedValue { query, value, span }),
            value => equals.push((query, value, span)),
        }
    }
    for matches in &expect.matches {
        let (query, span) = (matches.query.clone(), matches.span);
        if let Some(schema) = in_place(query.as_str(), &matches.value, names) {
            known.matches.push(ExpectedMatch { query, schema, span });
        }
    }
    for link in &expect.links {
        match links::expected(link, names, scope) {
            Ok(link) => known.links.push(link),
            Err(link) => later.push(link),
        }
    }
    let body = expect.body.as_deref();
    known.body = body.and_then(|node| {
        body_schema(node, layers, names).map(|schema| ExpectedBody { schema, span: node.span })
    });
    ExpectationPlan { known: Arc::new(known), equals, headers, links: later }
}

fn only(claim: &Claim, span: Span) -> Expectation {
    Expectation {
        status: ExpectedStatus { rule: claim.status, span },
        code: None,
        claims: claim.rows.clone(),
        headers: Vec::new(),
        equals: Vec::new(),
        matches: Vec::new(),
        links: Vec::new(),
        body: None,
        replay: Vec::new(),
        in_place_of: None,
    }
}

/// What a header field must be: known now, or a text with captured values.
fn header_rule(
    header: &Named<TemplateValue>,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Option<Result<HeaderRule, Scalar>> {
    if let TemplateValue::Literal(node) = &header.value {
        return match &node.value {
            NodeValue::Null => Some(Ok(HeaderRule::Absent)),
            NodeValue::Mapping(_) => in_place(&header.name.text, node, names)
                .map(|schema| Ok(HeaderRule::Matches(schema))),
            NodeValue::String(text) => Some(Ok(HeaderRule::Equals(text.clone()))),
            _ => {
                let written = names.given.sources.slice(node.span).to_owned();
                Some(Ok(HeaderRule::Equals(written)))
            }
        };
    }
    match names.value(&header.value, scope) {
        ValuePlan::Known(value @ (Value::Object(_) | Value::Array(_) | Value::Null)) => {
            let message = format!("`{}` must be a text, got {value}", header.name.text);
            let problem = Diagnostic::error(BAD_HEADER, message);
            let help = "a schema for a header field is written in place, without expressions";
            names.report(problem.at(header.name.span, "its value is no text").help(help));
            None
        }
        ValuePlan::Known(value) => text_of(&value).map(|text| Ok(HeaderRule::Equals(text))),
        ValuePlan::Slot(slot) => Some(Err(Scalar::Pieces(vec![crate::plan::Piece::Slot(slot)]))),
        ValuePlan::Call(call) => Some(Err(Scalar::Pieces(vec![crate::plan::Piece::Call(call)]))),
        ValuePlan::Text(pieces) => Some(Err(Scalar::Pieces(pieces))),
        ValuePlan::Array(_) | ValuePlan::Object(_) => {
            let message = format!("the schema of `{}` has captured values in it", header.name.text);
            names.report(
                Diagnostic::error(BAD_HEADER, message).at(header.name.span, "not possible"),
            );
            None
        }
    }
}

/// The name of a body of the contract, a file, or a schema in place.
fn body_schema(node: &Node, layers: &Layers, names: &mut Names<'_>) -> Option<Arc<BodySchema>> {
    let schema = named_schema("body", node, layers, names);
    if matches!(node.value, NodeValue::Mapping(_) | NodeValue::Bool(_)) {
        warn_of_empty_object(schema.as_deref(), node, names);
    }
    schema
}

/// The same for another key, without a word on how much the schema proves.
pub(in crate::plan) fn named_schema(
    key: &str,
    node: &Node,
    layers: &Layers,
    names: &mut Names<'_>,
) -> Option<Arc<BodySchema>> {
    let NodeValue::String(name) = &node.value else { return in_place(key, node, names) };
    if let Some(schema) = layers.body(name) {
        return Some(Arc::clone(schema));
    }
    let path = names.suite.folder.join(name);
    let read = names.given.files.read(&path, Budget::default().bytes);
    let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            let message = format!("there is no body `{name}`");
            let problem = Diagnostic::error(UNKNOWN_BODY, message)
                .at(node.span, "neither a body of the contract nor a file")
                .suggest(name, layers.body_names());
            let looks_like_file = name.contains(['/', '.']);
            names.report(if looks_like_file {
                problem.help(format!("as a file: {error}"))
            } else {
                problem
            });
            return None;
        }
    };
    match serde_yaml::from_str::<Value>(&text) {
        Ok(schema) => {
            let folder = path.parent().unwrap_or(&path).to_owned();
            compile(name, &schema, &folder, node.span, names)
        }
        Err(error) => {
            let message = format!("the schema `{name}` cannot be read: {error}");
            names.report(Diagnostic::error(BAD_SCHEMA, message).at(node.span, "this file"));
            None
        }
    }
}

/// Warns of a schema in place that any JSON object satisfies.
fn warn_of_empty_object(schema: Option<&BodySchema>, node: &Node, names: &mut Names<'_>) {
    if schema.is_some_and(BodySchema::accepts_empty_object) {
        let message = "the schema accepts `{}`, so it proves next to nothing";
        let problem = Diagnostic::warning(SCHEMA_PROVES_NOTHING, message)
            .at(node.span, "any JSON object fits")
            .help("add `required:` with the members that every such body has");
        names.report(problem);
    }
}

/// A schema that stands in the suite. A keyword that is nearly one would never fail anything, so it is an
/// error here.
pub(in crate::plan) fn in_place(
    name: &str,
    node: &Node,
    names: &mut Names<'_>,
) -> Option<Arc<BodySchema>> {
    for (pointer, message) in lint(&node.to_json()) {
        let span = node.at(&pointer).map_or(node.span, |node| node.span);
        let problem = Diagnostic::error(Code::SCHEMA_KEYWORD, message);
        names.report(problem.at(span, "this would never fail anything"));
    }
    refuse_expressions(name, node, names);
    let folder = names.suite.folder.clone();
    match BodySchema::compile_strictly(name, &node.to_json(), &folder, names.given.files) {
        Ok(schema) => Some(Arc::new(schema)),
        Err(error) => {
            let span = node.at(&error.pointer).unwrap_or(node).span;
            let problem =
                Diagnostic::error(BAD_SCHEMA, format!("what stands at `{name}` is no JSON Schema"));
            names.report(problem.at(span, "not possible in a schema").help(error.message));
            None
        }
    }
}

/// Reports `${name}` in a schema: it would be compared with word for word, and under `not` never fail anything.
fn refuse_expressions(name: &str, node: &Node, names: &mut Names<'_>) {
    match &node.value {
        NodeValue::String(text) if has_expression(text) => {
            let message = format!("an expression stands in the schema of `{name}`");
            let problem = Diagnostic::error(BAD_SCHEMA, message)
                .at(node.span, "a schema is taken as it stands")
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

/// Whether a text has a `${` with a name in it. In a regular expression that could never match.
fn has_expression(text: &str) -> bool {
    text.split("${").skip(1).any(|rest| {
        let inner = rest.split_once('}').map(|(inner, _)| inner);
        inner.is_some_and(|inner| inner.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    })
}

fn compile(
    name: &str,
    schema: &Value,
    folder: &Path,
    span: Span,
    names: &mut Names<'_>,
) -> Option<Arc<BodySchema>> {
    match BodySchema::compile_with(name, schema, folder, names.given.files) {
        Ok(schema) => Some(Arc::new(schema)),
        Err(error) => {
            let place = if error.pointer.is_empty() {
                String::new()
            } else {
                format!(" at {}", error.pointer)
            };
            let message = format!("`{name}` is not a JSON Schema: {}{place}", error.message);
            names.report(Diagnostic::error(BAD_SCHEMA, message).at(span, "this schema"));
            None
        }
    }
}
