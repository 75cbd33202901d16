//! Reads `errors:` of a contract and of a scope.

use super::loading_state::Loading;
use crate::contract::keywords::ERRORS;
use crate::contract::{BodyRule, CodeSet, ErrorRule, Query};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node, Text, Value, text};

/// The rule for errors, with a fact that only loading needs.
#[derive(Clone)]
pub(super) struct ErrorDraft {
    pub(super) rule: ErrorRule,
    /// True if `errors.code` is there, even if its query cannot be used.
    pub(super) states_code: bool,
}

impl ErrorDraft {
    /// Returns the rule of a contract without `errors`.
    pub(super) fn unstated() -> Self {
        let (content_type, body, code) = (None, BodyRule::Unstated, None);
        let rule = ErrorRule { content_type, body, code, codes: CodeSet::Typical };
        Self { rule, states_code: false }
    }
}

/// Reads the rule for errors. Keys that are missing keep their values in `draft`. Mistakes are reported.
pub(super) fn error_rule(
    loading: &mut Loading<'_>,
    node: Option<&Node>,
    mut draft: ErrorDraft,
) -> ErrorDraft {
    let Some(fields) = node.and_then(|n| Fields::of(n, "`errors`", ERRORS, loading.problems))
    else {
        return draft;
    };
    let rule = &mut draft.rule;
    if let Some(content_type) = fields.text("content-type", loading.problems) {
        rule.content_type = loading.media_type(content_type);
    }
    if let Some(node) = fields.get("body") {
        rule.body = loading.body(node).unwrap_or(BodyRule::Unstated);
    }
    if let Some(node) = fields.get("code") {
        // `none`: these errors carry no code, although those of the whole API do.
        draft.states_code = node.value != Value::String("none".to_owned());
        rule.code = if draft.states_code { loading.query(node, "code") } else { None };
    }
    if let Some(word) = fields.text("codes", loading.problems) {
        rule.codes = loading.code_set(&word).unwrap_or(rule.codes);
    }
    draft
}

impl Loading<'_> {
    /// Reads a query. The mistake in a query that cannot be parsed is reported with its place.
    pub(super) fn query(&mut self, node: &Node, owner: &str) -> Option<Query> {
        let written = text(node, owner, self.problems)?;
        let error = match Query::parse(&written.text) {
            Ok(query) => return Some(query),
            Err(error) => error,
        };
        let span = self.within(&written, error.at);
        self.report(
            Diagnostic::error(Code::BAD_QUERY, "no JSONPath query")
                .at(span, error.message)
                .help("a query reads like `$.error.code` (RFC 9535)"),
        );
        None
    }

    /// Returns the place of one character of a scalar, by its offset in the text. Returns the whole scalar if the file
    /// writes the text with escapes or on several lines, because the offset does not hold there.
    fn within(&self, written: &Text, at: usize) -> Span {
        let source = self.sources.slice(written.span);
        let quotes = match source {
            _ if source == written.text => 0,
            _ if source.get(1..source.len() - 1) == Some(&written.text) => 1,
            _ => return written.span,
        };
        let at = at.min(written.text.len());
        let next = written.text.get(at..).and_then(|rest| rest.chars().next());
        let offset = |at: usize| u32::try_from(at).expect("shorter than the file");
        let start = written.span.start + offset(at + quotes);
        Span { start, end: start + offset(next.map_or(0, char::len_utf8)), ..written.span }
    }

    /// Reads a media type without parameters, `type/subtype` (RFC 9110, section 8.3.1).
    pub(super) fn media_type(&mut self, written: Text) -> Option<String> {
        let essence = written.text.split(';').next().unwrap_or_default().trim();
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(is_token);
        if essence.split_once('/').is_some_and(|(kind, sub)| is_word(kind) && is_word(sub)) {
            return Some(written.text);
        }
        self.report(
            Diagnostic::error(Code::BAD_MEDIA_TYPE, "no media type")
                .at(written.span, "")
                .help("a media type reads like `application/json`"),
        );
        None
    }

    fn code_set(&mut self, word: &Text) -> Option<CodeSet> {
        match word.text.as_str() {
            "typical" => Some(CodeSet::Typical),
            "exhaustive" => Some(CodeSet::Exhaustive),
            other => {
                self.report(
                    Diagnostic::error(Code::UNKNOWN_WORD, "`codes` is typical or exhaustive")
                        .at(word.span, "")
                        .suggest(other, ["typical", "exhaustive"]),
                );
                None
            }
        }
    }
}

/// Returns `true` for a character of a token (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
