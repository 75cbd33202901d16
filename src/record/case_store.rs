//! The cases of a run: a few of them in memory, many of them on disk, in one order.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::CaseCounts;
use super::spill::{Batch, Spool, merged};
use super::summary::Problem;
use crate::event::{CaseFinished, SuiteFacts};
use crate::redact::Transcript;
use crate::verdict::{CaseName, Outcome};

/// How many cases are held in memory before they go to disk.
const HELD: usize = 1 << 14;
/// Bytes that the cases in memory may take, as far as that depends on what was exchanged.
const HELD_BYTES: usize = 48 << 20;
/// Bytes of a case without its exchange, about.
const BARE: usize = 1 << 10;
/// How many problems are kept for the summary.
const PROBLEMS: usize = 1_000;

/// The cases that ended, in the order of the suites and their files.
///
/// More than some thousands are on disk: [`Cases::stream`] reads them again, one at a time. As a slice they
/// are read all at once, which takes memory for each of them; [`Cases::whole`] says if that went wrong.
#[derive(Debug, Clone, Default)]
pub struct Cases {
    held: Vec<CaseFinished>,
    spool: Option<Arc<Spool>>,
    order: Order,
    facts: Facts,
    read: OnceLock<Vec<CaseFinished>>,
    failure: OnceLock<String>,
}

/// What is known of all cases without looking at them again.
#[derive(Debug, Clone, Default)]
struct Facts {
    counts: CaseCounts,
    /// How many passed, or were waived, that did not only come along.
    passed_as_asked: u64,
    /// How many failed or have a finding of any level.
    remarkable: u64,
    problems: BTreeMap<Key, Problem>,
    /// Each suite that has cases, in their order.
    suites: BTreeMap<SuiteKey, SuiteTotals>,
}

/// Place, name and file of a suite.
type SuiteKey = (usize, String, String);

/// What is known of the cases of one suite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SuiteTotals {
    pub(crate) counts: CaseCounts,
    pub(crate) elapsed_ms: u64,
}

/// The places of the suites among each other, by name, then by file.
#[derive(Debug, Clone, Default)]
struct Order(BTreeMap<String, BTreeMap<String, usize>>);

/// Where a case stands among all.
type Key = (SuiteKey, u32, u32, CaseName);

/// The same where the suites were announced: their names say no more than their places.
type ShortKey = (usize, Option<(String, String)>, u32, u32, String);

impl Order {
    fn suite_at(&self, case: &CaseFinished) -> usize {
        let known = self.0.get(&case.case.suite).and_then(|files| files.get(&case.file));
        // Suites that nobody announced come last.
        known.copied().unwrap_or(usize::MAX)
    }

    fn suite(&self, case: &CaseFinished) -> SuiteKey {
        (self.suite_at(case), case.case.suite.clone(), case.file.clone())
    }

    fn key(&self, case: &CaseFinished) -> Key {
        (self.suite(case), case.place.line, case.place.column, case.case.clone())
    }

    fn short_key(&self, case: &CaseFinished) -> ShortKey {
        let suite = self.suite_at(case);
        let name = (suite == usize::MAX).then(|| (case.case.suite.clone(), case.file.clone()));
        (suite, name, case.place.line, case.place.column, case.case.id.clone())
    }
}

impl Cases {
    /// Every case, one after the other: those on disk are read while the iterator moves on.
    ///
    /// An item is an error if the temporary file can no longer be read.
    pub fn stream(&self) -> Box<dyn Iterator<Item = io::Result<Cow<'_, CaseFinished>>> + '_> {
        match &self.spool {
            None => Box::new(self.held.iter().map(|case| Ok(Cow::Borrowed(case)))),
            Some(spool) => {
                let held: Batch<'_> = Box::new(self.held.iter().cloned().map(Ok));
                let sorted = merged(spool.batches().chain([held]), |case| self.order.key(case));
                Box::new(sorted.map(|case| case.map(Cow::Owned)))
            }
        }
    }

    /// How many ended in which way; none is planned.
    pub fn counts(&self) -> CaseCounts {
        self.facts.counts
    }

    /// How many passed, or were broken as their waiver allows, of those that did not only come along with
    /// others that need them.
    pub fn passed_as_asked(&self) -> u64 {
        self.facts.passed_as_asked
    }

    /// Whether any case that failed or has a finding is like this. Where cases can no longer be read, it is
    /// as if none were, and [`Cases::whole`] says so.
    pub fn any_remarkable(&self, mut fits: impl FnMut(&CaseFinished) -> bool) -> bool {
        if self.facts.remarkable == 0 {
            return false;
        }
        self.stream().any(|case| match case {
            Ok(case) => is_remarkable(&case) && fits(&case),
            Err(error) => {
                self.lost(&error);
                false
            }
        })
    }

