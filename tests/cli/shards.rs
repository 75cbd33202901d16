//! Shards and their merged reports, saved runs that are rendered again, and comparisons with a baseline.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::{run, statusquo, stderr, stdout};

const SUITES: &str = "suites/point";

fn listed(shard: Option<String>) -> Vec<String> {
    let mut arguments = vec!["list".to_owned(), SUITES.to_owned()];
    arguments.extend(shard.map(|shard| format!("--shard={shard}")));
    let output = statusquo().args(&arguments).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let name = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    stdout(&output).lines().map(name).collect()
}

#[test]
fn the_shards_together_contain_every_case_once() {
    let whole = listed(None);
    for of in [1, 2, 3, 7] {
        let mut all: Vec<String> =
            (1..=of).flat_map(|index| listed(Some(format!("{index}/{of}")))).collect();
        all.sort();
        assert_eq!(all, whole, "{of} shards");
    }
}

/// Runs one shard, or all cases, and returns the run record.
fn recorded(folder: &Path, shard: Option<&str>) -> PathBuf {
    let name = shard.map_or("whole".to_owned(), |shard| shard.replace('/', "-of-"));
    let record = folder.join(format!("{name}.ndjson"));
    let report = format!("--report=ndjson={}", record.display());
    let mut arguments =
        vec!["run", SUITES, "--target", "reference", "--seed", "7", "--strict", &report];
    arguments.extend(shard.map(|shard| ["--shard", shard]).iter().flatten());
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    record
}

fn rendered(records: &[PathBuf], more: &[&str]) -> Output {
    let mut command = statusquo();
    command.arg("report").args(records).args(more).output().expect("the binary runs")
}

/// Returns the summary of merged records, without the values that differ between any two runs.
#[track_caller]
fn summary(records: &[PathBuf], exit: i32) -> Value {
    let output = rendered(records, &["--report", "json"]);
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(&output));
    let mut summary: Value = serde_json::from_str(&stdout(&output)).expect("a summary");
    for volatile in ["started", "finished", "elapsed-ms", "target"] {
        assert!(!summary[volatile].is_null(), "{volatile}");
        summary[volatile] = Value::Null;
    }
    summary
}

/// Returns the lines of a `JUnit` report without times, ports and ids.
fn junit(records: &[PathBuf]) -> Vec<String> {
    let output = rendered(records, &["--report", "junit"]);
    let text = stdout(&output);
    let lines = text.lines().filter(|line| line.trim_start().starts_with("<testcase"));
    let name = |line: &str| {
        let attributes = line.split_inclusive("\" ");
        attributes.filter(|part| !part.contains("time=") && !part.contains("timestamp=")).collect()
    };
    lines.map(name).collect()
}

#[test]
fn merged_shards_equal_a_single_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = [recorded(folder.path(), None)];
    for of in [1, 2, 3, 7] {
        let shards: Vec<PathBuf> =
            (1..=of).map(|index| recorded(folder.path(), Some(&format!("{index}/{of}")))).collect();
        assert_eq!(summary(&shards, 0), summary(&whole, 0), "{of} shards");
        let (parts, single) = (junit(&shards), junit(&whole));
        let names = |lines: &[String]| lines.iter().cloned().collect::<BTreeSet<String>>();
        assert!(!single.is_empty());
        assert_eq!(names(&parts), names(&single), "{of} shards");
    }
}

#[test]
fn a_missing_a_repeated_and_a_foreign_shard_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = recorded(folder.path(), Some("1/3"));
    let output = rendered(&[first.clone(), recorded(folder.path(), Some("3/3"))], &[]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stdout(&output).contains("incomplete: shard 2/3 is missing"), "{}", stdout(&output));
    let copy = folder.path().join("copy.ndjson");
    fs::copy(&first, &copy).expect("a copy");
    let output = rendered(&[first.clone(), copy], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("shard 1/3 occurs twice"), "{}", stderr(&output));
    let output = rendered(&[first, recorded(folder.path(), Some("2/2"))], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("one of 2 shards, not of 3"), "{}", stderr(&output));
}

#[test]
fn a_shard_with_nothing_to_run_ends_with_exit_code_4() {
    let filter = ["--filter", "unknown-order", "--shard", "2/2"];
    let output = run(&[&["run", SUITES, "--target", "reference"][..], &filter].concat());
    assert_eq!(output.status.code(), Some(4), "{}", stdout(&output));
    let said = stderr(&output);
    assert!(said.contains("shard 2 of 2 has nothing to run"), "{said}");
}

#[test]
fn shard_auto_is_refused_without_a_ci_engine() {
    let mut command = statusquo();
    command.env_clear().env("CI_NODE_TOTAL", "3");
    let output = command.args(["run", SUITES, "--target", "reference", "--shard", "auto"]).output();
    let output = output.expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no CI engine was found"), "{}", stderr(&output));
}

/// Runs one case against a server with a fault. Returns the output and the run record.
fn faulty(folder: &Path, fault: &str, more: &[&str]) -> (Output, PathBuf) {
    let record = folder.join(format!("{fault}.ndjson"));
    let report = format!("--report=ndjson={}", record.display());
    let arguments = ["run", SUITES, "--target", "reference", "--fault", fault, &report];
    (run(&[&arguments[..], more].concat()), record)
}

#[test]
fn a_run_with_a_baseline_fails_only_on_new_violations() {
    let folder = tempfile::tempdir().expect("a folder");
    let (output, then) = faulty(folder.path(), "missing-named-invalid", &[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let then = then.display().to_string();
    let (output, _) =
        faulty(&folder.path().join("again"), "missing-named-invalid", &["--baseline", &then]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains("every documented code has the same verdict"));
    let (output, _) =
        faulty(&folder.path().join("other"), "method-without-allow", &["--baseline", &then]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    let said = stdout(&output);
    assert!(said.contains("newly violated: point 405 METHOD_NOT_SUPPORTED"), "{said}");
    assert!(said.contains("newly proven: point 404 RESOURCE_NOT_FOUND"), "{said}");
}

/// A baseline with one violated code must not accept a failure of a case that passed in it.
#[test]
fn a_baseline_does_not_accept_failures_of_cases_that_passed_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (output, then) = faulty(folder.path(), "missing-as-html", &["--filter", "unknown-order"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let then = then.display().to_string();
    let (output, _) =
        faulty(&folder.path().join("more"), "missing-as-html", &["--baseline", &then]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
}

#[test]
fn a_rendered_run_has_the_reports_of_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = folder.path().join("run.ndjson");
    let (ndjson, json) = (
        format!("--report=ndjson={}", record.display()),
        format!("--report=json={}", folder.path().join("then.json").display()),
    );
    let fault = ["--fault", "missing-named-invalid"];
    let output =
        run(&[&["run", SUITES, "--target", "reference", &ndjson, &json][..], &fault].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let again = rendered(&[record], &["--report", "json"]);
    assert_eq!(again.status.code(), Some(1), "{}", stderr(&again));
    let then = fs::read_to_string(folder.path().join("then.json")).expect("the report");
    assert_eq!(stdout(&again), then);
}

#[test]
fn a_report_never_replaces_the_record_that_it_is_rendered_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = recorded(folder.path(), None);
    let report = format!("--report=ndjson={}", record.display());
    let output = rendered(std::slice::from_ref(&record), &[&report]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("would replace a run record"), "{}", stderr(&output));
    assert!(fs::metadata(&record).expect("the record").len() > 0);
}
