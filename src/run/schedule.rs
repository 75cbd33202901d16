//! Which case runs when: as soon as its data is there, never more than `jobs` at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use crate::event::{CaseFinished, CaseStarted, Event, Phase, Signal, Stopped};
use crate::plan::{CaseIndex, PlannedCase, TargetIndex};
use crate::verdict::Outcome;

use super::case::{self, Reach};
use super::early_stop::Guard;
use super::eligibility::{Eligibility, NotSent};
use super::state::Shared;
use super::table::{self, Told};

/// What is told of rows before anyone listens.
const ROWS: usize = 64;

/// How a schedule came to its end.
pub(super) struct Ended {
    /// The signal that ended it early.
    pub(super) interrupted: Option<Signal>,
    /// Why the target could not be reached, where that ended it early.
    pub(super) unreachable: Option<String>,
    /// Why cases were not sent though it could be.
    pub(super) stopped: Vec<Stopped>,
}

/// Runs every case of the plan. A target that refuses the first connections is not asked again.
pub(super) async fn run_all(
    shared: &Arc<Shared>,
    mut stop: watch::Receiver<Option<Signal>>,
    listener: &mut impl FnMut(Event),
) -> Ended {
    let mut schedule = Schedule::new(shared);
    let mut running = Running::default();
    let mut interrupted = None;
    let mut deadline = None;
    let (teller, mut rows) = mpsc::channel(ROWS);
    running.teller = Some(teller);
    loop {
        while let Some(next) = schedule.next(running.tasks.len()) {
            if let Some(outcome) = schedule.obstacle(next) {
                let finished = case::not_run(shared, next, outcome);
                schedule.over(next);
                schedule.tell(vec![(next, finished)], listener);
                continue;
            }
            if shared.case(next).table.is_none() {
                let name = shared.case(next).name.clone();
                listener(Event::CaseStarted(CaseStarted { case: name }));
            }
            running.begin(shared, next);
            schedule.begun(next);
        }
        if running.tasks.is_empty() {
            let settled = schedule.guard.settle(interrupted.is_some());
            if settled.is_empty() && schedule.ready.is_empty() {
                let unreachable = schedule.unreachable();
                let stopped = schedule.guard.into_stopped();
                return Ended { interrupted, unreachable, stopped };
            }
            schedule.tell(settled, listener);
            continue;
        }
        tokio::select! {
            Some(told) = rows.recv() => schedule.told(told, listener),
            Some(done) = running.tasks.join_next_with_id() => {
                // All that a table told of its rows comes before its end.
                while let Ok(told) = rows.try_recv() {
                    schedule.told(told, listener);
                }
                let given_up = done.is_err();
                let ended = running.ended(shared, done);
                schedule.came_to_its_end(ended, given_up, listener);
            }
            Ok(()) = stop.changed(), if interrupted.is_none() => {
                interrupted = *stop.borrow();
                schedule.halt("the run was interrupted");
                deadline = Some(Instant::now() + shared.options.grace);
            }
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                deadline = None;
                running.give_up(shared);
            }
        }
    }
}

/// The cases that are under way, each a task of its own.
#[derive(Default)]
struct Running {
    /// Where the rows of tables tell what becomes of them.
    teller: Option<mpsc::Sender<Told>>,
    tasks: JoinSet<(Box<CaseFinished>, Reach)>,
    cases: BTreeMap<Id, (CaseIndex, AbortHandle)>,
}

impl Running {
    fn begin(&mut self, shared: &Arc<Shared>, index: CaseIndex) {
        let shared = Arc::clone(shared);
        let table = shared.case(index).table.clone();
        // A task is moved several times before it stands where it stays, and these are thousands of bytes.
        let task = match table.zip(self.teller.clone()) {
            None => self.tasks.spawn(Box::pin(async move { case::run(&shared, index).await })),
            Some((table, teller)) => self
                .tasks
                .spawn(Box::pin(async move { table::run(&shared, (index, table), teller).await })),
        };
        self.cases.insert(task.id(), (index, task));
    }

