//! Reads `expect`, in its short and long form.

use super::value_reader::Reader;
use super::{At, EXPECT, Expect, ExpectStatus, Named, TemplateValue, scalar_text};
use crate::contract::Query;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node, Text, Value, text, wrong_type};

impl Reader<'_> {
    /// Reads the expectation of a case. A faulty `expect` is returned without its faulty parts.
    pub(super) fn expect(&mut self, node: &Node) -> Option<Expect> {
        match &node.value {
            Value::Number(_) => {
                let status = self.status(node);
                Some(Expect { status, ..empty(node.span) })
            }
            Value::String(text) => Some(self.short(node, text)),
            Value::Mapping(_) => self.long(node),
            Value::Null | Value::Bool(_) | Value::Sequence(_) => {
                let expected = "a status such as `201`, a status with a code such as \
                                `404 RESOURCE_NOT_FOUND`, or a mapping";
                self.report(wrong_type("expect", expected, node));
                None
            }
        }
    }

    /// Reads the short form, such as `404 RESOURCE_NOT_FOUND`.
    fn short(&mut self, node: &Node, written: &str) -> Expect {
        let scalar = Text { span: node.span, text: written.to_owned() };
        let digits = written.find(char::is_whitespace).unwrap_or(written.len());
        let (status, code) = written.split_at(digits);
        let span = scalar_text::span_inside(&scalar, 0..digits, self.sources);
        let status = self.status_of(status, span);
        let code = code.trim();
        let start = written.len() - written[digits..].trim_start().len();
        let code_span = scalar_text::span_inside(&scalar, start..start + code.len(), self.sources);
        let code = (!code.is_empty()).then(|| Text { span: code_span, text: code.to_owned() });
        Expect { status, code, ..empty(node.span) }
    }

    fn long(&mut self, node: &Node) -> Option<Expect> {
        let fields = Fields::of(node, "expect", EXPECT, self.problems)?;
        if fields.entries().next().is_none() {
            let message = "`expect` expects nothing";
            let problem =
                Diagnostic::error(Code::EMPTY_EXPECT, message).at(node.span, "an empty mapping");
            self.report(problem.help("remove `expect` to accept any documented success"));
        }
        let code = fields.text("code", self.problems);
        let condition = self.condition(&fields, node.span);
        let body = fields.get("body").filter(|node| match &node.value {
            Value::String(_) | Value::Mapping(_) | Value::Bool(_) => true,
            _ => {
                let expected = "the name of a body, a file or a JSON Schema";
                self.report(wrong_type("body", expected, node));
                false
            }
        });
        let links = fields.get("links").map(|node| self.links(node)).unwrap_or_default();
        Some(Expect { code, links, body: body.cloned().map(Box::new), ..condition })
    }

    /// Reads the keys that `expect` and `until` share: all except the code, the links and the body.
    pub(super) fn condition(&mut self, fields: &Fields<'_>, span: Span) -> Expect {
        let status = fields.get("status").and_then(|node| self.status(node));
        let headers = self.expected_headers(fields.get("headers"));
        let equals = self.queries(fields.get("equals"), "equals");
        let equals = equals.into_iter().map(|At { query, span, value }| At {
            query,
            span,
            value: self.value(value),
        });
        let equals = equals.collect();
        let matches = self.queries(fields.get("matches"), "matches");
        let matches = matches.into_iter().filter_map(|At { query, span, value }| {
            let is_schema = self.schema(value, query.as_str());
            is_schema.then(|| At { query, span, value: value.clone() })
        });
        let matches = matches.collect();
        Expect { status, headers, equals, matches, ..empty(span) }
    }

    fn status(&mut self, node: &Node) -> Option<ExpectStatus> {
        match &node.value {
            Value::Number(number) => match number.as_u64().and_then(|it| u16::try_from(it).ok()) {
                Some(status @ 100..=599) => Some(ExpectStatus { status, span: node.span }),
                _ => self.status_of(&number.to_string(), node.span),
            },
            Value::String(text) => self.status_of(text, node.span),
            _ => {
                self.report(wrong_type("status", "a status from 100 to 599", node));
                None
            }
        }
    }

    fn status_of(&mut self, written: &str, span: Span) -> Option<ExpectStatus> {
        let status = written.parse().ok().filter(|status| (100..=599).contains(status));
        if written.len() == 3
            && let Some(status) = status
        {
            return Some(ExpectStatus { status, span });
        }
        let message = format!("`{written}` is not a status code");
        let problem = Diagnostic::error(Code::BAD_STATUS, message).at(span, "not a status");
        self.report(problem.help(
            "write a status from 100 to 599, optionally followed by the error code: \
             `404 RESOURCE_NOT_FOUND`",
        ));
        None
    }

    fn expected_headers(&mut self, node: Option<&Node>) -> Vec<Named<TemplateValue>> {
        let Some(node) = node else { return Vec::new() };
        let Some(fields) = Fields::open(node, "headers", self.problems) else { return Vec::new() };
        self.header_names(fields.entries().map(|entry| &entry.key));
        let mut headers = Vec::new();
        for entry in fields.entries() {
            let usable = match &entry.value.value {
                Value::Sequence(_) => {
                    let expected = "a string, `null` or a JSON Schema";
                    self.report(wrong_type(&entry.key.text, expected, &entry.value));
                    false
                }
                Value::Mapping(_) => self.schema(&entry.value, &entry.key.text),
                _ => true,
            };
            if usable {
                let value = self.value(&entry.value);
                headers.push(Named { name: entry.key.clone(), value });
            }
        }
        headers
    }

    /// Returns `true` if a node can be a JSON Schema, which is a mapping or a boolean. Reports any other node.
    fn schema(&mut self, node: &Node, owner: &str) -> bool {
        if !matches!(node.value, Value::Mapping(_) | Value::Bool(_)) {
            self.report(wrong_type(owner, "a JSON Schema", node));
            return false;
        }
        true
    }

    /// Reads keys that are `JSONPath` queries, with their values.
    fn queries<'n>(&mut self, node: Option<&'n Node>, owner: &'static str) -> Vec<At<&'n Node>> {
        let Some(node) = node else { return Vec::new() };
        let Some(fields) = Fields::open(node, owner, self.problems) else { return Vec::new() };
        let mut queries = Vec::with_capacity(fields.entries().len());
        for entry in fields.entries() {
            let (query, span) = (self.query(&entry.key), entry.key.span);
            queries.extend(query.map(|query| At { query, span, value: &entry.value }));
        }
        queries
    }

    /// Reads `capture`: names with the queries that select their values.
    pub(super) fn captures(&mut self, node: Option<&Node>) -> Vec<Named<Text>> {
        let Some(node) = node else { return Vec::new() };
        let Some(fields) = Fields::open(node, "capture", self.problems) else { return Vec::new() };
        let mut captures = Vec::new();
        for entry in fields.entries() {
            self.usable_name(&entry.key, "a capture");
            let Some(query) = text(&entry.value, &entry.key.text, self.problems) else { continue };
            // A capture with a faulty query is kept, so that its uses are not reported as unknown.
            self.query(&query);
            captures.push(Named { name: entry.key.clone(), value: query });
        }
        captures
    }

    /// Compiles a `JSONPath` query, or reports that the text is not a query.
    fn query(&mut self, written: &Text) -> Option<Query> {
        let error = match self.queries.parse(&written.text) {
            Ok(query) => return Some(query),
            Err(error) => error,
        };
        let mut characters = written.text.char_indices();
        // The parser reports a byte. The marked range has to be a whole character.
        let noticed = characters.find(|(at, c)| at + c.len_utf8() > error.at);
        let length = written.text.len();
        let range = noticed.map_or(length..length, |(at, c)| at..at + c.len_utf8());
        let span = scalar_text::span_inside(written, range, self.sources);
        let message = format!("`{}` is not a JSONPath query (RFC 9535)", written.text);
        let mut problem = Diagnostic::error(Code::BAD_QUERY, message).at(span, error.message);
        if !written.text.starts_with('$') {
            problem = problem.help("a query begins with `$`, which is the whole body: `$.name`");
        }
        self.report(problem);
        None
    }
}

fn empty(span: Span) -> Expect {
    Expect {
        span,
        status: None,
        code: None,
        headers: Vec::new(),
        equals: Vec::new(),
        matches: Vec::new(),
        links: Vec::new(),
        body: None,
    }
}
