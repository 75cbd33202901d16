//! What a contract says once it is loaded: rows, and for every path which of them hold there.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BodySchema, PathPattern, Query, Rules, Waiver};
use crate::diagnostic::Span;

/// The name of a documented code inside its contract: `404 RESOURCE_NOT_FOUND`, `201`, and with the
/// scope in front `identity/401 invalid_client`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct RowKey(String);

impl RowKey {
    /// The key of a row: its scope, if it has one, its status and its code, if it has one.
    pub fn new(scope: Option<&str>, status: u16, code: Option<&str>) -> Self {
        let scope = scope.map(|name| format!("{name}/")).unwrap_or_default();
        let code = code.map(|code| format!(" {code}")).unwrap_or_default();
        Self(format!("{scope}{status}{code}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One documented code: the unit of verdict.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name in this contract.
    pub key: RowKey,
    /// The scope it belongs to; `None` for a row of the whole API.
    pub scope: Option<String>,
    /// The status code.
    pub status: u16,
    /// The error code in the body; `None` for statuses that carry none.
    pub code: Option<String>,
    /// Other spellings of the code that are known; they satisfy the row with a should-level finding.
    pub also: Vec<String>,
    /// What the status means, in the documentation's words.
    pub meaning: Option<String>,
    /// The documented error message; shown, never compared.
    pub message: Option<String>,
    /// What brings the code about.
    pub cause: Option<String>,
    /// What is odd about this row.
    pub note: Option<String>,
    /// The status that the same request answers when it is sent again.
    pub replay: Option<u16>,
    /// Why and until when it may be broken.
    pub waiver: Option<Waiver>,
    /// Where the row stands in the contract.
    pub span: Span,
}

/// What the body of a documented response must be.
#[derive(Debug, Clone)]
pub enum BodyRule {
    /// The contract does not say.
    Unstated,
    /// There must be none.
    None,
    /// It must satisfy this schema.
    Schema(Arc<BodySchema>),
}

/// Whether other codes than the documented ones may occur at a documented status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSet {
    /// They may: such a code is listed as undocumented and is a should-level finding.
    Typical,
    /// They may not: such a code is a must-level finding.
    Exhaustive,
}

/// What holds for every error response of a territory.
#[derive(Debug, Clone)]
pub struct ErrorRule {
    /// The media type, if the contract names one.
    pub content_type: Option<String>,
    /// The body.
    pub body: BodyRule,
    /// Where the error code stands in the body; `None` where errors carry no code.
    pub code: Option<Query>,
    /// Whether the documented codes are all there are.
    pub codes: CodeSet,
}

/// Where links stand in JSON bodies and what one is.
#[derive(Debug, Clone)]
pub struct LinkRule {
    /// Selects each list of links.
    pub at: Query,
    /// What every item must be.
    pub item: Arc<BodySchema>,
}

/// A row as it holds in one territory, with everything resolved.
#[derive(Debug, Clone)]
pub struct Documented {
    /// Index into [`Contract::rows`].
    pub row: usize,
    /// The body there.
    pub body: BodyRule,
    /// The media type there, if the contract names one.
    pub content_type: Option<String>,
}

/// A part of the API in which the same rows hold: a scope, or all the rest.
#[derive(Debug, Clone)]
pub struct Territory {
    /// The scope's name; `None` for the API as a whole.
    pub name: Option<String>,
    /// Which paths belong to it.
    pub paths: Vec<PathPattern>,
    /// What holds for its errors.
    pub errors: ErrorRule,
    /// The rows that hold here, by status, in the order of the contract.
    pub codes: BTreeMap<u16, Vec<Documented>>,
}

/// The documented codes of one API.
///
/// [`Contract::load`] is the only way in, so every name in it is resolved and every schema compiled.
#[derive(Debug)]
pub struct Contract {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) source: Option<String>,
    pub(super) file: String,
    pub(super) bodies: BTreeMap<String, Arc<BodySchema>>,
    pub(super) rows: Vec<Row>,
    pub(super) api: Territory,
    pub(super) scopes: Vec<Territory>,
    pub(super) links: Option<LinkRule>,
    pub(super) precedence: Vec<u16>,
    pub(super) rules: Rules,
}

impl Contract {
    /// The contract's name, such as `point`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title that people read.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where the documentation was published.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The contract's file as people name it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Every documented code, in the order of the contract.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A body by its name in the contract.
    pub fn body(&self, name: &str) -> Option<&Arc<BodySchema>> {
        self.bodies.get(name)
    }

    /// The names of all bodies.
    pub fn body_names(&self) -> impl Iterator<Item = &str> {
        self.bodies.keys().map(String::as_str)
    }

    /// The rule for links, if the contract has one.
    pub fn links(&self) -> Option<&LinkRule> {
        self.links.as_ref()
    }

    /// The order in which a server makes its checks, as statuses; probes read it.
    pub fn precedence(&self) -> &[u16] {
        &self.precedence
    }

    /// The levels of the protocol rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The part of the API that a path belongs to: the first scope that matches it, else the API itself.
    ///
    /// `path` is relative to the target's base path and begins with `/`.
    pub fn territory(&self, path: &str) -> &Territory {
        let scope = self.scopes.iter().find(|scope| scope.paths.iter().any(|p| p.matches(path)));
        scope.unwrap_or(&self.api)
    }

    /// All parts of the API: the API as a whole, then the scopes in the order of the contract.
    pub fn territories(&self) -> impl Iterator<Item = &Territory> {
        std::iter::once(&self.api).chain(&self.scopes)
    }
}

impl Territory {
    /// The rows that document a status here; empty if none does.
    pub fn at(&self, status: u16) -> &[Documented] {
        self.codes.get(&status).map(Vec::as_slice).unwrap_or_default()
    }
}
