//! Reads the cases of a suite, each as soon as its tree is complete.
//!
//! A suite may have many thousand cases, so the trees of a file are never all in memory.

use super::Case;
use super::value_reader::Reader;
use crate::contract::Queries;
use crate::diagnostic::{Diagnostic, Sources};
use crate::source::{Items, Node};

/// The keys of a suite that hold cases.
pub(super) const LISTS: [&str; 3] = ["setup", "cases", "teardown"];

/// The cases read so far, by list.
pub(super) struct Cases<'s> {
    sources: &'s Sources,
    pub(super) queries: Queries,
    lists: [List; 3],
}

/// The cases of `setup`, `cases` or `teardown`, and what was found while reading them.
#[derive(Default)]
pub(super) struct List {
    /// The number of items, faulty ones included.
    pub(super) items: usize,
    pub(super) cases: Vec<Case>,
    /// The errors that were found in the cases.
    pub(super) problems: Vec<Diagnostic>,
    /// Warnings about scalars in the cases. They are reported after all problems.
    pub(super) warnings: Vec<Diagnostic>,
}

impl<'s> Cases<'s> {
    /// Creates empty lists.
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self { sources, queries: Queries::default(), lists: Default::default() }
    }

    /// Takes out the list of a key.
    pub(super) fn take(&mut self, key: &str) -> List {
        let list = LISTS.iter().position(|known| *known == key);
        list.map(|at| std::mem::take(&mut self.lists[at])).unwrap_or_default()
    }
}

impl Items for Cases<'_> {
    fn item(&mut self, key: &'static str, item: Node) {
        let Some(at) = LISTS.iter().position(|known| *known == key) else { return };
        let (sources, list) = (self.sources, &mut self.lists[at]);
        list.items += 1;
        let (problems, queries) = (&mut list.problems, &mut self.queries);
        list.cases.extend(Reader { sources, problems, queries }.case(&item));
        let (problems, queries) = (&mut list.warnings, &mut self.queries);
        Reader { sources, problems, queries }.lint_case(&item);
    }

    fn clear(&mut self) {
        self.lists = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::diagnostic::Sources;
    use crate::suite::Suite;

    /// Returns the messages about a suite, and the ids of its cases in the order of their phases.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let file = sources.add("a.yaml", text);
        let suite = Suite::parse(file, Path::new("."), &sources, &mut problems).expect("a suite");
        let messages = problems.iter().map(|problem| problem.message.clone()).collect();
        let cases = suite.setup.iter().chain(&suite.cases).chain(&suite.teardown);
        (messages, cases.map(|case| case.id.text.clone()).collect())
    }

    /// A suite whose lists are in another order than their problems are reported in.
    const SUITE: &str = "\
teardown: [{ id: T, GET: /, json: on }]
suite: s
contract: c
cases:
- { id: a, GET: /, json: no, expect: { equals: { x: 1 } } }
- { id: b, GET: /, vars: {} }
- 7
setup: [{ id: s, GET: /, json: off }]
colour: red
";

    #[test]
    fn problems_are_reported_in_one_order() {
        let (messages, ids) = read(SUITE);
        assert_eq!(
            messages,
            [
                "a suite has no key `colour`",
                "`x` is not a JSONPath query (RFC 9535)",
                "a case has no key `vars`",
                "a case must be a mapping",
                "`T` is not a slug",
                "`off` is a string here, but false in YAML 1.1",
                "`no` is a string here, but false in YAML 1.1",
                "`on` is a string here, but true in YAML 1.1",
            ]
        );
        assert_eq!(ids, ["s", "a", "b", "T"]);
    }

    #[test]
    fn a_list_with_only_faulty_cases_is_not_empty() {
        let (messages, ids) = read("suite: s\ncontract: c\ncases: [7]\n");
        assert_eq!(messages, ["a case must be a mapping"]);
        assert_eq!(ids, [""; 0]);
        let (messages, _) = read("suite: s\ncontract: c\ncases: []\n");
        assert_eq!(messages, ["the suite has no cases, so it proves nothing"]);
    }
}
