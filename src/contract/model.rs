//! What a contract says once it is loaded: rows, and for every path which of them hold there.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operations::Operations;
use super::{
    BodySchema, Content, ErrorCode, Operation, PathPattern, Query, ResponseHeader, RowKey,
    RowStatus, Rules, Waiver,
};
use crate::diagnostic::Span;

/// A documented code of one of several contracts.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct RowOf {
    /// The contract's name.
    pub contract: String,
    /// The row.
    pub row: RowKey,
}

/// One documented code: the unit of verdict.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name in this contract.
    pub key: RowKey,
    /// The operation it belongs to, as an index into [`Contract::operations`].
    pub operation: Option<usize>,
    /// Other spellings of the code that are known; they satisfy the row with a should-level finding.
    pub also: Vec<ErrorCode>,
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

impl Row {
    /// The row with the name of its contract.
    pub fn of(&self, contract: &Contract) -> RowOf {
        RowOf { contract: contract.id.clone(), row: self.key.clone() }
    }

    /// Returns the spellings of the error code: the documented one, then the others that are known.
    pub fn spellings(&self) -> impl Iterator<Item = &ErrorCode> + Clone {
        self.key.code.iter().chain(&self.also)
    }

    /// Returns true if the row has this error code, under any of its spellings.
    pub fn is_spelt(&self, code: &str) -> bool {
        self.spellings().any(|spelling| spelling == code)
    }
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
    /// It must be of one of these media types, and be what is said of that one.
    Content(Arc<[Content]>),
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
    /// Header fields that are documented for it.
    pub headers: Arc<[ResponseHeader]>,
}

/// Which part of an API a territory is.
#[derive(Debug, Clone)]
pub enum Part {
    /// The API as a whole.
    Api,
    /// A scope.
    Scope {
        /// Its name.
        name: String,
        /// Which paths belong to it.
        paths: Vec<PathPattern>,
    },
    /// An operation, by its name: its id, else method and path.
    Operation(String),
}

/// A part of the API in which the same rows hold: an operation, a scope, or all the rest.
#[derive(Debug, Clone)]
pub struct Territory {
    /// Which part it is.
    pub part: Part,
    /// What holds for its errors.
    pub errors: ErrorRule,
    /// The rows that hold here, by status, in the order of the contract.
    pub codes: BTreeMap<u16, Vec<Documented>>,
    /// The rows of whole classes, by the first digit of the status: `4` for `4XX`.
    pub classes: BTreeMap<u16, Vec<Documented>>,
    /// The body of a response that has no row here and is documented elsewhere: what an `OpenAPI` document
    /// says of `default`.
    pub otherwise: Option<BodyRule>,
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
    pub(super) operations: Operations,
    pub(super) links: Option<LinkRule>,
    pub(super) precedence: Vec<u16>,
    pub(super) rules: Rules,
    pub(super) servers: Vec<String>,
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

    /// Every operation, in the order of the contract; none where it documents the API as a whole only.
    pub fn operations(&self) -> &[Operation] {
        self.operations.all()
    }

    /// The operation that a request belongs to.
    ///
    /// `path` is relative to the target's base path and begins with `/`; the contract's own base path may
    /// stand before it. A concrete path wins over a template, and HEAD is GET where it is not documented.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        self.operations.find(method, path)
    }

    /// The base paths that the contract names for its servers, without `/` at their ends.
    pub fn base_paths(&self) -> &[String] {
        self.operations.bases()
    }

    /// The URLs of the servers that the contract names, as far as they are whole; only shown to people, for a
    /// target is never guessed.
    pub fn servers(&self) -> &[String] {
        &self.servers
    }

    /// The scope that a path belongs to, else the API itself.
    ///
    /// `path` is relative to the target's base path and begins with `/`.
    pub fn territory(&self, path: &str) -> &Territory {
        self.scopes.iter().find(|scope| scope.has(path)).unwrap_or(&self.api)
    }

    /// Every part of the API that a request belongs to, the most particular first, never none: its
    /// operation, and the scope or the API as a whole where they document something.
    pub fn territories_at(&self, method: &Method, path: &str) -> Vec<&Territory> {
        let operation = self.operation(method, path).map(|operation| &operation.territory);
        let around = self.territory(path);
        let documents = around.documents_something() || operation.is_none();
        operation.into_iter().chain(documents.then_some(around)).collect()
    }

    /// All parts of the API: the API as a whole, the scopes, then the operations, in the order of the
    /// contract.
    pub fn territories(&self) -> impl Iterator<Item = &Territory> {
        let operations = self.operations().iter().map(|operation| &operation.territory);
        std::iter::once(&self.api).chain(&self.scopes).chain(operations)
    }
}

impl Territory {
    /// The rows that document a status here, by itself before its class; empty if none does.
    pub fn at(&self, status: u16) -> &[Documented] {
        let class = || self.classes.get(&(status / 100));
        self.codes.get(&status).or_else(class).map(Vec::as_slice).unwrap_or_default()
    }

    /// All rows that hold here, by status, classes last.
    pub fn documented(&self) -> impl Iterator<Item = &Documented> {
        self.codes.values().chain(self.classes.values()).flatten()
    }

    /// The statuses that are documented here, as people write them.
    pub fn statuses(&self) -> impl Iterator<Item = String> {
        let codes = self.codes.keys().map(|status| RowStatus::Code(*status));
        let all = codes.chain(self.classes.keys().map(|digit| RowStatus::Class(*digit)));
        all.map(|status| status.to_string())
    }

    /// The scope's name, if it is one.
    pub fn scope(&self) -> Option<&str> {
        if let Part::Scope { name, .. } = &self.part { Some(name) } else { None }
    }

    pub(super) fn has(&self, path: &str) -> bool {
        let Part::Scope { paths, .. } = &self.part else { return false };
        paths.iter().any(|pattern| pattern.matches(path))
    }

    fn documents_something(&self) -> bool {
        !self.codes.is_empty() || !self.classes.is_empty()
    }
}
