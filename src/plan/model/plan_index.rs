//! Typed positions in a plan.

/// The position of a case in [`Plan::cases`](super::plan::Plan::cases).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseIndex(pub usize);

/// The position of one captured value of a run. Captures are the only values that are unknown before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub usize);

/// The position of a target in [`Plan::targets`](super::plan::Plan::targets).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetIndex(pub usize);

impl TargetIndex {
    /// The target of `--target URL`, which every plan has.
    pub const DEFAULT: Self = Self(0);
}

/// The number of suites, cases and capture slots in the plan before a suite.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct PlanOffset {
    pub(in crate::plan) suite: usize,
    pub(in crate::plan) case: CaseIndex,
    pub(in crate::plan) slot: usize,
}

impl PlanOffset {
    /// Returns the index in the plan of the case at this position of the suite.
    pub(in crate::plan) fn case_at(self, position: usize) -> CaseIndex {
        CaseIndex(self.case.0 + position)
    }
}
