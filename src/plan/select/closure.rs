//! Parts of a plan: some cases and all that they need.

use std::collections::BTreeSet;

use crate::event::Phase;
use crate::plan::model::plan::Plan;
use crate::plan::model::plan_index::CaseIndex;

impl Plan {
    /// Returns the plan for these cases as a part of this plan. The run record names this plan as the whole.
    #[must_use]
    pub fn part(mut self, chosen: &[CaseIndex]) -> Self {
        self.whole = self.whole.take().or_else(|| Some(self.facts()));
        self.only(chosen)
    }

    /// Returns the plan for these cases and all that they need, so that any case can run alone.
    #[must_use]
    pub fn only(mut self, chosen: &[CaseIndex]) -> Self {
        let kept = self.closure(chosen);
        let mut position = vec![None; self.cases.len()];
        for (new, old) in kept.iter().enumerate() {
            position[old.0] = Some(CaseIndex(new));
        }
        let chosen: BTreeSet<CaseIndex> = chosen.iter().copied().collect();
        let moved = |index: &CaseIndex| position.get(index.0).copied().flatten();
        let mut cases = Vec::with_capacity(kept.len());
        for (at, mut case) in self.cases.into_iter().enumerate() {
            if position[at].is_none() {
                continue;
            }
            for list in [&mut case.requires, &mut case.follows, &mut case.after] {
                *list = list.iter().filter_map(moved).collect();
            }
            if let Some(source) = case.request.source_mut()
                && let Some(new) = moved(source)
            {
                // The source is in `requires`, so the closure always contains it.
                *source = new;
            }
            case.selected = chosen.contains(&CaseIndex(at));
            cases.push(case);
        }
        self.partial |= cases.len() < position.len();
        self.cases = cases;
        self
    }

    /// Returns these cases and all that they need: the cases they require or name in `after`, the setup of their
    /// suites and of the shared files these use, and each teardown case whose required cases are included.
    pub fn closure(&self, chosen: &[CaseIndex]) -> BTreeSet<CaseIndex> {
        let mut kept: BTreeSet<CaseIndex> = BTreeSet::new();
        let chosen_cases = chosen.iter().filter_map(|index| self.cases.get(index.0));
        let mut suites: BTreeSet<usize> = chosen_cases.map(|case| case.suite).collect();
        suites.extend(suites.clone().iter().flat_map(|suite| &self.suites[*suite].uses));
        let of_phase = |phase: Phase| {
            let cases = self.cases.iter().enumerate();
            cases
                .filter(move |(_, case)| case.phase == phase)
                .map(|(at, case)| (CaseIndex(at), case))
        };
        // A token case is required by the cases that send the token, and is included with them.
        let setup = of_phase(Phase::Setup)
            .filter(|(_, case)| suites.contains(&case.suite) && case.token_of.is_none());
        let setup = setup.map(|(index, _)| index);
        let mut open: Vec<CaseIndex> = chosen.iter().copied().chain(setup).collect();
        while let Some(index) = open.pop() {
            if let Some(case) = self.cases.get(index.0)
                && kept.insert(index)
            {
                open.extend(case.requires.iter().chain(&case.after));
            }
        }
        for (index, case) in of_phase(Phase::Teardown) {
            let whole = case.requires.iter().all(|required| kept.contains(required));
            if suites.contains(&case.suite) && whole {
                kept.insert(index);
            }
        }
        kept
    }
}
