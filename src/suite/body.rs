//! Reads the content of a case: one of `json`, `json-file`, `form`, `multipart`, `file`, `text`, `bytes`, `body`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::body_types::{Body, FormPart, FormPartContent};
use super::named_value::Named;
use super::request_types::Written;
use super::value_reader::Reader;
use super::{CONTENTS, PART};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Entry, Fields, Node, Text, Value, text};

const SEVERAL_BODIES: Code = Code::SEVERAL_BODIES;
const BAD_BASE64: Code = Code::BAD_BASE64;
const BAD_PART: Code = Code::BAD_PART;
const EMPTY: Code = Code::EMPTY_LIST;

impl Reader<'_> {
    /// Reads the content of the request of a case.
    pub(super) fn body(&mut self, fields: &Fields<'_>) -> Body<Written> {
        let is_body = |entry: &&Entry| CONTENTS.contains(&entry.key.text.as_str());
        let mut bodies = fields.entries().filter(is_body);
        let Some(first) = bodies.next() else { return Body::Empty };
        for other in bodies {
            let message = format!("a case has `{}` and `{}`", first.key.text, other.key.text);
            let problem = Diagnostic::error(SEVERAL_BODIES, message)
                .at(other.key.span, "the second content")
                .related(first.key.span, "the first content")
                .help("a request has one content");
            self.report(problem);
        }
        let node = &first.value;
        let body = match first.key.text.as_str() {
            "json" => Some(Body::Json(self.value(node))),
            // Empty until the file is read.
            "json-file" => None,
            "form" => Some(Body::Form(self.templates(node, "form"))),
            "multipart" => Some(Body::Multipart { boundary: (), parts: self.parts(node) }),
            "file" => self.template(node, "file").map(Body::File),
            "text" => self.template(node, "text").map(Body::Plain),
            "bytes" => self.bytes(node).map(Body::Bytes),
            _ => self.template(node, "body").map(Body::Text),
        };
        body.unwrap_or(Body::Empty)
    }

    /// Reads `json-file`, the path of a JSON file.
    pub(super) fn json_file(&mut self, fields: &Fields<'_>) -> Option<Text> {
        fields.get("json-file").and_then(|node| self.literal_path(node, "json-file"))
    }

    /// Reads a path without expressions, for a file that is read before any value is known.
    pub(super) fn literal_path(&mut self, node: &Node, key: &'static str) -> Option<Text> {
        let path = text(node, key, self.problems)?;
        if let Some(at) = path.text.find("${") {
            let span = super::scalar_text::span_inside(&path, at..path.text.len(), self.sources);
            let message = format!("the path of `{key}` contains an expression");
            let problem = Diagnostic::error(Code::BAD_EXPRESSION, message);
            self.report(problem.at(span, "this file is read before values are known"));
            return None;
        }
        Some(path)
    }

    fn bytes(&mut self, node: &Node) -> Option<bytes::Bytes> {
        let written = text(node, "bytes", self.problems)?;
        let digits: String = written.text.split_whitespace().collect();
        let decoded = STANDARD.decode(digits).ok();
        if decoded.is_none() {
            let problem = Diagnostic::error(BAD_BASE64, "`bytes` is not base64 (RFC 4648)");
            let help = "for text write `text`, for the bytes of a file `file`";
            self.report(problem.at(written.span, "not base64, or without its padding").help(help));
        }
        decoded.map(Into::into)
    }

    /// Reads the parts of `multipart`. A list under one name gives several parts of that name.
    fn parts(&mut self, node: &Node) -> Vec<Named<FormPart<Written>>> {
        let Some(fields) = Fields::open(node, "multipart", self.problems) else {
            return Vec::new();
        };
        if fields.entries().next().is_none() {
            let message = "`multipart` has no parts";
            self.report(Diagnostic::error(EMPTY, message).at(node.span, "at least one is needed"));
        }
        let mut parts = Vec::new();
        for Entry { key, value } in fields.entries() {
            self.literal_key(key);
            let nodes = match &value.value {
                Value::Sequence(items) => items.as_slice(),
                _ => std::slice::from_ref(value),
            };
            for node in nodes {
                let part = self.part(node, &key.text);
                parts.extend(part.map(|value| Named { name: key.clone(), value }));
            }
        }
        parts
    }

    fn part(&mut self, node: &Node, name: &str) -> Option<FormPart<Written>> {
        if !matches!(node.value, Value::Mapping(_)) {
            let content = FormPartContent::Text(self.template(node, name)?);
            return Some(FormPart { content, content_type: None, filename: None });
        }
        let fields = Fields::of(node, "a part", PART, self.problems)?;
        let mut template = |key: &str| fields.get(key).and_then(|node| self.template(node, key));
        let (file, text) = (template("file"), template("text"));
        let content_type = template("content-type");
        let filename = template("filename");
        if fields.get("file").is_some() == fields.get("text").is_some() {
            let message = format!("the part `{name}` must have `file` or `text`");
            let problem = Diagnostic::error(BAD_PART, message);
            self.report(problem.at(node.span, "write exactly one of them"));
            return None;
        }
        let file = file.map(FormPartContent::File);
        let content = file.or(text.map(FormPartContent::Text))?;
        Some(FormPart { content, content_type, filename })
    }
}
