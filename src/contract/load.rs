//! Loads a contract from its text.

mod bodies;
mod links_and_rules;
mod errors;
mod loading_state;
mod row_checks;
mod schema_store;
pub(super) mod file;
mod operations;
mod documented_codes;
mod scopes;

use std::path::Path;

use self::documented_codes::rows;
use self::errors::{ErrorDraft, error_rule};
use self::loading_state::Loading;
use self::operations::{Known, operations};
use self::row_checks::Statuses;
use self::schema_store::Bodies;
use self::scopes::scopes;
use super::Contract;
use super::keywords::{CONTRACT, VERSION};
use super::openapi;
use super::operations::Operations;
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};
use crate::source::{Fields, Node, Value};

impl Contract {
    /// Loads a contract with its bodies.
    ///
    /// Diagnostics call the file `name`, and call the files that it refers to by paths relative to `name`. Every problem
    /// is reported with its line, warnings included. Returns `None` if any problem is an error.
    pub fn load(
        path: &Path,
        name: &str,
        sources: &mut Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let before = problems.len();
        let node = file::tree(path, name, sources, problems)?;
        let contract = if openapi::mark(&node).is_some() {
            openapi::contract(node, path, name, sources, problems)
        } else if is_known_version(&node, problems) {
            let loading = &mut Loading { sources, problems, bodies: Bodies::new(path, name) };
            loading.contract(&node, name)
        } else {
            None
        };
        let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
        if problems[before..].iter().any(is_error) { None } else { contract }
    }
}

impl Loading<'_> {
    fn contract(&mut self, node: &Node, name: &str) -> Option<Contract> {
        let fields = Fields::of(node, "a contract", CONTRACT, self.problems)?;
        let id = fields.required_text("contract", self.problems);
        let title = fields.text("title", self.problems);
        let source = fields.text("source", self.problems);
        self.named_bodies(fields.get("bodies"));
        let errors = error_rule(self, fields.get("errors"), ErrorDraft::unstated());
        let codes = fields.list("codes", self.problems);
        let api = rows(self, codes, None);
        let parts = fields.list("scopes", self.problems);
        let scopes = scopes(self, parts, &errors);
        let statuses = Statuses::of(&api, &scopes);
        let empty = |key| fields.get(key).is_none_or(is_empty_list);
        if statuses.is_empty() && empty("codes") && empty("operations") {
            self.problems.push(
                Diagnostic::error(Code::NO_CODES, "the contract documents no code")
                    .at(fields.entry("codes").map_or(fields.span(), |entry| entry.key.span), "")
                    .help("write one row for each documented code under `codes:`"),
            );
        }
        let links = self.links(fields.get("links"));
        let precedence = self.precedence(&fields, &statuses);
        let rules = self.rules(fields.get("rules"));
        self.replays(&api, &scopes);
        self.codes_have_a_place(&api, &scopes, &errors);
        let (rows, api, scopes) = scopes::resolve(&api, &scopes, errors.rule);
        let mut known = Known { rows, api: &api, scopes: &scopes };
        let listed = fields.list("operations", self.problems);
        let operations = operations(self, listed, &mut known);
        let rows = known.rows;
        let parts = std::iter::once(&api).chain(&scopes);
        let parts = parts.chain(operations.iter().map(|operation| &operation.territory));
        self.bodies_prove_something(&rows, parts);
        let id = id?.text;
        Some(Contract {
            title: title.map_or_else(|| id.clone(), |title| title.text),
            id,
            source: source.map(|source| source.text),
            file: name.to_owned(),
            bodies: self.bodies.named(),
            rows,
            api,
            scopes,
            operations: Operations::new(operations, Vec::new()),
            links,
            precedence,
            rules,
            servers: Vec::new(),
        })
    }
}

fn is_empty_list(node: &Node) -> bool {
    matches!(&node.value, Value::Sequence(items) if items.is_empty())
}

/// Returns true if this crate supports the format version of the file. An unsupported version is reported.
fn is_known_version(node: &Node, problems: &mut Vec<Diagnostic>) -> bool {
    let Value::Mapping(root) = &node.value else { return true };
    let Some(version) = root.get("version") else { return true };
    let (message, help) = match &version.value {
        Value::Number(number) if number.as_u64() == Some(VERSION) => return true,
        Value::Number(number) if number.as_u64().is_some_and(|number| number > VERSION) => (
            format!("the contract is of version {number}; this statusquo reads version {VERSION}"),
            "upgrade statusquo to read this contract".to_owned(),
        ),
        _ => ("no such version of the format".to_owned(), format!("write `version: {VERSION}`")),
    };
    problems
        .push(Diagnostic::error(Code::CONTRACT_VERSION, message).at(version.span, "").help(help));
    false
}

#[cfg(test)]
mod tests;
