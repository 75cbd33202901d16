//! The one answer to "is this case sent?", as far as it is known before the run.
//!
//! The schedule, `--dry-run` and the tests of `cargo test` all ask here, so a preview shows exactly what the run
//! then does.

use std::collections::BTreeSet;
use std::fmt;

use crate::plan::{CaseIndex, Plan, PlannedCase, RequestPlan, TargetIndex};

/// The settings of a run that decide which cases are sent.
#[derive(Debug, Clone)]
pub struct Eligibility<'a> {
    /// The plan whose cases are considered.
    pub plan: &'a Plan,
    /// The features that `--has` declares, such as `fault-hook`.
    pub offers: BTreeSet<String>,
    /// The targets that are the embedded reference server, which offers everything that a case may need.
    pub references: BTreeSet<TargetIndex>,
    /// True if only safe methods are sent (RFC 9110, section 9.2.1).
    pub read_only: bool,
}

/// The decision to send a case or not, as far as it is known before the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forecast {
    /// The case is sent, unless a case that it needs does not pass.
    Sent,
    /// The run is read-only and the method comes from a link, so only the response with the link decides.
    SentIfLinkIsSafe,
    /// The case is skipped, for this reason.
    NotSent(NotSent),
}

/// The reason why a case is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// An exception of the suite excludes the probe, for this reason.
    Excepted(String),
    /// The target does not offer this feature.
    NotOffered(String),
    /// The method is not safe and the run is read-only.
    NotSafe,
    /// The case needs this case, which is not sent itself.
    NeedsSkipped(String),
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Excepted(why) => write!(f, "excepted: {why}"),
            Self::NotOffered(feature) => {
                write!(
                    f,
                    "the target does not offer `{feature}` (if it does, add `--has {feature}`)"
                )
            }
            Self::NotSafe => f.write_str("its method is not safe and --read-only is set"),
            Self::NeedsSkipped(id) => write!(f, "it needs `{id}`, which was skipped"),
        }
    }
}

/// The effect of a request on the target, by its method (RFC 9110, section 9.2.1).
#[derive(Debug, Clone, Copy)]
pub(super) enum Effect<'p> {
    /// The request has a safe method, so it only reads.
    Safe,
    /// The request has an unsafe method, so it may change something.
    Unsafe,
    /// The method is unknown before the run: it is that of the link which this case follows.
    OfLink(&'p PlannedCase),
}

impl Eligibility<'_> {
    /// Returns the answer for every case, in the order of the plan.
    pub fn forecasts(&self) -> Vec<Forecast> {
        let cases = &self.plan.cases;
        let own: Vec<Option<NotSent>> = cases.iter().map(|case| self.obstacle(case)).collect();
        // A case that needs a skipped case is skipped, and so are the cases that need that one.
        let skipped = self.with_dependents(own.iter().map(Option::is_some).collect());
        let forecast = |case: &PlannedCase, own: Option<NotSent>| {
            let needed = || case.requires.iter().find(|earlier| skipped[earlier.0]);
            let needs = || needed().map(|id| NotSent::NeedsSkipped(self.name_for(case, *id)));
            match own.or_else(needs) {
                Some(reason) => Forecast::NotSent(reason),
                None if self.is_left_to_link(case) => Forecast::SentIfLinkIsSafe,
                None => Forecast::Sent,
            }
        };
        cases.iter().zip(own).map(|(case, own)| forecast(case, own)).collect()
    }

    /// Returns the reason not to send a case, without considering the cases that it needs.
    pub(super) fn obstacle(&self, case: &PlannedCase) -> Option<NotSent> {
        if let Some(why) = case.probe.as_ref().and_then(|probe| probe.excepted.as_ref()) {
            return Some(NotSent::Excepted(why.clone()));
        }
        let offered =
            |need: &String| self.references.contains(&case.target) || self.offers.contains(need);
        if let Some(missing) = case.needs.iter().find(|need| !offered(need)) {
            return Some(NotSent::NotOffered(missing.clone()));
        }
        let is_unsafe = matches!(effect(self.plan, case), Effect::Unsafe);
        (self.read_only && is_unsafe).then_some(NotSent::NotSafe)
    }

    fn is_left_to_link(&self, case: &PlannedCase) -> bool {
        self.read_only && matches!(effect(self.plan, case), Effect::OfLink(_))
    }

    /// Adds the cases that need a skipped case, directly or not.
    fn with_dependents(&self, mut skipped: Vec<bool>) -> Vec<bool> {
        let mut dependents = vec![Vec::new(); skipped.len()];
        for (index, case) in self.plan.cases.iter().enumerate() {
            for earlier in &case.requires {
                dependents[earlier.0].push(index);
            }
        }
        // A list instead of recursion: a chain of cases may be thousands long.
        let mut open: Vec<usize> = (0..skipped.len()).filter(|index| skipped[*index]).collect();
        while let Some(index) = open.pop() {
            for dependent in std::mem::take(&mut dependents[index]) {
                if !std::mem::replace(&mut skipped[dependent], true) {
                    open.push(dependent);
                }
            }
        }
        skipped
    }

    /// Returns the name of an earlier case as a reason shows it: the suite is left out if both cases share it.
    pub(super) fn name_for(&self, case: &PlannedCase, earlier: CaseIndex) -> String {
        let needed = &self.plan.cases[earlier.0];
        if needed.suite == case.suite { needed.name.id.clone() } else { needed.name.to_string() }
    }
}

/// Returns the effect of a case's request.
pub(super) fn effect<'p>(plan: &'p Plan, case: &'p PlannedCase) -> Effect<'p> {
    if case.token_of.is_some() {
        // A token request is a POST, but it changes nothing that the API is about.
        return Effect::Safe;
    }
    let of_method = |method: &http::Method| {
        if method.is_safe() { Effect::Safe } else { Effect::Unsafe }
    };
    match &case.request {
        RequestPlan::Send(send) => of_method(&send.method),
        RequestPlan::Replay { of } => effect(plan, &plan.cases[of.0]),
        RequestPlan::Probe { of, change } => match change.method() {
            Some(method) => of_method(method),
            None => effect(plan, &plan.cases[of.0]),
        },
        RequestPlan::Follow { .. } => Effect::OfLink(case),
    }
}
