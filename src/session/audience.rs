//! All who listen to a run: the record that is made of it, and the reports that are written meanwhile.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::event::Event;
use crate::report::{FanOut, Recorder, Reporter};

/// How many events may wait to be heard; a run that is ahead by more waits for its reports.
const WAITING: usize = 1_024;

/// How long a listener rests that has heard all there was.
///
/// What comes meanwhile is heard in one go. To be woken for every event would cost the run more than the event.
const REST: Duration = Duration::from_millis(1);

/// All who listen to a run.
pub(super) struct Audience {
    pub(super) recorder: Recorder,
    pub(super) fan_out: FanOut,
}

impl Audience {
    /// These reports, and a record.
    pub(super) fn new(live: Vec<Box<dyn Reporter>>) -> Self {
        Self { recorder: Recorder::default(), fan_out: FanOut::new(live) }
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.fan_out.send(&event);
        self.recorder.observe(event);
    }

    /// Listens on a thread of its own from now on, so that the run does not wait for what is written.
    pub(super) fn aside(self) -> Aside {
        let (events, heard) = sync_channel(WAITING);
        Aside { events, thread: thread::spawn(move || self.listen(&heard)) }
    }

    fn listen(mut self, events: &Receiver<Event>) -> Self {
        while let Ok(event) = events.recv() {
            self.tell(event);
            for event in events.try_iter() {
                self.tell(event);
            }
            thread::sleep(REST);
        }
        self
    }
}

/// An audience that listens on a thread of its own.
pub(super) struct Aside {
    events: SyncSender<Event>,
    thread: JoinHandle<Audience>,
}

impl Aside {
    pub(super) fn tell(&self, event: Event) {
        // There is someone who listens, or the thread has died, which its end tells.
        let _ = self.events.send(event);
    }

    /// The audience when it has heard everything.
    pub(super) fn over(self) -> Audience {
        drop(self.events);
        self.thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::event::{CaseStarted, Event};
    use crate::report::ReportError;
    use crate::verdict::CaseName;

    /// Counts the events that come in their order.
    struct InOrder(Arc<AtomicUsize>);

    impl Reporter for InOrder {
        fn name(&self) -> &'static str {
            "in order"
        }

        fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
            let next = self.0.load(Ordering::Relaxed).to_string();
            let is_next = matches!(event, Event::CaseStarted(started) if started.case.id == next);
            self.0.fetch_add(usize::from(is_next), Ordering::Relaxed);
            Ok(())
        }

        fn finish(self: Box<Self>) -> Result<(), ReportError> {
            Ok(())
        }
    }

    fn event(number: usize) -> Event {
        let case = CaseName { suite: "s".to_owned(), id: number.to_string() };
        Event::CaseStarted(CaseStarted { case })
    }

    #[test]
    fn all_is_heard_in_its_order_before_it_is_over() {
        let heard = Arc::new(AtomicUsize::new(0));
        let aside = Audience::new(vec![Box::new(InOrder(Arc::clone(&heard)))]).aside();
        (0..3 * WAITING).for_each(|number| aside.tell(event(number)));
        aside.over();
        assert_eq!(heard.load(Ordering::Relaxed), 3 * WAITING);
    }

    #[test]
    fn what_is_told_is_heard_though_nothing_follows() {
        let heard = Arc::new(AtomicUsize::new(0));
        let aside = Audience::new(vec![Box::new(InOrder(Arc::clone(&heard)))]).aside();
        for number in 0..2 {
            aside.tell(event(number));
            let begun = std::time::Instant::now();
            while heard.load(Ordering::Relaxed) == number {
                assert!(begun.elapsed() < Duration::from_secs(20), "nobody hears event {number}");
                thread::sleep(REST);
            }
        }
    }
}
