//! The order of the cases of one suite, derived from the data that they exchange.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::event::Phase;
use crate::plan::compile::order_conflicts::{possible_waits, sort};
use crate::plan::compile::order_facts::{CaseDependencies, CaseIds, OrderRole};
use crate::plan::model::plan_index::SlotId;

/// The cases that must have ended before a case may start.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::plan) struct CaseOrder {
    /// Positions of the cases that must have passed.
    pub(in crate::plan) requires: BTreeSet<usize>,
    /// Positions of the cases that must have ended, with any outcome.
    pub(in crate::plan) follows: BTreeSet<usize>,
    /// The part of `follows` that the suite names in `after`.
    pub(in crate::plan) after: BTreeSet<usize>,
    /// Captures of shared files that the case uses. Cases of other suites may use them too.
    pub(in crate::plan) shared: Vec<SlotId>,
}

/// Returns the order of each case of a suite, or an empty list if no case depends on another. Reports impossible
/// orders.
pub(in crate::plan) fn arrange(
    cases: &[CaseDependencies],
    ids: CaseIds<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<CaseOrder> {
    if cases.iter().all(CaseDependencies::is_free) {
        return Vec::new();
    }
    let waits = possible_waits(cases, ids, problems);
    let found = problems.len();
    let sorted = sort(cases, ids, &waits, problems);
    let mut orders: Vec<CaseOrder> = cases.iter().map(|case| required(case, cases)).collect();
    order_phases(cases, &mut orders);
    order_last_probes(cases, &mut orders);
    // `sorted` is a valid order only if there is no cycle.
    if problems.len() == found {
        order_resource_users(cases, &sorted, &mut orders);
    }
    for (at, order) in orders.iter_mut().enumerate() {
        order.requires.remove(&at);
        let CaseOrder { requires, follows, .. } = order;
        follows.retain(|on| *on != at && !requires.contains(on));
    }
    orders
}

/// Returns the order that follows from the case alone: its producers and its source must have passed, and the cases
/// of `after` must have ended.
fn required(case: &CaseDependencies, cases: &[CaseDependencies]) -> CaseOrder {
    // A wait for a later phase was reported, so it is only left out here.
    let is_allowed = |on: &usize| cases[*on].phase <= case.phase;
    let uses = case.uses.iter().chain(&case.credential_uses).filter_map(|used| used.case);
    let source = case.source.map(|source| source.case);
    let requires = uses.chain(source).filter(is_allowed).collect();
    let after = case.after.iter().map(|reference| reference.case);
    let after: BTreeSet<usize> = after.filter(is_allowed).collect();
    CaseOrder { requires, follows: after.clone(), after, shared: Vec::new() }
}

/// Orders the phases. Setup cases run one by one before all cases, which require them. Teardown cases run one by
/// one after all cases.
fn order_phases(cases: &[CaseDependencies], orders: &mut [CaseOrder]) {
    let of_phase = |phase: Phase| -> Vec<usize> {
        // A token is fetched when a case needs it, so its case is not part of the chain of setup cases.
        (0..cases.len())
            .filter(|&at| cases[at].phase == phase && !cases[at].fetches_token)
            .collect()
    };
    let (setup, teardown) = (of_phase(Phase::Setup), of_phase(Phase::Teardown));
    for chain in [&setup, &teardown] {
        for pair in chain.windows(2) {
            orders[pair[1]].follows.insert(pair[0]);
        }
    }
    for (case, order) in cases.iter().zip(orders.iter_mut()) {
        match case.phase {
            Phase::Setup => {}
            Phase::Case => order.requires.extend(&setup),
            // Teardown cleans up even if a case failed, so it follows the cases and does not require them.
            Phase::Teardown => {
                let before = (0..cases.len()).filter(|&at| cases[at].phase < Phase::Teardown);
                order.follows.extend(before);
            }
        }
    }
}

/// Makes probes that run last follow all cases, and each other in the order of the plan. Such a probe uses up a rate
/// limit, after which the target would refuse every other case.
fn order_last_probes(cases: &[CaseDependencies], orders: &mut [CaseOrder]) {
    let in_phase: Vec<usize> =
        (0..cases.len()).filter(|&at| cases[at].phase == Phase::Case).collect();
    let is_last = |at: usize| cases[at].role == OrderRole::LastProbe;
    for &at in in_phase.iter().filter(|&&at| is_last(at)) {
        let before = in_phase.iter().copied().filter(|&on| !is_last(on) || on < at);
        orders[at].follows.extend(before);
    }
}

/// A resource of the target, by which the cases that use the same resource are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Resource {
    /// A resource that a captured value identifies.
    Captured(SlotId),
    /// A resource that a captured value of a shared file identifies.
    Shared(SlotId),
    /// A resource that the exchange of a case creates.
    Created(usize),
}

