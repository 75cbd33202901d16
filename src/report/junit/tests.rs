use std::io::{ErrorKind, Write as _};
use std::process::{Command, Output, Stdio};

use super::*;
use crate::event::{CaseFinished, Event};
use crate::record::sample::{attempts, case, events, exchange, record, sample_record};
use crate::verdict::Outcome;

fn xml(record: &RunRecord) -> String {
    let mut out = Vec::new();
    write(record, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("the report is UTF-8")
}

/// Returns the output of `xmllint` for a document. Returns `None` and prints a note if `xmllint` is not installed.
fn xmllint(document: &str, arguments: &[&str]) -> Option<Output> {
    let child = Command::new("xmllint")
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let _ = writeln!(std::io::stderr(), "skipped: xmllint is not installed");
            return None;
        }
        child => child.expect("xmllint starts"),
    };
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(document.as_bytes()).expect("xmllint reads");
    drop(stdin);
    Some(child.wait_with_output().expect("xmllint ends"))
}

#[track_caller]
fn check_fits_the_schema(document: &str) {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/schemas/junit-common.xsd");
    if let Some(output) = xmllint(document, &["--noout", "--nonet", "--schema", schema]) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{document}");
    }
}

#[test]
fn a_run_with_every_outcome() {
    insta::assert_snapshot!(xml(&sample_record()));
}

#[test]
fn a_run_with_every_outcome_fits_the_schema() {
    check_fits_the_schema(&xml(&sample_record()));
}

#[test]
fn a_run_without_cases_fits_the_schema() {
    check_fits_the_schema(&xml(&record(&events(Vec::new()))));
}

/// Returns every character that XML forbids or that consumers mishandle, and text that could end an element.
fn hostile_text() -> String {
    let controls = (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control());
    let markup = "\u{fffe}\u{ffff}\u{1b}]]>]]></failure><!-- &amp; &#0; <![CDATA[ \"' [[ATTACHMENT|/etc/passwd]]";
    controls.chain(markup.chars()).collect()
}

fn hostile_cases() -> Vec<CaseFinished> {
    let evil = hostile_text();
    let outcomes = [
        Outcome::Failed,
        Outcome::Errored { reason: evil.clone() },
        Outcome::Skipped { reason: evil.clone() },
    ];
    let hostile = |(at, outcome): (usize, Outcome)| {
        let mut hostile = case(&format!("{at}{evil}"), &evil, 3);
        hostile.outcome = outcome;
        hostile.tags = vec![evil.clone()];
        hostile.exchange = Some(exchange(&evil, &evil, Some(&evil), 500, &evil));
        hostile
    };
    outcomes.into_iter().enumerate().map(hostile).collect()
}

#[test]
fn hostile_text_cannot_break_the_document() {
    let document = xml(&record(&events(hostile_cases())));
    check_fits_the_schema(&document);
    assert!(document.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
    assert!(!document.contains("[[ATTACHMENT|"));
    assert!(!document.contains("]]>"));
    assert_eq!(document.matches("</failure>").count(), 1);
}

#[test]
fn hostile_text_is_still_there() {
    let document = xml(&record(&events(hostile_cases())));
    let failure = xmllint(&document, &["--xpath", "string(//failure)"]);
    let Some(failure) = failure else { return };
    let text = String::from_utf8_lossy(&failure.stdout).replace(char::is_whitespace, "");
    for evidence in ["␀␁␂", "\\u{80}\\u{81}", "\\u{fffe}\\u{ffff}␛]]>]]></failure>", "/etc/passwd"]
    {
        assert!(text.contains(evidence), "{evidence} is not in {text}");
    }
}

#[test]
fn a_record_that_breaks_off_fits_the_schema() {
    let mut events = crate::record::sample::sample_events();
    events.retain(|event| !matches!(event, Event::RunFinished(_)));
    check_fits_the_schema(&xml(&record(&events)));
}

#[test]
fn failed_attempts_are_listed_next_to_the_outcome() {
    let mut flaky = case("flaky", "200", 1);
    flaky.attempts = attempts();
    let mut failed = case("failed", "200", 1);
    failed.outcome = Outcome::Failed;
    failed.attempts = attempts();
    let document = xml(&record(&events(vec![flaky, failed])));
    check_fits_the_schema(&document);
    for element in ["flakyFailure", "flakyError", "rerunFailure", "rerunError"] {
        assert_eq!(document.matches(&format!("</{element}>")).count(), 1, "{document}");
    }
    assert!(document.contains("attempt 2, 9 ms: the line went dead</stackTrace>"), "{document}");
    assert!(document.contains(r#"failures="1" errors="0""#), "{document}");
}