    /// Whether every one passed at once and without a finding, so that there is no evidence to show.
    pub(crate) fn all_flawless(&self) -> bool {
        let counts = self.facts.counts;
        self.facts.remarkable == 0 && counts.flaky == 0 && counts.passed == counts.ended()
    }

    /// The cases that failed or could not be judged, the first 1,000.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.facts.problems.values()
    }

    /// The suites that have cases, by name and file, in the order in which [`Cases::stream`] has them.
    pub(crate) fn suites(&self) -> impl Iterator<Item = (&str, &str, SuiteTotals)> {
        let suites = self.facts.suites.iter();
        suites.map(|((_, name, file), totals)| (name.as_str(), file.as_str(), *totals))
    }

    /// Whether all cases that were asked for could be read.
    ///
    /// # Errors
    ///
    /// If some could not: then a slice of them was not whole.
    pub fn whole(&self) -> io::Result<()> {
        self.failure.get().map_or(Ok(()), |why| Err(io::Error::other(why.clone())))
    }

    fn lost(&self, error: &io::Error) {
        self.failure.get_or_init(|| format!("the cases cannot be read again: {error}"));
    }
}

impl Deref for Cases {
    type Target = [CaseFinished];

    fn deref(&self) -> &Self::Target {
        if self.spool.is_none() {
            return &self.held;
        }
        self.read.get_or_init(|| {
            let read: io::Result<Vec<CaseFinished>> =
                self.stream().map(|case| case.map(Cow::into_owned)).collect();
            read.unwrap_or_else(|error| {
                self.lost(&error);
                Vec::new()
            })
        })
    }
}

impl<'c> IntoIterator for &'c Cases {
    type Item = &'c CaseFinished;
    type IntoIter = std::slice::Iter<'c, CaseFinished>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Cases {
    type Item = CaseFinished;
    type IntoIter = std::vec::IntoIter<CaseFinished>;

    fn into_iter(self) -> Self::IntoIter {
        if self.spool.is_none() {
            return self.held.into_iter();
        }
        // As a slice all are read.
        let _ = self.len();
        self.read.into_inner().unwrap_or_default().into_iter()
    }
}

impl PartialEq for Cases {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl FromIterator<CaseFinished> for Cases {
    fn from_iter<T: IntoIterator<Item = CaseFinished>>(cases: T) -> Self {
        let mut collector = Collector::default();
        cases.into_iter().for_each(|case| collector.add(case));
        collector.finish()
    }
}

/// Gathers cases as they end, in any order.
#[derive(Debug)]
pub(crate) struct Collector {
    held: Vec<CaseFinished>,
    bytes: usize,
    /// How many of them, and how many bytes of them, may be in memory.
    most: usize,
    most_bytes: usize,
    spool: Option<Spool>,
    /// Whether the disk took no more: then all further cases stay in memory.
    full: bool,
    order: Order,
    facts: Facts,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            bytes: 0,
            most: HELD,
            most_bytes: HELD_BYTES,
            spool: None,
            full: false,
            order: Order::default(),
            facts: Facts::default(),
        }
    }
}

impl Collector {
    /// For the cases of these suites, of which so many may be held in memory in any case.
    pub(crate) fn new(suites: &[SuiteFacts], holds: usize) -> Self {
        let mut order = Order::default();
        for (at, facts) in suites.iter().enumerate() {
            let files = order.0.entry(facts.suite.clone()).or_default();
            files.insert(facts.file.clone(), at);
        }
        // They go to disk when there is one more.
        let most = HELD.max(holds.saturating_add(1));
        let most_bytes = HELD_BYTES.max(most.saturating_mul(BARE));
        let planned = suites.iter().fold(0_u64, |sum, facts| sum.saturating_add(facts.cases));
        let planned = usize::try_from(planned).map_or(most, |planned| planned.min(most));
        // Growing would hold all of them twice for a moment.
        Self { held: Vec::with_capacity(planned), most, most_bytes, order, ..Self::default() }
    }

    pub(crate) fn add(&mut self, case: CaseFinished) {
        self.facts.counts.add_case(&case);
        let suite = self.facts.suites.entry(self.order.suite(&case)).or_default();
        suite.counts.add_case(&case);
        suite.elapsed_ms += case.elapsed_ms;
        self.facts.remarkable += u64::from(is_remarkable(&case));
        let passed = matches!(case.outcome, Outcome::Passed | Outcome::Waived(_));
        self.facts.passed_as_asked += u64::from(passed && !case.along);
        if matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }) {
            self.facts.problems.insert(self.order.key(&case), Problem::of(&case));
            if self.facts.problems.len() > PROBLEMS {
                self.facts.problems.pop_last();
            }
        }
        self.bytes += weight(&case);
        self.held.push(case);
        if self.held.len() >= self.most || self.bytes >= self.most_bytes {
            self.put_down();
        }
    }

    /// Brings the cases in memory to disk. Where that fails they stay in memory.
    fn put_down(&mut self) {
        if self.full {
            return;
        }
        self.sort();
        let written = match &mut self.spool {
            Some(spool) => spool.add(&self.held),
            None => Spool::new().and_then(|mut spool| {
                spool.add(&self.held)?;
                self.spool = Some(spool);
                Ok(())
            }),
        };
        match written {
            Ok(()) => {
                self.held.clear();
                self.bytes = 0;
            }
            Err(_) => self.full = true,
        }
    }

    fn sort(&mut self) {
        let order = &self.order;
        self.held.sort_by_cached_key(|case| order.short_key(case));
    }

    pub(crate) fn finish(mut self) -> Cases {
        self.sort();
        let Self { held, spool, order, facts, .. } = self;
        Cases { held, spool: spool.map(Arc::new), order, facts, ..Cases::default() }
    }
}

