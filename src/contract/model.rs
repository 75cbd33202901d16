//! A loaded contract: its rows, and the territories in which they apply.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operation::Operation;
use super::operations::Operations;
use super::territory::{BodyRule, Documented, Territory};
use super::{BodySchema, ErrorCode, Query, RowKey, Rules, Waiver};
use crate::diagnostic::Span;

/// A row together with the name of its contract.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
pub struct RowOf {
    /// The name of the contract.
    pub contract: String,
    /// The row.
    pub row: RowKey,
}

/// One documented code. Each row gets one verdict.
#[derive(Debug, Clone)]
pub struct Row {
    /// The name of the row in its contract.
    pub key: RowKey,
    /// The operation that documents the row, as an index into [`Contract::operations`].
    pub operation: Option<usize>,
    /// The row of the whole API or of a scope that this row of an operation repeats by its name, as an index into
    /// [`Contract::rows`]. A response that belongs to one of the two belongs to both.
    pub repeats: Option<usize>,
    /// Other known spellings of the code. They satisfy the row, with a should-level finding.
    pub also: Vec<ErrorCode>,
    /// The meaning of the status, as the documentation describes it.
    pub meaning: Option<String>,
    /// The documented error message. Reports show the message, and no check compares it.
    pub message: Option<String>,
    /// The documented cause of the code.
    pub cause: Option<String>,
    /// A note about a peculiarity of the row.
    pub note: Option<String>,
    /// The status of the response if the same request is sent again.
    pub replay: Option<u16>,
    /// The waiver, if the row may be broken for a time.
    pub waiver: Option<Waiver>,
    /// The place of the row in the contract.
    pub span: Span,
}

impl Row {
    /// Returns the row's key with the name of its contract.
    pub fn of(&self, contract: &Contract) -> RowOf {
        RowOf { contract: contract.id.clone(), row: self.key.clone() }
    }

    /// Returns the spellings of the error code: the documented one, then the other known ones.
    pub fn spellings(&self) -> impl Iterator<Item = &ErrorCode> + Clone {
        self.key.code.iter().chain(&self.also)
    }

    /// Returns true if the row has this error code in any of its spellings.
    pub fn is_spelt(&self, code: &str) -> bool {
        self.spellings().any(|spelling| spelling == code)
    }
}

/// The rule for links in JSON bodies.
#[derive(Debug, Clone)]
pub struct LinkRule {
    /// Selects each list of links.
    pub at: Query,
    /// The schema of every link.
    pub item: Arc<BodySchema>,
}

/// The documented codes of one API.
///
/// [`Contract::load`] is the only constructor, so every name is resolved and every schema is compiled.
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
    /// Returns the name of the contract, such as `point`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the source of the documentation, as the contract names it.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Returns the file of the contract, as shown in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns every documented code, in the order of the contract.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns a body by its name.
    pub fn body(&self, name: &str) -> Option<&Arc<BodySchema>> {
        self.bodies.get(name)
    }

    /// Returns the names of all bodies.
    pub fn body_names(&self) -> impl Iterator<Item = &str> {
        self.bodies.keys().map(String::as_str)
    }

    /// Returns the rule for links.
    pub fn links(&self) -> Option<&LinkRule> {
        self.links.as_ref()
    }

    /// Returns the order of the server's checks, as statuses. Probes use it to find out what masks a code.
    pub fn precedence(&self) -> &[u16] {
        &self.precedence
    }

    /// Returns the levels of the protocol rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns every operation, in the order of the contract. Empty if the contract documents only the whole API.
    pub fn operations(&self) -> &[Operation] {
        self.operations.all()
    }

    /// Returns a row, and the row that it repeats.
    pub fn with_repeated<'c>(&'c self, row: &'c Row) -> impl Iterator<Item = &'c Row> {
        std::iter::once(row).chain(row.repeats.map(|repeated| &self.rows[repeated]))
    }

    /// Returns the operation of a request.
    ///
    /// `path` is relative to the target's base path, starts with `/`, and may include a base path of the contract. A
    /// concrete path takes precedence over a template. An undocumented HEAD belongs to the GET operation.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        self.operations.find(method, path)
    }

    /// Returns the base paths of the contract's servers, without a trailing `/`.
    pub fn base_paths(&self) -> &[String] {
        self.operations.bases()
    }

    /// Returns the absolute URLs of the contract's servers. Messages show them, and no request uses them: a target is
    /// never guessed.
    pub fn servers(&self) -> &[String] {
        &self.servers
    }

    /// Returns the scope of a path, or else the whole API.
    ///
    /// `path` is relative to the target's base path and starts with `/`.
    pub fn territory(&self, path: &str) -> &Territory {
        self.scopes.iter().find(|scope| scope.has(path)).unwrap_or(&self.api)
    }

    /// Returns every territory of a request, the most specific first. The list is never empty.
    ///
    /// The territories are the operation, and the scope or the whole API if those document anything.
    pub fn territories_at(&self, method: &Method, path: &str) -> Vec<&Territory> {
        let operation = self.operation(method, path).map(|operation| &operation.territory);
        let around = self.territory(path);
        let documents = around.documents_something() || operation.is_none();
        operation.into_iter().chain(documents.then_some(around)).collect()
    }

    /// Returns `true` if a response to HEAD shows everything that a row of a territory documents.
    ///
    /// Such a response has no content (RFC 9110, section 9.3.2), so it shows neither an error code nor a body. Only a row
    /// of a HEAD operation is documented for responses without content, and it must be the only one of its status, because
    /// no code tells several rows apart.
    pub fn is_shown_by_head(&self, territory: &Territory, documented: &Documented) -> bool {
        let row = &self.rows[documented.row];
        let has_no_body = matches!(documented.body, BodyRule::Unstated | BodyRule::None);
        if row.key.code.is_none() && has_no_body {
            return true;
        }
        let operation = row.operation.map(|at| &self.operations()[at]);
        operation.is_some_and(|operation| operation.method == Method::HEAD)
            && territory.at(row.key.status.first()).len() == 1
    }

    /// Returns all territories: the whole API, the scopes, then the operations, in the order of the contract.
    pub fn territories(&self) -> impl Iterator<Item = &Territory> {
        let operations = self.operations().iter().map(|operation| &operation.territory);
        std::iter::once(&self.api).chain(&self.scopes).chain(operations)
    }
}
