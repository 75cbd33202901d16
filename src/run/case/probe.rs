//! Probes: what a response proves about the code that the probe seeks.

use serde_json::Value;

use super::capture::hide;
use super::case_run::CaseRun;
use crate::check::{Doubt, Json, Judgement, Seeking, StatusRule};
use crate::http::Exchange;
use crate::plan::{CaseIndex, PlannedProbe, RequestPlan, SlotId};
use crate::run::state::{Leftover, Shared};
use crate::verdict::{CheckId, Sighting};

/// Decides what the response to a probe proves about the code that the probe seeks.
///
/// If the response proves nothing, the reason is returned and the demands of the probe make no findings. Returns
/// `None` for every case that is not a probe.
pub(super) fn weigh(
    run: CaseRun<'_>,
    exchange: &Exchange,
    judgement: &mut Judgement,
) -> Option<String> {
    let (Some(probe), RequestPlan::Probe { of, .. }) = (&run.case.probe, &run.case.request) else {
        return None;
    };
    let status = exchange.response.status;
    let created = captured(run.shared, *of, &judgement.json);
    let response = ProbeResponse { status: status.as_u16(), sighting: &judgement.sighting };
    let reason = response.not_exercised(run, probe, is_repetition(run.shared, &created));
    // A safe request creates nothing (RFC 9110, section 9.2.1), so there is nothing to delete.
    if reason.is_none() && status.is_success() && run.is_safe() != Some(true) {
        note_leftover(run, *of, created);
    }
    if reason.is_some() {
        let is_doubted = probe.doubt == Doubt::Method && !response.is_masked(run);
        // If the API may not know the method, the contract documents nothing about the response.
        judgement.findings.retain(|found| !is_doubted && !found.check.is_demand_of_the_case());
        if is_doubted || run.case.expectation.known.in_place_of.is_some() {
            judgement.findings.retain(|found| found.check != CheckId::DocumentedStatus);
            judgement.sighting.count_as_not_covered();
        }
    }
    reason
}

/// The response to a probe, as far as it proves something.
struct ProbeResponse<'a> {
    status: u16,
    sighting: &'a Sighting,
}

impl ProbeResponse<'_> {
    /// Returns status and code, such as `401 UNAUTHENTICATED`.
    fn name(&self) -> String {
        let code = self.sighting.code.as_ref().map(|code| format!(" {code}"));
        format!("{}{}", self.status, code.unwrap_or_default())
    }

    /// Returns the reason why the response proves nothing; `None` if it proves or disproves the code.
    fn not_exercised(
        &self,
        run: CaseRun<'_>,
        probe: &PlannedProbe,
        is_repetition: bool,
    ) -> Option<String> {
        if is_repetition && probe.repetition == Some(self.status) {
            let status = self.status;
            return Some(format!("masked by {status}: the API took it for its control sent again"));
        }
        seeking(run, probe.doubt)?.moot(self.status, &self.name())
    }

    /// Returns true if another documented code takes precedence, whatever the doubt about the probe is.
    fn is_masked(&self, run: CaseRun<'_>) -> bool {
        let seeking = seeking(run, Doubt::None);
        seeking.is_some_and(|seeking| seeking.moot(self.status, "").is_some())
    }
}

fn seeking(run: CaseRun<'_>, doubt: Doubt) -> Option<Seeking<'_>> {
    let StatusRule::Exactly(status) = run.case.expectation.known.status.rule else { return None };
    Some(Seeking { status, precedence: run.layers().precedence(), doubt })
}

/// Returns the values that a control would capture from a response.
fn captured(shared: &Shared, control: CaseIndex, json: &Json) -> Vec<(SlotId, Value)> {
    let Some(json) = json.value() else { return Vec::new() };
    let captures = shared.case(control).captures.iter();
    captures
        .filter_map(|capture| Some((capture.slot, capture.query.first(json)?.clone())))
        .collect()
}

/// Returns true if these are the values that the control itself captured. Then the API recognised the request as a
/// replay of the control, and nothing new was created.
fn is_repetition(shared: &Shared, values: &[(SlotId, Value)]) -> bool {
    !values.is_empty()
        && values.iter().all(|(slot, value)| shared.bindings.get(*slot) == Some(value))
}

/// Notes a resource that a probe created, so that the teardown deletes it.
fn note_leftover(run: CaseRun<'_>, control: CaseIndex, values: Vec<(SlotId, Value)>) {
    if values.is_empty() || is_repetition(run.shared, &values) {
        return;
    }
    for (capture, (_, value)) in run.shared.case(control).captures.iter().zip(&values) {
        if capture.secret {
            hide(run.shared, value);
        }
    }
    run.shared.add_leftover(Leftover { probe: run.case.name.clone(), control, values });
}
