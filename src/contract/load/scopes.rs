//! `scopes:`, and which rows hold where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::documented_codes::{RowDraft, rows};
use super::errors::{ErrorDraft, error_rule};
use super::loading_state::Loading;
use crate::contract::keywords::SCOPE;
use crate::contract::{BodyRule, Documented, ErrorRule, Part, PathPattern, Row, Territory};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Fields, Node, Text};

/// A scope before its rows are joined with the API's.
pub(super) struct ScopeDraft {
    name: Text,
    paths: Vec<PathPattern>,
    pub(super) errors: ErrorDraft,
    pub(super) rows: Vec<RowDraft>,
}

/// The scopes of a list; what cannot be used is reported.
pub(super) fn scopes(
    loading: &mut Loading<'_>,
    nodes: &[Node],
    errors: &ErrorDraft,
) -> Vec<ScopeDraft> {
    let mut drafts: Vec<ScopeDraft> = Vec::new();
    for node in nodes {
        let Some(draft) = loading.scope(node, errors) else { continue };
        if let Some(earlier) = drafts.iter().find(|earlier| earlier.name.text == draft.name.text) {
            let message = format!("there are two scopes `{}`", draft.name.text);
            loading.report(
                Diagnostic::error(Code::DUPLICATE_SCOPE, message)
                    .at(draft.name.span, "again")
                    .related(earlier.name.span, "first here"),
            );
        }
        drafts.push(draft);
    }
    drafts
}

impl Loading<'_> {
    fn scope(&mut self, node: &Node, errors: &ErrorDraft) -> Option<ScopeDraft> {
        let fields = Fields::of(node, "a scope", SCOPE, self.problems)?;
        let name = fields.required_text("name", self.problems);
        if let Some(name) = name.as_ref().filter(|name| !is_name(&name.text)) {
            self.report(
                Diagnostic::error(Code::BAD_NAME, "a scope's name is one word")
                    .at(name.span, "")
                    .help("use letters, digits, `-`, `_` and `.`"),
            );
        }
        fields.require("match", self.problems);
        let paths = fields.texts("match", self.problems);
        let paths = paths.iter().filter_map(|path| self.path_pattern(path)).collect();
        let errors = error_rule(self, fields.get("errors"), errors.clone());
        let scope = name.as_ref().map(|name| name.text.as_str());
        let codes = fields.list("codes", self.problems);
        let rows = rows(self, codes, scope);
        Some(ScopeDraft { name: name?, paths, errors, rows })
    }

    fn path_pattern(&mut self, path: &Text) -> Option<PathPattern> {
        let pattern = PathPattern::parse(&path.text);
        if pattern.is_none() {
            self.report(
                Diagnostic::error(Code::BAD_PATH_PATTERN, "no pattern for paths")
                    .at(path.span, "")
                    .help("a pattern begins with `/` and has `**` only at its end: `/v1/**`"),
            );
        }
        pattern
    }
}

pub(super) fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

/// Settles which rows hold where: all rows, the API as a whole, and its scopes.
///
/// A scope's rows stand in place of the API-wide rows of the same status; all other API-wide rows
/// hold there too, with the scope's rule for errors.
pub(super) fn resolve(
    api: &[RowDraft],
    scopes: &[ScopeDraft],
    errors: ErrorRule,
) -> (Vec<Row>, Territory, Vec<Territory>) {
    let wide = numbered(api, 0);
    let whole = territory(Part::Api, errors, wide.clone());
    let mut first = api.len();
    let mut parts = Vec::new();
    let mut all = api.iter().map(|draft| draft.row.clone()).collect::<Vec<_>>();
    for scope in scopes {
        let own = numbered(&scope.rows, first);
        first += own.len();
        let statuses: BTreeSet<u16> =
            own.iter().map(|(_, draft)| draft.row.key.status.first()).collect();
        let others =
            wide.iter().filter(|(_, draft)| !statuses.contains(&draft.row.key.status.first()));
        let rows = own.iter().chain(others).copied().collect();
        let part = Part::Scope { name: scope.name.text.clone(), paths: scope.paths.clone() };
        parts.push(territory(part, scope.errors.rule.clone(), rows));
        all.extend(scope.rows.iter().map(|draft| draft.row.clone()));
    }
    (all, whole, parts)
}

/// The rows with their indices in the list of all rows.
fn numbered(drafts: &[RowDraft], first: usize) -> Vec<(usize, &RowDraft)> {
    (first..).zip(drafts).collect()
}

fn territory(part: Part, errors: ErrorRule, rows: Vec<(usize, &RowDraft)>) -> Territory {
    let mut codes: BTreeMap<u16, Vec<Documented>> = BTreeMap::new();
    for (row, draft) in rows {
        let documented = documented(row, draft, &errors);
        codes.entry(draft.row.key.status.first()).or_default().push(documented);
    }
    Territory { part, errors, codes, classes: BTreeMap::new(), otherwise: None }
}

/// A row under a rule for errors. 1xx, 204 and 304 have no content (RFC 9110, sections 15.2, 15.3.5
/// and 15.4.5).
pub(super) fn documented(row: usize, draft: &RowDraft, errors: &ErrorRule) -> Documented {
    let is_error = draft.row.key.status.first() >= 400;
    let body = draft.body.clone().unwrap_or_else(|| match draft.row.key.status.first() {
        100..200 | 204 | 304 => BodyRule::None,
        400.. => errors.body.clone(),
        _ => BodyRule::Unstated,
    });
    let inherited = errors.content_type.as_ref().filter(|_| is_error);
    let inherited = inherited.filter(|_| !matches!(body, BodyRule::None));
    let content_type = draft.content_type.as_ref().or(inherited).cloned();
    Documented { row, body, content_type, headers: Arc::new([]) }
}
