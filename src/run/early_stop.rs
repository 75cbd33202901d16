//! Ends a run early if it can prove nothing: a credential is dead, or the base path is wrong.
//!
//! The evidence comes from *controls*, the cases that expect a success. If every control so far was refused alike, no
//! further case starts and the running cases end. One control that succeeds is proof that the run makes sense, and the
//! run continues. The ends of refused cases are held back until the question is answered: then they are reported
//! unchanged, or as not judged if the run stops.

mod controls;
mod credential;
mod target;

use std::collections::BTreeMap;

use crate::event::{CaseFinished, Stopped};
use crate::plan::{CaseIndex, CredentialPlan, PlannedCase, TargetIndex};
use crate::verdict::{Level, Outcome};

use super::state::Shared;
use controls::{ENOUGH, Passage, asks, is_control, sends};
use credential::Credential;
use target::{LOST, Target};

/// A case that has ended, with the event that reports it.
pub(super) struct EndedCase {
    pub(super) index: CaseIndex,
    pub(super) finished: Box<CaseFinished>,
}

/// A case that has ended, and whose end is not reported yet.
struct Held {
    index: CaseIndex,
    finished: Box<CaseFinished>,
    /// True if the end is held back until it is known whether the credential of the case is dead.
    by_credential: bool,
    /// True if the end is held back until it is known whether the target of the case can be reached.
    by_target: bool,
}

/// The evidence that the cases of one run give.
pub(super) struct EarlyStop {
    /// The credential of each case, if the case sends one unchanged.
    senders: Vec<Option<usize>>,
    credentials: Vec<Credential>,
    /// The target of each case, in the order of the plan.
    receivers: Vec<TargetIndex>,
    targets: BTreeMap<TargetIndex, Target>,
    held: Vec<Held>,
    stopped: Vec<Stopped>,
}

impl EarlyStop {
    /// Creates the early stop of a run, without evidence.
    pub(super) fn new(shared: &Shared) -> Self {
        // Another target may refuse the same credentials, so a credential counts once for each target.
        let mut plans: Vec<(&CredentialPlan, TargetIndex)> = Vec::new();
        let mut credentials: Vec<Credential> = Vec::new();
        let mut senders = Vec::new();
        let mut targets: BTreeMap<TargetIndex, Target> = BTreeMap::new();
        for case in &shared.plan.cases {
            let sent = case.credentials.as_deref().filter(|plan| sends(shared, case, plan));
            let sender = sent.map(|plan| {
                let known = plans.iter().position(|known| *known == (plan, case.target));
                known.unwrap_or_else(|| {
                    plans.push((plan, case.target));
                    let name = case.credential.clone().unwrap_or_default();
                    credentials.push(Credential::new(name));
                    plans.len() - 1
                })
            });
            // A case that expects 401 passes with a dead credential too, so it is no evidence.
            if let Some(credential) = sender.filter(|_| case.selected && asks(case) != Some(401)) {
                credentials[credential].planned += 1;
            }
            let target = targets.entry(case.target).or_insert_with(|| Target::new(shared, case));
            target.planned += usize::from(case.selected && is_control(case));
            senders.push(sender);
        }
        let receivers = shared.plan.cases.iter().map(|case| case.target).collect();
        let (held, stopped) = (Vec::new(), Vec::new());
        Self { senders, credentials, receivers, targets, held, stopped }
    }

    /// Returns true if a case must wait until a question is answered.
    pub(super) fn holds_back(&self, index: CaseIndex) -> bool {
        let suspected = |of: &Credential| of.passage == Passage::Unknown && of.refused >= ENOUGH;
        let target = self.receiver(index);
        (target.passage == Passage::Unknown && target.is_suspected())
            || self.sender(index).is_some_and(suspected)
    }

    /// Returns the reason why a case does not start at all.
    pub(super) fn stop_reason(&self, index: CaseIndex) -> Option<&str> {
        let credential = self.sender(index).map(|of| &of.passage);
        [Some(&self.receiver(index).passage), credential].into_iter().flatten().find_map(
            |passage| match passage {
                Passage::Closed(why) => Some(why.as_str()),
                Passage::Unknown | Passage::Open => None,
            },
        )
    }

    fn receiver(&self, index: CaseIndex) -> &Target {
        &self.targets[&self.receivers[index.0]]
    }

    fn sender(&self, index: CaseIndex) -> Option<&Credential> {
        self.senders[index.0].map(|at| &self.credentials[at])
    }

