//! Decides which case runs when: as soon as its data is there, and never more than `jobs` at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::case::{CaseRun, Reach};
use super::early_stop::{EarlyStop, EndedCase};
use super::eligibility::{Eligibility, NotSent};
use super::large_table::RowEvent;
use super::run_case::not_run;
use super::running_cases::{Running, TaskEnd};
use super::state::Shared;
use crate::event::{CaseStarted, Event, Phase, Signal, Stopped};
use crate::plan::{CaseIndex, PlannedCase, TargetIndex};
use crate::verdict::Outcome;

/// The number of row events that wait for the schedule.
const ROWS: usize = 64;

/// The reason for the end of a schedule.
pub(super) struct ScheduleEnd {
    /// The signal that ended the run early.
    pub(super) interrupted: Option<Signal>,
    /// The reason why the target could not be reached, if that ended the run early.
    pub(super) unreachable: Option<String>,
    /// The reasons why cases were not sent although the target could be reached.
    pub(super) stopped: Vec<Stopped>,
}

/// Runs every case of the plan. A target that refuses the first connections gets no further requests.
pub(super) async fn run_all(
    shared: &Arc<Shared>,
    mut stop: watch::Receiver<Option<Signal>>,
    listener: &mut impl FnMut(Event),
) -> ScheduleEnd {
    let mut schedule = Schedule::new(shared);
    let (sender, mut rows) = mpsc::channel(ROWS);
    let mut running = Running::new(sender);
    let mut interrupted = None;
    let mut deadline = None;
    loop {
        schedule.start_ready(&mut running, listener);
        if running.tasks.is_empty() {
            // Nothing runs and nothing can start, so open questions of the early stop are decided now. That may
            // release cases which wait for the answer.
            let settled = schedule.early_stop.settle(interrupted.is_some());
            if settled.is_empty() && schedule.ready.is_empty() {
                let unreachable = schedule.unreachable();
                let stopped = schedule.early_stop.into_reasons();
                return ScheduleEnd { interrupted, unreachable, stopped };
            }
            schedule.report(settled, listener);
            continue;
        }
        tokio::select! {
            // A case that only watches its connection makes room for another one.
            () = shared.watching.started() => {}
            Some(event) = rows.recv() => schedule.handle_row(event, listener),
            Some(done) = running.tasks.join_next_with_id() => {
                // The events of all rows come before the end of their table.
                while let Ok(event) = rows.try_recv() {
                    schedule.handle_row(event, listener);
                }
                let end = running.remove(shared, done);
                schedule.finish(end, listener);
            }
            Ok(()) = stop.changed(), if interrupted.is_none() => {
                interrupted = *stop.borrow();
                schedule.halt("the run was interrupted");
                deadline = Some(Instant::now() + shared.options.grace);
            }
            // `select!` evaluates the expression even if the branch is disabled, so it needs a time without a deadline
            // too.
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                deadline = None;
                running.abort(shared);
            }
        }
    }
}

/// The cases that wait, and the cases that can start.
struct Schedule<'s> {
    shared: &'s Arc<Shared>,
    eligibility: Eligibility<'s>,
    /// The number of cases that each case still waits for.
    waiting: Vec<usize>,
    /// The cases that need each case to have passed.
    dependents: Vec<Vec<CaseIndex>>,
    /// The cases that wait for the end of each case, whatever its outcome is.
    followers: Vec<Vec<CaseIndex>>,
    /// Cases that wait for nothing, in the order of the files.
    ready: BTreeSet<CaseIndex>,
    running: BTreeSet<CaseIndex>,
    /// The number of running cases that must run alone: at most one.
    running_alone: usize,
    endings: Vec<Option<Ending>>,
    /// The early stop, which holds back cases that could prove nothing.
    early_stop: EarlyStop,
    /// The reason why no further case starts, teardown excepted.
    halted: Option<&'static str>,
    /// The evidence about the connection to each target.
    reach: BTreeMap<TargetIndex, Reach>,
}

/// The outcome of a case, without details.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Passed,
    Failed,
    Waived,
    Errored,
    Skipped,
}

