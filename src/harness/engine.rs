//! The run behind the tests: begun by the first of them, so that listing touches no network.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::event::{CaseFinished, Event, RunStarted};
use crate::plan::Plan;
use crate::record::ReportError;
use crate::report::{Reporter, TerminalSettings, case_block};
use crate::session::{Concluded, Failure, RunSettings, conduct_to_the_end};
use crate::verdict::CaseName;

type Conclusion = Result<Concluded, Failure>;

/// A run that begins when the first test asks for its result.
pub(super) struct Engine {
    run: Mutex<Run>,
    results: Arc<Results>,
}

enum Run {
    /// Not begun.
    Planned(Box<(Plan, RunSettings)>),
    /// Under way or over.
    Begun(JoinHandle<Conclusion>),
    /// Its conclusion was taken.
    Concluded,
}

#[derive(Default)]
struct Results {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    started: Option<RunStarted>,
    ended: BTreeMap<CaseName, CaseFinished>,
    over: bool,
}

impl Engine {
    pub(super) fn new(plan: Plan, settings: RunSettings) -> Self {
        let run = Mutex::new(Run::Planned(Box::new((plan, settings))));
        Self { run, results: Arc::default() }
    }

    /// Begins the run, once.
    pub(super) fn start(&self) {
        let mut run = locked(&self.run);
        match std::mem::replace(&mut *run, Run::Concluded) {
            Run::Planned(work) => {
                let results = Arc::clone(&self.results);
                *run = Run::Begun(thread::spawn(move || {
                    let (plan, settings) = *work;
                    let conclusion = conduct_all(plan, &settings, &results);
                    locked(&results.state).over = true;
                    results.changed.notify_all();
                    conclusion
                }));
            }
            begun => *run = begun,
        }
    }

    /// Waits until a case has ended; `None` if the run is over without it.
    pub(super) fn wait(&self, case: &CaseName) -> Option<CaseFinished> {
        self.start();
        let mut state = locked(&self.results.state);
        loop {
            if let Some(ended) = state.ended.remove(case) {
                return Some(ended);
            }
            if state.over {
                return None;
            }
            let changed = self.results.changed.wait(state);
            state = changed.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What there is to say of a case that did not pass, as the command line says it.
    pub(super) fn story(&self, case: &CaseFinished) -> String {
        let started = locked(&self.results.state).started.clone();
        let started = started.expect("a run says how it begins before any case");
        let settings = TerminalSettings { width: 100, ..TerminalSettings::default() };
        case_block(case, &started, &settings)
    }

    /// Waits for the end of the run; `None` if no test began it.
    pub(super) fn conclude(&self) -> Option<Conclusion> {
        let Run::Begun(thread) = std::mem::replace(&mut *locked(&self.run), Run::Concluded) else {
            return None;
        };
        let died = || Failure::judge("the run ended by a panic, which is a bug of statusquo");
        Some(thread.join().unwrap_or_else(|_| Err(died())))
    }
}

fn conduct_all(plan: Plan, settings: &RunSettings, results: &Arc<Results>) -> Conclusion {
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(Messenger(Arc::clone(results)))];
    conduct_to_the_end(plan, settings, live)
}

/// Tells the waiting tests what became of their cases.
struct Messenger(Arc<Results>);

impl Reporter for Messenger {
    fn name(&self) -> &'static str {
        "cargo test"
    }

    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        match event {
            Event::RunStarted(started) => {
                locked(&self.0.state).started = Some(started.clone());
            }
            Event::CaseFinished(case) => {
                locked(&self.0.state).ended.insert(case.case.clone(), (**case).clone());
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

/// The content of a lock; a panic elsewhere leaves it as it was.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
