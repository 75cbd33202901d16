use std::sync::Arc;

use url::Url;

use super::recorded_exchange::{Places, SourceText};
use super::{Recording, judge};
use crate::contract::{Contract, Layers};
use crate::diagnostic::Sources;
use crate::event::{CaseFinished, Event};
use crate::verdict::Outcome;

const CONTRACT: &str = "
contract: small
errors: { code: $.name }
codes:
  - { status: 200 }
  - { status: 500, code: BROKEN }
";

/// Returns an entry of a HAR file whose response has this status and this text.
fn entry(status: u16, text: &str) -> String {
    let text = serde_json::to_string(text).expect("a text is JSON");
    format!(
        r#"{{"startedDateTime":"2026-03-01T09:30:00.000Z","time":12.5,
        "request":{{"method":"GET","url":"https://api.example/v1/a","headers":[
            {{"name":":authority","value":"api.example"}},
            {{"name":"Authorization","value":"Bearer t0ken-of-somebody"}}]}},
        "response":{{"status":{status},"httpVersion":"h2","headers":[
            {{"name":"content-type","value":"application/json"}}],
            "content":{{"mimeType":"application/json","text":{text}}}}}}}"#
    )
}

fn har(entries: &[String]) -> String {
    format!("{{\"log\":{{\"version\":\"1.2\",\n\"entries\":[\n{}\n]}}}}\n", entries.join(",\n"))
}

/// Returns the events of a judged file, or the error if the file is refused.
fn told(text: &str, base: Option<&str>) -> Result<Vec<Event>, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (contract, file) = (folder.path().join("small.yaml"), folder.path().join("Traffic 1.har"));
    std::fs::write(&contract, CONTRACT).expect("written");
    std::fs::write(&file, text).expect("written");
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let contract = Contract::load(&contract, "small.yaml", &mut sources, &mut problems);
    let layers = Layers::new(vec![Arc::new(contract.expect("a contract"))]).expect("one layer");
    let base = base.map(|base| Url::parse(base).expect("a URL"));
    let prefix = format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR);
    let recording = Recording::read(&file, base.as_ref())
        .map_err(|error| error.to_string().replace(&prefix, ""))?;
    let mut events = Vec::new();
    judge(&[recording], &layers, sources, |event| events.push(event.clone()));
    Ok(events)
}

fn cases(events: &[Event]) -> Vec<&CaseFinished> {
    events.iter().filter_map(case_of).collect()
}

fn case_of(event: &Event) -> Option<&CaseFinished> {
    match event {
        Event::CaseFinished(case) => Some(case),
        _ => None,
    }
}

/// Checks the name, outcome and findings of each entry.
#[track_caller]
fn check(text: &str, base: Option<&str>, expected: &[&str]) {
    let lines = match told(text, base) {
        Err(error) => vec![error],
        Ok(events) => cases(&events).into_iter().map(line).collect(),
    };
    assert_eq!(lines, expected);
}

fn line(case: &CaseFinished) -> String {
    let outcome = match &case.outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed => {
            let found = case.findings.iter().map(|finding| finding.check.as_str());
            format!("failed: {}", found.collect::<Vec<_>>().join(", "))
        }
        Outcome::Errored { reason } => format!("errored: {reason}"),
        Outcome::Skipped { reason } => format!("skipped: {reason}"),
        Outcome::Waived(_) => "waived".to_owned(),
    };
    format!("{} {outcome}", case.case)
}