fn is_remarkable(case: &CaseFinished) -> bool {
    case.outcome == Outcome::Failed || !case.findings.is_empty()
}

/// Bytes that a case takes, about.
fn weight(case: &CaseFinished) -> usize {
    let exchanged = case.exchange.as_ref().map_or(0, Transcript::bytes);
    BARE + exchanged + case.findings.len() * BARE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    /// Two collections of the same cases: one in memory, one in batches on disk.
    fn both(times: usize) -> [Cases; 2] {
        let sample: Vec<CaseFinished> = sample_record().cases.to_vec();
        let case = |copy: usize, case: &CaseFinished| {
            let mut case = case.clone();
            case.case.id = format!("{}-{copy}", case.case.id);
            case
        };
        let all = (0..times).flat_map(|copy| sample.iter().map(move |it| case(copy, it)));
        let [mut one, mut other] = [Collector::default(), Collector::default()];
        for (at, case) in all.enumerate() {
            one.add(case.clone());
            other.add(case);
            if at % 7 == 6 {
                other.put_down();
            }
        }
        [one.finish(), other.finish()]
    }

    #[test]
    fn cases_on_disk_stream_in_the_order_of_those_in_memory() {
        let [held, put_down] = both(5);
        assert!(held.spool.is_none() && put_down.spool.is_some());
        let streamed = |cases: &Cases| -> Vec<CaseFinished> {
            let cases = cases.stream().map(|case| case.expect("the file is there").into_owned());
            cases.collect()
        };
        assert_eq!(streamed(&held), streamed(&put_down));
        assert!(put_down.read.get().is_none(), "a stream holds none of them");
        assert_eq!(held, put_down);
    }

    #[test]
    fn what_is_known_of_all_does_not_depend_on_where_they_are() {
        let [held, put_down] = both(3);
        assert_eq!(held.counts(), put_down.counts());
        assert_eq!(
            held.problems().map(|it| &it.case).collect::<Vec<_>>(),
            put_down.problems().map(|it| &it.case).collect::<Vec<_>>()
        );
        for level in [crate::verdict::Level::Must, crate::verdict::Level::Should] {
            let has = |case: &CaseFinished| case.findings.iter().any(|it| it.level == level);
            assert!(held.any_remarkable(has) && put_down.any_remarkable(has));
        }
        assert!(!put_down.any_remarkable(|_| false));
    }

    #[test]
    fn many_cases_go_to_disk_by_themselves() {
        let case =
            sample_record().cases.iter().find(|case| case.outcome == Outcome::Passed).cloned();
        let case = case.expect("the sample has one");
        let cases: Cases = std::iter::repeat_n(case, HELD + 1).collect();
        assert_eq!((cases.spool.is_some(), cases.held.len()), (true, 1));
        assert_eq!(cases.counts().passed, HELD as u64 + 1);
    }

    #[test]
    fn as_many_as_the_plan_holds_stay_in_memory() {
        let case =
            sample_record().cases.iter().find(|case| case.outcome == Outcome::Passed).cloned();
        let case = case.expect("the sample has one");
        let on_disk = |holds: usize, cases: usize| {
            let mut collector = Collector::new(&sample_record().started.suites, holds);
            std::iter::repeat_n(case.clone(), cases).for_each(|case| collector.add(case));
            collector.finish().spool.is_some()
        };
        assert!(!on_disk(2 * HELD, 2 * HELD) && on_disk(HELD / 2, 2 * HELD));
    }

    #[test]
    fn of_problems_the_first_thousand_are_kept() {
        let failed = sample_record().cases.iter().find(|it| it.outcome == Outcome::Failed).cloned();
        let failed = failed.expect("the sample has one");
        let cases = (0..PROBLEMS + 9).rev().map(|number| {
            let mut case = failed.clone();
            case.case.id = format!("{number:05}");
            case
        });
        let cases: Cases = cases.collect();
        let ids: Vec<&str> = cases.problems().map(|problem| problem.case.id.as_str()).collect();
        assert_eq!((ids.len(), ids[0], ids[PROBLEMS - 1]), (PROBLEMS, "00000", "00999"));
    }
}
