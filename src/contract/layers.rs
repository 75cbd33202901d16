//! The layered contracts of one suite.

use std::sync::Arc;

use http::Method;

use super::{BodySchema, Contract, LinkRule, Operation, RowOf, Rules, Territory};

/// One or more contracts of the same API. A response must satisfy the row of every contract that has one for it.
///
/// If a setting of the whole API can have only one value, the first contract that sets the value wins.
#[derive(Debug, Clone)]
pub struct Layers {
    first: Arc<Contract>,
    /// All contracts, including the first.
    all: Vec<Arc<Contract>>,
    rules: Rules,
}

impl Layers {
    /// Creates the layers of these contracts. Returns `None` if the list is empty.
    pub fn new(contracts: Vec<Arc<Contract>>) -> Option<Self> {
        let (first, others) = contracts.split_first()?;
        let mut rules = first.rules().clone();
        for other in others {
            rules.add(other.rules());
        }
        Some(Self { first: Arc::clone(first), all: contracts, rules })
    }

    /// Returns the first contract, whose name the cases carry in reports.
    pub fn first(&self) -> &Contract {
        &self.first
    }

    /// Returns all contracts, in the order of the suite.
    pub fn all(&self) -> &[Arc<Contract>] {
        &self.all
    }

    /// Returns the levels of the protocol rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns the rules for links.
    pub fn links(&self) -> impl Iterator<Item = &LinkRule> {
        self.all.iter().filter_map(|contract| contract.links())
    }

    /// Returns the order of the server's checks, as statuses.
    pub fn precedence(&self) -> &[u16] {
        let mut known = self.all.iter().map(|contract| contract.precedence());
        known.find(|order| !order.is_empty()).unwrap_or_default()
    }

    /// Returns a body by its name in any of the contracts.
    pub fn body(&self, name: &str) -> Option<&Arc<BodySchema>> {
        self.all.iter().find_map(|contract| contract.body(name))
    }

    /// Returns the names of all bodies.
    pub fn body_names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().flat_map(|contract| contract.body_names())
    }

    /// Returns the operation of a request, with the contract of the operation.
    ///
    /// `path` is relative to the target's base path and begins with `/`.
    pub fn operation(&self, method: &Method, path: &str) -> Option<(&Contract, &Operation)> {
        self.all.iter().find_map(|contract| Some((&**contract, contract.operation(method, path)?)))
    }

    /// Returns every territory of a request, with its contract. The list is never empty.
    ///
    /// The territories are ordered by contract, and within a contract from the most specific to the most general.
    pub fn territories_at(&self, method: &Method, path: &str) -> Vec<(&Contract, &Territory)> {
        let mut all = Vec::new();
        for contract in &self.all {
            let parts = contract.territories_at(method, path).into_iter();
            all.extend(parts.map(|territory| (&**contract, territory)));
        }
        all
    }

    /// Returns every territory of the API, with its contract.
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
