//! A run as SARIF: every finding at the line of the suite or contract with the broken expectation.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{location, log, result, rules};
use crate::event::CaseFinished;
use crate::record::{RunRecord, SavedRun};
use crate::redact::{Header, Transcript};
use crate::report::evidence::milliseconds;
use crate::report::test_entries::{Entry, EntryList};
use crate::sanitize::json;
use crate::verdict::{CheckId, Finding, Level, Outcome};

/// The number of results that GitHub shows. GitHub rejects a file with more than 25,000.
const RESULTS: usize = 5_000;

/// Writes a run as SARIF. A case without a response has no finding and becomes a notification.
pub(in crate::report) fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let record = run.record;
    let Listed { results, all, checks, mut notes } = list(record)?;
    let rules = rules(checks.iter().map(CheckId::as_str), |_| None);
    if all > results.len() {
        let text = format!("{} of {all} findings are in this file", results.len());
        notes.push(json!({ "level": "warning", "message": { "text": text } }));
    }
    let mut invocation = json!({
        "executionSuccessful": record.finished.is_some(),
        "startTimeUtc": milliseconds(&record.started.started),
        "toolExecutionNotifications": notes,
        "properties": { "targets": record.started.all_targets().collect::<Vec<_>>(), "seed": record.started.seed },
    });
    if let Some(finished) = &record.finished {
        invocation["endTimeUtc"] = milliseconds(&finished.finished).into();
    }
    if let Some(exit) = &run.exit {
        invocation["exitCode"] = exit.code.into();
        invocation["exitCodeDescription"] = exit.word.as_str().into();
    }
    let more = json!({ "invocations": [invocation] });
    json::pretty(out, &log(&record.started.version, &rules, &results, &more))
}

/// The findings of a run, as far as they fit, and its errors.
#[derive(Default)]
struct Listed {
    results: Vec<Value>,
    /// The number of findings, including those that do not fit.
    all: usize,
    /// The checks that have findings, which become the rules of the file.
    checks: BTreeSet<CheckId>,
    /// Notifications about cases without a response to judge.
    notes: Vec<Value>,
}

fn list(record: &RunRecord) -> io::Result<Listed> {
    let mut listed = Listed::default();
    for entry in EntryList::new(record).entries() {
        let entry = entry?;
        let Some(case) = entry.case() else { continue };
        for finding in &case.findings {
            listed.all += 1;
            // All findings are counted, so that the notification can state how many were left out.
            if listed.results.len() < RESULTS {
                listed.results.push(of_finding(finding, case, &entry));
            }
            listed.checks.insert(finding.check.clone());
        }
        listed.notes.extend(errored(case));
    }
    Ok(listed)
}

fn of_finding(finding: &Finding, case: &CaseFinished, entry: &Entry<'_>) -> Value {
    let level = match finding.level {
        Level::Must => "error",
        Level::Should => "warning",
    };
    let place = finding.place.as_ref().unwrap_or(&case.place);
    let text = format!("{}: {}", case.case, finding.message);
    let mut result = result(finding.check.as_str(), level, &text, Some(place));
    if place != &case.place {
        result["relatedLocations"] = json!([location(&case.place)]);
    }
    // The same finding of the same case is the same alert in every run.
    result["partialFingerprints"] =
        json!({ "statusquoCase/v1": format!("{}:{}", entry.id, finding.check) });
    result["properties"] = json!({
        "case": case.case,
        "documentedCode": finding.row.as_ref().or(case.claim.as_ref()).map(ToString::to_string),
        "path": finding.path,
        "expected": finding.expected,
        "actual": finding.actual,
        "source": finding.source,
    });
    if let Outcome::Waived(waived) = &case.outcome {
        // A suppressed result is shown as accepted and does not fail code scanning.
        result["suppressions"] =
            json!([{ "kind": "external", "justification": waived.to_string() }]);
    }
    if let Some(exchange) = &case.exchange {
        messages(exchange, &mut result);
    }
    result
}

fn messages(exchange: &Transcript, result: &mut Value) {
    let request = &exchange.request;
    result["webRequest"] = json!({
        "protocol": "HTTP",
        "method": request.method,
        "target": request.url,
        "headers": headers(&request.headers),
    });
    if let Some(text) = request.body.as_ref().and_then(|body| body.text.as_ref()) {
        result["webRequest"]["body"] = json!({ "text": text });
    }
    let Some(response) = &exchange.response else { return };
    result["webResponse"] = json!({
        "protocol": "HTTP",
        "statusCode": response.status,
        "headers": headers(&response.headers),
    });
    if let Some(body) = &response.body {
        result["webResponse"]["body"] = match (&body.text, &body.base64) {
            (Some(text), _) => json!({ "text": text }),
            // SARIF requires `binary` to be base64, as the transcript has it.
            (None, base64) => json!({ "binary": base64 }),
        };
    }
}

/// Returns a member for each name. The values of fields with the same name are joined by commas (RFC 9110, section 5.3).
fn headers(headers: &[Header]) -> Map<String, Value> {
    let mut members = Map::new();
    for Header { name, value } in headers {
        let joined = match members.get(name) {
            Some(Value::String(before)) => format!("{before}, {value}"),
            _ => value.clone(),
        };
        members.insert(name.clone(), joined.into());
    }
    members
}

fn errored(case: &CaseFinished) -> Option<Value> {
    let Outcome::Errored { reason } = &case.outcome else { return None };
    Some(json!({
        "level": "error",
        "message": { "text": format!("{}: {reason}", case.case) },
        "locations": [location(&case.place)],
    }))
}
