//! The rows of a table that is too large for memory: read again, bound and run as there is room.

use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::case::Reach;
use super::run_case::{not_run, run_case};
use super::state::Shared;
use crate::event::CaseFinished;
use crate::plan::{CaseIndex, LargeTable, PlannedCase};
use crate::suite::TableChanged;
use crate::verdict::{CaseName, Outcome};

/// The number of rows that are read and bound before there is room to run them.
const AHEAD: usize = 64;

/// The start or end of a row, reported while its table runs.
pub(super) enum RowEvent {
    Started(CaseName),
    Finished(Box<CaseFinished>, Reach),
}

/// Runs all rows of a table and reports each row on `events`. If rows are left out, one further end states the
/// reason.
///
/// The returned end describes the table as a whole, for the cases that need it. It is not reported.
pub(super) async fn run_table(
    shared: &Arc<Shared>,
    index: CaseIndex,
    table: LargeTable,
    events: mpsc::Sender<RowEvent>,
) -> (Box<CaseFinished>, Reach) {
    let (sender, mut rows) = mpsc::channel::<PlannedCase>(AHEAD);
    let unit = shared.case(index).clone();
    let room = if table.one_by_one() { 1 } else { shared.options.jobs.max(1) };
    // Reading a file blocks, so it has a thread of its own. The bounded channel keeps the reader from running ahead.
    let reading = tokio::task::spawn_blocking(move || {
        table.each(&unit, &mut |row| match sender.blocking_send(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        })
    });
    let mut running: JoinSet<(Box<CaseFinished>, Reach)> = JoinSet::new();
    let mut worst = Outcome::Passed;
    let mut has_more = true;
    while has_more || !running.is_empty() {
        tokio::select! {
            row = rows.recv(), if has_more && running.len() < room => {
                // After a stop, closing the channel makes the reader of the file end too.
                let row = row.filter(|_| !shared.is_stopped());
                let Some(row) = row else {
                    has_more = false;
                    rows.close();
                    continue;
                };
                // Sending fails only if the whole run is being aborted. Then nobody needs the event.
                let _ = events.send(RowEvent::Started(row.name.clone())).await;
                let shared = Arc::new(shared.for_row(index, row));
                running.spawn(async move { run_case(&shared, index).await });
            }
            Some(done) = running.join_next() => {
                let (finished, reach) = done.unwrap_or_else(|_| {
                    let reason = "it panicked, which is a bug in statusquo".to_owned();
                    (not_run(shared, index, Outcome::Errored { reason }), Reach::Untried)
                });
                worst = worse(worst, &finished.outcome);
                let _ = events.send(RowEvent::Finished(finished, reach)).await;
            }
        }
    }
    // The reader may wait for room in the channel, so the channel is closed before the end of the reader is awaited.
    drop(rows);
    let read = reading.await.unwrap_or(Ok(()));
    if let Some(rest) = outcome_of_rest(read, shared) {
        worst = worse(worst, &rest);
        let rest = not_run(shared, index, rest);
        let _ = events.send(RowEvent::Finished(rest, Reach::Untried)).await;
    }
    (not_run(shared, index, worst), Reach::Untried)
}

/// Returns the outcome of the rows that were not run, if there are any.
fn outcome_of_rest(read: Result<(), TableChanged>, shared: &Shared) -> Option<Outcome> {
    match read {
        Err(changed) => Some(Outcome::Errored { reason: changed.to_string() }),
        Ok(()) if shared.is_stopped() => {
            Some(Outcome::Skipped { reason: "the run ended before its last row".to_owned() })
        }
        Ok(()) => None,
    }
}

fn worse(one: Outcome, other: &Outcome) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Passed => 0,
        Outcome::Waived(_) => 1,
        Outcome::Skipped { .. } => 2,
        Outcome::Errored { .. } => 3,
        Outcome::Failed => 4,
    };
    if rank(other) > rank(&one) { other.clone() } else { one }
}
