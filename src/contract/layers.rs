//! The contracts of one suite, which add up.

use std::sync::Arc;

use http::Method;

use super::{BodySchema, Contract, LinkRule, Operation, RowOf, Rules, Territory};

/// One or more contracts of the same API: a response must satisfy the row of each that has one.
///
/// Where they can say only one thing of the API as a whole, the first that says it is heard.
#[derive(Debug, Clone)]
pub struct Layers {
    first: Arc<Contract>,
    /// All, the first among them.
    all: Vec<Arc<Contract>>,
    rules: Rules,
}

impl Layers {
    /// These contracts; `None` if there is none.
    pub fn new(contracts: Vec<Arc<Contract>>) -> Option<Self> {
        let (first, others) = contracts.split_first()?;
        let mut rules = first.rules().clone();
        for other in others {
            rules.add(other.rules());
        }
        Some(Self { first: Arc::clone(first), all: contracts, rules })
    }

    /// The contract that a case is named after.
    pub fn first(&self) -> &Contract {
        &self.first
    }

    /// All of them, in the order of the suite.
    pub fn all(&self) -> &[Arc<Contract>] {
        &self.all
    }

    /// The levels of the protocol rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The rules for links.
    pub fn links(&self) -> impl Iterator<Item = &LinkRule> {
        self.all.iter().filter_map(|contract| contract.links())
    }

    /// The order in which a server makes its checks, as statuses.
    pub fn precedence(&self) -> &[u16] {
        let mut known = self.all.iter().map(|contract| contract.precedence());
        known.find(|order| !order.is_empty()).unwrap_or_default()
    }

    /// A body by its name in one of the contracts.
    pub fn body(&self, name: &str) -> Option<&Arc<BodySchema>> {
        self.all.iter().find_map(|contract| contract.body(name))
    }

    /// The names of all bodies.
    pub fn body_names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().flat_map(|contract| contract.body_names())
    }

    /// The operation that a request belongs to, with its contract.
    ///
    /// `path` is relative to the target's base path and begins with `/`.
    pub fn operation(&self, method: &Method, path: &str) -> Option<(&Contract, &Operation)> {
        self.all.iter().find_map(|contract| Some((&**contract, contract.operation(method, path)?)))
    }

    /// Every part of the API that a request belongs to, with its contract: of each contract in turn, the
    /// most particular first. Never empty.
    pub fn territories_at(&self, method: &Method, path: &str) -> Vec<(&Contract, &Territory)> {
        let mut all = Vec::new();
        for contract in &self.all {
            let parts = contract.territories_at(method, path).into_iter();
            all.extend(parts.map(|territory| (&**contract, territory)));
        }
        all
    }

    /// Every part of the API, with its contract.
    pub fn territories(&self) -> impl Iterator<Item = (&Contract, &Territory)> {
        self.all.iter().flat_map(|contract| {
            contract.territories().map(move |territory| (&**contract, territory))
        })
    }

    /// Rows as records name them beside `first`: none where that one, of the case's own contract, is all.
    pub fn beside_the_first(&self, rows: Vec<RowOf>) -> Vec<RowOf> {
        match rows.as_slice() {
            [only] if only.contract == self.first().id() => Vec::new(),
            _ => rows,
        }
    }
}