    /// Notes the end of a case. Returns the ends that can be reported now, in order.
    pub(super) fn observe(
        &mut self,
        shared: &Shared,
        index: CaseIndex,
        finished: Box<CaseFinished>,
    ) -> Vec<EndedCase> {
        let case = shared.case(index);
        self.observe_token(shared, case, &finished);
        let status = finished.response().map(|response| response.status);
        let (mut by_credential, mut by_target) = (false, false);
        // With --fail-fast the first refused case ends the run, so nothing is held back.
        if let Some(status) = status.filter(|_| !shared.options.fail_fast) {
            let target = self.targets.get_mut(&case.target);
            by_target = target.is_some_and(|target| target.observe(case, status, &finished));
            if let Some(at) = self.senders[index.0] {
                by_credential = self.credentials[at].observe(case, status, &finished);
            }
        }
        // Every end passes through the list. `release` returns it at once if nothing holds it back.
        self.held.push(Held { index, finished, by_credential, by_target });
        self.release()
    }

    /// Notes the end of a row of a large table. Returns the ends that can be reported now.
    ///
    /// A row that passed is proof that the run makes sense. Other rows are not held back, because a table may have
    /// millions of them.
    pub(super) fn observe_row(
        &mut self,
        index: CaseIndex,
        finished: &CaseFinished,
    ) -> Vec<EndedCase> {
        let status = finished.response().map(|response| response.status);
        // A row that expects 401 passes with a dead credential too.
        if finished.outcome != Outcome::Passed || status == Some(401) {
            return Vec::new();
        }
        let target = self.targets.get_mut(&self.receivers[index.0]);
        if let Some(target) = target.filter(|_| status.is_some_and(|it| !LOST.contains(&it))) {
            target.passage.settle(None);
        }
        if let Some(at) = self.senders[index.0] {
            self.credentials[at].passage.settle(None);
        }
        self.release()
    }

    /// Closes a credential at once if its token request gave no token.
    fn observe_token(&mut self, shared: &Shared, case: &PlannedCase, finished: &CaseFinished) {
        let stopped = shared.dead_credential(case, Some(&finished.outcome));
        let Some(stopped) = stopped else { return };
        // The cases that send the token refer to it by the slot that captures it.
        let slot = case.captures.first().map(|capture| CredentialPlan::OAuth2(capture.slot));
        let dead = Passage::Closed(stopped.why.clone());
        for (at, other) in shared.plan.cases.iter().enumerate() {
            if other.credentials.as_deref() == slot.as_ref()
                && let Some(sender) = self.senders[at]
            {
                self.credentials[sender].passage = dead.clone();
            }
        }
        self.stopped.push(stopped);
    }

    /// Answers all open questions, because no case runs and no case can start. Returns the ends that can be reported
    /// now.
    pub(super) fn settle(&mut self, is_interrupted: bool) -> Vec<EndedCase> {
        // Targets come before credentials: a wrong base path explains refused credentials, but not the reverse.
        let mut lost = Vec::new();
        for target in self.targets.values_mut() {
            let why = target.is_lost().filter(|_| !is_interrupted);
            if target.passage.settle(why.as_ref()) {
                lost.extend(why);
            }
        }
        if !lost.is_empty() {
            // A wrong base path explains the refused credentials too.
            self.stopped.clear();
        }
        let closed = !lost.is_empty();
        self.stopped.extend(lost);
        for credential in &mut self.credentials {
            let dead = credential.is_dead().filter(|_| !is_interrupted && !closed);
            if credential.passage.settle(dead.as_ref()) {
                self.stopped.extend(dead);
            }
        }
        self.release()
    }

    /// Returns the ended cases that are no longer held back.
    fn release(&mut self) -> Vec<EndedCase> {
        let mut released = Vec::new();
        for held in std::mem::take(&mut self.held) {
            let credential = self.sender(held.index).map_or(&Passage::Open, |of| &of.passage);
            let target = &self.receiver(held.index).passage;
            let reasons = [(held.by_credential, credential), (held.by_target, target)];
            if reasons.contains(&(true, &Passage::Unknown)) {
                self.held.push(held);
                continue;
            }
            let mut finished = held.finished;
            if let (true, Passage::Closed(why)) = reasons[0] {
                not_judged(&mut finished, why);
            }
            if let (true, Passage::Closed(why)) = reasons[1] {
                // The response did not come from the API, so even findings about the contract prove nothing.
                finished.findings.clear();
                not_judged(&mut finished, why);
            }
            released.push(EndedCase { index: held.index, finished });
        }
        released
    }

    /// Returns the reasons why cases were not sent.
    pub(super) fn into_reasons(mut self) -> Vec<Stopped> {
        // Sorted, because responses arrive in another order in every run.
        self.stopped.sort_by(|one, other| one.why.cmp(&other.why));
        self.stopped
    }
}

/// Turns the end of a case into one that judges nothing, unless its response broke the contract.
fn not_judged(finished: &mut CaseFinished, why: &str) {
    finished.findings.retain(|finding| !finding.check.is_demand_of_the_case());
    if !finished.findings.iter().any(|finding| finding.level == Level::Must) {
        finished.outcome = Outcome::Errored { reason: why.to_owned() };
    }
}
