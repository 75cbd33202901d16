//! Reads `paths:`, which has one operation for each method of each path.

use http::Method;

use super::files::At;
use super::reading_state::{Reading, territory};
use super::version::Version;
use crate::contract::{Operation, Part, PathTemplate};
use crate::diagnostic::{Code, Diagnostic};

/// The fields of a path item that hold operations.
const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A path with the parts that all of its operations share.
struct Shared<'n> {
    path: PathTemplate,
    item: At<'n>,
}

impl<'n> Reading<'n, '_> {
    /// Reads all operations, in the order of the document.
    pub(super) fn operations(&mut self, root: &At<'n>) -> Vec<Operation> {
        let Some(paths) = root.get("paths") else { return Vec::new() };
        let mut known: Vec<(PathTemplate, At<'n>)> = Vec::new();
        let mut operations = Vec::new();
        for (text, written) in paths.entries() {
            let Some(path) = self.path(text, &written) else { continue };
            if let Some((earlier, _)) = known.iter().find(|(earlier, _)| earlier.is_alike(&path)) {
                let message = format!("`{path}` and `{earlier}` are the same path");
                self.warn(Code::OPENAPI_PATH, message, &written);
            }
            known.push((path.clone(), written.clone()));
            let Some(item) = self.resolve(&written) else { continue };
            let shared = Shared { path, item };
            for (method, at) in self.methods(&shared.item) {
                let operation = self.operation(&shared, method, &at, operations.len());
                operations.push(operation);
            }
        }
        operations
    }

    fn path(&mut self, text: &str, at: &At<'n>) -> Option<PathTemplate> {
        let end = text.find(['?', '#']).unwrap_or(text.len());
        if end < text.len() {
            let message = format!("`{text}` has more than a path; `{}` is read", &text[..end]);
            self.warn(Code::OPENAPI_PATH, message, at);
        }
        let path = PathTemplate::parse(&text[..end]);
        if path.is_none() {
            let message = format!("`{text}` is no path");
            let problem = Diagnostic::error(Code::OPENAPI_PATH, message);
            let help = "a path begins with `/`, and its parameters stand in braces: `/orders/{id}`";
            self.report(problem.help(help), at);
        }
        path
    }

    fn methods(&mut self, item: &At<'n>) -> Vec<(Method, At<'n>)> {
        let mut found = Vec::new();
        for (key, at) in item.entries() {
            let method = key.to_ascii_uppercase();
            if METHODS.contains(&key) && (key != "query" || self.version >= Version::V3_2) {
                found.extend(Method::from_bytes(method.as_bytes()).ok().map(|method| (method, at)));
            }
        }
        let more = item.get("additionalOperations").filter(|_| self.version >= Version::V3_2);
        for (key, at) in more.map(|more| more.entries_all()).unwrap_or_default() {
            match Method::from_bytes(key.as_bytes()) {
                Ok(method) => found.push((method, at)),
                Err(_) => self.error(Code::OPENAPI_VALUE, format!("`{key}` is no method"), &at),
            }
        }
        found
    }

    fn operation(
        &mut self,
        shared: &Shared<'n>,
        method: Method,
        at: &At<'n>,
        index: usize,
    ) -> Operation {
        let line = format!("{method} {}", shared.path);
        let id = self.id(at);
        let name = id.clone().unwrap_or(line);
        let parameters = self.parameters(&shared.item, at, &name);
        let territory = territory(Part::Operation(name.clone()));
        let mut operation = Operation {
            id,
            method,
            path: shared.path.clone(),
            summary: at.text_of("summary").or(at.text_of("description")).map(first_line),
            parameters: parameters.beside,
            request: parameters.content,
            security: self.security_of(at).unwrap_or_else(|| self.security.clone()),
            territory,
            links: Vec::new(),
            deprecated: at.is_true("deprecated"),
            states_content: true,
            span: at.node.span,
        };
        self.responses(at, index, &mut operation);
        operation
    }

    /// Returns the id of an operation. A duplicate id is reported and not used.
    fn id(&mut self, at: &At<'n>) -> Option<String> {
        let written = at.get("operationId")?;
        let id = written.text()?.to_owned();
        if self.ids.insert(id.clone()) {
            return Some(id);
        }
        let message = format!("two operations have the id `{id}`");
        self.warn(Code::OPENAPI_VALUE, message, &written);
        None
    }
}

/// Returns the first line of a description.
pub(super) fn first_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().trim_end().to_owned()
}
