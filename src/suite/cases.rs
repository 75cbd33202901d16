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
        let (problems, queries) = (&mut list.problems, &mut self.queries);
        list.cases.extend(Reader { sources, problems, queries }.case(&item));
        let (problems, queries) = (&mut list.warnings, &mut self.queries);
        Reader { sources, problems, queries }.lint_case(&item);
    }

    fn begin_again(&mut self) {
        self.lists = Default::default();
    }
}
