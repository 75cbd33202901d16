//! Probes: what their answers say of the code that they seek, and clearing away what one made by accident.

use serde_json::Value;

use crate::check::{self, Json, Judgement, Seeking, StatusRule};
use crate::http::{Exchange, Request};
use crate::plan::{BindError, CaseIndex, Change, PlannedCase, PlannedProbe, RequestPlan, SlotId};
use crate::verdict::{CaseName, CheckId, Finding, Sighting};

use super::blocking;
use super::case::{Judged, findings, hide, is_safe, layers, on_the_way};
use super::state::Shared;

/// A thing that a probe made although it should have been refused.
#[derive(Debug, Clone)]
pub(super) struct Leftover {
    probe: CaseName,
    control: CaseIndex,
    /// What its control would have captured of it.
    values: Vec<(SlotId, Value)>,
}

/// The request of a probe: that of its control with one change.
pub(super) fn request(
    shared: &Shared,
    control: CaseIndex,
    change: &Change,
) -> Result<Request, BindError> {
    let kept = shared.kept(control);
    let kept = kept.ok_or_else(|| BindError::new("the request of its control was never sent"))?;
    shared.bindings.changed(change, &kept.exchange.request)
}

/// Weighs what an answer says of the code that a probe seeks. Where it says nothing, the reason is
/// returned, and what the probe asks for beside the contract is no finding.
pub(super) fn weigh(
    shared: &Shared,
    case: &PlannedCase,
    exchange: &Exchange,
    judgement: &mut Judgement,
) -> Option<String> {
    let (Some(probe), RequestPlan::Probe { of, .. }) = (&case.probe, &case.request) else {
        return None;
    };
    let status = exchange.response.status;
    let made = captured(shared, *of, &judgement.json);
    let answer = Answer { status: status.as_u16(), sighting: &judgement.sighting };
    let moot = answer.moot(shared, case, probe, is_repetition(shared, &made));
    if moot.is_none() && status.is_success() && is_safe(shared, case) != Some(true) {
        leave(shared, case, *of, made);
    }
    if moot.is_some() {
        let doubted = probe.doubt == check::Doubt::Method && !answer.is_masked(shared, case);
        // What a method answers that the contract does not speak of, the contract says nothing of.
        judgement.findings.retain(|found| !doubted && !found.check.is_demand_of_the_case());
        if doubted || case.expectation.known.in_place_of.is_some() {
            judgement.findings.retain(|found| found.check != CheckId::DocumentedStatus);
            judgement.sighting.count_as_not_spoken_of();
        }
    }
    moot
}

struct Answer<'a> {
    status: u16,
    sighting: &'a Sighting,
}

impl Answer<'_> {
    fn named(&self) -> String {
        let code = self.sighting.code.as_ref().map(|code| format!(" {code}"));
        format!("{}{}", self.status, code.unwrap_or_default())
    }

    fn moot(
        &self,
        shared: &Shared,
        case: &PlannedCase,
        probe: &PlannedProbe,
        is_repetition: bool,
    ) -> Option<String> {
        if is_repetition && probe.repetition == Some(self.status) {
            let status = self.status;
            return Some(format!("masked by {status}: the API took it for its control sent again"));
        }
        seeking(shared, case, probe.doubt)?.moot(self.status, &self.named())
    }

    /// Whether it says nothing whatever the doubt is.
    fn is_masked(&self, shared: &Shared, case: &PlannedCase) -> bool {
        let seeking = seeking(shared, case, check::Doubt::None);
        seeking.is_some_and(|seeking| seeking.moot(self.status, "").is_some())
    }
}

fn seeking<'s>(shared: &'s Shared, case: &PlannedCase, doubt: check::Doubt) -> Option<Seeking<'s>> {
    let StatusRule::Exactly(status) = case.expectation.known.status.rule else { return None };
    Some(Seeking { status, precedence: layers(shared, case).precedence(), doubt })
}

/// What a control would capture of an answer.
fn captured(shared: &Shared, control: CaseIndex, json: &Json) -> Vec<(SlotId, Value)> {
    let Some(json) = json.value() else { return Vec::new() };
    let captures = shared.case(control).captures.iter();
    captures
        .filter_map(|capture| Some((capture.slot, capture.query.first(json)?.clone())))
        .collect()
}

/// Whether these are the values that the control itself captured.
fn is_repetition(shared: &Shared, values: &[(SlotId, Value)]) -> bool {
    !values.is_empty()
        && values.iter().all(|(slot, value)| shared.bindings.get(*slot) == Some(value))
}

fn leave(shared: &Shared, case: &PlannedCase, control: CaseIndex, values: Vec<(SlotId, Value)>) {
    if values.is_empty() || is_repetition(shared, &values) {
        return;
    }
    for (capture, (_, value)) in shared.case(control).captures.iter().zip(&values) {
        if capture.secret {
            hide(shared, Some(value));
        }
    }
    shared.leave(Leftover { probe: case.name.clone(), control, values });
}

/// Sends the request of a teardown case once more for everything that probes made by accident and that it
/// clears away; what it finds is added to what the case came to.
pub(super) async fn clear_away(shared: &Shared, index: CaseIndex, judged: &mut Judged) {
    let case = shared.case(index);
    for leftover in shared.leftovers() {
        if !case.requires.contains(&leftover.control) {
            continue;
        }
        let endpoint = shared.endpoint(case);
        let target = &endpoint.url;
        let bindings = shared.bindings.with(&leftover.values);
        let own = shared.bindings.request(case, target, None);
        let (Ok(own), Ok(request)) = (own, bindings.request(case, target, None)) else { continue };
        // A case that does not use what was captured clears nothing else away.
        if own.url == request.url && own.body == request.body {
            continue;
        }
        shared.mask.learn_request(&request);
        let what = format!("in clearing away what `{}` made", leftover.probe.id);
        shared.turn().await;
        match shared.client(case).send(request).await {
            Ok(exchange) => {
                let status = exchange.response.status;
                let aside = blocking::judged(on_the_way, (shared, index), &exchange).await;
                let found = aside.findings.into_iter();
                judged.findings.extend(found.map(|finding| {
                    let message = format!("{what}, {}", finding.message);
                    Finding { message, ..finding }
                }));
                if !status.is_success() && status.as_u16() != 404 {
                    let place = shared.plan.sources.place(case.span);
                    judged.findings.push(findings::left_behind(&what, status.as_str(), place));
                }
            }
            Err(error) => {
                let place = shared.plan.sources.place(case.span);
                judged.findings.push(findings::left_behind(&what, &error.to_string(), place));
            }
        }
    }
}
