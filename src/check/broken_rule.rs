//! Makes findings: a [`Broken`] describes the broken rule, a [`View`] adds the rows that the finding counts against.

use std::fmt;

use serde_json::Value;

use super::{Json, View};
use crate::contract::BodySchema;
use crate::diagnostic::Span;
use crate::verdict::{Cause, CheckId, Finding, Level};

/// The maximum number of findings of one kind that are listed one by one.
const LISTED: usize = 20;

/// A broken rule whose finding does not name its check and its rows yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    level: Level,
    message: String,
    path: Option<String>,
    expected: String,
    actual: String,
    cause: Option<Cause>,
    source: Option<&'static str>,
}

impl Broken {
    /// Creates a must-level finding about the response as a whole.
    pub(super) fn new(
        message: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        let (message, expected, actual) = (message.into(), expected.into(), actual.into());
        let level = Level::Must;
        Self { level, message, path: None, expected, actual, cause: None, source: None }
    }

    /// Creates a must-level finding about a value that is missing in the body.
    pub(super) fn missing(
        message: impl Into<String>,
        expected: impl Into<String>,
        json: &Json,
    ) -> Self {
        Self { cause: json.cause(), ..Self::new(message, expected, json.instead()) }
    }

    /// Sets the place in the response: a path in the body or the name of a header field.
    pub(super) fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets the severity.
    pub(super) fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Sets the document and section of the rule.
    pub(super) fn source(mut self, source: &'static str) -> Self {
        self.source = Some(source);
        self
    }

    /// Marks the finding as one about the response to a replay.
    pub(super) fn of_replay(mut self) -> Self {
        self.message = format!("in the replay, {}", self.message);
        self
    }

    /// Names the header field in the message, in place of the root of the value.
    pub(super) fn of_field(mut self, name: &str) -> Self {
        let rest = self.message.strip_prefix('$').unwrap_or(&self.message);
        self.message = format!("`{name}`{rest}");
        self
    }

    fn finding(self, check: CheckId) -> Finding {
        let Self { level, message, path, expected, actual, cause, source } = self;
        let source = source.map(str::to_owned);
        let finding = Finding::new(check, message, expected, actual);
        Finding { level, path, cause, source, ..finding }
    }
}

impl View<'_> {
    /// Returns a finding that counts against the rows whose rule is broken. Its place is the line of the first row in
    /// the contract.
    pub(super) fn against_contract(&self, check: CheckId, broken: Broken) -> Finding {
        let blamed = self.all_blamed();
        let first = blamed.first().map(|(_, row)| *row);
        let mut finding = broken.finding(check);
        finding.row = first.map(|row| row.key.clone());
        finding.place = first.map(|row| self.subject.sources.place(row.span));
        let rows = blamed.iter().map(|(contract, row)| row.of(contract));
        finding.rows = rows.collect();
        finding
    }

    /// Returns a finding that counts against the claimed row. Its place is the line of the suite with the demand.
    pub(super) fn against_claim(&self, check: CheckId, span: Span, broken: Broken) -> Finding {
        let mut finding = broken.finding(check);
        finding.row = self.subject.expectation.claim().cloned();
        finding.place = Some(self.subject.sources.place(span));
        finding
    }
}

/// Returns a finding for each place where a value breaks a schema. `at` is the path of the value in the body.
pub(super) fn violations(schema: &BodySchema, value: &Value, at: &str) -> Vec<Broken> {
    let name = schema.name();
    let found = schema.violations(value).into_iter().map(|violation| {
        let path = below(at, &violation.path);
        let (expected, actual) = (violation.expected, violation.actual);
        let message = format!("{path} breaks `{name}`: expected {expected}, got {actual}");
        Broken::new(message, expected, actual).at(path)
    });
    let mut found = capped(found, || format!("break `{name}`"));
    if !found.is_empty() && !schema.tells_all_of(value) {
        let message = format!(
            "more places of the body may break `{name}`: it is too large or too deep to tell all"
        );
        found.push(Broken::new(message, "none", "a very large or deep body"));
    }
    found
}

/// Returns the first findings, and one more that counts the rest.
///
/// `what` describes the rest, such as "break `error`". The rest is counted but not kept, because a hostile body may
/// break a rule in millions of places.
pub(super) fn capped<W: fmt::Display>(
    mut found: impl Iterator<Item = Broken>,
    what: impl FnOnce() -> W,
) -> Vec<Broken> {
    let mut listed: Vec<Broken> = found.by_ref().take(LISTED + 1).collect();
    let rest = found.count();
    if rest > 0 {
        let rest = rest + 1;
        let message = format!("{rest} more places of the body {}", what());
        listed[LISTED] = Broken::new(message, "none", format!("{rest} more"));
    }
    listed
}

/// Returns a number of bytes in words.
pub(super) fn bytes(count: usize) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}

/// Returns the path of a value inside of another value, whose own path is `at`.
pub(super) fn below(at: &str, path: &str) -> String {
    format!("{at}{}", path.strip_prefix('$').unwrap_or(path))
}