impl<'s> Schedule<'s> {
    fn new(shared: &'s Arc<Shared>) -> Self {
        let cases = &shared.plan.cases;
        let mut dependents = vec![Vec::new(); cases.len()];
        let mut followers = vec![Vec::new(); cases.len()];
        let mut waiting = vec![0; cases.len()];
        for (index, case) in cases.iter().enumerate() {
            for (earlier, waits) in
                [(&case.requires, &mut dependents), (&case.follows, &mut followers)]
            {
                waiting[index] += earlier.len();
                for earlier in earlier {
                    waits[earlier.0].push(CaseIndex(index));
                }
            }
        }
        let ready = waiting.iter().enumerate().filter(|(_, count)| **count == 0);
        let ready = ready.map(|(index, _)| CaseIndex(index)).collect();
        let endings = vec![None; cases.len()];
        let running = BTreeSet::new();
        Self {
            shared,
            eligibility: shared.eligibility(),
            waiting,
            dependents,
            followers,
            ready,
            running,
            running_alone: 0,
            endings,
            early_stop: EarlyStop::new(shared),
            halted: None,
            reach: BTreeMap::new(),
        }
    }

    /// Starts every case that can start, and reports the cases that are not run.
    fn start_ready(&mut self, running: &mut Running, listener: &mut impl FnMut(Event)) {
        let shared = self.shared;
        while let Some(next) = self.next(running) {
            if let Some(outcome) = self.obstacle(next) {
                let finished = not_run(shared, next, outcome);
                self.release_followers(next);
                self.report(vec![EndedCase { index: next, finished }], listener);
                continue;
            }
            // Each row of a large table reports its own start.
            if shared.case(next).table.is_none() {
                let name = shared.case(next).name.clone();
                listener(Event::CaseStarted(CaseStarted { case: name }));
            }
            running.start(shared, next);
            let is_new = self.running.insert(next);
            self.running_alone += usize::from(is_new && shared.case(next).alone);
        }
    }

    /// Takes the next case that may start.
    fn next(&mut self, running: &Running) -> Option<CaseIndex> {
        if running.busy(self.shared) >= self.shared.options.jobs.max(1) || self.running_alone > 0 {
            return None;
        }
        // A case that must run alone starts only if no other case can, so that it never delays the others.
        let ready =
            || self.ready.iter().copied().filter(|index| !self.early_stop.holds_back(*index));
        let open = ready().find(|index| !self.shared.case(*index).alone);
        let next = open.or_else(|| ready().next().filter(|_| running.tasks.is_empty()))?;
        self.ready.remove(&next);
        Some(next)
    }

    /// Handles the end of a task.
    fn finish(&mut self, end: TaskEnd, listener: &mut impl FnMut(Event)) {
        let TaskEnd { index, finished, reach, is_lost } = end;
        let case = self.shared.case(index);
        self.note_reach(case.target, reach);
        // Followers wait for the end only, so they start even if the early stop holds the outcome back.
        self.release_followers(index);
        if case.table.is_none() || is_lost {
            let released = self.early_stop.observe(self.shared, index, finished);
            self.report(released, listener);
        } else {
            // The rows of the table were reported one by one, so its own end is not.
            self.note_ending(index, &finished.outcome);
        }
    }

    /// Reports the ends of cases, and releases the cases that need them.
    fn report(&mut self, ended: Vec<EndedCase>, listener: &mut impl FnMut(Event)) {
        for EndedCase { index, finished } in ended {
            self.note_ending(index, &finished.outcome);
            listener(Event::CaseFinished(finished));
        }
    }

    /// Handles the start or the end of a row of a large table.
    fn handle_row(&mut self, event: RowEvent, listener: &mut impl FnMut(Event)) {
        match event {
            RowEvent::Started(case) => listener(Event::CaseStarted(CaseStarted { case })),
            RowEvent::Finished(finished, reach) => {
                // A table runs alone, so it is the only running case.
                if let Some(index) = self.running.first().copied() {
                    let released = self.early_stop.observe_row(index, &finished);
                    self.report(released, listener);
                    let target = self.shared.case(index).target;
                    self.note_reach(target, reach);
                    if let Some(Reach::Unreachable(_)) = self.reach.get(&target) {
                        self.shared.stop();
                    }
                }
                self.halt_if_fail_fast(&finished.outcome);
                listener(Event::CaseFinished(finished));
            }
        }
    }

    /// Notes the outcome of a case and releases the cases that need it.
    fn note_ending(&mut self, index: CaseIndex, outcome: &Outcome) {
        self.halt_if_fail_fast(outcome);
        self.endings[index.0] = Some(match outcome {
            Outcome::Passed => Ending::Passed,
            Outcome::Failed => Ending::Failed,
            Outcome::Waived(_) => Ending::Waived,
            Outcome::Errored { .. } => Ending::Errored,
            Outcome::Skipped { .. } => Ending::Skipped,
        });
        let dependents = std::mem::take(&mut self.dependents[index.0]);
        self.release(dependents);
    }

