//! Captures values of a response for later cases.

use serde_json::Value;

use super::case_run::CaseRun;
use super::findings::missing_capture;
use crate::check::Json;
use crate::run::state::Shared;
use crate::verdict::Finding;

/// Captures the values that later cases use. Returns a finding for each value that is missing.
pub(super) fn capture(run: CaseRun<'_>, json: &Json) -> Vec<Finding> {
    let mut findings = Vec::new();
    for capture in &run.case.captures {
        let Some(value) = json.value().and_then(|json| capture.query.first(json)) else {
            let place = run.place(capture.span);
            findings.push(missing_capture(&capture.name, &capture.query, json, run.claim(), place));
            continue;
        };
        if capture.secret {
            // The mask must know the secret before a later request or report contains it.
            hide(run.shared, value);
        }
        run.shared.bindings.set(capture.slot, value.clone());
    }
    findings
}

/// Masks the secrets that a response has, without capturing them.
///
/// Each response may bring a secret of its own, and any response may become the evidence in a report.
pub(super) fn hide_secrets(run: CaseRun<'_>, json: &Json) {
    for capture in run.case.captures.iter().filter(|capture| capture.secret) {
        if let Some(secret) = json.value().and_then(|json| capture.query.first(json)) {
            hide(run.shared, secret);
        }
    }
}

/// Masks a value in everything that is reported from now on.
pub(in crate::run) fn hide(shared: &Shared, secret: &Value) {
    match secret {
        Value::String(text) => shared.mask.add(text),
        // Requests send a number as its JSON text.
        Value::Number(number) => shared.mask.add(&number.to_string()),
        _ => {}
    }
}
