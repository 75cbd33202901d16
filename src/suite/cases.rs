//! The cases of a suite, each read as soon as its tree is there, so that never all trees are held.

use super::Case;
use super::value::Reader;
use crate::contract::Queries;
use crate::diagnostic::{Diagnostic, Sources};
use crate::source::{Items, Node};

/// The keys of a suite under which its cases stand.
pub(super) const LISTS: [&str; 3] = ["setup", "cases", "teardown"];

/// The cases that were read so far.
pub(super) struct Cases<'s> {
    sources: &'s Sources,
    pub(super) queries: Queries,
    lists: [List; 3],
}

/// The cases of one list.
#[derive(Default)]
pub(super) struct List {
    /// How many items it has, the faulty ones included.
    pub(super) items: usize,
    pub(super) cases: Vec<Case>,
    /// What is wrong with them.
    pub(super) problems: Vec<Diagnostic>,
    /// What is told of the scalars in them, behind all that is wrong.
    pub(super) warnings: Vec<Diagnostic>,
}

impl<'s> Cases<'s> {
    /// None yet.
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self { sources, queries: Queries::default(), lists: Default::default() }
    }

    /// Those under one of the keys, which are taken out.
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
        make_room(&mut list.cases, (item.span.start as usize, sources.text(item.span.file).len()));
        let (problems, queries) = (&mut list.problems, &mut self.queries);
        list.cases.extend(Reader { sources, problems, queries }.case(&item));
        let (problems, queries) = (&mut list.warnings, &mut self.queries);
        Reader { sources, problems, queries }.lint_case(&item);
    }

    fn clear(&mut self) {
        self.lists = Default::default();
    }
}

/// Makes room for as many cases as a text has, by how many there were in what is read of it, in bytes: to double
/// a long list means to copy it, and to touch twice its memory.
fn make_room(cases: &mut Vec<Case>, (read, whole): (usize, usize)) {
    let length = cases.len();
    if length < cases.capacity() || length < 64 || read == 0 {
        return;
    }
    let expected = length.saturating_mul(whole) / read;
    // The rest may be of another kind, and what was read no case.
    let more = (expected + expected / 50).clamp(length + length / 4, 4 * length) - length;
    cases.reserve_exact(more);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::diagnostic::Sources;
    use crate::suite::Suite;

    /// What is told of a suite, and the ids of its cases in the order of their phases.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let file = sources.add("a.yaml", text);
        let suite = Suite::parse(file, Path::new("."), &sources, &mut problems).expect("a suite");
        let told = problems.iter().map(|problem| problem.message.clone()).collect();
        let cases = suite.setup.iter().chain(&suite.cases).chain(&suite.teardown);
        (told, cases.map(|case| case.id.text.clone()).collect())
    }

    /// A suite whose lists stand in another order than they are told of.
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
    fn what_is_wrong_is_told_in_one_order_whoever_reads_the_file() {
        let (told, ids) = read(SUITE);
        assert_eq!(
            told,
            [
                "a suite has no key `colour`",
                "`x` is not a JSONPath query (RFC 9535)",
                "a case has no key `vars`",
                "a case must be a mapping",
                "`T` is not a slug",
                "`off` is text here, and false to YAML 1.1",
                "`no` is text here, and false to YAML 1.1",
                "`on` is text here, and true to YAML 1.1",
            ]
        );
        assert_eq!(ids, ["s", "a", "b", "T"]);
    }

    #[test]
    fn room_is_made_for_as_many_as_there_seem_to_be() {
        let mut cases = Vec::new();
        let many = 500;
        for number in 0..many {
            super::make_room(&mut cases, (number * 10, many * 10));
            cases.push(case());
        }
        assert!((many..many + 20).contains(&cases.capacity()), "{}", cases.capacity());
    }

    fn case() -> crate::suite::Case {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", "suite: s\ncontract: c\ncases: [{ id: a, GET: / }]\n");
        let suite = Suite::parse(file, Path::new("."), &sources, &mut Vec::new());
        suite.expect("a suite").cases.pop().expect("it has one")
    }

    #[test]
    fn a_list_of_none_but_faulty_cases_is_not_empty() {
        let (told, ids) = read("suite: s\ncontract: c\ncases: [7]\n");
        assert_eq!(told, ["a case must be a mapping"]);
        assert_eq!(ids, [""; 0]);
        let (told, _) = read("suite: s\ncontract: c\ncases: []\n");
        assert_eq!(told, ["the suite has no cases, so it would prove nothing"]);
    }
}
