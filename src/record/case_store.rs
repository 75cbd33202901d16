//! The store of the cases of a run: some thousands in memory, more on disk, always read in one order.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use super::case_order::CaseOrder;
use super::case_totals::{CaseCounts, CaseTotals, Problem, SuiteTotals, is_remarkable};
use super::error::ReportError;
use super::exchange_cache::ExchangeCache;
use super::spill::{Batch, Spill, merge};
use crate::event::{CaseFinished, SuiteFacts};
use crate::redact::Transcript;
use crate::verdict::Outcome;

/// The number of cases that are held in memory before they are spilled to disk.
const HELD: usize = 1 << 14;
/// The bytes of exchanges and findings that are held in memory before the cases are spilled to disk.
const HELD_BYTES: usize = 48 << 20;
/// The approximate size of a case without its exchange, in bytes.
const BARE: usize = 1 << 10;

/// The memory that a [`RunRecord`](super::RunRecord) may take in addition to its usual bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemoryBudget {
    /// The number of cases that are never spilled to disk, if it exceeds the usual 16,384. A run whose plan
    /// holds that many cases in memory gains little from a record that does not.
    pub cases: usize,
    /// The approximate number of bytes for exchanges of cases that passed. The default, 0, keeps none.
    pub exchange_bytes: usize,
}

/// The cases that ended, in the order of the suites and their lines.
///
/// Some thousands of cases are in memory. More are in a temporary file, and every [`CaseStore::iter`] reads them
/// again, one at a time. So reading a case can fail, and each way to read one returns a [`Result`].
///
/// Counts, suite totals and the first problems are folded while the cases end, so they cannot fail.
#[derive(Debug, Clone, Default)]
pub struct CaseStore {
    held: Vec<CaseFinished>,
    spill: Option<Arc<Spill>>,
    order: CaseOrder,
    totals: CaseTotals,
    exchanges: ExchangeCache,
}

/// The cases of a [`CaseStore`], in their order.
///
/// An item is an error if the temporary file cannot be read. The cases behind such an item are unknown, so a report
/// of them would be incomplete.
pub struct Cases<'s>(Box<dyn Iterator<Item = io::Result<Cow<'s, CaseFinished>>> + 's>);

impl<'s> Iterator for Cases<'s> {
    type Item = Result<Cow<'s, CaseFinished>, ReportError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.map_err(|source| ReportError::Spill { source }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<'s> IntoIterator for &'s CaseStore {
    type Item = Result<Cow<'s, CaseFinished>, ReportError>;
    type IntoIter = Cases<'s>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl CaseStore {
    /// Reads every case, one after the other. Cases in memory are borrowed.
    pub fn iter(&self) -> Cases<'_> {
        match &self.spill {
            None => Cases(Box::new(self.held.iter().map(|case| Ok(Cow::Borrowed(case))))),
            Some(spill) => {
                // The cases in memory are one more sorted batch, the last.
                let held: Batch<'_> = Box::new(self.held.iter().cloned().map(Ok));
                let sorted = merge(spill.batches().chain([held]), &self.order);
                Cases(Box::new(sorted.map(|case| case.map(Cow::Owned))))
            }
        }
    }

    /// Reads all cases into memory. A run may have a million of them; [`CaseStore::iter`] holds one.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    pub fn to_vec(&self) -> Result<Vec<CaseFinished>, ReportError> {
        self.iter().map(|case| case.map(Cow::into_owned)).collect()
    }

    /// Counts the cases by outcome. `planned` is 0.
    pub fn counts(&self) -> CaseCounts {
        self.totals.counts
    }

    /// Returns the number of cases that passed, or that a waiver accepts. Cases that ran only because others need them
    /// are not counted.
    pub fn passed_as_asked(&self) -> u64 {
        self.totals.passed_as_asked
    }

    /// Returns true if a case that failed or has a finding fulfils a predicate. Reads no case of a flawless run.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read before such a case was found.
    pub fn any_remarkable(
        &self,
        mut predicate: impl FnMut(&CaseFinished) -> bool,
    ) -> Result<bool, ReportError> {
        // Reading a million cases from disk takes seconds, and a flawless run has nothing to find.
        if self.totals.remarkable == 0 {
            return Ok(false);
        }
        for case in self {
            let case = case?;
            if is_remarkable(&case) && predicate(&case) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns true if every case passed at the first attempt and without a finding.
    pub(crate) fn all_flawless(&self) -> bool {
        let counts = self.totals.counts;
        self.totals.remarkable == 0 && counts.flaky == 0 && counts.passed == counts.ended()
    }

    /// Returns the first 1,000 cases that failed or could not be judged.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.totals.problems.values()
    }

    /// Returns the suites that have cases, in the order of [`CaseStore::iter`].
    pub(crate) fn suites(&self) -> impl Iterator<Item = &SuiteTotals> {
        self.totals.suites.values()
    }

    /// Returns the exchange of a case, if it is in memory.
    pub(super) fn held_exchange<'c>(&'c self, case: &'c CaseFinished) -> Option<&'c Transcript> {
        case.exchange.as_ref().or_else(|| self.exchanges.get(case))
    }
}

