//! Dependencies between operations: which operation produces the id that the path of another operation needs.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;

use super::documented_success::DocumentedSuccess;
use super::id_location::{id_location, query_of_runtime_expression};
use super::naming::{self, UniqueNames};
use super::path_parameter::{PathParameter, path_parameters, path_shape};
use crate::contract::{Operation, OperationLink};

/// An id in the response of one operation that other operations need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CapturedId {
    /// The operation whose response has the id.
    pub(super) producer: usize,
    /// The name by which `${…}` refers to the captured id.
    pub(super) variable: String,
    /// The location in the response body, as `JSONPath`.
    pub(super) query: String,
}

/// A path parameter of one operation, which needs an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Consumer {
    operation: usize,
    parameter: PathParameter,
}

/// An operation that can produce an id, with the location of the id in its response.
struct Producer {
    operation: usize,
    query: String,
}

/// The ids that are captured, with their producers and consumers. Operations are indices.
#[derive(Debug, Default)]
pub(super) struct Dependencies {
    captured: Vec<CapturedId>,
    /// The index into `captured` for each consumer.
    consumers: BTreeMap<Consumer, usize>,
    /// The index into `captured` by a name that is clear without its resource, such as `order-id`.
    by_clear_name: BTreeMap<String, usize>,
    /// The producers that each operation depends on.
    producers: BTreeMap<usize, BTreeSet<usize>>,
    /// The suite of each operation. Captured values are not visible in other suites.
    suite_of: Vec<usize>,
}

impl Dependencies {
    /// Finds the dependencies between operations. `suite_of` is the suite of each operation.
    ///
    /// Link Objects of the document have precedence, then producers that match the path of the consumer, then
    /// producers of an id with the same name.
    pub(super) fn of(operations: &[Operation], suite_of: Vec<usize>) -> Self {
        let found = Self { suite_of, ..Self::default() };
        let mut search = Search { operations, names: UniqueNames::default(), found };
        search.by_links();
        search.by_path();
        search.by_name();
        search.found
    }

    /// Returns the captured id that fills a path parameter, if a response has the id.
    pub(super) fn for_parameter(
        &self,
        operation: usize,
        parameter: &PathParameter,
    ) -> Option<&CapturedId> {
        let consumer = Consumer { operation, parameter: parameter.clone() };
        self.consumers.get(&consumer).map(|at| &self.captured[*at])
    }

    /// Returns the ids in the response of an operation that others need.
    pub(super) fn produced_by(&self, operation: usize) -> impl Iterator<Item = &CapturedId> {
        self.captured.iter().filter(move |captured| captured.producer == operation)
    }

    /// Returns the id that another operation with the same path produces: `PUT /pet` changes the pet that `POST /pet`
    /// creates.
    pub(super) fn produced_at_path_of(
        &self,
        operation: usize,
        operations: &[Operation],
    ) -> Option<&CapturedId> {
        let shape = |at: usize| path_shape(operations[at].path.as_str());
        let own = shape(operation);
        self.captured
            .iter()
            .find(|captured| captured.producer != operation && shape(captured.producer) == own)
    }

    /// Returns true if other operations need an id from the response of this operation.
    pub(super) fn is_producer(&self, operation: usize) -> bool {
        self.produced_by(operation).next().is_some()
    }

    /// Returns the captured id with the name of a member or parameter. An operation that produces ids itself gets none,
    /// because it would depend on itself.
    pub(super) fn named(&self, name: &str, operation: usize) -> Option<&CapturedId> {
        if naming::is_generic(name) || self.is_producer(operation) {
            return None;
        }
        let captured = &self.captured[*self.by_clear_name.get(&naming::hyphened(name))?];
        self.share_a_suite(captured.producer, operation).then_some(captured)
    }

    /// Returns the operations that must run before this operation.
    pub(super) fn producers_for(&self, operation: usize) -> impl Iterator<Item = usize> {
        self.producers.get(&operation).into_iter().flatten().copied()
    }

    fn share_a_suite(&self, one: usize, other: usize) -> bool {
        self.suite_of[one] == self.suite_of[other]
    }

    /// Returns true if an operation depends on another, directly or through others.
    fn depends_on(&self, operation: usize, producer: usize) -> bool {
        // A list instead of recursion: a chain of operations may be long.
        let mut open = vec![operation];
        let mut seen = BTreeSet::new();
        while let Some(at) = open.pop() {
            if at == producer {
                return true;
            }
            if seen.insert(at) {
                open.extend(self.producers_for(at));
            }
        }
        false
    }
}

/// The search for dependencies: the operations, and what was found so far.
struct Search<'o> {
    operations: &'o [Operation],
    names: UniqueNames,
    found: Dependencies,
}

