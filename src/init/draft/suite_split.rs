//! Splits the operations of a large API into several suites, by the subject of their paths.

use std::collections::{BTreeMap, BTreeSet};

use super::naming;
use crate::contract::Operation;

/// The largest number of operations that share one suite.
const ONE_SUITE: usize = 40;

/// A subject with fewer operations has no suite of its own.
const SMALL_SUITE: usize = 3;

/// The names of the suites, and the suite to which each operation belongs.
pub(super) struct SuiteSplit {
    /// The name of each suite, in order. The suite that is named after the API has an empty name.
    pub(super) subjects: Vec<String>,
    /// The index into `subjects` for each operation.
    pub(super) suite_of: Vec<usize>,
}

/// Splits operations into suites. An id is captured for the cases of one suite only, so operations on one
/// resource must be in one suite. The beginning of the path decides.
pub(super) fn split(operations: &[Operation]) -> SuiteSplit {
    let names = subject_names(operations);
    let distinct: BTreeSet<&String> = names.iter().collect();
    let subjects: Vec<String> = distinct.into_iter().cloned().collect();
    let suite_of =
        names.iter().map(|name| subjects.partition_point(|known| known < name)).collect();
    SuiteSplit { subjects, suite_of }
}

/// Returns the suite name for each operation, empty for the suite that is named after the API.
fn subject_names(operations: &[Operation]) -> Vec<String> {
    if operations.len() <= ONE_SUITE {
        return vec![String::new(); operations.len()];
    }
    let names: Vec<String> =
        operations.iter().map(|operation| subject(operation, operations)).collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &names {
        *sizes.entry(name).or_default() += 1;
    }
    // A suite with one or two cases is harder to find than cases in a common suite.
    let is_small = |name: &String| sizes[name.as_str()] < SMALL_SUITE;
    names.iter().map(|name| if is_small(name) { String::new() } else { name.clone() }).collect()
}

/// Returns the subject of an operation: the first segment of its path that is neither shared by all paths nor a
/// version. In a name such as `chat.postMessage`, the subject ends at the dot.
fn subject(operation: &Operation, all: &[Operation]) -> String {
    let segments = |operation: &Operation| -> Vec<String> {
        let path = operation.path.as_str().trim_matches('/');
        path.split('/').map(str::to_owned).collect()
    };
    let own = segments(operation);
    let is_shared = |at: usize| all.iter().all(|other| segments(other).get(at) == own.get(at));
    // All paths of an API often begin alike, as in `/api/v1`, which tells nothing about the subject.
    let start = (0..own.len()).take_while(|at| is_shared(*at)).count();
    let mut rest =
        own.iter().skip(start).filter(|segment| !is_version(segment) && !segment.contains('{'));
    let first = rest.next().map_or("", |segment| segment.as_str());
    naming::slug(first.split(['.', ':']).next().unwrap_or_default())
}

fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    segment == "api" || number.starts_with(|c: char| c.is_ascii_digit())
}
