//! Controls: the cases that expect a success, and the access to a target or with a credential that they show.

use http::header::{AUTHORIZATION, COOKIE};

use crate::check::StatusRule;
use crate::event::{CaseFinished, Stopped};
use crate::plan::{CredentialPlan, Outgoing, PlannedCase, RequestPlan};
use crate::run::state::Shared;

/// The number of controls that must be refused before anything is suspected, if no other evidence exists.
///
/// The early stop also needs at least as many planned cases: a case that is run alone just fails.
pub(super) const ENOUGH: usize = 3;

/// The answer to the question whether controls succeed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Passage {
    /// The question is open, because no control has answered it yet.
    #[default]
    Unknown,
    /// A control succeeded, or the question cannot be answered.
    Open,
    /// No control can succeed, for this reason.
    Closed(String),
}

impl Passage {
    /// Answers an open question. Returns true if the question was open.
    pub(super) fn settle(&mut self, closed: Option<&Stopped>) -> bool {
        if *self != Self::Unknown {
            return false;
        }
        *self = closed.map_or(Self::Open, |closed| Self::Closed(closed.why.clone()));
        true
    }
}

/// Returns the status that a case expects, if it expects exactly one.
pub(super) fn asks(case: &PlannedCase) -> Option<u16> {
    match case.expectation.known.status.rule {
        StatusRule::Exactly(status) => Some(status),
        StatusRule::Success | StatusRule::Any => None,
    }
}

/// Returns true if a case expects a success.
pub(super) fn is_control(case: &PlannedCase) -> bool {
    let rule = case.expectation.known.status.rule;
    rule == StatusRule::Success || asks(case).is_some_and(|status| (200..300).contains(&status))
}

/// Returns true if a case sends its credentials unchanged. Header fields or query members of the case may replace
/// them.
pub(super) fn sends(shared: &Shared, case: &PlannedCase, credentials: &CredentialPlan) -> bool {
    let own = |send: &Outgoing, name: &http::HeaderName| {
        send.headers.iter().any(|(own, _)| own == name) || send.removed.contains(name)
    };
    let send = match &case.request {
        RequestPlan::Send(send) | RequestPlan::Follow { send, .. } => send,
        RequestPlan::Replay { of } => return sends(shared, shared.case(*of), credentials),
        RequestPlan::Probe { of, change } => {
            return change.keeps_credentials() && sends(shared, shared.case(*of), credentials);
        }
    };
    match credentials {
        // All of these are sent in `Authorization` (RFC 9110, section 11.6.2), so a field of the case replaces them.
        CredentialPlan::Bearer(_)
        | CredentialPlan::OAuth2(_)
        | CredentialPlan::Basic { .. }
        | CredentialPlan::Client { .. } => !own(send, &AUTHORIZATION),
        CredentialPlan::Header(fields) => !fields.iter().any(|(name, _)| own(send, name)),
        CredentialPlan::Cookie(_) => !own(send, &COOKIE),
        CredentialPlan::Query(members) => {
            !members.iter().any(|(name, _)| send.query.iter().any(|(own, _)| own == name))
        }
    }
}

/// Returns true if the challenge of a response has `error="invalid_token"` (RFC 6750, section 3.1).
pub(super) fn has_invalid_token_challenge(finished: &CaseFinished) -> bool {
    let mut fields = finished.response().into_iter().flat_map(|response| &response.headers);
    fields.any(|field| {
        // Recorded field names are in lower case, as the `http` crate stores them.
        field.name == "www-authenticate" && field.value.contains("error=\"invalid_token\"")
    })
}
