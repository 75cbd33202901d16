//! The run behind the tests. The first test that needs a result starts the run, so listing sends nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::event::{CaseFinished, Event, RunStarted};
use crate::plan::Plan;
use crate::record::ReportError;
use crate::report::{Reporter, TerminalSettings, case_block};
use crate::session::{FinishedRun, run_plan};
use crate::settings::{Failure, RunSettings};
use crate::verdict::CaseName;

type RunResult = Result<FinishedRun, Failure>;

/// A run on a thread of its own, which starts when the first test waits for its case.
pub(super) struct BackgroundRun {
    state: Mutex<RunState>,
    results: Arc<Results>,
}

enum RunState {
    /// The run has not started. These are its plan and its settings.
    Planned(Box<(Plan, RunSettings)>),
    /// The run has started. Its thread returns the result.
    Started(JoinHandle<RunResult>),
    /// The result of the run was taken.
    Finished,
}

/// The results that tests wait for.
#[derive(Default)]
struct Results {
    cases: Mutex<CaseResults>,
    changed: Condvar,
}

#[derive(Default)]
struct CaseResults {
    started: Option<RunStarted>,
    finished: BTreeMap<CaseName, CaseFinished>,
    run_has_ended: bool,
}

impl BackgroundRun {
    pub(super) fn new(plan: Plan, settings: RunSettings) -> Self {
        let state = Mutex::new(RunState::Planned(Box::new((plan, settings))));
        Self { state, results: Arc::default() }
    }

    /// Starts the run, unless it has already started.
    pub(super) fn start(&self) {
        let mut state = locked(&self.state);
        // The state is taken out, because a plan can be moved to the thread only once. The lock is held until the
        // new state is stored, so two tests cannot both start the run.
        match std::mem::replace(&mut *state, RunState::Finished) {
            RunState::Planned(work) => {
                let results = Arc::clone(&self.results);
                *state = RunState::Started(thread::spawn(move || {
                    let (plan, settings) = *work;
                    let live: Vec<Box<dyn Reporter>> =
                        vec![Box::new(ResultReporter(Arc::clone(&results)))];
                    let result = run_plan(plan, &settings, live);
                    // A test whose case never ran would wait for ever without this notice.
                    locked(&results.cases).run_has_ended = true;
                    results.changed.notify_all();
                    result
                }));
            }
            started => *state = started,
        }
    }

    /// Waits until a case has finished. Returns `None` if the run has ended without the case.
    pub(super) fn wait(&self, case: &CaseName) -> Option<CaseFinished> {
        self.start();
        let mut cases = locked(&self.results.cases);
        loop {
            // Removed, because each case has one test and its exchange may be large.
            if let Some(finished) = cases.finished.remove(case) {
                return Some(finished);
            }
            // Checked after the results, because the last case may finish at the same moment as the run.
            if cases.run_has_ended {
                return None;
            }
            let changed = self.results.changed.wait(cases);
            cases = changed.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Returns the text about a case that did not pass, as the command line shows it.
    pub(super) fn failure_text(&self, case: &CaseFinished) -> String {
        let started = locked(&self.results.cases).started.clone();
        let started = started.expect("a run starts before its first case finishes");
        let settings = TerminalSettings { width: 100, ..TerminalSettings::default() };
        case_block(case, &started, &settings)
    }

    /// Waits for the end of the run. Returns `None` if no test has started the run.
    pub(super) fn finish(&self) -> Option<RunResult> {
        let state = std::mem::replace(&mut *locked(&self.state), RunState::Finished);
        let RunState::Started(thread) = state else { return None };
        let panicked =
            || Failure::not_judged("the run ended by a panic, which is a bug of statusquo");
        Some(thread.join().unwrap_or_else(|_| Err(panicked())))
    }
}

/// Passes the results of cases to the waiting tests.
struct ResultReporter(Arc<Results>);

impl Reporter for ResultReporter {
    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        match event {
            Event::RunStarted(started) => {
                locked(&self.0.cases).started = Some(started.clone());
            }
            Event::CaseFinished(case) => {
                locked(&self.0.cases).finished.insert(case.case.clone(), (**case).clone());
                self.0.changed.notify_all();
            }
            Event::CaseStarted(_) | Event::RunFinished(_) => {}
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ReportError> {
        Ok(())
    }
}

/// Locks a mutex. A panic of another thread leaves the value usable, because each change is a single assignment.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
