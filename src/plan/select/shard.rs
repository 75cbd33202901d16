//! `--shard`: divides a plan into parts that run on different machines.
//!
//! The unit is the chain: cases that need or name each other, directly or through others. A chain stays
//! together because its cases exchange captured values. The setup that a chain needs runs in every shard.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{Phase, PlanFacts, Shard};
use crate::plan::digest::Digest;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::large_table::LargeTable;
use crate::plan::model::plan::Plan;
use crate::plan::model::plan_index::CaseIndex;

impl Plan {
    /// Returns the facts that identify this plan: a digest of the files and of the names of the selected cases, and
    /// the number of cases.
    pub fn facts(&self) -> PlanFacts {
        let mut digest = Digest::new();
        for (name, text) in self.sources.files() {
            digest.text(name);
            digest.text(text);
        }
        // Every shard reads the same files and gets the cases in the same order, so sorting is not needed.
        for case in self.cases.iter().filter(|case| case.selected) {
            digest.text(&case.name.suite);
            digest.text(&case.name.id);
        }
        let tables = self.cases.iter().filter_map(|case| case.table.as_ref());
        // The rows of a large table are not cases of the plan, so a selection of rows has its own digest.
        for rows in tables.filter_map(|table| table.filter().digest()) {
            digest.update(&rows.to_be_bytes());
        }
        let digest = format!("{:032x}", digest.finish());
        let cases = self.cases.iter().map(PlannedCase::cases).sum();
        PlanFacts { digest, cases, partial: self.partial }
    }

    /// Returns the number of chains of the selected cases, which is the largest useful number of shards. Each row
    /// of a large table counts as a chain if no other case needs the table.
    pub fn chains(&self) -> u64 {
        chains(&self.cases)
            .iter()
            .map(|chain| self.loose_rows(chain).map_or(1, LargeTable::rows))
            .sum()
    }

    /// Returns the table of a chain that consists of one large table whose rows are independent of each other.
    fn loose_rows(&self, chain: &[CaseIndex]) -> Option<&LargeTable> {
        let [unit] = chain else { return None };
        self.cases[unit.0].table.as_ref().filter(|table| !table.one_by_one())
    }

    /// Returns one shard of the plan. The shard has no cases if there are fewer chains than shards.
    ///
    /// Chains are assigned by their number of requests, the longest first, each to the shard with the fewest
    /// requests. Every machine computes the same assignment from the same plan. A setup case runs in each
    /// shard that needs it, and counts as selected only in the first, so that merged records have it once.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.whole = Some(self.facts());
        self.shard = Some(shard);
        let (loose, chains): (Vec<_>, Vec<_>) =
            chains(&self.cases).into_iter().partition(|chain| self.loose_rows(chain).is_some());
        let parts = assign(chains, &self.cases, shard.of);
        let mut chosen = self.of_shard(&parts, shard.index);
        chosen.retain(|at| !loose.iter().flatten().any(|unit| unit == at));
        // Independent rows are divided among all shards, so the table is in every shard that gets a row.
        for unit in loose.into_iter().flatten() {
            let table = self.cases[unit.0].table.take().map(|table| table.part(shard));
            if table.as_ref().is_some_and(|table| table.rows() > 0) {
                chosen.push(unit);
            }
            self.cases[unit.0].table = table;
        }
        self.only(&chosen)
    }

    /// Returns the selected cases of one shard: the cases of its chains, and the cases around the chains, such as
    /// setup.
    fn of_shard(&self, parts: &[Vec<CaseIndex>], index: u32) -> Vec<CaseIndex> {
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        let mut owner = vec![None; self.cases.len()];
        for (at, part) in parts.iter().enumerate() {
            for case in part {
                owner[case.0] = Some(at);
                first.entry(self.cases[case.0].suite).or_insert(at);
            }
        }
        let wanted = index as usize - 1;
        let mut chosen = Vec::new();
        for (at, case) in self.cases.iter().enumerate() {
            // A case without a chain, such as setup, counts as selected in the first shard that runs its suite.
            let around = first.get(&case.suite).copied().unwrap_or_default();
            if case.selected && owner[at].unwrap_or(around) == wanted {
                chosen.push(CaseIndex(at));
            }
        }
        chosen
    }
}

/// Returns the chains with at least one selected case, in the order of their first cases.
///
/// Setup cases belong to no chain because they run in every shard. A teardown case that requires no case
/// belongs to none either.
fn chains(cases: &[PlannedCase]) -> Vec<Vec<CaseIndex>> {
    let mut chains = DisjointSets::new(cases.len());
    for (at, case) in cases.iter().enumerate().filter(|(_, case)| case.phase != Phase::Setup) {
        for earlier in needed(case) {
            if cases[earlier.0].phase == Phase::Case {
                chains.join(at, earlier.0);
            }
        }
    }
    let mut members: BTreeMap<usize, Vec<CaseIndex>> = BTreeMap::new();
    // A chain of teardown cases alone would test nothing.
    let within: BTreeSet<usize> = (0..cases.len())
        .filter(|&at| cases[at].phase == Phase::Case)
        .map(|at| chains.first(at))
        .collect();
    for (at, case) in cases.iter().enumerate() {
        let first = chains.first(at);
        if case.phase != Phase::Setup && within.contains(&first) {
            members.entry(first).or_default().push(CaseIndex(at));
        }
    }
    members.into_values().filter(|chain| chain.iter().any(|at| cases[at.0].selected)).collect()
}

/// Returns the cases that a case depends on.
fn needed(case: &PlannedCase) -> impl Iterator<Item = CaseIndex> {
    case.requires.iter().chain(&case.after).copied().chain(case.request.source())
}

/// Returns the cases of each shard. A chain is assigned to the shard with the fewest requests so far.
fn assign(mut chains: Vec<Vec<CaseIndex>>, cases: &[PlannedCase], of: u32) -> Vec<Vec<CaseIndex>> {
    let weight = |chain: &[CaseIndex]| -> u64 {
        let sent = |case: &PlannedCase| u64::from(case.sending.requests()) * case.cases();
        chain.iter().map(|at| sent(&cases[at.0])).sum()
    };
    // The sort is stable, so chains of equal weight stay in the order of the files.
    chains.sort_by_key(|chain| std::cmp::Reverse(weight(chain)));
    // Further parts would be empty, and their number can be any 32-bit number.
    let used = chains.len().clamp(1, of as usize);
    let mut parts = vec![(0, Vec::new()); used];
    for chain in chains {
        let lightest = parts.iter_mut().min_by_key(|(weight, _)| *weight);
        let (sum, part) = lightest.expect("there is at least one shard");
        *sum += weight(&chain);
        part.extend(chain);
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// Disjoint sets of cases (union-find). Each set is identified by its first member.
struct DisjointSets(Vec<usize>);

impl DisjointSets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// Returns the first member of the set that contains a case.
    fn first(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            // Path halving: later searches through a long chain take fewer steps.
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Joins the sets of two cases.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        // The smaller position identifies the set, so that chains are in the order of the files.
        self.0[one.max(other)] = one.min(other);
    }
}
