//! In which order cases stand, and in which suite: what makes comes before what uses, what deletes comes
//! last.

use std::collections::BTreeMap;

use http::Method;

use super::dependencies::{Things, keys};
use crate::contract::Operation;

/// More operations than this are spread over several suites.
const ONE_SUITE: usize = 40;

/// Fewer operations than this have no suite of their own where there are several.
const SMALL_SUITE: usize = 3;

/// The suite of each operation: its name below that of the API, empty for the one that is called like it.
///
/// What a path begins with decides, so that what makes a thing and what uses it stand together: what one
/// case captures is not known in another suite.
pub(super) fn parts(operations: &[Operation]) -> Vec<String> {
    if operations.len() <= ONE_SUITE {
        return vec![String::new(); operations.len()];
    }
    let names: Vec<String> =
        operations.iter().map(|operation| subject(operation, operations)).collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &names {
        *sizes.entry(name).or_default() += 1;
    }
    names
        .iter()
        .map(|name| if sizes[name.as_str()] < SMALL_SUITE { String::new() } else { name.clone() })
        .collect()
}

/// What an operation is about: the first segment of its path that not all paths have and that is no version;
/// of names like `chat.postMessage` what stands before the dot.
fn subject(operation: &Operation, all: &[Operation]) -> String {
    let segments = |operation: &Operation| -> Vec<String> {
        let path = operation.path.as_str().trim_matches('/');
        path.split('/').map(str::to_owned).collect()
    };
    let own = segments(operation);
    let is_shared = |at: usize| all.iter().all(|other| segments(other).get(at) == own.get(at));
    let start = (0..own.len()).take_while(|at| is_shared(*at)).count();
    let rest =
        own.iter().skip(start).filter(|segment| !is_version(segment) && !segment.contains('{'));
    let first = rest.into_iter().next().map_or("", |segment| segment.as_str());
    super::naming::slug(first.split(['.', ':']).next().unwrap_or_default())
}

fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    segment == "api" || number.starts_with(|c: char| c.is_ascii_digit())
}

/// The operations of one suite in the order of their cases.
pub(super) fn order(
    operations: &[Operation],
    mut members: Vec<usize>,
    things: &Things,
) -> Vec<usize> {
    let first_of: BTreeMap<String, usize> =
        members.iter().rev().map(|at| (root(&operations[*at]), *at)).collect();
    members.sort_by_key(|at| {
        let operation = &operations[*at];
        let depth = keys(operation.path.as_str()).len();
        let makes = things.is_creator(*at);
        let step = match operation.method {
            Method::DELETE => return (true, 0, usize::MAX - depth, 0, *at),
            _ if makes => 0,
            Method::GET | Method::HEAD => 1,
            Method::PUT => 2,
            Method::PATCH => 3,
            _ => 4,
        };
        (false, first_of[&root(operation)], depth, step, *at)
    });
    behind_what_they_use(&members, things)
}

/// What a path begins with, up to its first parameter.
fn root(operation: &Operation) -> String {
    let path = operation.path.as_str();
    path.split("/{").next().unwrap_or(path).to_owned()
}

/// The same order but for what must wait for a later one.
fn behind_what_they_use(members: &[usize], things: &Things) -> Vec<usize> {
    let mut sorted: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = members.to_vec();
    while !open.is_empty() {
        let is_ready = |at: &usize| {
            things.waits_for(*at).all(|on| sorted.contains(&on) || !members.contains(&on))
        };
        // Nothing waits in a circle: none is ever kept.
        let next = open.iter().position(is_ready).unwrap_or(0);
        sorted.push(open.remove(next));
    }
    sorted
}
