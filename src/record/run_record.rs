//! The run record: a run's events folded into what documents are written from.

use std::io::BufRead;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case_store::Collector;
use super::{Cases, ReportError, events};
use crate::event::{CaseFinished, Event, RunFinished, RunStarted};
use crate::ledger::Ledger;
use crate::ledger::Tally;
use crate::verdict::Outcome;

/// A whole run, or what there is of one that broke off.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// How it began.
    pub started: RunStarted,
    /// Every case that ended, in the order of the suites and their files. Those that passed have no
    /// transcript.
    pub cases: Cases,
    /// How it ended; absent where the record breaks off.
    pub finished: Option<RunFinished>,
    /// What it says of each documented code.
    pub ledger: Ledger,
}

/// How many cases ended in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CaseCounts {
    /// Planned, setup and teardown included.
    pub planned: u64,
    /// Judged, and no must-level finding was made.
    pub passed: u64,
    /// Of those that passed, how many did not at once.
    #[serde(default)]
    pub flaky: u64,
    /// Judged, and at least one was.
    pub failed: u64,
    /// Judged and broken, which a waiver accepts.
    #[serde(default)]
    pub waived: u64,
    /// Not answered.
    pub errored: u64,
    /// Not run, and the record says why.
    pub skipped: u64,
}

impl CaseCounts {
    /// Nothing has ended yet.
    pub fn new(planned: u64) -> Self {
        Self { planned, ..Self::default() }
    }

    /// Counts one more case.
    pub fn add_case(&mut self, case: &CaseFinished) {
        self.add(&case.outcome);
        self.flaky += u64::from(case.is_flaky());
    }

    /// Counts one more outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Waived(_) => self.waived += 1,
            Outcome::Errored { .. } => self.errored += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
        }
    }

    /// All that ended.
    pub fn ended(self) -> u64 {
        self.passed + self.failed + self.waived + self.errored + self.skipped
    }
}

/// Folds events into a [`RunRecord`].
#[derive(Debug, Default)]
pub struct Recorder {
    started: Option<RunStarted>,
    cases: Collector,
    finished: Option<RunFinished>,
    tally: Tally,
    /// How many cases may be held in memory in any case.
    holds: usize,
}

impl Recorder {
    /// A recorder for a run whose plan holds this many cases in memory: so many are not much for it. More go to
    /// disk, as they do where nothing is said.
    pub fn holding(cases: usize) -> Self {
        Self { holds: cases, ..Self::default() }
    }

    /// Takes one event into account. Of cases that passed it keeps no transcript.
    pub fn observe(&mut self, event: Event) {
        match event {
            Event::RunStarted(started) => {
                self.tally = Tally::new(&started.contracts);
                self.cases = Collector::new(&started.suites, self.holds);
                self.started = Some(started);
            }
            Event::CaseStarted(_) => {}
            Event::CaseFinished(mut case) => {
                self.tally.observe(&case);
                if case.outcome == Outcome::Passed {
                    case.exchange = None;
                }
                self.cases.add(*case);
            }
            Event::RunFinished(finished) => self.finished = Some(finished),
        }
    }

    /// The record as it stands; `None` before the run began.
    pub fn into_record(self) -> Option<RunRecord> {
        Some(RunRecord {
            started: self.started?,
            cases: self.cases.finish(),
            finished: self.finished,
            ledger: self.tally.ledger(),
        })
    }
}

impl RunRecord {
    /// How many cases ended in which way.
    pub fn counts(&self) -> CaseCounts {
        CaseCounts { planned: self.started.cases, ..self.cases.counts() }
    }

    /// Reads a record that was written as NDJSON, one event a line. It may break off between lines.
    ///
    /// # Errors
    ///
    /// If a line is no event that this version knows, or there is no start of a run.
    pub fn read(lines: impl BufRead) -> Result<Self, ReportError> {
        let mut recorder = Recorder::default();
        for event in events(lines) {
            recorder.observe(event?);
        }
        recorder.into_record().ok_or(ReportError::NoStart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{sample_events, sample_record};

    fn lines(events: &[Event]) -> String {
        let line = |event| serde_json::to_string(event).expect("an event is plain data") + "\n";
        events.iter().map(line).collect()
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        let error = RunRecord::read(text.as_bytes()).expect_err("it is refused").to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn a_record_reads_back_as_it_was() {
        let read = RunRecord::read(lines(&sample_events()).as_bytes());
        assert_eq!(read.expect("it is whole"), sample_record());
    }

    #[test]
    fn a_record_that_breaks_off_says_what_there_was() {
        let mut events = sample_events();
        events.truncate(events.len() - 3);
        let read = RunRecord::read(lines(&events).as_bytes()).expect("its lines are whole");
        assert_eq!(read.finished, None);
        assert!(read.counts().ended() < read.counts().planned);
    }

    #[test]
    fn only_cases_that_passed_lose_their_transcript() {
        let bare = |case: &&CaseFinished| case.outcome == Outcome::Passed;
        let (passed, others): (Vec<_>, Vec<_>) =
            sample_record().cases.iter().cloned().partition(|case| bare(&case));
        assert!(passed.iter().all(|case| case.exchange.is_none()));
        assert!(others.iter().any(|case| case.exchange.is_some()));
    }

    #[test]
    fn what_is_no_record_is_refused() {
        check_refused("", "no `run-started` event");
        check_refused("\n{\"event\":\"case-vanished\"}\n", "line 2 of the run record");
        let newer = lines(&sample_events()).replace("\"format\":2", "\"format\":99");
        check_refused(&newer, "format 99");
    }
}
