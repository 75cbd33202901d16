//! The state that all steps of reading a document share.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{At, Files};
use super::schema_names::astray;
use super::schemas::Schemas;
use super::version::Version;
use crate::contract::{
    BodyRule, CodeSet, ErrorRule, Part, Row, SecurityNeed, SecurityScheme, Territory,
};
use crate::diagnostic::{Code, Diagnostic, Severity};

/// The state that all steps of reading a document share.
pub(super) struct Reading<'n, 'p> {
    pub(super) files: &'n Files,
    pub(super) version: Version,
    pub(super) schemas: Schemas<'n>,
    pub(super) problems: &'p mut Vec<Diagnostic>,
    pub(super) rows: Vec<Row>,
    /// The ids of the operations read so far.
    pub(super) ids: BTreeSet<String>,
    pub(super) security_schemes: BTreeMap<String, SecurityScheme>,
    /// The security requirements of operations without `security`.
    pub(super) security: Vec<SecurityNeed>,
}

impl<'n> Reading<'n, '_> {
    /// Returns the place, or the target of its `$ref`. An unresolvable reference is an error.
    pub(super) fn resolve(&mut self, at: &At<'n>) -> Option<At<'n>> {
        match self.files.resolve(at) {
            Ok(at) => Some(at),
            Err(why) => {
                for problem in astray(at, why) {
                    if !self.problems.contains(&problem) {
                        self.problems.push(problem);
                    }
                }
                None
            }
        }
    }

    /// Resolves like `resolve`, for parts that no verdict depends on. An unresolvable reference is a warning.
    pub(super) fn resolve_softly(&mut self, at: &At<'n>) -> Option<At<'n>> {
        let before = self.problems.len();
        let found = self.resolve(at);
        let new = self.problems[before..].iter_mut();
        new.for_each(|problem| problem.severity = Severity::Warning);
        found
    }

    pub(super) fn warn(&mut self, code: Code, message: impl Into<String>, at: &At<'_>) {
        self.report(Diagnostic::warning(code, message), at);
    }

    pub(super) fn error(&mut self, code: Code, message: impl Into<String>, at: &At<'_>) {
        self.report(Diagnostic::error(code, message), at);
    }

    pub(super) fn report(&mut self, problem: Diagnostic, at: &At<'_>) {
        self.problems.push(problem.at(at.node.span, format!("#{}", at.pointer)));
    }
}

/// Returns a territory whose errors have no common rule: its rows alone describe them.
pub(super) fn territory(part: Part) -> Territory {
    let errors = ErrorRule {
        content_type: None,
        body: BodyRule::Unstated,
        code: None,
        codes: CodeSet::Typical,
    };
    Territory { part, errors, codes: BTreeMap::new(), classes: BTreeMap::new(), otherwise: None }
}
