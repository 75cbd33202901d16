//! Reads `bodies:`, and every other key whose value is a schema.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::file;
use super::loading_state::Loading;
use crate::contract::{BodyRule, BodySchema, Row, Territory, lint};
use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use crate::source::{Budget, Fields, Node, Value, read_all, wrong_type};

/// The number of rows that a message names.
const NAMED_ROWS: usize = 4;

impl Loading<'_> {
    /// Reads `bodies:`.
    pub(super) fn named_bodies(&mut self, node: Option<&Node>) {
        let Some(fields) = node.and_then(|n| Fields::open(n, "`bodies`", self.problems)) else {
            return;
        };
        for entry in fields.entries() {
            let name = &entry.key.text;
            let body = match &entry.value.value {
                Value::String(path) => self.body_file(path, entry.value.span, Some(name)),
                Value::Mapping(_) => self.schema(name, &entry.value, entry.key.span, Path::new("")),
                _ => {
                    let problem = wrong_type(name, "a file or a JSON Schema", &entry.value);
                    self.report(problem);
                    None
                }
            };
            self.bodies.names.insert(name.clone(), body);
        }
    }

    /// Reads a `body:`, which is `none`, a name, a file, or a schema. Returns `None` if a mistake was reported.
    pub(super) fn body(&mut self, node: &Node) -> Option<BodyRule> {
        match &node.value {
            Value::String(text) if text == "none" => Some(BodyRule::None),
            _ => self.body_schema(node).map(BodyRule::Schema),
        }
    }

    /// Reads a schema, which is a name, a file, or the schema itself. Returns `None` if a mistake was reported.
    pub(super) fn body_schema(&mut self, node: &Node) -> Option<Arc<BodySchema>> {
        match &node.value {
            Value::String(text) => match self.bodies.names.get(text) {
                Some(body) => body.clone(),
                None if text.contains(['/', '.']) => self.body_file(text, node.span, None),
                None => {
                    self.unknown_body(text, node.span);
                    None
                }
            },
            Value::Mapping(_) => self.schema("schema in place", node, node.span, Path::new("")),
            _ => {
                let problem = wrong_type("a body", "`none`, a name, a file or a JSON Schema", node);
                self.report(problem);
                None
            }
        }
    }

    fn unknown_body(&mut self, name: &str, span: Span) {
        let known = self.bodies.names.keys().map(String::as_str);
        let problem = Diagnostic::error(Code::UNKNOWN_BODY, format!("no body `{name}`"))
            .at(span, "not in `bodies`")
            .suggest(name, known.chain(["none"]));
        self.report(problem);
    }

    /// Returns the schema in a file. Each file is read once.
    fn body_file(&mut self, path: &str, span: Span, name: Option<&str>) -> Option<Arc<BodySchema>> {
        let known = self.bodies.files.get(path).cloned();
        let body = known.unwrap_or_else(|| {
            let tree = self.body_tree(path, span);
            let folder = Path::new(path).parent().unwrap_or(Path::new(""));
            tree.and_then(|tree| self.schema(name.unwrap_or(path), &tree, span, folder))
        });
        self.bodies.files.insert(path.to_owned(), body.clone());
        body
    }

    fn body_tree(&mut self, path: &str, span: Span) -> Option<Node> {
        let shown = format!("{}{path}", self.bodies.shown);
        let text = match file::text(&self.bodies.folder.join(path), &shown) {
            Ok(text) => text,
            Err(problem) => {
                self.report(problem.at(span, "named here"));
                return None;
            }
        };
        let file = self.sources.add(shown, text);
        let text = self.sources.text(file);
        let tree = read_all(file, text, Budget::default(), self.problems)?;
        if Path::new(path).extension().is_none_or(|extension| extension != "json") {
            return Some(tree);
        }
        let fault = serde_json::from_str::<serde_json::Value>(text).err();
        if let Some(error) = fault {
            let problem = not_json(&error, file, text);
            self.report(problem);
            return None;
        }
        Some(tree)
    }

    /// Compiles a schema. Its mistakes and misspelt keywords are reported with their places.
    ///
    /// Relative `$ref`s are resolved from `folder`, which is relative to the folder of the contract.
    fn schema(
        &mut self,
        name: &str,
        node: &Node,
        stated: Span,
        folder: &Path,
    ) -> Option<Arc<BodySchema>> {
        let json = node.to_json();
        for (pointer, message) in lint(&json) {
            let span = key_span(node, &pointer);
            let code = Code::SCHEMA_KEYWORD;
            self.report(Diagnostic::warning(code, message).at(span, "means nothing"));
        }
        let folder = self.bodies.folder.join(folder);
        match BodySchema::compile(name, &json, &folder) {
            Ok(schema) => {
                let schema = Arc::new(schema);
                self.bodies.places.push((Arc::clone(&schema), stated));
                Some(schema)
            }
            Err(error) => {
                let span = node.at(&error.pointer).unwrap_or(node).span;
                let message = format!("the {} is no JSON Schema: {}", called(name), error.message);
                self.report(Diagnostic::error(Code::BAD_SCHEMA, message).at(span, ""));
                None
            }
        }
    }

    /// Warns about schemas for errors that accept `{}`, and names the rows that they cannot prove.
    pub(super) fn bodies_prove_something<'t>(
        &mut self,
        rows: &[Row],
        territories: impl Iterator<Item = &'t Territory>,
    ) {
        let uses: Vec<(usize, &Arc<BodySchema>)> = territories
            .flat_map(|territory| territory.codes.range(400..).flat_map(|(_, codes)| codes))
            .filter_map(|documented| match &documented.body {
                BodyRule::Schema(schema) => Some((documented.row, schema)),
                _ => None,
            })
            .collect();
        for (schema, span) in std::mem::take(&mut self.bodies.places) {
            let of = uses.iter().filter(|(_, used)| Arc::ptr_eq(used, &schema));
            let of: BTreeSet<usize> = of.map(|(row, _)| *row).collect();
            if of.is_empty() || !schema.accepts_empty_object() {
                continue;
            }
            let names: Vec<String> =
                of.iter().filter_map(|row| rows.get(*row)).map(|row| row.key.to_string()).collect();
            let message = format!("the {} accepts `{{}}`", called(schema.name()));
            self.report(
                Diagnostic::warning(Code::SCHEMA_PROVES_NOTHING, message)
                    .at(span, format!("proves nothing about {}", listed(&names)))
                    .help("add `required:` with the members that every such body has"),
            );
        }
    }
}

