//! Reads `operations:` and the codes that each operation documents.

use std::collections::BTreeMap;

use http::Method;

use super::loading_state::Loading;
use super::scopes::is_name;
use crate::contract::keywords::{METHODS, OPERATION, ROW};
use crate::contract::{
    Content, Documented, ErrorCode, Operation, Part, PathTemplate, RequestContent, Row, RowKey,
    RowOwner, RowStatus, SchemeNeed, SecurityNeed, Territory,
};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node, Text, Value, wrong_type};

/// The rows of a contract so far, with the parts of the API in which they hold.
pub(super) struct Known<'t> {
    pub(super) rows: Vec<Row>,
    pub(super) api: &'t Territory,
    pub(super) scopes: &'t [Territory],
}

impl Known<'_> {
    fn around(&self, path: &str) -> &Territory {
        self.scopes.iter().find(|scope| scope.has(path)).unwrap_or(self.api)
    }
}

/// The method, the path and the id of an operation, before its rows are known.
struct Head {
    id: Option<Text>,
    method: Method,
    path: PathTemplate,
}

impl Head {
    fn name(&self) -> String {
        let line = || format!("{} {}", self.method, self.path);
        self.id.as_ref().map_or_else(line, |id| id.text.clone())
    }
}

/// A row of an operation, with the defaults that apply there.
type Own = (Row, Documented);

/// Reads a list of operations and adds their rows to the known ones. Mistakes are reported.
pub(super) fn operations(
    loading: &mut Loading<'_>,
    nodes: &[Node],
    known: &mut Known<'_>,
) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for node in nodes {
        let Some(operation) = loading.operation(node, known, operations.len()) else { continue };
        let is_same = |earlier: &&Operation| {
            earlier.name() == operation.name()
                || earlier.method == operation.method && earlier.path.is_alike(&operation.path)
        };
        if let Some(earlier) = operations.iter().find(is_same) {
            let message = format!("the operation `{}` appears twice", operation.name());
            let problem = Diagnostic::error(Code::DUPLICATE_OPERATION, message);
            loading.report(problem.at(node.span, "again").related(earlier.span, "first here"));
        }
        operations.push(operation);
    }
    operations
}