/// The earlier users of one resource that the next user has to wait for.
///
/// The requests of two safe users cannot affect each other, so these may run at the same time. An unsafe
/// request may change the resource: it waits for all safe users since the last change, and later users wait
/// for it. The outcome of a case then never depends on the schedule.
#[derive(Debug)]
pub(in crate::plan) struct ResourceUsers<T> {
    /// The last user that may have changed the resource.
    change: Option<T>,
    /// The safe users since the last change of the resource.
    reads: Vec<T>,
}

impl<T: Copy> ResourceUsers<T> {
    /// Creates an empty list of users.
    pub(in crate::plan) fn new() -> Self {
        Self { change: None, reads: Vec::new() }
    }

    /// Adds the next safe user in the order of the file. Returns the users that it has to wait for.
    pub(in crate::plan) fn add_safe(&mut self, user: T) -> Vec<T> {
        self.reads.push(user);
        self.change.into_iter().collect()
    }

    /// Adds the next unsafe user in the order of the file. Returns the users that it has to wait for.
    pub(in crate::plan) fn add_unsafe(&mut self, user: T) -> Vec<T> {
        let change = self.change.replace(user);
        change.into_iter().chain(std::mem::take(&mut self.reads)).collect()
    }
}

/// Orders the cases that use the same resource as in the file, if one of them may change the resource.
fn order_resource_users(cases: &[CaseDependencies], sorted: &[usize], orders: &mut [CaseOrder]) {
    // Only a dependency on a later case can contradict the order of the file. Without one, the search for
    // contradictions, which is slow, is skipped.
    let some_wait_for_later_cases =
        cases.iter().zip(orders.iter()).enumerate().any(|(at, (case, order))| {
            case.phase == Phase::Case && order.requires.union(&order.after).any(|on| *on > at)
        });
    let mut users: BTreeMap<Resource, Vec<usize>> = BTreeMap::new();
    for (at, used) in used_resources(cases, sorted).into_iter().enumerate() {
        if cases[at].phase == Phase::Case {
            for resource in used {
                if let Resource::Shared(slot) = resource {
                    orders[at].shared.push(slot);
                }
                users.entry(resource).or_default().push(at);
            }
        }
    }
    for users in users.values() {
        let mut earlier = ResourceUsers::new();
        for &at in users {
            let before = if cases[at].safe { earlier.add_safe(at) } else { earlier.add_unsafe(at) };
            for on in before {
                // A dependency may ask for the opposite of the file's order. The dependency wins, because
                // the case cannot be sent without the captured value.
                if !(some_wait_for_later_cases && waits_for(orders, on, at)) {
                    orders[at].follows.insert(on);
                }
            }
        }
    }
}

/// Returns the resources that each case uses: those of its captured values. A case made from the exchange of
/// another case also uses all resources of that case.
fn used_resources(cases: &[CaseDependencies], sorted: &[usize]) -> Vec<BTreeSet<Resource>> {
    let mut used: Vec<BTreeSet<Resource>> = vec![BTreeSet::new(); cases.len()];
    for &at in sorted {
        let case = &cases[at];
        let captured = case.uses.iter().map(|used| match used.case {
            Some(_) => Resource::Captured(used.slot),
            None => Resource::Shared(used.slot),
        });
        let mut own: BTreeSet<Resource> = captured.collect();
        if let Some(source) = case.source {
            own.extend(&used[source.case]);
            // A probe is refused, so it creates nothing and does not use what its control created.
            if case.role == OrderRole::Case {
                own.insert(Resource::Created(source.case));
                let slots = cases[source.case].captures.iter();
                own.extend(slots.map(|slot| Resource::Captured(*slot)));
            }
        }
        used[at] = own;
    }
    used
}

/// Returns `true` if `at` waits for `on`, directly or through other cases.
fn waits_for(orders: &[CaseOrder], at: usize, on: usize) -> bool {
    let mut seen = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(next) = open.pop() {
        if next == on {
            return true;
        }
        let CaseOrder { requires, follows, .. } = &orders[next];
        open.extend(requires.union(follows).filter(|other| seen.insert(**other)));
    }
    false
}