/// For tests: keeps the exchanges of all cases.
#[cfg(test)]
impl FromIterator<CaseFinished> for CaseStore {
    fn from_iter<T: IntoIterator<Item = CaseFinished>>(cases: T) -> Self {
        let budget = MemoryBudget { exchange_bytes: usize::MAX, ..MemoryBudget::default() };
        let mut builder = CaseStoreBuilder::new(&[], budget);
        cases.into_iter().for_each(|case| builder.add(case));
        builder.finish()
    }
}

/// Collects cases in the order in which they end.
#[derive(Debug)]
pub(super) struct CaseStoreBuilder {
    held: Vec<CaseFinished>,
    /// The approximate bytes of the held cases.
    bytes: usize,
    max_held: usize,
    max_bytes: usize,
    spill: Option<Spill>,
    /// True after the disk refused a batch: from then on all cases stay in memory.
    is_disk_full: bool,
    order: CaseOrder,
    totals: CaseTotals,
    exchanges: ExchangeCache,
}

impl Default for CaseStoreBuilder {
    fn default() -> Self {
        Self::new(&[], MemoryBudget::default())
    }
}

impl CaseStoreBuilder {
    /// Creates a builder for the cases of these suites.
    pub(super) fn new(suites: &[SuiteFacts], budget: MemoryBudget) -> Self {
        // One more, for the cases are spilled as soon as the limit is reached.
        let max_held = HELD.max(budget.cases.saturating_add(1));
        let planned = suites.iter().fold(0_u64, |sum, facts| sum.saturating_add(facts.cases));
        let planned = usize::try_from(planned).map_or(max_held, |planned| planned.min(max_held));
        Self {
            // Reserved at once: a vector that grows holds all cases twice for a moment.
            held: Vec::with_capacity(planned),
            bytes: 0,
            max_held,
            // A budget for more cases is also a budget for their bytes.
            max_bytes: HELD_BYTES.max(max_held.saturating_mul(BARE)),
            spill: None,
            is_disk_full: false,
            order: CaseOrder::new(suites),
            totals: CaseTotals::default(),
            exchanges: ExchangeCache::with_capacity(budget.exchange_bytes),
        }
    }

    /// Adds a case that ended.
    pub(super) fn add(&mut self, mut case: CaseFinished) {
        self.totals.add(&case, &self.order);
        // Nearly all cases pass, so their exchanges would be nearly all of the memory. The written record has them.
        if case.outcome == Outcome::Passed {
            self.exchanges.take_from(&mut case);
        }
        self.bytes += approximate_size(&case);
        self.held.push(case);
        if self.held.len() >= self.max_held || self.bytes >= self.max_bytes {
            self.spill_held();
        }
    }

    /// Moves the held cases to disk as one sorted batch.
    ///
    /// If the disk refuses them, the cases stay in memory: a run that needs more memory than planned is better than
    /// one that loses its results.
    fn spill_held(&mut self) {
        if self.is_disk_full {
            return;
        }
        self.sort_held();
        self.is_disk_full = self.append_batch().is_err();
        if !self.is_disk_full {
            self.held.clear();
            self.bytes = 0;
        }
    }

    fn append_batch(&mut self) -> io::Result<()> {
        let spill = match &mut self.spill {
            Some(spill) => spill,
            none => none.insert(Spill::new()?),
        };
        spill.add(&self.held)
    }

    fn sort_held(&mut self) {
        let order = &self.order;
        self.held.sort_by_cached_key(|case| order.case_rank(case));
    }

    /// Finishes the store after the last case.
    pub(super) fn finish(mut self) -> CaseStore {
        self.sort_held();
        // An `Arc`, because a clone of the store reads the same temporary file.
        let Self { held, spill, order, totals, exchanges, .. } = self;
        CaseStore { held, spill: spill.map(Arc::new), order, totals, exchanges }
    }
}

/// Returns the approximate memory of a case in bytes.
fn approximate_size(case: &CaseFinished) -> usize {
    let exchange = case.exchange.as_ref().map_or(0, Transcript::bytes);
    BARE + exchange + case.findings.len() * BARE
}

