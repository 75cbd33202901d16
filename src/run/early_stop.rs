//! Finds out early that a run can prove nothing: a credential is dead, or the base path is wrong.
//!
//! A case that should have succeeded, a *control*, says which. Where every control so far was refused alike, no
//! further case is begun and those under way come to their end; one that gets through is proof enough that
//! nothing is amiss, and the run goes on. What the refused cases came to is told only when that is known: as
//! it is where the run goes on, as not judged where it does not.

mod controls;

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{CaseFinished, Stopped};
use crate::plan::{CaseIndex, CredentialPlan, PlannedCase, TargetIndex};
use crate::verdict::{Level, Outcome, Standing};

use super::state::Shared;
use super::token;
use controls::{asks, is_control, says_invalid_token, sends};

/// How many controls must be refused, where nothing else speaks for it; and how many a run must have had in
/// mind for the question to come up at all: a case that is run alone just fails.
const ENOUGH: usize = 3;

/// Statuses that are no answer of the API to a request which should succeed, but to one that never got there.
const LOST: [u16; 9] = [301, 302, 307, 308, 403, 404, 502, 503, 504];

/// Whether the controls get through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Passage {
    /// Nothing is known yet.
    #[default]
    Unknown,
    /// One did, or it cannot be told.
    Open,
    /// None did.
    Closed(String),
}

impl Passage {
    /// Settles what is open, and says whether it was.
    fn settle(&mut self, closed: Option<&Stopped>) -> bool {
        if *self != Self::Unknown {
            return false;
        }
        *self = closed.map_or(Self::Open, |closed| Self::Closed(closed.why.clone()));
        true
    }
}

/// What is known of one credential.
#[derive(Debug, Default)]
struct Credential {
    name: String,
    passage: Passage,
    /// How many cases that were asked for would be sent with it, not to be refused.
    planned: usize,
    /// How many controls were answered 401.
    refused: usize,
    /// Whether an answer says itself that the token is no good (RFC 6750, section 3.1).
    is_told: bool,
}

/// What is known of a target as a whole.
#[derive(Debug, Default)]
struct Target {
    /// Its base URL.
    base: String,
    passage: Passage,
    /// How many controls were asked for.
    planned: usize,
    /// The status of all answers so far, but for 401.
    status: Option<u16>,
    /// How many of them were to controls, and to which methods and paths.
    refused: usize,
    requests: BTreeSet<String>,
    /// Whether any of the answers is a documented one.
    is_documented: bool,
}

/// A case whose end is not told yet.
struct Held {
    index: CaseIndex,
    finished: Box<CaseFinished>,
    by_credential: bool,
    by_target: bool,
}

/// Watches the cases of one run.
pub(super) struct Guard {
    /// The credential that each case is sent with, if it sends one as it is.
    senders: Vec<Option<usize>>,
    credentials: Vec<Credential>,
    /// The target that each case goes to.
    receivers: Vec<TargetIndex>,
    targets: BTreeMap<TargetIndex, Target>,
    held: Vec<Held>,
    stopped: Vec<Stopped>,
}

impl Guard {
    /// A guard for a plan of which nothing is known yet.
    pub(super) fn new(shared: &Shared) -> Self {
        // The same credentials are others elsewhere.
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
                    credentials.push(Credential { name, ..Credential::default() });
                    plans.len() - 1
                })
            });
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

    /// Whether a case is not begun before something is settled.
    pub(super) fn holds_back(&self, index: CaseIndex) -> bool {
        let suspected = |of: &Credential| of.passage == Passage::Unknown && of.refused >= ENOUGH;
        let target = self.receiver(index);
        (target.passage == Passage::Unknown && target.is_suspected())
            || self.sender(index).is_some_and(suspected)
    }

    /// Why a case is not begun at all.
    pub(super) fn obstacle(&self, index: CaseIndex) -> Option<&str> {
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

    /// Takes the end of a case into account and gives the ends that can be told now, in order.
    pub(super) fn learn(
        &mut self,
        shared: &Shared,
        index: CaseIndex,
        finished: Box<CaseFinished>,
    ) -> Vec<(CaseIndex, Box<CaseFinished>)> {
        let case = shared.case(index);
        self.learn_token(shared, case, &finished);
        let answer = finished.exchange.as_ref().and_then(|exchange| exchange.response.as_ref());
        let status = answer.map(|response| response.status);
        let (mut by_credential, mut by_target) = (false, false);
        if let Some(status) = status.filter(|_| !shared.options.fail_fast) {
            let target = self.targets.get_mut(&case.target);
            by_target = target.is_some_and(|target| target.learn(case, status, &finished));
            if let Some(at) = self.senders[index.0] {
                by_credential = self.credentials[at].learn(case, status, &finished);
            }
        }
        self.held.push(Held { index, finished, by_credential, by_target });
        self.told()
    }

    /// A row of a table that passed is proof enough that nothing is amiss; no other is held, as there may be
    /// millions. Gives the ends that can be told now.
    pub(super) fn learn_row(
        &mut self,
        index: CaseIndex,
        finished: &CaseFinished,
    ) -> Vec<(CaseIndex, Box<CaseFinished>)> {
        let answer = finished.exchange.as_ref().and_then(|exchange| exchange.response.as_ref());
        let status = answer.map(|response| response.status);
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
        self.told()
    }

    /// A token that could not be had settles its credential at once.
    fn learn_token(&mut self, shared: &Shared, case: &PlannedCase, finished: &CaseFinished) {
        let Some(stopped) = token::missing(shared, case, Some(&finished.outcome)) else { return };
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

    /// Settles what is open: nothing is under way, and nothing else can be begun. Gives the ends that can be
    /// told now.
    pub(super) fn settle(&mut self, is_interrupted: bool) -> Vec<(CaseIndex, Box<CaseFinished>)> {
        let mut lost = Vec::new();
        for target in self.targets.values_mut() {
            let why = target.is_lost().filter(|_| !is_interrupted);
            if target.passage.settle(why.as_ref()) {
                lost.extend(why);
            }
        }
        if !lost.is_empty() {
            // What was said of credentials came of it.
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
        self.told()
    }

    /// The ends that nothing holds any more.
    fn told(&mut self) -> Vec<(CaseIndex, Box<CaseFinished>)> {
        let mut told = Vec::new();
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
                finished.findings.clear();
                not_judged(&mut finished, why);
            }
            told.push((held.index, finished));
        }
        told
    }

    /// Everything that kept cases from being sent.
    pub(super) fn into_stopped(mut self) -> Vec<Stopped> {
        self.stopped.sort_by(|one, other| one.why.cmp(&other.why));
        self.stopped
    }
}

