//! Orders the cases of a suite: producers of ids come before consumers, deletions come last.

use std::collections::BTreeMap;

use http::Method;

use super::dependencies::Dependencies;
use super::path_parameter::path_parameters;
use crate::contract::Operation;

/// Returns the operations of one suite in the order of their cases.
pub(super) fn order(
    operations: &[Operation],
    mut members: Vec<usize>,
    dependencies: &Dependencies,
) -> Vec<usize> {
    // The cases on one resource stay together. Reversed, so that the first operation of each root is kept.
    let first_with_root: BTreeMap<String, usize> =
        members.iter().rev().map(|at| (root(&operations[*at]), *at)).collect();
    members.sort_by_key(|at| {
        let operation = &operations[*at];
        let depth = path_parameters(operation.path.as_str()).len();
        let rank = match operation.method {
            // A resource is deleted before the resource that contains it.
            Method::DELETE => return (true, 0, usize::MAX - depth, 0, *at),
            // A producer comes first whatever its method is, because the other cases need its id.
            _ if dependencies.is_producer(*at) => 0,
            Method::GET | Method::HEAD => 1,
            Method::PUT => 2,
            Method::PATCH => 3,
            _ => 4,
        };
        (false, first_with_root[&root(operation)], depth, rank, *at)
    });
    after_their_producers(&members, dependencies)
}

/// Returns the beginning of a path, up to its first parameter.
fn root(operation: &Operation) -> String {
    let path = operation.path.as_str();
    path.split("/{").next().unwrap_or(path).to_owned()
}

/// Moves each operation behind the producers of the ids that the operation needs. The order is otherwise
/// kept.
fn after_their_producers(members: &[usize], dependencies: &Dependencies) -> Vec<usize> {
    let mut sorted: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = members.to_vec();
    while !open.is_empty() {
        let is_ready = |at: &usize| {
            let mut producers = dependencies.producers_for(*at);
            producers.all(|producer| sorted.contains(&producer) || !members.contains(&producer))
        };
        // `Dependencies` accepts no cycle, so one operation is always ready.
        let next = open.iter().position(is_ready).unwrap_or(0);
        sorted.push(open.remove(next));
    }
    sorted
}