impl Loading<'_> {
    fn operation(&mut self, node: &Node, known: &mut Known<'_>, index: usize) -> Option<Operation> {
        let fields = Fields::of(node, "an operation", OPERATION, self.problems)?;
        let head = self.head(&fields);
        let summary = fields.text("summary", self.problems).map(|text| text.text);
        let credentials = fields.flag("credentials", self.problems);
        let request = fields.get("request").and_then(|node| {
            if matches!(node.value, Value::String(_) | Value::Mapping(_)) {
                return self.body_schema(node);
            }
            let expected = "a name from `bodies`, a file or a JSON Schema";
            self.report(wrong_type("request", expected, node));
            None
        });
        let head = head?;
        let name = head.name();
        let mut own: Vec<Own> = Vec::new();
        for code in fields.list("codes", self.problems) {
            let around = known.around(head.path.as_str());
            let Some((row, documented)) = self.own_code(code, known, around) else { continue };
            let owner = RowOwner::Operation(name.clone());
            let key = RowKey { owner, ..row.key.clone() };
            if let Some((earlier, _)) = own.iter().find(|(earlier, _)| earlier.key == key) {
                let message = format!("`{key}` is documented twice");
                let problem = Diagnostic::error(Code::DUPLICATE_ROW, message);
                self.report(problem.at(code.span, "again").related(earlier.span, "first here"));
            }
            let row = Row { key, operation: Some(index), span: code.span, ..row };
            own.push((row, documented));
        }
        let territory = territory(name, own, known, head.path.as_str());
        let content = |schema| Content {
            media_type: "application/json".to_owned(),
            schema: Some(schema),
            examples: Vec::new(),
            named_examples: Vec::new(),
        };
        Some(Operation {
            id: head.id.map(|id| id.text),
            method: head.method,
            path: head.path,
            summary,
            territory,
            parameters: Vec::new(),
            request: request
                .map(|schema| RequestContent { required: true, content: vec![content(schema)] }),
            security: credentials.map(security).into_iter().collect(),
            links: Vec::new(),
            deprecated: false,
            states_content: false,
            span: node.span,
        })
    }

    fn head(&mut self, fields: &Fields<'_>) -> Option<Head> {
        let id = fields.text("id", self.problems);
        if let Some(id) = id.as_ref().filter(|id| !is_name(&id.text)) {
            let problem = Diagnostic::error(Code::BAD_NAME, "an operation's id is one word");
            self.report(problem.at(id.span, "").help("use letters, digits, `-`, `_` and `.`"));
        }
        let method = fields.required_text("method", self.problems);
        let method = method.and_then(|written| {
            let known = METHODS.contains(&written.text.as_str());
            if !known {
                let message = format!("`{}` is no method", written.text);
                let problem = Diagnostic::error(Code::BAD_OPERATION, message);
                self.report(
                    problem.at(written.span, "").suggest(&written.text, METHODS.iter().copied()),
                );
            }
            Method::from_bytes(written.text.as_bytes()).ok().filter(|_| known)
        });
        let path = fields.required_text("path", self.problems).and_then(|written| {
            let path =
                PathTemplate::parse(&written.text).filter(|path| !path.as_str().contains('?'));
            if path.is_none() {
                let problem = Diagnostic::error(Code::BAD_OPERATION, "no path of an operation");
                let help =
                    "a path begins with `/`, and its parameters stand in braces: `/orders/{id}`";
                self.report(problem.at(written.span, "").help(help));
            }
            path
        });
        Some(Head { id, method: method?, path: path? })
    }

    /// Reads a code of an operation: the name of a row of the scope or the whole API, or a full row.
    fn own_code(&mut self, node: &Node, known: &Known<'_>, around: &Territory) -> Option<Own> {
        match &node.value {
            Value::Number(number) => self.row_around(&number.to_string(), node.span, known, around),
            Value::String(text) => self.row_around(text, node.span, known, around),
            Value::Mapping(_) => {
                let fields = Fields::of(node, "a row", ROW, self.problems)?;
                let draft = self.row_of(&fields, node, None)?;
                self.settled(&draft.row, &fields, around);
                let documented = super::scopes::documented(0, &draft, &around.errors);
                Some((draft.row, documented))
            }
            _ => {
                self.report(wrong_type(
                    "codes",
                    "a status, a status with its code, or a row",
                    node,
                ));
                None
            }
        }
    }

    fn row_around(
        &mut self,
        text: &str,
        span: Span,
        known: &Known<'_>,
        around: &Territory,
    ) -> Option<Own> {
        let (status, code) = text.split_once(' ').unwrap_or((text, ""));
        let rows: Vec<(&Row, &Documented)> = around
            .documented()
            .map(|documented| (&known.rows[documented.row], documented))
            .collect();
        let wanted = RowStatus::parse(status);
        let here = rows.iter().filter(|(row, _)| Some(row.key.status) == wanted);
        let here: Vec<_> = here.collect();
        let fitting = here.iter().filter(|(row, _)| {
            code.is_empty() && here.len() == 1
                || row.key.code.as_ref().map_or("", ErrorCode::as_str) == code.trim()
        });
        if let Some((row, documented)) = fitting.copied().next() {
            // Where a row is known to be broken is said of it, and not of each operation.
            let row = Row { waiver: None, repeats: Some(documented.row), ..(*row).clone() };
            return Some((row, (*documented).clone()));
        }
        let (kind, message) = if here.is_empty() {
            (Code::UNDOCUMENTED_STATUS, format!("no row documents `{text}` there"))
        } else if code.is_empty() {
            (Code::AMBIGUOUS_CODE, format!("{status} is documented with several codes"))
        } else {
            (Code::UNDOCUMENTED_CODE, format!("no row documents `{text}` there"))
        };
        let known: Vec<String> = rows.iter().map(|(row, _)| row.key.without_owner()).collect();
        let problem = Diagnostic::error(kind, message).at(span, "which row is meant?");
        let problem = problem.suggest(text, known.iter().map(String::as_str));
        self.report(
            problem.help("write the row itself, as under `codes`, if only this operation has it"),
        );
        None
    }

    /// Checks a full row of an operation: `errors.code` must be there if the row has a code, and the status of `replay`
    /// must be documented.
    fn settled(&mut self, row: &Row, fields: &Fields<'_>, around: &Territory) {
        if let (Some(entry), None) = (fields.entry("code"), &around.errors.code) {
            let message = "nothing says where a body has its code";
            let problem = Diagnostic::error(Code::NO_CODE_QUERY, message);
            let problem = problem.at(entry.value.span, "where does this stand in the body?");
            self.report(problem.help("add a query to `errors`, such as `code: $.name`"));
        }
        if let (Some(entry), Some(replay)) = (fields.entry("replay"), row.replay)
            && around.at(replay).is_empty()
        {
            let message = format!("`replay` says {replay}, which no row documents");
            let problem = Diagnostic::error(Code::UNDOCUMENTED_STATUS, message);
            self.report(problem.at(entry.value.span, ""));
        }
    }
}

/// Returns the part of the API that an operation is. Its own rows replace all rows around it with the same status. The
/// rows of other statuses apply there too.
fn territory(name: String, own: Vec<Own>, known: &mut Known<'_>, path: &str) -> Territory {
    let around = known.around(path);
    let errors = around.errors.clone();
    let mut codes: BTreeMap<u16, Vec<Documented>> = BTreeMap::new();
    let first = known.rows.len();
    for (at, (row, documented)) in own.iter().enumerate() {
        let documented = Documented { row: first + at, ..documented.clone() };
        codes.entry(row.key.status.first()).or_default().push(documented);
    }
    for documented in around.documented() {
        let row = &known.rows[documented.row];
        if own.iter().all(|own| own.0.key.status != row.key.status) {
            codes.entry(row.key.status.first()).or_default().push(documented.clone());
        }
    }
    known.rows.extend(own.into_iter().map(|(row, _)| row));
    let part = Part::Operation(name);
    Territory { part, errors, codes, classes: BTreeMap::new(), otherwise: None }
}

/// Returns the security of an operation that needs credentials, or that needs none.
fn security(needed: bool) -> SecurityNeed {
    let need = SchemeNeed { name: "credentials".to_owned(), scheme: None, scopes: Vec::new() };
    SecurityNeed { schemes: if needed { vec![need] } else { Vec::new() } }
}
