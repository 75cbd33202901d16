//! Merges the parts of one run: the shards of several machines, or the processes of one test each.
//!
//! Only parts of the same plan are merged, and each shard once: verdicts over different plans, or with a case counted
//! twice, would prove nothing. A setup case may run in several parts because each of them needs it. It is reported once,
//! with its worst outcome.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::ReportError;
use super::read::RecordFile;
use crate::event::{CaseFinished, Event, PlanFacts, RunFinished, RunStarted, Shard, Stopped};
use crate::verdict::{CaseName, Outcome};

/// Run records that are not parts of one run.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A record cannot be read.
    #[error("{name}: {source}")]
    Unreadable {
        /// The record.
        name: String,
        /// The reason.
        source: ReportError,
    },
    /// A record belongs to another run.
    #[error("{name} does not belong to {first}: {why}")]
    Foreign {
        /// The record.
        name: String,
        /// The record that was read first.
        first: String,
        /// The difference.
        why: String,
    },
    /// Two records have the same shard.
    #[error("shard {shard} occurs twice: {first} and {second}")]
    Twice {
        /// The shard.
        shard: Shard,
        /// One record.
        first: String,
        /// The other record.
        second: String,
    },
    /// Two records have the same selected case.
    #[error("{case} occurs twice: {first} and {second}")]
    CaseTwice {
        /// The case.
        case: CaseName,
        /// One record.
        first: String,
        /// The other record.
        second: String,
    },
}

/// The cases that merged records must contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All cases of the plan. Missing cases make the run incomplete.
    Plan,
    /// Some cases of the plan, because only those were run on purpose (`report --partial`).
    Subset,
}

/// The parts of one run after a first pass over all of them, which decides the part that reports each case.
#[derive(Debug)]
pub struct Merge {
    parts: Vec<Part>,
    cases: BTreeMap<CaseName, Teller>,
    /// The parts of the plan that are missing, one sentence each.
    missing: Vec<String>,
}

#[derive(Debug)]
struct Part {
    saved: RecordFile,
    started: RunStarted,
    ended: u64,
    finished: Option<RunFinished>,
}

/// The part that reports a case.
#[derive(Debug, Clone, Copy)]
struct Teller {
    part: usize,
    badness: u8,
    along: bool,
}

impl Merge {
    /// Reads run records once and checks that they are parts of one run, and which cases are missing.
    ///
    /// # Errors
    ///
    /// If a record cannot be read, or has another plan or target than the first one, or if a shard or a selected case
    /// occurs twice.
    pub fn of(records: Vec<RecordFile>, coverage: Coverage) -> Result<Self, MergeError> {
        let mut merge = Self { parts: Vec::new(), cases: BTreeMap::new(), missing: Vec::new() };
        let mut twice = None;
        for (at, saved) in records.into_iter().enumerate() {
            let part = survey(saved, |case| {
                let doubled = merge.take(at, case);
                twice = twice.take().or(doubled.map(|first| (case.case.clone(), first, at)));
            })?;
            if let Some(first) = merge.parts.first() {
                related(first, &part)?;
            }
            merge.parts.push(part);
        }
        merge.each_shard_once()?;
        // Reported last: a foreign record or a shard that occurs twice explains doubled cases better.
        if let Some((case, first, second)) = twice {
            let name = |at: usize| merge.parts[at].saved.name();
            return Err(MergeError::CaseTwice { case, first: name(first), second: name(second) });
        }
        merge.missing = merge.gaps(coverage);
        Ok(merge)
    }

    /// Decides which part reports a case: the one with the worst outcome, or else the one that selected the case. Returns
    /// the other part if both selected it.
    fn take(&mut self, part: usize, case: &CaseFinished) -> Option<usize> {
        let teller = Teller { part, badness: badness(&case.outcome), along: case.along };
        let Some(known) = self.cases.get_mut(&case.case) else {
            self.cases.insert(case.case.clone(), teller);
            return None;
        };
        let doubled = !known.along && !teller.along && known.part != part;
        let first = doubled.then_some(known.part);
        let along = known.along && teller.along;
        // Of two equal outcomes, the part that selected the case reports it.
        if (teller.badness, known.along) > (known.badness, teller.along) {
            *known = teller;
        }
        known.along = along;
        first
    }