/// Returns the words for a schema in a message: `schema in place`, or "body `error`".
fn called(name: &str) -> String {
    if name.contains(' ') { name.to_owned() } else { format!("body `{name}`") }
}

fn listed(names: &[String]) -> String {
    match names.len().checked_sub(NAMED_ROWS) {
        Some(rest) if rest > 0 => {
            format!("{} and {rest} more", names[..NAMED_ROWS].join(", "))
        }
        _ => names.join(", "),
    }
}

/// Returns the place of the key at the end of a JSON Pointer.
fn key_span(node: &Node, pointer: &str) -> Span {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let name = name.replace("~1", "/").replace("~0", "~");
    let Some(Node { value: Value::Mapping(mapping), .. }) = node.at(parent) else {
        return node.span;
    };
    let entry = mapping.entries.iter().find(|entry| entry.key.text == name);
    entry.map_or(node.span, |entry| entry.key.span)
}

fn not_json(error: &serde_json::Error, file: FileId, text: &str) -> Diagnostic {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let at = u32::try_from(at).expect("the file was read within its budget");
    let said = error.to_string();
    let reason = said.split(" at line ").next().unwrap_or_default();
    Diagnostic::error(Code::NOT_JSON, format!("the file is not JSON: {reason}"))
        .at(Span { file, start: at, end: at }, "")
        .help("name it `.yaml` if YAML is meant")
}
