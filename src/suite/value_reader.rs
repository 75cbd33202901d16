//! Reads values that may contain expressions.

use std::collections::HashSet;

use http::HeaderName;

use super::scalar_text;
use super::template::Template;
use super::{Named, Part, TemplateValue};
use crate::contract::Queries;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::source::{Entry, Fields, Mapping, Node, Text, Value, wrong_type};

/// Reads the parts of one suite. Holds the state that all parts share.
pub(super) struct Reader<'s> {
    pub(super) sources: &'s Sources,
    pub(super) problems: &'s mut Vec<Diagnostic>,
    /// The compiled queries of the suite.
    pub(super) queries: &'s mut Queries,
}

/// Reads a value from the tree of its own file. Strings in the value may contain expressions.
pub fn template_value(
    node: &Node,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> TemplateValue {
    Reader { sources, problems, queries: &mut Queries::default() }.value(node)
}

/// Returns `true` if `${name}` can refer to something with this name.
pub fn is_usable(name: &str) -> bool {
    scalar_text::is_name(name) && name != "env"
}

impl Reader<'_> {
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Reads a value whose strings may contain expressions.
    pub(super) fn value(&mut self, node: &Node) -> TemplateValue {
        // A value without expressions is kept as one node, so nothing has to be resolved later.
        if !has_expression(node) {
            return TemplateValue::Literal(node.clone());
        }
        match &node.value {
            Value::Sequence(items) => {
                TemplateValue::Sequence(items.iter().map(|item| self.value(item)).collect())
            }
            Value::Mapping(mapping) => TemplateValue::Mapping(self.members(mapping)),
            Value::String(text) => self.string(node, text),
            Value::Null | Value::Bool(_) | Value::Number(_) => TemplateValue::Literal(node.clone()),
        }
    }

    fn string(&mut self, node: &Node, text: &str) -> TemplateValue {
        let scalar = Text { span: node.span, text: text.to_owned() };
        let template = Template::parse(&scalar, self.sources, self.problems);
        if let Some(expression) = template.whole() {
            return TemplateValue::Whole(Box::new(expression.clone()));
        }
        if let Some(text) = template.literal() {
            let value = Value::String(text.to_owned());
            return TemplateValue::Literal(Node { span: node.span, value });
        }
        TemplateValue::Text(template)
    }

    fn members(&mut self, mapping: &Mapping) -> Vec<Named<TemplateValue>> {
        mapping.entries.iter().map(|entry| self.member(entry)).collect()
    }

    fn member(&mut self, entry: &Entry) -> Named<TemplateValue> {
        self.literal_key(&entry.key);
        Named { name: entry.key.clone(), value: self.value(&entry.value) }
    }

    /// Reads a scalar as text that may contain expressions. A number or boolean becomes the text that is written.
    pub(super) fn template(&mut self, node: &Node, owner: &str) -> Option<Template> {
        let text = match &node.value {
            // Nearly every scalar takes this path, which does not parse the text.
            Value::String(text) if !may_have_expression(text) => {
                return Some(Template::of_text(node.span, text));
            }
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => {
                let text = written(node, self.sources);
                return Some(Template { span: node.span, parts: [Part::Text(text)].into() });
            }
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => {
                self.report(wrong_type(owner, "a string", node));
                return None;
            }
        };
        let scalar = Text { span: node.span, text };
        Some(Template::parse(&scalar, self.sources, self.problems))
    }

    /// Reads a mapping with free keys and text values.
    pub(super) fn templates(&mut self, node: &Node, owner: &'static str) -> Vec<Named<Template>> {
        let Some(fields) = Fields::open(node, owner, self.problems) else { return Vec::new() };
        let mut members = Vec::new();
        for entry in fields.entries() {
            self.literal_key(&entry.key);
            if let Some(value) = self.template(&entry.value, &entry.key.text) {
                members.push(Named { name: entry.key.clone(), value });
            }
        }
        members
    }

    /// Reports a key that contains an expression.
    ///
    /// Keys are never interpolated, so that a reader of the suite sees which keys are sent.
    pub(super) fn literal_key(&mut self, key: &Text) {
        if let Some(at) = key.text.find("${") {
            let span = scalar_text::span_inside(key, at..key.text.len(), self.sources);
            let message = format!("the key `{}` contains an expression", key.text);
            self.report(
                Diagnostic::error(Code::TEMPLATE_IN_KEY, message)
                    .at(span, "keys are not interpolated")
                    .help("use expressions only in values"),
            );
        }
    }

    /// Reports a name that `${name}` cannot refer to.
    pub(super) fn usable_name(&mut self, name: &Text, what: &str) {
        let problem = if name.text == "env" {
            let message = "`env` is reserved for the environment";
            Diagnostic::error(Code::BAD_NAME, message).at(name.span, "reserved")
        } else if scalar_text::is_name(&name.text) {
            return;
        } else {
            let message = format!("`{}` cannot be the name of {what}", name.text);
            Diagnostic::error(Code::BAD_NAME, message)
                .at(name.span, "not a name")
                .help("a name has letters, digits, `_` and `-`, and begins with a letter or `_`")
        };
        self.report(problem);
    }

    /// Reports invalid names of header fields, and a field that occurs twice in different letter case.
    pub(super) fn header_names<'n>(&mut self, names: impl Iterator<Item = &'n Text>) {
        let mut seen = Seen::default();
        for name in names {
            let Ok(field) = HeaderName::from_bytes(name.text.as_bytes()) else {
                let message = format!("`{}` cannot be the name of a header field", name.text);
                self.report(
                    Diagnostic::error(Code::BAD_HEADER, message).at(name.span, "not a field name"),
                );
                continue;
            };
            if !seen.insert(field) {
                let message = format!("the header field `{}` occurs twice", name.text);
                self.report(
                    Diagnostic::error(Code::DUPLICATE_KEY, message)
                        .at(name.span, "again, in another letter case"),
                );
            }
        }
    }
}

/// The names of header fields seen so far.
///
/// Most messages have only a few fields, so the first ones are kept in a list, which is faster than a set.
#[derive(Default)]
struct Seen {
    first: Vec<HeaderName>,
    others: HashSet<HeaderName>,
}

impl Seen {
    /// Adds a name. Returns `true` if it was not seen before.
    fn insert(&mut self, name: HeaderName) -> bool {
        if self.first.contains(&name) {
            return false;
        }
        if self.first.len() < 8 {
            self.first.push(name);
            return true;
        }
        self.others.insert(name)
    }
}

/// Returns a scalar other than a string as it is written: `1.10` stays `1.10`.
pub(super) fn written(node: &Node, sources: &Sources) -> String {
    let written = sources.slice(node.span);
    // The text of an alias is the name of its anchor, not the value.
    let is_alias = written.is_empty() || written.starts_with('*');
    if is_alias { node.to_json().to_string() } else { written.to_owned() }
}

/// Returns `true` if a text contains `$`. This is a fast first test, because few texts do.
fn may_have_expression(text: &str) -> bool {
    text.as_bytes().contains(&b'$')
}

/// Returns `true` if any string of a value, keys included, contains `${`.
pub(super) fn has_expression(node: &Node) -> bool {
    let has_one = |text: &str| may_have_expression(text) && text.contains("${");
    match &node.value {
        Value::String(text) => has_one(text),
        Value::Sequence(items) => items.iter().any(has_expression),
        Value::Mapping(mapping) => mapping
            .entries
            .iter()
            .any(|entry| has_one(&entry.key.text) || has_expression(&entry.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
