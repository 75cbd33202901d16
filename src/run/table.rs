//! The rows of a table that is not held: read again, bound and run as there is room.

use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::event::CaseFinished;
use crate::plan::{CaseIndex, LargeTable, PlannedCase};
use crate::suite::TableChanged;
use crate::verdict::{CaseName, Outcome};

use super::case::{self, Reach};
use super::state::Shared;

/// Rows that are read and bound before there is room to run them.
const AHEAD: usize = 64;

/// What is told of a row while its table is under way.
pub(super) enum Told {
    Started(CaseName),
    Finished(Box<CaseFinished>, Reach),
}

/// Runs all rows of a table; each is told, and once for all of them why some were left out. The end says how
/// the table ended as a whole, for those that wait for it, and is not told.
pub(super) async fn run(
    shared: &Arc<Shared>,
    (index, table): (CaseIndex, LargeTable),
    told: mpsc::Sender<Told>,
) -> (Box<CaseFinished>, Reach) {
    let (sender, mut rows) = mpsc::channel::<PlannedCase>(AHEAD);
    let unit = shared.case(index).clone();
    let room = if table.one_by_one() { 1 } else { shared.options.jobs.max(1) };
    let reading = tokio::task::spawn_blocking(move || {
        table.each(&unit, &mut |row| match sender.blocking_send(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        })
    });
    let mut running: JoinSet<(Box<CaseFinished>, Reach)> = JoinSet::new();
    let mut worst = Outcome::Passed;
    let mut reading_on = true;
    while reading_on || !running.is_empty() {
        tokio::select! {
            row = rows.recv(), if reading_on && running.len() < room => {
                let row = row.filter(|_| !shared.is_stopped());
                let Some(row) = row else {
                    reading_on = false;
                    rows.close();
                    continue;
                };
                // Nobody listens any more where the run itself is being given up.
                let _ = told.send(Told::Started(row.name.clone())).await;
                let shared = Arc::new(shared.for_row(index, row));
                running.spawn(async move { case::run(&shared, index).await });
            }
            Some(done) = running.join_next() => {
                let (finished, reach) = done.unwrap_or_else(|_| {
                    let reason = "it ended by a panic, which is a bug of statusquo".to_owned();
                    (case::not_run(shared, index, Outcome::Errored { reason }), Reach::Untried)
                });
                worst = worse(worst, &finished.outcome);
                let _ = told.send(Told::Finished(finished, reach)).await;
            }
        }
    }
    drop(rows);
    let read = reading.await.unwrap_or(Ok(()));
    if let Some(rest) = rest(read, shared) {
        worst = worse(worst, &rest);
        let rest = case::not_run(shared, index, rest);
        let _ = told.send(Told::Finished(rest, Reach::Untried)).await;
    }
    (case::not_run(shared, index, worst), Reach::Untried)
}

/// What became of the rows that were not run.
fn rest(read: Result<(), TableChanged>, shared: &Shared) -> Option<Outcome> {
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