impl Credential {
    /// Takes an answer into account, and says whether the end of its case has to wait.
    fn learn(&mut self, case: &PlannedCase, status: u16, finished: &CaseFinished) -> bool {
        let passed = finished.outcome == Outcome::Passed && asks(case) != Some(401);
        if (200..300).contains(&status) || status == 403 || passed {
            if self.passage == Passage::Unknown {
                self.passage = Passage::Open;
            }
            return false;
        }
        let refused = status == 401
            && asks(case) != Some(401)
            && finished.outcome == Outcome::Failed
            && self.planned >= ENOUGH
            && self.passage == Passage::Unknown;
        if refused && is_control(case) {
            self.refused += 1;
            self.is_told |= says_invalid_token(finished);
        }
        refused
    }

    fn is_dead(&self) -> Option<Stopped> {
        let enough = self.refused >= 2 || (self.refused == 1 && self.is_told);
        (enough && self.planned >= ENOUGH).then(|| {
            let said = if self.is_told { " (invalid_token)" } else { "" };
            let times = match self.refused {
                1 => "the one request with it that should have succeeded".to_owned(),
                times => format!("all {times} requests with it that should have succeeded"),
            };
            let why = format!(
                "the credential `{}` is dead: the target answered 401{said} to {times}",
                self.name
            );
            let help =
                "put one that is good in its place, in the suite or where the suite reads it";
            Stopped { why, help: help.to_owned() }
        })
    }
}

impl Target {
    /// The target of a case, of which nothing is known yet.
    fn new(shared: &Shared, case: &PlannedCase) -> Self {
        let base = shared.endpoint(case).url.as_str().trim_end_matches('/').to_owned();
        Self { base, ..Self::default() }
    }

    /// Takes an answer into account, and says whether the end of its case has to wait.
    fn learn(&mut self, case: &PlannedCase, status: u16, finished: &CaseFinished) -> bool {
        if self.passage != Passage::Unknown {
            return false;
        }
        let matters = matches!(finished.outcome, Outcome::Passed | Outcome::Failed);
        if status == 401 {
            // Whoever is not let in does not learn what is there; who asks for just that has what it asks for.
            let is_met = finished.outcome == Outcome::Passed && asks(case) == Some(401);
            return matters && !is_met && self.planned >= ENOUGH;
        }
        let alike = *self.status.get_or_insert(status) == status;
        if !alike || !LOST.contains(&status) || self.planned < ENOUGH {
            self.passage = Passage::Open;
            return false;
        }
        let sighting = finished.sighting.as_ref().map(|sighting| &sighting.standing);
        self.is_documented |= matches!(sighting, Some(Standing::Documented { .. }));
        if is_control(case) {
            self.refused += 1;
            let request = finished.exchange.as_ref().map(|exchange| &exchange.request);
            self.requests.extend(request.map(|request| {
                let path = request.url.split(['?', '#']).next().unwrap_or_default();
                format!("{} {path}", request.method)
            }));
        }
        matters
    }

    fn is_suspected(&self) -> bool {
        self.refused >= ENOUGH && (self.requests.len() > 1 || !self.is_documented)
    }

    fn is_lost(&self) -> Option<Stopped> {
        let is_foreign = self.refused > 0 && !self.is_documented;
        let status = self.status.filter(|_| self.is_suspected() || is_foreign)?;
        let base = &self.base;
        let requests = if self.refused == 1 { "request" } else { "requests" };
        let why = format!(
            "the target answered {status} to everything, also to {} {requests} that should have succeeded",
            self.refused
        );
        let help = match status {
            404 => format!("is {base} the right base URL? Paths of the suites go below it"),
            403 => "may whoever runs this use the target? A gateway may also refuse its address"
                .to_owned(),
            300..400 => format!(
                "is {base} the right base URL? It sends elsewhere, and redirects are not followed"
            ),
            _ => "is the target up? `--wait-for PATH` waits for one that is coming up".to_owned(),
        };
        Some(Stopped { why, help })
    }
}

/// Turns the end of a case into one that judges nothing, unless the contract was seen broken.
fn not_judged(finished: &mut CaseFinished, why: &str) {
    finished.findings.retain(|finding| !finding.check.is_demand_of_the_case());
    if !finished.findings.iter().any(|finding| finding.level == Level::Must) {
        finished.outcome = Outcome::Errored { reason: why.to_owned() };
    }
}