    /// What became of a task that has ended, or was given up.
    fn ended(
        &mut self,
        shared: &Shared,
        done: Result<(Id, (Box<CaseFinished>, Reach)), JoinError>,
    ) -> (CaseIndex, Box<CaseFinished>, Reach) {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let (index, _) = self.cases.remove(&id).expect("every task is noted when it is begun");
        match done {
            Ok((_, (finished, reach))) => (index, finished, reach),
            Err(error) => {
                let reason = if error.is_cancelled() {
                    "it was under way when the run was interrupted"
                } else {
                    "it ended by a panic, which is a bug of statusquo"
                };
                let outcome = Outcome::Errored { reason: reason.to_owned() };
                (index, case::not_run(shared, index, outcome), Reach::Untried)
            }
        }
    }

    /// Ends what is still under way after the grace; teardown goes on.
    fn give_up(&self, shared: &Shared) {
        for (index, task) in self.cases.values() {
            if shared.case(*index).phase != Phase::Teardown {
                task.abort();
            }
        }
    }
}

/// The cases that wait, and those that could begin.
struct Schedule<'s> {
    shared: &'s Shared,
    eligibility: Eligibility<'s>,
    /// How many cases each one still waits for.
    waiting: Vec<usize>,
    /// Who waits for a case to have passed.
    dependents: Vec<Vec<CaseIndex>>,
    /// Who waits for a case to be over, however it ended.
    followers: Vec<Vec<CaseIndex>>,
    /// Cases that wait for nothing, in the order of the files.
    ready: BTreeSet<CaseIndex>,
    under_way: BTreeSet<CaseIndex>,
    /// How many of them must be under way alone: one at most.
    alone: usize,
    outcomes: Vec<Option<Ending>>,
    /// What keeps cases from being sent that could prove nothing.
    guard: Guard,
    /// Why no further case but teardown is begun.
    halted: Option<&'static str>,
    /// Whether any connection to a target came about, and if not, why no further case is sent there.
    reach: BTreeMap<TargetIndex, Reach>,
}

/// How a case ended, as far as those who need it care.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Passed,
    Failed,
    Waived,
    Errored,
    Skipped,
}

impl<'s> Schedule<'s> {
    fn new(shared: &'s Shared) -> Self {
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
        let outcomes = vec![None; cases.len()];
        let under_way = BTreeSet::new();
        Self {
            shared,
            eligibility: shared.eligibility(),
            waiting,
            dependents,
            followers,
            ready,
            under_way,
            alone: 0,
            outcomes,
            guard: Guard::new(shared),
            halted: None,
            reach: BTreeMap::new(),
        }
    }

    /// Takes into account what a case says of its target as a whole.
    fn learned(&mut self, target: TargetIndex, reach: Reach) {
        match reach {
            Reach::Untried => {}
            Reach::Reached => drop(self.reach.insert(target, reach)),
            Reach::Unreachable(_) => drop(self.reach.entry(target).or_insert(reach)),
        }
    }

    /// Why there was no answer from anywhere.
    fn unreachable(&self) -> Option<String> {
        let reached = self.reach.values().any(|reach| *reach == Reach::Reached);
        let why = self.reach.values().find_map(|reach| match reach {
            Reach::Unreachable(why) => Some(why.clone()),
            Reach::Untried | Reach::Reached => None,
        });
        why.filter(|_| !reached)
    }

    /// Takes the next case that may begin while `running` others are under way.
    fn next(&mut self, running: usize) -> Option<CaseIndex> {
        if running >= self.shared.options.jobs.max(1) || self.alone > 0 {
            return None;
        }
        // A case that runs alone waits until nothing else could, so that it never holds up the others.
        let ready = || self.ready.iter().copied().filter(|index| !self.guard.holds_back(*index));
        let open = ready().find(|index| !self.shared.case(*index).alone);
        let next = open.or_else(|| ready().next().filter(|_| running == 0))?;
        self.ready.remove(&next);
        Some(next)
    }

    fn begun(&mut self, index: CaseIndex) {
        let is_new = self.under_way.insert(index);
        self.alone += usize::from(is_new && self.shared.case(index).alone);
    }

    /// Takes the end of a task into account and tells what is known by it.
    fn came_to_its_end(
        &mut self,
        (index, finished, reach): (CaseIndex, Box<CaseFinished>, Reach),
        given_up: bool,
        listener: &mut impl FnMut(Event),
    ) {
        let case = self.shared.case(index);
        self.learned(case.target, reach);
        self.over(index);
        if case.table.is_none() || given_up {
            let told = self.guard.learn(self.shared, index, finished);
            self.tell(told, listener);
        } else {
            // The end of a table is that of its rows, which were told.
            self.ended(index, &finished.outcome);
        }
    }

