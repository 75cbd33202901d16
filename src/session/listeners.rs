//! The listeners of a run: live reporters, the recorder, and the reports that are written at the end.

use crate::event::Event;
use crate::record::{Exit as RecordedExit, MemoryBudget, Recorder, RunRecord, SavedRun};
use crate::report::{FanOut, Reporter};
use crate::settings::{Criteria, Exit, ReportRequest};

use super::Judgement;
use super::report_writer::{ReportWriter, StartedReports};

/// A run that has ended and whose reports are written.
#[derive(Debug)]
pub struct FinishedRun {
    /// The events of the run, folded.
    pub record: RunRecord,
    /// The exit code that the command ends with.
    pub exit: Exit,
    /// The condition that the documented codes do not meet, in one line, if the run is incomplete because of it.
    pub unmet: Option<String>,
    /// The reports that could not be written, one line each.
    pub report_errors: Vec<String>,
}

/// Everything that receives the events of a run.
pub(super) struct Listeners<'r> {
    recorder: Recorder,
    fan_out: FanOut,
    reports: ReportWriter<'r>,
    /// The reports that could not be started, one line each.
    errors: Vec<String>,
}

impl<'r> Listeners<'r> {
    /// Starts the requested reports, in addition to the live reporters of the front end. `cases` is the number of cases
    /// that a plan holds in memory, which the recorder may hold too.
    pub(super) fn start(
        requests: &'r [ReportRequest],
        live: Vec<Box<dyn Reporter>>,
        cases: usize,
    ) -> Self {
        let StartedReports { writer, live: listening, errors } = ReportWriter::start(requests);
        let fan_out = FanOut::new(live.into_iter().chain(listening).collect());
        let budget = MemoryBudget { cases, exchange_bytes: writer.exchange_bytes() };
        Self { recorder: Recorder::with_budget(budget), fan_out, reports: writer, errors }
    }

    /// Passes an event to all listeners.
    pub(super) fn send(&mut self, event: Event) {
        // First by reference, because the recorder takes ownership and avoids a copy of each exchange.
        self.fan_out.send(&event);
        self.recorder.observe(event);
    }

    /// Writes the remaining reports and decides the exit code.
    ///
    /// # Panics
    ///
    /// If no event was sent: a run begins with its first event.
    pub(super) fn finish(mut self, criteria: &Criteria) -> FinishedRun {
        let record = self.recorder.into_record().expect("a run begins with its first event");
        let lost = self.fan_out.finish().into_iter().map(|error| error.to_string());
        self.errors.extend(lost);
        let judgement = Judgement { record: &record, criteria };
        // Reports show the exit code, so it is decided before they are written, and again if one cannot be.
        let exit = exit_code(judgement, &mut self.errors);
        let recorded = RecordedExit::new(exit.code(), exit.word());
        let run = || SavedRun::new(&record, Some(recorded.clone()));
        self.errors.extend(self.reports.write(run));
        let exit = exit_code(judgement, &mut self.errors);
        let unmet = judgement.unmet_for(exit);
        FinishedRun { exit, unmet, report_errors: self.errors, record }
    }
}

/// Returns the exit code of a run. If its cases cannot be read, nobody knows what they say, and the error is reported.
fn exit_code(judgement: Judgement<'_>, errors: &mut Vec<String>) -> Exit {
    judgement.exit(errors).unwrap_or_else(|error| {
        let error = error.to_string();
        // The code is decided twice.
        if !errors.contains(&error) {
            errors.push(error);
        }
        Exit::NotJudged
    })
}
