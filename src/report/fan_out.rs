//! Live reporters. One that fails does not stop the run.

use crate::event::Event;
use crate::record::ReportError;

/// A report that is written while the run goes on.
pub trait Reporter: Send {
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

/// Passes each event to every reporter. A reporter that fails is dropped and remembered. The run and the other reporters
/// continue, and the exit code reports the failure at the end.
#[derive(Default)]
pub struct FanOut {
    live: Vec<Box<dyn Reporter>>,
    /// The errors of the reporters that failed, in the order of failure.
    lost: Vec<ReportError>,
}

impl FanOut {
    /// Creates a fan-out to these reporters. Each event reaches them in this order.
    pub fn new(reporters: Vec<Box<dyn Reporter>>) -> Self {
        Self { live: reporters, lost: Vec::new() }
    }

    /// Passes one event to every reporter that has not failed.
    pub fn send(&mut self, event: &Event) {
        let lost = &mut self.lost;
        // A report with a gap would be misleading, so a reporter that failed once receives nothing more.
        self.live.retain_mut(|reporter| match reporter.on_event(event) {
            Ok(()) => true,
            Err(error) => {
                lost.push(error);
                false
            }
        });
    }

    /// Completes all reports and returns the error of each report that failed, in the order of failure.
    #[must_use = "a report that was lost changes the exit code"]
    pub fn finish(mut self) -> Vec<ReportError> {
        let at_the_end = self.live.into_iter().filter_map(|reporter| reporter.finish().err());
        self.lost.extend(at_the_end);
        self.lost
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
        fn on_event(&mut self, _: &Event) -> Result<(), ReportError> {
            self.heard.fetch_add(1, Ordering::Relaxed);
            self.answer()
        }

        fn finish(self: Box<Self>) -> Result<(), ReportError> {
            self.heard.fetch_add(1, Ordering::Relaxed);
            self.answer()
        }
    }

    /// Checks the number of events that two reporters receive, and the number of lost reports, if the first one fails after
    /// some events.
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
