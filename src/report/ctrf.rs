//! CTRF, the Common Test Report Format: JSON that dashboards and comment bots read.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::evidence::{EvidenceLevel, since_1970};
use super::test_entries::{About, End, Entry, EntryList, Group};
use crate::event::{Attempt, CaseFinished};
use crate::ledger::reported_finding::reported;
use crate::record::SavedRun;
use crate::sanitize::json;
use crate::verdict::Outcome;

/// Writes a run as CTRF.
pub(super) fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut list = EntryList::new(run.record);
    let summary = summary(run, &list);
    let mut tests = Vec::new();
    while let Some(group) = list.next_group() {
        while let Some(entry) = list.next_entry()? {
            tests.push(test(run, &group, &entry));
        }
    }
    let started = &run.record.started;
    let mut environment = json!({
        "appName": started.target.url,
        "extra": { "targets": started.all_targets().collect::<Vec<_>>(), "seed": started.seed },
    });
    if let Some(exit) = &run.exit {
        environment["healthy"] = (exit.code == 0).into();
        environment["extra"]["exit"] = json!(exit);
    }
    let report = json!({
        "reportFormat": "CTRF",
        "specVersion": "0.0.0",
        "generatedBy": "statusquo",
        "timestamp": run.record.finished.as_ref().map_or(&started.started, |end| &end.finished),
        "results": {
            "tool": { "name": "statusquo", "version": started.version },
            "summary": summary,
            "tests": tests,
            "environment": environment,
            "extra": { "documentedCodes": run.record.ledger.counts() },
        },
    });
    json::pretty(out, &report)
}

fn summary(run: &SavedRun<'_>, list: &EntryList<'_>) -> Value {
    let counts = list.counts();
    let start = since_1970(&run.record.started.started);
    let finished = run.record.finished.as_ref();
    // CTRF requires a stop time. A record that breaks off has none.
    let stop = finished.map_or(start, |end| since_1970(&end.finished));
    json!({
        "tests": counts.all,
        "passed": counts.passed(),
        "failed": counts.bad(),
        "skipped": counts.skipped,
        "pending": 0,
        "other": 0,
        "flaky": run.record.counts().flaky,
        "suites": list.group_count(),
        "start": start,
        "stop": stop,
        "duration": finished.map_or(0, |end| end.elapsed_ms),
    })
}

fn test(run: &SavedRun<'_>, group: &Group<'_>, entry: &Entry<'_>) -> Value {
    let (status, raw) = words(entry);
    let start = since_1970(entry.started());
    let mut test = json!({
        "id": entry.id.to_string(),
        "testId": format!("{}.{}", entry.class, entry.name),
        "name": entry.name,
        "status": status,
        "rawStatus": raw,
        "duration": entry.elapsed_ms(),
        "start": start,
        "stop": start.saturating_add_unsigned(entry.elapsed_ms()),
        "suite": [group.name],
        "type": "contract",
        "filePath": entry.place().file,
        "line": entry.place().line,
    });
    let members = test.as_object_mut().expect("it was made as one");
    if !entry.message.is_empty() {
        members.insert("message".into(), entry.message.as_str().into());
    }
    if matches!(entry.end, End::Failed | End::Errored) {
        let trace = entry.text(&run.record.started, EvidenceLevel::SCREEN);
        members.insert("trace".into(), trace.into());
        members.insert("snippet".into(), entry.place().text.as_str().into());
    }
    match &entry.about {
        About::Case(case) => of_case(case, members),
        About::Code { row, .. } => {
            members.insert("labels".into(), json!({ "documentedCode": row.row.to_string() }));
        }
    }
    test
}

fn words(entry: &Entry<'_>) -> (&'static str, &'static str) {
    match (entry.end, entry.case().map(|case| &case.outcome)) {
        (End::Passed, _) => ("passed", "passed"),
        (End::Failed, Some(_)) => ("failed", "failed"),
        (End::Failed, None) => ("failed", "waiver lapsed"),
        // CTRF has no status for a test without a result. `other` would not fail a build, so the case counts as
        // failed and `rawStatus` keeps the difference.
        (End::Errored, _) => ("failed", "errored"),
        (End::Skipped, Some(Outcome::Waived(_))) => ("skipped", "waived"),
        (End::Skipped, Some(_)) => ("skipped", "skipped"),
        (End::Skipped, None) => ("skipped", "not exercised"),
    }
}

fn of_case(case: &CaseFinished, members: &mut Map<String, Value>) {
    let mut labels = json!({ "contract": case.contract, "asks": case.asks });
    if let Some(claim) = &case.claim {
        labels["documentedCode"] = claim.to_string().into();
    }
    members.insert("labels".into(), labels);
    if !case.tags.is_empty() {
        members.insert("tags".into(), json!(case.tags));
    }
    if !case.attempts.is_empty() {
        // Only attempts before the last one: the result of the test itself is the last attempt.
        let attempts = (1_u64..).zip(&case.attempts).map(|(number, attempt)| {
            let Attempt { reason, elapsed_ms, .. } = attempt;
            json!({
                "attempt": number,
                "status": "failed",
                "duration": elapsed_ms,
                "message": reason,
            })
        });
        members.insert("retryAttempts".into(), attempts.collect());
        members.insert("retries".into(), case.attempts.len().into());
        members.insert("flaky".into(), case.is_flaky().into());
    }
    if !case.findings.is_empty() {
        members.insert("extra".into(), json!({ "findings": reported(&case.findings) }));
    }
}
