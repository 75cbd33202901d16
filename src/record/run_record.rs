//! The run record in memory: the events of a run, folded into what reports are rendered from.

use std::io::BufRead;

use super::case_store::{CaseStore, CaseStoreBuilder, MemoryBudget};
use super::case_totals::CaseCounts;
use super::error::ReportError;
use super::read::events;
use crate::event::{Event, RunFinished, RunStarted};
use crate::ledger::{Ledger, Tally};

/// A whole run, or the first part of a run whose record breaks off.
#[derive(Debug, Clone)]
#[cfg_attr(test, derive(PartialEq))]
pub struct RunRecord {
    /// The start of the run.
    pub started: RunStarted,
    /// Every case that ended. Cases that passed have no exchange; [`SavedRun::exchanges`](super::SavedRun::exchanges)
    /// finds it.
    pub cases: CaseStore,
    /// The end of the run, absent if the record breaks off.
    pub finished: Option<RunFinished>,
    /// The verdict on each documented code.
    pub ledger: Ledger,
}

/// Folds the events of a run into a [`RunRecord`].
#[derive(Debug, Default)]
pub struct Recorder {
    started: Option<RunStarted>,
    cases: CaseStoreBuilder,
    finished: Option<RunFinished>,
    tally: Tally,
    budget: MemoryBudget,
}

impl Recorder {
    /// Creates a recorder that may take additional memory.
    pub fn with_budget(budget: MemoryBudget) -> Self {
        Self { budget, ..Self::default() }
    }

    /// Folds one more event.
    pub fn observe(&mut self, event: Event) {
        match event {
            Event::RunStarted(started) => {
                self.tally = Tally::new(&started.contracts);
                // Only the first event names the suites, and the order of cases depends on them.
                self.cases = CaseStoreBuilder::new(&started.suites, self.budget);
                self.started = Some(started);
            }
            Event::CaseStarted(_) => {}
            Event::CaseFinished(case) => {
                // Must come first, because the store takes the case and may move it to disk.
                self.tally.observe(&case);
                self.cases.add(*case);
            }
            Event::RunFinished(finished) => self.finished = Some(finished),
        }
    }

    /// Returns the record of the events so far, or `None` if the run has not started.
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
    /// Counts the cases by outcome.
    pub fn counts(&self) -> CaseCounts {
        CaseCounts { planned: self.started.cases, ..self.cases.counts() }
    }

    /// Reads a record that was written as NDJSON, one event a line. The record may break off between lines.
    ///
    /// # Errors
    ///
    /// If a line is not an event that this version knows, or the record has no `run-started` event.
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
        assert_eq!(read.expect("the record is whole"), sample_record());
    }

    #[test]
    fn a_record_that_breaks_off_has_the_cases_before_the_break() {
        let mut events = sample_events();
        events.truncate(events.len() - 3);
        let read = RunRecord::read(lines(&events).as_bytes()).expect("the lines are whole");
        assert_eq!(read.finished, None);
        assert!(read.counts().ended() < read.counts().planned);
    }

    #[test]
    fn a_text_that_is_not_a_record_is_refused() {
        check_refused("", "no `run-started` event");
        check_refused("\n{\"event\":\"case-vanished\"}\n", "line 2 of the run record");
        let newer = lines(&sample_events()).replace("\"format\":2", "\"format\":99");
        check_refused(&newer, "format 99");
    }
}