    fn each_shard_once(&self) -> Result<(), MergeError> {
        let mut seen: BTreeMap<Shard, &Part> = BTreeMap::new();
        for part in &self.parts {
            let Some(shard) = part.started.shard else { continue };
            if let Some(first) = seen.insert(shard, part) {
                let (first, second) = (first.saved.name(), part.saved.name());
                return Err(MergeError::Twice { shard, first, second });
            }
        }
        Ok(())
    }

    /// Returns the parts of the run that are missing, as sentences.
    fn gaps(&self, coverage: Coverage) -> Vec<String> {
        let mut gaps = Vec::new();
        for part in self.parts.iter().filter(|part| part.finished.is_none()) {
            let lost = part.started.cases.saturating_sub(part.ended);
            gaps.push(format!("{} is incomplete: {lost} cases are missing", part.saved.name()));
        }
        // A part that was killed before it wrote a record can only be noticed by its missing number.
        let there: Vec<Shard> = self.parts.iter().filter_map(|part| part.started.shard).collect();
        let of = there.first().map_or(0, |shard| shard.of);
        let missing = (1..=of).map(|index| Shard { index, of });
        let missing = missing.filter(|shard| !there.contains(shard));
        gaps.extend(missing.map(|shard| format!("shard {shard} is missing")));
        gaps.extend(self.missing_cases().filter(|_| coverage == Coverage::Plan));
        gaps
    }

    /// Returns a sentence about the cases of the plan that are in no record, if there are any. Only processes of one test
    /// each can lose cases in this way: a shard that is missing is known by its number.
    fn missing_cases(&self) -> Option<String> {
        let started = self.parts.first().map(|part| &part.started)?;
        let plan = started.plan.as_ref().filter(|_| started.shard.is_none() && is_part(started))?;
        let missing = plan.cases.saturating_sub(self.cases.len() as u64);
        let sentence = || {
            let cases = plan.cases;
            format!("{missing} of {cases} cases are in no record; `--partial` accepts a subset")
        };
        (missing > 0).then(sentence)
    }

    /// Reports the events of the whole run as one machine would have: the merged start, the cases of each part in their
    /// order, the merged end. Reads the records a second time, so that no more than one case is in memory.
    ///
    /// # Errors
    ///
    /// If a record cannot be read again.
    pub fn tell(&self, mut listener: impl FnMut(Event)) -> Result<(), MergeError> {
        listener(Event::RunStarted(self.started()));
        for (at, part) in self.parts.iter().enumerate() {
            let unreadable = |source| MergeError::Unreadable { name: part.saved.name(), source };
            for event in part.saved.events().map_err(unreadable)? {
                let Event::CaseFinished(mut case) = event.map_err(unreadable)? else { continue };
                let teller = self.cases.get(&case.case);
                // A setup case may have run in every part, but the merged run reports it once.
                if let Some(teller) = teller.filter(|teller| teller.part == at) {
                    case.along = teller.along;
                    listener(Event::CaseFinished(case));
                }
            }
        }
        listener(Event::RunFinished(self.finished()));
        Ok(())
    }

    fn started(&self) -> RunStarted {
        let mut started =
            self.parts.first().expect("a merge has at least one part").started.clone();
        if self.parts.len() == 1 && started.shard.is_none() {
            return started;
        }
        let earliest = self.parts.iter().map(|part| &part.started.started).min();
        started.started.clone_from(earliest.expect("a merge has at least one part"));
        started.shard = None;
        if let Some(plan) = &started.plan {
            started.cases = plan.cases;
            let partial = plan.partial || !self.missing.is_empty();
            for row in started.contracts.iter_mut().flat_map(|contract| &mut contract.rows) {
                // Each part was partial, but the merged run is not, unless the plan was or a part is missing.
                row.waiver.iter_mut().for_each(|waiver| waiver.partial = partial);
            }
        }
        for suite in &mut started.suites {
            let named = self.cases.keys().filter(|case| case.suite == suite.suite);
            suite.cases = named.count() as u64;
        }
        started
    }