    /// Releases the cases that wait for the end of a case. Its outcome may still be unknown: the early stop can hold
    /// it back.
    fn release_followers(&mut self, index: CaseIndex) {
        let was_running = self.running.remove(&index);
        self.running_alone -= usize::from(was_running && self.shared.case(index).alone);
        let followers = std::mem::take(&mut self.followers[index.0]);
        self.release(followers);
    }

    fn release(&mut self, cases: Vec<CaseIndex>) {
        for case in cases {
            self.waiting[case.0] -= 1;
            if self.waiting[case.0] == 0 {
                self.ready.insert(case);
            }
        }
    }

    fn note_reach(&mut self, target: TargetIndex, reach: Reach) {
        match reach {
            Reach::Untried => {}
            Reach::Reached => drop(self.reach.insert(target, reach)),
            // One connection proves that the target is up, so a later failure does not change that.
            Reach::Unreachable(_) => drop(self.reach.entry(target).or_insert(reach)),
        }
    }

    /// Returns the reason if no target could be reached.
    fn unreachable(&self) -> Option<String> {
        let reached = self.reach.values().any(|reach| *reach == Reach::Reached);
        let why = self.reach.values().find_map(|reach| match reach {
            Reach::Unreachable(why) => Some(why.clone()),
            Reach::Untried | Reach::Reached => None,
        });
        why.filter(|_| !reached)
    }

    fn halt_if_fail_fast(&mut self, outcome: &Outcome) {
        let is_red = matches!(outcome, Outcome::Failed | Outcome::Errored { .. });
        if is_red && self.shared.options.fail_fast {
            self.halt("an earlier case did not pass and --fail-fast is set");
        }
    }

    fn halt(&mut self, why: &'static str) {
        self.shared.stop();
        self.halted.get_or_insert(why);
    }

    /// Returns the outcome of a case that must not run.
    fn obstacle(&self, index: CaseIndex) -> Option<Outcome> {
        let case = self.shared.case(index);
        // The first reason that applies is reported, so the more general reasons come first.
        if let Some(Reach::Unreachable(reason)) = self.reach.get(&case.target) {
            return Some(Outcome::Errored { reason: reason.clone() });
        }
        // The teardown runs even after a halt, so that nothing is left on the target.
        if let Some(why) = self.halted.filter(|_| case.phase != Phase::Teardown) {
            return Some(Outcome::Skipped { reason: why.to_owned() });
        }
        if let Some(reason) = self.eligibility.obstacle(case) {
            return Some(Outcome::Skipped { reason: reason.to_string() });
        }
        if let Some(why) = self.early_stop.stop_reason(index) {
            return Some(Outcome::Skipped { reason: why.to_owned() });
        }
        // The method of a link is known only now. Without a response there is no link, and the case that should
        // have brought the response is the reason.
        if self.shared.options.read_only
            && CaseRun::new(self.shared, index).is_safe() == Some(false)
        {
            return Some(Outcome::Skipped { reason: NotSent::NotSafe.to_string() });
        }
        case.requires.iter().find_map(|earlier| self.failed_need(case, *earlier))
    }

    /// Returns the outcome of a case that needs an earlier case which did not pass.
    fn failed_need(&self, case: &PlannedCase, earlier: CaseIndex) -> Option<Outcome> {
        let ending = self.endings[earlier.0]?;
        let id = self.eligibility.name_for(case, earlier);
        let reason = match ending {
            Ending::Passed => return None,
            Ending::Failed => format!("it needs `{id}`, which failed"),
            Ending::Waived => format!("it needs `{id}`, which is waived"),
            Ending::Errored => format!("it needs `{id}`, which could not be judged"),
            Ending::Skipped => NotSent::NeedsSkipped(id).to_string(),
        };
        // Three cases are skipped, not errored. Teardown: if the resource was never created, there is nothing to
        // clean up. Probe: its control already reports the failure. Skipped or waived on purpose: nothing is hidden.
        let is_reported_elsewhere = case.phase == Phase::Teardown || case.probe.is_some();
        let on_purpose = matches!(ending, Ending::Skipped | Ending::Waived);
        Some(if is_reported_elsewhere || on_purpose {
            Outcome::Skipped { reason }
        } else {
            Outcome::Errored { reason }
        })
    }
}
