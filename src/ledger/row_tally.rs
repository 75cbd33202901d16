//! The evidence for and against one documented code, and the verdict that follows from it.

use super::verdict::{LedgerRow, Verdict};
use crate::event::RowFacts;
use crate::verdict::{CaseName, Lapse, Waived};

/// The number of cases that a row names as its evidence.
pub(super) const NAMED: usize = 10;

/// The number of cases that are evidence of one fact, and the names of the first of them.
///
/// The first are those that come first by name, not in time. So the ledger does not depend on the order in which
/// responses arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    pub(super) count: u64,
    pub(super) first: Vec<CaseName>,
}

impl Evidence {
    pub(super) fn add(&mut self, case: &CaseName) {
        self.count += 1;
        // The common situation in a large run: the list is full, and the case is behind its last name.
        if self.first.len() == NAMED && self.first.last() < Some(case) {
            return;
        }
        let at = self.first.partition_point(|earlier| earlier < case);
        if at < NAMED {
            self.first.insert(at, case.clone());
            self.first.truncate(NAMED);
        }
    }

    /// Returns true if no case is evidence.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the first three names, and the number of further cases.
    pub(super) fn names(&self) -> String {
        // Three names keep the sentence on one line of a terminal in most runs.
        let shown: Vec<String> = self.first.iter().take(3).map(CaseName::to_string).collect();
        let more = self.count - shown.len() as u64;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{more}", shown.join(", "))
    }
}

/// The evidence for and against one documented code.
#[derive(Debug, Clone)]
pub(super) struct RowTally {
    pub(super) facts: RowFacts,
    /// Cases that asked for the row, got a response of it, and found nothing wrong.
    pub(super) proving: Evidence,
    /// Cases that got a response of the row but asked for another one, or that did not pass.
    pub(super) seen: Evidence,
    /// Cases that saw the row violated.
    pub(super) violating: Evidence,
    /// Cases that saw the row violated, which their own waivers accept.
    pub(super) waived: Evidence,
    /// The waiver of the first of these cases.
    pub(super) waived_by: Option<Waived>,
    /// Cases of the row that got no response to judge.
    pub(super) errored: Evidence,
    /// The reason why the first case of the row was skipped.
    pub(super) skipped: Option<String>,
    /// The first probe, by name, whose response says nothing about the row.
    pub(super) inconclusive: Option<InconclusiveProbe>,
}

/// A probe whose response says nothing about the row that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InconclusiveProbe {
    pub(super) probe: CaseName,
    pub(super) reason: String,
}

impl RowTally {
    pub(super) fn new(facts: &RowFacts) -> Self {
        Self {
            facts: facts.clone(),
            proving: Evidence::default(),
            seen: Evidence::default(),
            violating: Evidence::default(),
            waived: Evidence::default(),
            waived_by: None,
            errored: Evidence::default(),
            skipped: None,
            inconclusive: None,
        }
    }

    /// Remembers an inconclusive probe if its name comes first, so that the order of responses does not matter.
    pub(super) fn add_inconclusive(&mut self, probe: InconclusiveProbe) {
        if self.inconclusive.as_ref().is_none_or(|known| probe < *known) {
            self.inconclusive = Some(probe);
        }
    }

    /// Returns the row of the ledger: the verdict, its evidence, and a lapse of the waiver.
    pub(super) fn ledger_row(&self) -> LedgerRow {
        let (verdict, evidence) = self.verdict_without_waiver();
        let verdict = self.apply_waiver(verdict, evidence);
        LedgerRow {
            facts: self.facts.clone(),
            lapse: self.lapse(&verdict),
            verdict,
            cases: evidence.count,
            evidence: evidence.first.clone(),
        }
    }

    /// Returns the verdict as if the row had no waiver of its own, with the cases that are its evidence.
    fn verdict_without_waiver(&self) -> (Verdict, &Evidence) {
        // One violation outweighs every proof: a contract holds for all requests or it does not hold.
        if !self.violating.is_empty() {
            return (Verdict::Violated, &self.violating);
        }
        if let Some(waiver) = self.waived_by.clone() {
            let reason = format!("violated by {}", self.waived.names());
            return (Verdict::Waived { waiver, reason }, &self.waived);
        }
        if !self.proving.is_empty() {
            return (Verdict::Proven, &self.proving);
        }
        // No case was judged, so none is evidence. `proving` is empty here.
        (Verdict::NotExercised { reason: self.reason_not_exercised() }, &self.proving)
    }

    /// Returns the verdict under the waiver of the row. A waiver that has expired accepts nothing.
    fn apply_waiver(&self, verdict: Verdict, evidence: &Evidence) -> Verdict {
        let Some(known) = self.facts.waiver.as_ref().filter(|known| !known.expired) else {
            return verdict;
        };
        let reason = match verdict {
            Verdict::Violated => format!("violated by {}", evidence.names()),
            Verdict::NotExercised { reason } => format!("never exercised: {reason}"),
            // A proven code needs no waiver. `lapse` reports that its waiver is stale.
            verdict @ (Verdict::Proven | Verdict::Waived { .. }) => return verdict,
        };
        Verdict::Waived { waiver: known.waiver.clone(), reason }
    }

    /// Returns the reason why the waiver of the row fails the run.
    fn lapse(&self, verdict: &Verdict) -> Option<Lapse> {
        let known = self.facts.waiver.as_ref()?;
        if known.expired {
            return Some(Lapse::Expired(known.waiver.clone()));
        }
        // If a case of the row was left out, that case may be the one the waiver is for.
        let is_whole = !known.partial && self.skipped.is_none() && self.errored.is_empty();
        (*verdict == Verdict::Proven && is_whole).then(|| Lapse::Stale(known.waiver.clone()))
    }

    fn reason_not_exercised(&self) -> String {
        let inconclusive = self.inconclusive.as_ref();
        // A probe that was sent explains more than a case that was not, so its reason comes first.
        let inconclusive = inconclusive.map(|it| format!("{}, in {}", it.reason, it.probe));
        let skipped = self.skipped.as_ref().map(|reason| format!("skipped: {reason}"));
        let errored = (!self.errored.is_empty())
            .then(|| format!("its cases could not be judged: {}", self.errored.names()));
        let reasons: Vec<String> = inconclusive.into_iter().chain(skipped).chain(errored).collect();
        if !reasons.is_empty() {
            return reasons.join("; ");
        }
        if !self.seen.is_empty() {
            return format!("seen but not asked for: {}", self.seen.names());
        }
        "no case asks for it".to_owned()
    }
}