#[test]
fn every_response_is_judged_by_its_documented_code() {
    let broken = entry(500, r#"{"name":"BROKEN"}"#);
    let other = entry(500, r#"{"name":"OTHER","a":1}"#);
    check(
        &har(&[entry(200, "{}"), broken, other, entry(418, "{}")]),
        None,
        &[
            "traffic-1/0001-get-v1-a passed",
            "traffic-1/0002-get-v1-a passed",
            "traffic-1/0003-get-v1-a passed",
            "traffic-1/0004-get-v1-a failed: documented-status",
        ],
    );
}

#[test]
fn an_exchange_that_was_not_recorded_completely_is_not_judged() {
    let without = entry(200, "x").replace(r#""text":"x""#, r#""other":1"#);
    let aborted = entry(0, "");
    check(
        &har(&[without, aborted, "{}".into()]),
        None,
        &[
            "traffic-1/0001-get-v1-a errored: the body of the response was not recorded",
            "traffic-1/0002-get-v1-a errored: no response was recorded",
            "traffic-1/0003-unreadable errored: it is not a HAR entry: missing field \
             `request` at line 1 column 2",
        ],
    );
}

#[test]
fn a_request_to_another_host_is_skipped() {
    let other = entry(200, "{}").replace("api.example/v1", "cdn.example");
    let both = har(&[entry(200, "{}"), other]);
    check(
        &both,
        None,
        &[
            "Traffic 1.har has exchanges with several hosts: https://api.example, https://cdn.example",
        ],
    );
    check(
        &both,
        Some("https://api.example/v1"),
        &[
            "traffic-1/0001-get-v1-a passed",
            "traffic-1/0002-get-a skipped: it went to https://cdn.example, not below the target",
        ],
    );
}

#[test]
fn a_file_without_traffic_is_refused() {
    let why = "Traffic 1.har is neither a HAR file nor a run record";
    check("{}", None, &[&format!("{why}: missing field `log` at line 1 column 2")]);
    check("[", None, &[&format!("{why}: EOF while parsing a list at line 1 column 1")]);
    check(&har(&[]), None, &[&format!("{why}: it has no exchange")]);
}

#[test]
fn a_run_record_is_traffic_too() {
    let events = told(&har(&[entry(200, "{}"), entry(418, "{}")]), None).expect("a HAR file");
    let lines: Vec<String> =
        events.iter().map(|event| serde_json::to_string(event).expect("plain data")).collect();
    check(
        &lines.join("\n"),
        None,
        &["traffic-1/0001-get-v1-a passed", "traffic-1/0002-get-v1-a failed: documented-status"],
    );
}

#[test]
fn each_entry_has_its_line_and_no_secret() {
    let events = told(&har(&[entry(200, "{}"), entry(500, "t0ken-of-somebody")]), None);
    let events = events.expect("a HAR file");
    let cases = cases(&events);
    let lines: Vec<u32> = cases.iter().map(|case| case.place.line).collect();
    assert_eq!(lines, [3, 10]);
    let all = serde_json::to_string(&events).expect("plain data");
    assert!(!all.contains("t0ken-of-somebody"), "{all}");
}

#[test]
fn the_target_has_the_remark_that_nothing_was_sent() {
    let events = told(&har(&[entry(200, "{}")]), None).expect("a HAR file");
    let Some(Event::RunStarted(started)) = events.first() else { panic!("it begins") };
    assert_eq!(started.target.url, "https://api.example");
    assert_eq!(started.target.remark(), Some("recorded traffic; nothing was sent"));
}

#[test]
fn a_byte_order_mark_before_a_har_file_or_a_run_record_is_ignored() {
    let text = har(&[entry(200, "{}")]);
    check(&format!("\u{feff}{text}"), None, &["traffic-1/0001-get-v1-a passed"]);
    let events = told(&text, None).expect("a HAR file");
    let lines: Vec<String> =
        events.iter().map(|event| serde_json::to_string(event).expect("plain data")).collect();
    check(&format!("\u{feff}{}", lines.join("\n")), None, &["traffic-1/0001-get-v1-a passed"]);
}

#[test]
fn the_cached_body_of_a_304_is_not_judged() {
    let events = told(&har(&[entry(304, "not of this response")]), None).expect("a HAR file");
    let case = cases(&events)[0];
    let response = case.exchange.as_ref().and_then(|it| it.response.as_ref());
    assert!(response.expect("a response").body.is_none());
    let cut = entry(304, "").replace(r#""text":"""#, r#""size":900,"_truncated":true"#);
    check(&har(&[cut]), None, &["traffic-1/0001-get-v1-a failed: documented-status"]);
}

#[test]
fn a_body_that_the_file_declares_as_cut_is_not_judged() {
    let with =
        |members: &str| entry(200, "{}").replace(r#""text":"#, &format!("{members},\"text\":"));
    let name = "traffic-1/0001-get-v1-a";
    let part = format!("{name} errored: the file keeps only 2 of 50 bytes of the body");
    check(&har(&[with(r#""size":50"#)]), None, &[&part]);
    let cut = format!("{name} errored: the file keeps only a part of the body");
    check(&har(&[with(r#""_truncated":true"#)]), None, &[&cut]);
    let note = format!("{cut}: 48 of 50 bytes were not kept");
    check(&har(&[with(r#""comment":"48 of 50 bytes were not kept""#)]), None, &[&note]);
    let whole = format!("{name} passed");
    for members in [r#""size":2"#, r#""size":1"#, r#""size":-1"#, r#""_truncated":false"#] {
        check(&har(&[with(members)]), None, &[&whole]);
    }
    // A masked secret makes the text of our own files shorter than `size`.
    let own = with(r#""size":50"#).replace(r#""time":"#, r#""_statusquo":{},"time":"#);
    check(&har(&[own]), None, &[&whole]);
}

#[test]
fn a_body_with_a_size_and_no_text_is_not_judged_as_empty() {
    let why = "traffic-1/0001-get-v1-a errored: the body of the response was not recorded";
    let with = |content: &str, more: &str| {
        let text = entry(200, "").replace(r#""text":"""#, content);
        har(&[text.replace(r#""content":"#, &format!("{more}\"content\":"))])
    };
    check(&with(r#""size":9"#, ""), None, &[why]);
    check(&with(r#""size":0"#, r#""bodySize":9,"#), None, &[why]);
    check(&with(r#""size":0,"text":"""#, r#""bodySize":9,"#), None, &[why]);
    let passed = "traffic-1/0001-get-v1-a passed";
    check(&with(r#""size":0"#, r#""bodySize":0,"#), None, &[passed]);
}

#[test]
fn a_preflight_is_skipped_and_another_options_request_is_judged() {
    let options = entry(418, "").replace(r#""GET""#, r#""OPTIONS""#);
    let preflight = options.replace(":authority", "Access-Control-Request-Method");
    check(
        &har(&[preflight, options]),
        None,
        &[
            "traffic-1/0001-options-v1-a skipped: a CORS preflight, which the browser sends on its own",
            "traffic-1/0002-options-v1-a failed: documented-status",
        ],
    );
}

#[test]
fn the_base_path_ends_at_a_segment() {
    let other = entry(418, "{}").replace("/v1/a", "/v1evil/a");
    let exact = entry(200, "{}").replace("/v1/a", "/v1");
    for base in ["https://api.example/v1", "https://api.example/v1/"] {
        check(
            &har(&[other.clone(), exact.clone()]),
            Some(base),
            &[
                "traffic-1/0001-get-v1evil-a skipped: it went to https://api.example, not below the target",
                "traffic-1/0002-get-v1 passed",
            ],
        );
    }
}

#[test]
fn places_are_found_forwards_and_backwards() {
    let mut places = Places::new(SourceText { file: "a", text: "ab\ncé\n\nd" });
    let mut at = |offset| {
        let place = places.place(offset, "x".to_owned());
        (place.line, place.column)
    };
    let found = [at(0), at(1), at(3), at(6), at(7), at(8), at(1)];
    assert_eq!(found, [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (4, 1), (1, 2)]);
}
