//! Live reporters. One that fails does not stop the run.

use crate::event::Event;
use crate::record::ReportError;

/// A report that is written while the run goes on.
pub trait Reporter: Send {
    /// The name for messages: the format, and the file if there is one.
    fn name(&self) -> &str;

    /// Reports one event.
    ///
    /// # Errors
    ///
    /// If the report could not be written. The reporter then receives no further event.
    fn on_event(&mut self, event: &Event) -> Result<(), ReportError>;

    /// Completes the report after the last event.
    ///
    /// # Errors
    ///
    /// If the report could not be completed.
    fn finish(self: Box<Self>) -> Result<(), ReportError>;
}

/// A report that failed.
#[derive(Debug)]
pub struct Lost {
    /// The name of the report.
    pub report: String,
    /// The error that ended the report.
    pub error: ReportError,
}

/// Passes each event to every reporter. A reporter that fails is dropped and remembered. The run and the other reporters
/// continue, and the exit code reports the failure at the end.
#[derive(Default)]
pub struct FanOut {
    live: Vec<Box<dyn Reporter>>,
    lost: Vec<Lost>,
}

impl FanOut {
    /// A fan-out to these reporters, in this order.
    pub fn new(reporters: Vec<Box<dyn Reporter>>) -> Self {
        Self { live: reporters, lost: Vec::new() }
    }

    /// Passes one event to every reporter that has not failed.
    pub fn send(&mut self, event: &Event) {
        let lost = &mut self.lost;
        self.live.retain_mut(|reporter| match reporter.on_event(event) {
            Ok(()) => true,
            Err(error) => {
                lost.push(Lost { report: reporter.name().to_owned(), error });
                false
            }
        });
    }

    /// Completes all reports and returns those that failed, in the order of failure.
    #[must_use = "a report that was lost changes the exit code"]
    pub fn finish(self) -> Vec<Lost> {
        let mut lost = self.lost;
        for reporter in self.live {
            let report = reporter.name().to_owned();
            if let Err(error) = reporter.finish() {
                lost.push(Lost { report, error });
            }
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::record::sample::sample_events;

    struct Counting {
        heard: Arc<AtomicUsize>,
        breaks_after: usize,
    }

    impl Counting {
        fn answer(&self) -> Result<(), ReportError> {
            if self.heard.load(Ordering::Relaxed) <= self.breaks_after {
                return Ok(());
            }
            Err(ReportError::Terminal { source: io::Error::other("it broke") })
        }
    }

    impl Reporter for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }

        fn on_event(&mut self, _: &Event) -> Result<(), ReportError> {
            self.heard.fetch_add(1, Ordering::Relaxed);
            self.answer()
        }

        fn finish(self: Box<Self>) -> Result<(), ReportError> {
            self.heard.fetch_add(1, Ordering::Relaxed);
            self.answer()
        }
    }

    /// Two reporters, of which the first breaks: what each heard and how many were lost.
    #[track_caller]
    fn check(breaks_after: usize, first: usize, lost: usize) {
        let events = sample_events();
        let heard = [Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0))];
        let reporter = |heard: &Arc<AtomicUsize>, breaks_after| -> Box<dyn Reporter> {
            Box::new(Counting { heard: Arc::clone(heard), breaks_after })
        };
        let mut all =
            FanOut::new(vec![reporter(&heard[0], breaks_after), reporter(&heard[1], usize::MAX)]);
        for event in &events {
            all.send(event);
        }
        assert_eq!(all.finish().len(), lost);
        let heard = heard.map(|count| count.load(Ordering::Relaxed));
        assert_eq!(heard, [first, events.len() + 1]);
    }

    #[test]
    fn a_reporter_that_fails_receives_no_more_events_and_the_others_do() {
        check(2, 3, 1);
    }

    #[test]
    fn a_reporter_that_fails_at_the_end_is_remembered_too() {
        check(sample_events().len(), sample_events().len() + 1, 1);
    }

    #[test]
    fn no_report_is_lost_if_none_fails() {
        check(usize::MAX, sample_events().len() + 1, 0);
    }
}
