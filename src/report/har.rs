//! HAR 1.2: every exchange in the format of browser developer tools, with secrets masked.

use std::io::{self, Write};

use http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::evidence::milliseconds;
use crate::event::CaseFinished;
use crate::ledger::reported_finding::reported;
use crate::record::SavedRun;
use crate::redact::{Content, Header, Transcript, TranscriptRequest, TranscriptResponse};
use crate::sanitize::json;
use crate::verdict::Outcome;

/// Writes the exchanges of a run one after the other, so they need not fit into memory together.
pub(super) fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let creator = json!({ "name": "statusquo", "version": run.record.started.version });
    let head = format!("{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[");
    // The head is written with the first exchange, so a record that cannot be read is reported before any output.
    let mut head = Some(head);
    let mut exchanges = run.exchanges();
    for case in &run.record.cases {
        let case = case?;
        // A skipped case sent nothing and has no entry.
        let Some(exchange) = exchanges.find(&case)? else { continue };
        out.write_all(head.take().as_deref().unwrap_or(",").as_bytes())?;
        out.write_all(b"\n")?;
        json::compact(&mut *out, &entry(&case, &exchange))?;
    }
    if let Some(head) = head {
        out.write_all(head.as_bytes())?;
    }
    out.write_all(b"\n]}}\n")
}

fn entry(case: &CaseFinished, exchange: &Transcript) -> Value {
    let elapsed = exchange.response.as_ref().map_or(case.elapsed_ms, |answer| answer.elapsed_ms);
    let version = exchange.response.as_ref().map_or("unknown", |answer| &answer.version);
    json!({
        "startedDateTime": milliseconds(&case.started),
        "time": elapsed,
        "request": request(&exchange.request, version),
        "response": match &exchange.response {
            Some(answer) => response(answer),
            None => no_response(case),
        },
        "cache": {},
        "timings": { "send": 0, "wait": elapsed, "receive": 0, "comment": "only the whole is known" },
        "comment": format!("{}: asks {}", case.case, case.asks),
        "_statusquo": {
            "case": case.case,
            "outcome": case.outcome,
            "documentedCode": case.claim.as_ref().map(ToString::to_string),
            "findings": reported(&case.findings),
        },
    })
}

fn request(request: &TranscriptRequest, version: &str) -> Value {
    let url = Url::parse(&request.url).ok();
    // From the masked URL, so that no secret returns through the decoded query.
    let query = url.iter().flat_map(Url::query_pairs);
    let query: Vec<Value> =
        query.map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let mut sent = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": version,
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": query,
        // HAR 1.2 uses -1 for unknown sizes. Transcripts do not keep the raw bytes of header sections.
        "headersSize": -1,
        "bodySize": request.body.as_ref().map_or(0, |body| body.bytes),
    });
    if let Some(body) = &request.body {
        let mut data = content(body);
        data.insert("mimeType".into(), field(&request.headers, "content-type").into());
        // HAR has no encoding for request content. Names of custom members start with `_`.
        if let Some(encoding) = data.remove("encoding") {
            data.insert("_encoding".into(), encoding);
        }
        sent["postData"] = data.into();
    }
    sent
}

fn response(answer: &TranscriptResponse) -> Value {
    let reason = StatusCode::from_u16(answer.status).ok();
    let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
    let mut body = answer.body.as_ref().map(content).unwrap_or_default();
    body.insert("size".into(), answer.body.as_ref().map_or(0, |body| body.bytes).into());
    body.insert("mimeType".into(), field(&answer.headers, "content-type").into());
    json!({
        "status": answer.status,
        "statusText": reason,
        "httpVersion": answer.version,
        "cookies": [],
        "headers": headers(&answer.headers),
        "content": body,
        "redirectURL": field(&answer.headers, "location"),
        "headersSize": -1,
        "bodySize": answer.body.as_ref().map_or(0, |body| body.bytes),
    })
}

/// Returns the response that browsers write for a request without one.
fn no_response(case: &CaseFinished) -> Value {
    let why = match &case.outcome {
        Outcome::Errored { reason } => reason.as_str(),
        _ => "none",
    };
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "unknown",
        "cookies": [],
        "headers": [],
        "content": { "size": 0, "mimeType": "x-unknown" },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_error": why,
    })
}

fn headers(headers: &[Header]) -> Vec<Value> {
    headers.iter().map(|field| json!({ "name": field.name, "value": field.value })).collect()
}

/// Returns the value of the first field with this name, or an empty text.
fn field<'h>(headers: &'h [Header], name: &str) -> &'h str {
    headers.iter().find(|field| field.name == name).map_or("", |field| &field.value)
}

fn content(body: &Content) -> serde_json::Map<String, Value> {
    let mut members = serde_json::Map::new();
    match (&body.text, &body.base64) {
        // HAR marks only binary content with an encoding. Text has none.
        (Some(text), _) => {
            members.insert("text".into(), text.as_str().into());
        }
        (None, Some(base64)) => {
            members.insert("text".into(), base64.as_str().into());
            members.insert("encoding".into(), "base64".into());
        }
        (None, None) => {}
    }
    if body.omitted > 0 {
        let note = format!("{} of {} bytes were not kept", body.omitted, body.bytes);
        members.insert("comment".into(), note.into());
    }
    members
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::record::sample::sample_record;
    use crate::record::{CaseStore, RunRecord};

    fn without_exchange(record: &RunRecord) -> CaseStore {
        let cases = record.cases.to_vec().expect("the sample is in memory");
        cases.into_iter().filter(|case| case.exchange.is_none()).collect()
    }

    #[test]
    fn a_record_that_cannot_be_read_writes_nothing() {
        let mut record = sample_record();
        record.cases = without_exchange(&record);
        assert!(record.cases.counts().ended() > 0);
        let run = SavedRun::new(&record, None).written_in(Path::new("/no/such/record"));
        let mut out = Vec::new();
        assert!(write(&run, &mut out).is_err() && out.is_empty());
    }

    #[test]
    fn a_run_without_exchanges_is_a_complete_document() {
        let mut record = sample_record();
        record.cases = without_exchange(&record);
        let mut out = Vec::new();
        write(&SavedRun::new(&record, None), &mut out).expect("memory takes it");
        let har: Value = serde_json::from_slice(&out).expect("it is JSON");
        assert_eq!(har["log"]["entries"], json!([]));
    }
}