/// Tests compare records. Elsewhere such a comparison would hide that reading can fail.
#[cfg(test)]
impl PartialEq for CaseStore {
    fn eq(&self, other: &Self) -> bool {
        let read = |cases: &Self| cases.to_vec().expect("the temporary file can be read");
        read(self) == read(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, exchange, sample_record};
    use crate::verdict::Level;

    fn sample_cases() -> Vec<CaseFinished> {
        sample_record().cases.to_vec().expect("the sample is in memory")
    }

    fn passed() -> CaseFinished {
        case("a", "200", 1)
    }

    /// Creates two stores of the same cases: one in memory, one in batches on disk.
    fn both(times: usize) -> [CaseStore; 2] {
        let sample = sample_cases();
        let renamed = |copy: usize, case: &CaseFinished| {
            let mut case = case.clone();
            case.case.id = format!("{}-{copy}", case.case.id);
            case
        };
        let all = (0..times).flat_map(|copy| sample.iter().map(move |it| renamed(copy, it)));
        let [mut held, mut spilled] = [CaseStoreBuilder::default(), CaseStoreBuilder::default()];
        for (at, case) in all.enumerate() {
            held.add(case.clone());
            spilled.add(case);
            if at % 7 == 6 {
                spilled.spill_held();
            }
        }
        [held.finish(), spilled.finish()]
    }

    #[test]
    fn cases_on_disk_have_the_order_of_cases_in_memory() {
        let [held, spilled] = both(5);
        assert!(held.spill.is_none() && spilled.spill.is_some());
        assert_eq!(held.iter().count(), 5 * sample_cases().len());
        assert_eq!(held, spilled);
    }

    #[test]
    fn totals_do_not_depend_on_where_the_cases_are() {
        let [held, spilled] = both(3);
        assert_eq!(held.counts(), spilled.counts());
        assert!(held.suites().eq(spilled.suites()));
        assert!(held.problems().map(|it| &it.case).eq(spilled.problems().map(|it| &it.case)));
        for level in [Level::Must, Level::Should] {
            let has = |case: &CaseFinished| case.findings.iter().any(|it| it.level == level);
            for store in [&held, &spilled] {
                assert!(store.any_remarkable(has).expect("it can be read"));
            }
        }
        assert!(!spilled.any_remarkable(|_| false).expect("it can be read"));
    }

    #[test]
    fn many_cases_are_spilled() {
        let cases: CaseStore = std::iter::repeat_n(passed(), HELD + 1).collect();
        assert_eq!((cases.spill.is_some(), cases.held.len()), (true, 1));
        assert_eq!(cases.counts().passed, HELD as u64 + 1);
    }

    #[test]
    fn the_budget_keeps_cases_in_memory() {
        let is_spilled = |budget: usize, cases: usize| {
            let budget = MemoryBudget { cases: budget, ..MemoryBudget::default() };
            let mut builder = CaseStoreBuilder::new(&sample_record().started.suites, budget);
            std::iter::repeat_n(passed(), cases).for_each(|case| builder.add(case));
            builder.finish().spill.is_some()
        };
        assert!(!is_spilled(2 * HELD, 2 * HELD) && is_spilled(HELD / 2, 2 * HELD));
    }

    #[test]
    fn only_a_case_that_did_not_pass_keeps_its_exchange() {
        let budget = MemoryBudget { exchange_bytes: 1000, ..MemoryBudget::default() };
        let mut builder = CaseStoreBuilder::new(&[], budget);
        let exchange = Some(exchange("GET", "/", None, 200, ""));
        let passed = CaseFinished { exchange, ..passed() };
        let failed = CaseFinished { outcome: Outcome::Failed, ..passed.clone() };
        builder.add(passed);
        builder.add(failed);
        let store = builder.finish();
        for case in store.to_vec().expect("it is in memory") {
            assert_eq!(case.exchange.is_some(), case.outcome == Outcome::Failed);
            assert!(store.held_exchange(&case).is_some(), "the budget had room for one");
        }
    }

    #[test]
    fn a_damaged_spill_file_is_an_error_and_no_empty_report() {
        let [_, spilled] = both(3);
        spilled.spill.as_ref().expect("the cases are spilled").damage();
        let error = spilled.to_vec().expect_err("a batch cannot be read").to_string();
        assert!(error.starts_with("the cases cannot be read again: "), "{error}");
        assert!(spilled.any_remarkable(|_| false).is_err());
        assert!(spilled.counts().ended() > 0, "what was folded is still known");
    }
}
