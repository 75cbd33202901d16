//! The listeners of a run: live reporters, the recorder, and the reports that are written at the end.

use crate::event::Event;
use crate::record::{Exit as RecordedExit, Kept, Recorder, SavedRun};
use crate::report::{FanOut, Reporter};
use crate::settings::{Criteria, ReportRequest};

use super::report_writer::{ReportWriter, StartedReports};
use super::{FinishedRun, Judgement};

/// Everything that receives the events of a run.
pub(super) struct Listeners<'r> {
    recorder: Recorder,
    kept: Kept,
    fan_out: FanOut,
    reports: ReportWriter<'r>,
    /// The reports that could not be started, one line each.
    errors: Vec<String>,
}

impl<'r> Listeners<'r> {
    /// Starts the requested reports, in addition to the live reporters of the front end.
    pub(super) fn start(requests: &'r [ReportRequest], live: Vec<Box<dyn Reporter>>) -> Self {
        let StartedReports { writer, live: listening, errors } = ReportWriter::start(requests);
        let fan_out = FanOut::new(live.into_iter().chain(listening).collect());
        let kept = writer.kept();
        Self { recorder: Recorder::default(), kept, fan_out, reports: writer, errors }
    }

    /// Tells the recorder the number of cases, which decides how many of them it holds in memory.
    pub(super) fn expect_cases(mut self, cases: usize) -> Self {
        self.recorder = Recorder::holding(cases);
        self
    }

    /// Passes an event to all listeners.
    pub(super) fn send(&mut self, mut event: Event) {
        self.fan_out.send(&event);
        // The exchanges that a report shows are moved out before the recorder drops those of passed cases.
        self.kept.take_from(&mut event);
        self.recorder.observe(event);
    }

    /// Writes the remaining reports and decides the exit code.
    ///
    /// # Panics
    ///
    /// If no event was sent: a run begins with its first event.
    pub(super) fn finish(mut self, criteria: &Criteria) -> FinishedRun {
        let record = self.recorder.into_record().expect("a run begins with its first event");
        let lost = self.fan_out.finish().into_iter().map(|lost| lost.error.to_string());
        self.errors.extend(lost);
        let judgement = Judgement { record: &record, criteria };
        // Reports show the exit code, so it is decided before they are written, and again if one cannot be.
        let exit = judgement.exit(&self.errors);
        let recorded = RecordedExit::new(exit.code(), exit.word());
        let run = || SavedRun::new(&record, Some(recorded.clone())).with(&self.kept);
        self.errors.extend(self.reports.write(run));
        let exit = judgement.exit(&self.errors);
        let unmet = judgement.unmet_for(exit);
        FinishedRun { exit, unmet, report_errors: self.errors, record }
    }
}