    fn finished(&self) -> RunFinished {
        if let [Part { started: RunStarted { shard: None, .. }, finished: Some(end), .. }] =
            self.parts.as_slice()
            && self.missing.is_empty()
        {
            return end.clone();
        }
        let ends = || self.parts.iter().filter_map(|part| part.finished.as_ref());
        let last = ends().map(|end| end.finished.clone()).max();
        let finished = last.unwrap_or_else(|| self.started().started);
        let unreachable = ends().map(|end| end.unreachable.clone());
        // The collection is `None` if one machine reached its target.
        let unreachable: Option<Vec<String>> = unreachable.collect();
        // One reason may have stopped several machines. It is reported once.
        let mut stopped: Vec<Stopped> = ends().flat_map(|end| end.stopped.clone()).collect();
        stopped.sort_by(|one, other| one.why.cmp(&other.why));
        stopped.dedup();
        RunFinished {
            elapsed_ms: between(&self.started().started, &finished),
            finished,
            interrupted: ends().find_map(|end| end.interrupted),
            // A target is unreachable only if no machine reached it.
            unreachable: unreachable.and_then(|reasons| reasons.into_iter().next()),
            missing: self.missing.clone(),
            stopped,
        }
    }
}

/// Reads a record from start to end and passes each case to `look`.
fn survey(saved: RecordFile, mut look: impl FnMut(&CaseFinished)) -> Result<Part, MergeError> {
    let unreadable = |source| MergeError::Unreadable { name: saved.name(), source };
    let (mut started, mut finished, mut ended) = (None, None, 0);
    for event in saved.events().map_err(unreadable)? {
        match event.map_err(unreadable)? {
            Event::RunStarted(event) => started = Some(event),
            Event::CaseStarted(_) => {}
            Event::CaseFinished(case) => {
                ended += 1;
                look(&case);
            }
            Event::RunFinished(event) => finished = Some(event),
        }
    }
    let started = started.ok_or_else(|| unreadable(ReportError::NoStart))?;
    Ok(Part { saved, started, ended, finished })
}

/// Returns the milliseconds from one moment to another, both RFC 3339. Returns 0 if a moment is not valid.
fn between(start: &str, end: &str) -> u64 {
    let moment = |text: &str| text.parse().ok().map(Timestamp::as_millisecond);
    let elapsed = moment(start).zip(moment(end)).map(|(start, end)| end - start);
    elapsed.and_then(|elapsed| u64::try_from(elapsed).ok()).unwrap_or(0)
}

/// Returns the rank of an outcome. Of several outcomes of one case, the one with the highest rank is reported.
fn badness(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Failed => 4,
        Outcome::Errored { .. } => 3,
        Outcome::Waived(_) => 2,
        Outcome::Passed => 1,
        Outcome::Skipped { .. } => 0,
    }
}

/// Checks that a record is a part of the same run as the first one.
fn related(first: &Part, other: &Part) -> Result<(), MergeError> {
    let foreign = |why: String| {
        let (name, first) = (other.saved.name(), first.saved.name());
        Err(MergeError::Foreign { name, first, why })
    };
    let (one, two) = (&first.started, &other.started);
    let digest = |plan: &Option<PlanFacts>| plan.as_ref().map(|plan| plan.digest.clone());
    if digest(&one.plan).is_none() || digest(&one.plan) != digest(&two.plan) {
        return foreign("it has another plan: suites, contracts or selection differ".to_owned());
    }
    // The reference server listens on another port of every machine, so its URLs differ in one run.
    for (one, two) in one.all_targets().zip(two.all_targets()) {
        if one != two && !(one.reference && two.reference) {
            return foreign(format!("its target is {}, not {}", two.url, one.url));
        }
    }
    match (one.shard, two.shard) {
        (Some(one), Some(two)) if one.of == two.of => Ok(()),
        (Some(one), Some(two)) => {
            foreign(format!("it is one of {} shards, not of {}", two.of, one.of))
        }
        (None, None) if is_part(one) && is_part(two) => Ok(()),
        (None, None) => foreign("both are whole runs".to_owned()),
        (None, Some(_)) => foreign("it is a shard, and the other is not".to_owned()),
        (Some(_), None) => foreign("it is not a shard, and the other is".to_owned()),
    }
}

/// Returns true if a run without a shard had only some cases of the plan, as a process for one test has.
fn is_part(started: &RunStarted) -> bool {
    started.plan.as_ref().is_some_and(|plan| started.cases < plan.cases)
}

#[cfg(test)]
mod tests;
