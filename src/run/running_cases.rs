//! The cases that run now, each as a task of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};

use super::case::Reach;
use super::large_table::{RowEvent, run_table};
use super::run_case::{not_run, run_case};
use super::state::Shared;
use crate::event::{CaseFinished, Phase};
use crate::plan::CaseIndex;
use crate::verdict::Outcome;

/// The result of the task that ran a case.
pub(super) struct TaskEnd {
    pub(super) index: CaseIndex,
    pub(super) finished: Box<CaseFinished>,
    pub(super) reach: Reach,
    /// True if the task was aborted or panicked, so the case has no result of its own.
    pub(super) is_lost: bool,
}

/// The tasks of the cases that run now.
pub(super) struct Running {
    pub(super) tasks: JoinSet<(Box<CaseFinished>, Reach)>,
    /// The channel on which tables report their rows.
    rows: mpsc::Sender<RowEvent>,
    cases: BTreeMap<Id, (CaseIndex, AbortHandle)>,
}

impl Running {
    pub(super) fn new(rows: mpsc::Sender<RowEvent>) -> Self {
        Self { tasks: JoinSet::new(), rows, cases: BTreeMap::new() }
    }

    /// Starts a case as a task.
    pub(super) fn start(&mut self, shared: &Arc<Shared>, index: CaseIndex) {
        let shared = Arc::clone(shared);
        // Boxed: tokio moves a task several times before it is pinned, and the future has thousands of bytes.
        let task = match shared.case(index).table.clone() {
            None => self.tasks.spawn(Box::pin(async move { run_case(&shared, index).await })),
            Some(table) => {
                let rows = self.rows.clone();
                let run = async move { run_table(&shared, index, table, rows).await };
                self.tasks.spawn(Box::pin(run))
            }
        };
        self.cases.insert(task.id(), (index, task));
    }

    /// Returns the number of cases that may send requests.
    pub(super) fn busy(&self, shared: &Shared) -> usize {
        // The rows of a table watch too, and a table is one task.
        self.tasks.len().saturating_sub(shared.watching.count())
    }

    /// Removes a task that has ended.
    pub(super) fn remove(
        &mut self,
        shared: &Shared,
        done: Result<(Id, (Box<CaseFinished>, Reach)), JoinError>,
    ) -> TaskEnd {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let (index, _) = self.cases.remove(&id).expect("every task is noted when it starts");
        match done {
            Ok((_, (finished, reach))) => TaskEnd { index, finished, reach, is_lost: false },
            Err(error) => {
                let reason = if error.is_cancelled() {
                    "it was running when the run was interrupted"
                } else {
                    "it panicked, which is a bug in statusquo"
                };
                let outcome = Outcome::Errored { reason: reason.to_owned() };
                let finished = not_run(shared, index, outcome);
                TaskEnd { index, finished, reach: Reach::Untried, is_lost: true }
            }
        }
    }

    /// Aborts the tasks that are still running after the grace. Teardown continues, so that nothing is left on the
    /// target.
    pub(super) fn abort(&self, shared: &Shared) {
        for (index, task) in self.cases.values() {
            if shared.case(*index).phase != Phase::Teardown {
                task.abort();
            }
        }
    }
}