    /// Tells how cases ended.
    fn tell(
        &mut self,
        ended: Vec<(CaseIndex, Box<CaseFinished>)>,
        listener: &mut impl FnMut(Event),
    ) {
        for (index, finished) in ended {
            self.ended(index, &finished.outcome);
            listener(Event::CaseFinished(finished));
        }
    }

    fn ended(&mut self, index: CaseIndex, outcome: &Outcome) {
        let ending = match outcome {
            Outcome::Passed => Ending::Passed,
            Outcome::Failed => Ending::Failed,
            Outcome::Waived(_) => Ending::Waived,
            Outcome::Errored { .. } => Ending::Errored,
            Outcome::Skipped { .. } => Ending::Skipped,
        };
        let red = matches!(ending, Ending::Failed | Ending::Errored);
        if red && self.shared.options.fail_fast {
            self.halt("an earlier case did not pass and --fail-fast is set");
        }
        self.outcomes[index.0] = Some(ending);
        let dependents = std::mem::take(&mut self.dependents[index.0]);
        self.wait_no_longer(dependents);
    }

    /// Nothing of a case is under way any more, though what it came to may not be known yet.
    fn over(&mut self, index: CaseIndex) {
        let was_under_way = self.under_way.remove(&index);
        self.alone -= usize::from(was_under_way && self.shared.case(index).alone);
        let followers = std::mem::take(&mut self.followers[index.0]);
        self.wait_no_longer(followers);
    }

    fn wait_no_longer(&mut self, cases: Vec<CaseIndex>) {
        for case in cases {
            self.waiting[case.0] -= 1;
            if self.waiting[case.0] == 0 {
                self.ready.insert(case);
            }
        }
    }

    /// Takes into account and tells what became of a row of a table.
    fn told(&mut self, told: Told, listener: &mut impl FnMut(Event)) {
        match told {
            Told::Started(case) => listener(Event::CaseStarted(CaseStarted { case })),
            Told::Finished(finished, reach) => {
                // A table is under way alone.
                if let Some(index) = self.under_way.first().copied() {
                    let passed = self.guard.learn_row(index, &finished);
                    self.tell(passed, listener);
                    let target = self.shared.case(index).target;
                    self.learned(target, reach);
                    if let Some(Reach::Unreachable(_)) = self.reach.get(&target) {
                        self.shared.stop();
                    }
                }
                let red = matches!(finished.outcome, Outcome::Failed | Outcome::Errored { .. });
                if red && self.shared.options.fail_fast {
                    self.halt("an earlier case did not pass and --fail-fast is set");
                }
                listener(Event::CaseFinished(finished));
            }
        }
    }

    fn halt(&mut self, why: &'static str) {
        self.shared.stop();
        self.halted.get_or_insert(why);
    }

    /// Why a case cannot be run, if so.
    fn obstacle(&self, index: CaseIndex) -> Option<Outcome> {
        let case = self.shared.case(index);
        if let Some(Reach::Unreachable(reason)) = self.reach.get(&case.target) {
            return Some(Outcome::Errored { reason: reason.clone() });
        }
        if let Some(why) = self.halted.filter(|_| case.phase != Phase::Teardown) {
            return Some(Outcome::Skipped { reason: why.to_owned() });
        }
        if let Some(reason) = self.eligibility.obstacle(case) {
            return Some(Outcome::Skipped { reason: reason.to_string() });
        }
        if let Some(why) = self.guard.obstacle(index) {
            return Some(Outcome::Skipped { reason: why.to_owned() });
        }
        // The method of a link is known only now. Without a response there is no link, and the case that should
        // have brought the response is the reason.
        if self.shared.options.read_only && case::is_safe(self.shared, case) == Some(false) {
            return Some(Outcome::Skipped { reason: NotSent::NotSafe.to_string() });
        }
        case.requires.iter().find_map(|earlier| self.broken_by(case, *earlier))
    }

    fn broken_by(&self, case: &PlannedCase, earlier: CaseIndex) -> Option<Outcome> {
        let ending = self.outcomes[earlier.0]?;
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