impl Search<'_> {
    /// Adds the dependencies that the document states in Link Objects.
    fn by_links(&mut self) {
        for (producer, operation) in self.operations.iter().enumerate() {
            let success = DocumentedSuccess::of(operation);
            let row = success.and_then(|success| success.row(operation));
            // A case expects the success, so the links of error responses never apply to it.
            let is_of_success = |link: &&OperationLink| row.is_some_and(|row| row.row == link.row);
            for link in operation.links.iter().filter(is_of_success) {
                let is_target = |known: &Operation| known.id.as_deref() == Some(&link.target);
                let Some(consumer) = self.operations.iter().position(is_target) else { continue };
                if self.found.share_a_suite(producer, consumer) {
                    self.by_link(link, producer, consumer);
                }
            }
        }
    }

    fn by_link(&mut self, link: &OperationLink, producer: usize, consumer: usize) {
        let path_of = |at: usize| path_parameters(self.operations[at].path.as_str());
        let (own, wanted) = (path_of(producer), path_of(consumer));
        for (name, value) in &link.parameters {
            // A prefix tells parameters of equal names apart (OpenAPI 3.1.1, Link Object).
            let name = name.strip_prefix("path.").unwrap_or(name);
            // A parameter of the request itself is known without the response.
            if own.iter().any(|parameter| parameter.name == name) {
                continue;
            }
            let parameter = wanted.iter().find(|parameter| parameter.name == name);
            let query = value.as_str().and_then(query_of_runtime_expression);
            if let (Some(parameter), Some(query)) = (parameter, query) {
                let parameter = parameter.clone();
                self.add(
                    Producer { operation: producer, query },
                    Consumer { operation: consumer, parameter },
                );
            }
        }
    }

    /// Adds producers whose path is the collection in front of a parameter.
    fn by_path(&mut self) {
        for consumer in self.open_consumers() {
            let Some(producer) = self.creator(&consumer.parameter) else { continue };
            if self.found.share_a_suite(producer.operation, consumer.operation) {
                self.add(producer, consumer);
            }
        }
    }

    /// Fills the parameters that have no producer at their own path, if a captured id has their name.
    fn by_name(&mut self) {
        for consumer in self.open_consumers() {
            let Some(index) = self.known_for(&consumer) else { continue };
            let producer = self.found.captured[index].producer;
            self.found.producers.entry(consumer.operation).or_default().insert(producer);
            self.found.consumers.insert(consumer, index);
        }
    }

    /// Returns the path parameters without a producer.
    fn open_consumers(&self) -> Vec<Consumer> {
        let mut open = Vec::new();
        for (operation, known) in self.operations.iter().enumerate() {
            let parameters = path_parameters(known.path.as_str());
            let consumers =
                parameters.into_iter().map(|parameter| Consumer { operation, parameter });
            open.extend(consumers.filter(|one| !self.found.consumers.contains_key(one)));
        }
        open
    }

    /// Returns the captured id that fills the same parameter of another operation, else the captured id of that name.
    fn known_for(&self, consumer: &Consumer) -> Option<usize> {
        let found = &self.found;
        let same =
            found.consumers.iter().filter(|(known, _)| known.parameter == consumer.parameter);
        let same = same.map(|(_, index)| *index).find(|index| {
            let producer = found.captured[*index].producer;
            found.share_a_suite(producer, consumer.operation)
                && producer != consumer.operation
                // Two cases that wait for each other would never start.
                && !found.depends_on(producer, consumer.operation)
        });
        same.or_else(|| {
            let named = found.named(&consumer.parameter.name, consumer.operation)?;
            found.captured.iter().position(|known| known == named)
        })
    }

    /// Returns the operation that creates the resource which a parameter names: a POST to the collection, or to
    /// `create`, `new` or `add` in the collection.
    fn creator(&self, parameter: &PathParameter) -> Option<Producer> {
        let collection = parameter.prefix.rsplit_once('/').map_or("", |(before, _)| before);
        // A parameter at the root, as in `/{id}`, has no collection that could create its resource.
        if collection.is_empty() {
            return None;
        }
        self.operations.iter().enumerate().find_map(|(at, operation)| {
            let shape = path_shape(operation.path.as_str());
            let rest = shape.strip_prefix(collection)?;
            if operation.method != Method::POST || !["", "/create", "/new", "/add"].contains(&rest)
            {
                return None;
            }
            let schema = DocumentedSuccess::of(operation)?.schema(operation)?.json();
            Some(Producer { operation: at, query: id_location(schema, parameter)? })
        })
    }

    /// Adds a dependency. A dependency that would close a cycle is left out, so that an order of cases exists.
    fn add(&mut self, producer: Producer, consumer: Consumer) {
        let Producer { operation, query } = producer;
        if operation == consumer.operation || self.found.depends_on(operation, consumer.operation) {
            return;
        }
        let is_same = |known: &CapturedId| known.producer == operation && known.query == query;
        let known = self.found.captured.iter().position(is_same);
        let index = known.unwrap_or_else(|| {
            let name = consumer.parameter.clear_name();
            // Two resources may have equal names in different paths, so the variable may need a number.
            let variable = self.names.take(&naming::variable(&name));
            let index = self.found.captured.len();
            self.found.by_clear_name.entry(naming::hyphened(&name)).or_insert(index);
            self.found.captured.push(CapturedId { producer: operation, variable, query });
            index
        });
        self.found.producers.entry(consumer.operation).or_default().insert(operation);
        self.found.consumers.insert(consumer, index);
    }
}
