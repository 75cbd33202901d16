//! The request of a case: of its own, from a link, or from the exchange of another case.

use super::case_run::CaseRun;
use crate::http::Request;
use crate::plan::{BindError, CaseIndex, Change, RequestPlan};
use crate::run::link::NoLink;
use crate::run::state::Shared;

/// The reason why a case has no request.
pub(in crate::run) enum Unsendable {
    /// The request cannot be composed, for this reason, so the case cannot be judged.
    Reason(String),
    /// The link that the case follows is missing, which is a finding.
    NoLink(String),
}

/// Returns the request of a case, with captured values in place.
pub(in crate::run) fn request(run: CaseRun<'_>) -> Result<Request, Unsendable> {
    let shared = run.shared;
    let link = match &run.case.request {
        RequestPlan::Send(_) => None,
        RequestPlan::Replay { of } => {
            let kept = shared.kept(*of);
            // The request as it was sent, because values such as `${uuid()}` must be the same in the replay.
            let reason = || Unsendable::Reason("the request to replay was never sent".to_owned());
            return kept.map(|kept| kept.exchange.request.clone()).ok_or_else(reason);
        }
        RequestPlan::Probe { of, change } => {
            let request = changed_request(shared, *of, change);
            return request.map_err(|error| Unsendable::Reason(error.reason));
        }
        RequestPlan::Follow { from, rel, .. } => {
            let kept = shared.kept(*from);
            let reason =
                || Unsendable::Reason("the response with the link was never received".to_owned());
            let link = kept.ok_or_else(reason)?.link(run.layers(), rel, run.target());
            Some(link.map_err(|error| match error {
                // A missing link breaks the promise of the response. A link that cannot be requested says nothing
                // about the response to come, so the case is not judged.
                NoLink::None(message) | NoLink::Missing(message) => Unsendable::NoLink(message),
                NoLink::Unusable(reason) => Unsendable::Reason(reason),
            })?)
        }
    };
    let bound = shared.bindings.request(run.case, run.target(), link);
    bound.map_err(|error| Unsendable::Reason(error.reason))
}

/// Returns the request of a probe: the request of its control with one change.
fn changed_request(
    shared: &Shared,
    control: CaseIndex,
    change: &Change,
) -> Result<Request, BindError> {
    let kept = shared.kept(control);
    // The change applies to the request as it was sent, so that it is the only difference to the control.
    let kept = kept.ok_or_else(|| BindError::new("the request of its control was never sent"))?;
    shared.bindings.changed(change, &kept.exchange.request)
}
