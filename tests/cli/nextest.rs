//! The suites under cargo-nextest: one process per case, and one merged report.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::{run, skipped, stderr, stdout};

/// Runs cargo-nextest on the conformance tests of this crate. Returns `None` if cargo-nextest is not installed.
fn nextest(arguments: &[&str], environment: &[(&str, &str)]) -> Option<Output> {
    let cargo = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(env!("CARGO_MANIFEST_DIR")).arg("nextest");
        cargo
    };
    let there = cargo().arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        skipped("cargo-nextest is not installed");
        return None;
    }
    let mut command = cargo();
    command.args(arguments).args(["--test", "conformance", "--locked"]);
    let seed = [("STATUSQUO_TARGET", "reference"), ("STATUSQUO_SEED", "7")];
    command.envs(seed).envs(environment.iter().copied());
    Some(command.output().expect("the program runs"))
}

/// Returns the outcome of every case and the verdict of every documented code.
fn essence(records: &[PathBuf]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let merged = folder.path().join("merged.ndjson");
    let names: Vec<String> = records.iter().map(|path| path.display().to_string()).collect();
    let mut arguments: Vec<&str> = vec!["report"];
    arguments.extend(names.iter().map(String::as_str));
    let (ndjson, json) = (format!("--report=ndjson={}", merged.display()), "--report=json");
    arguments.extend([ndjson.as_str(), json]);
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let summary: Value = serde_json::from_str(&stdout(&output)).expect("a summary");
    let contracts = summary["ledger"]["contracts"].as_array().expect("contracts");
    let rows = contracts.iter().flat_map(|contract| contract["rows"].as_array().expect("rows"));
    let rows = rows.map(|row| (row["row"].to_string(), row.to_string()));
    let record = fs::read_to_string(merged).expect("the merged record");
    let cases = record.lines().filter_map(|line| {
        let event: Value = serde_json::from_str(line).expect("an event");
        (event["event"] == "case-finished")
            .then(|| (event["case"].to_string(), event["outcome"].to_string()))
    });
    rows.chain(cases).collect()
}

fn fragments(folder: &Path) -> Vec<PathBuf> {
    let folders = folder.read_dir().expect("the folder of the reports");
    folders.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn the_merged_records_of_all_processes_equal_the_record_of_one_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole.ndjson");
    let reports = folder.path().join("reports").display().to_string();
    let Some(output) = nextest(&["run"], &[("STATUSQUO_REPORTS", &reports)]) else { return };
    assert!(output.status.success(), "{}", stderr(&output));
    let ndjson = format!("--report=ndjson={}", whole.display());
    let output = run(&["run", "suites/point", "--target", "reference", "--seed", "7", &ndjson]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let parts = fragments(Path::new(&reports));
    assert_eq!(parts.len(), 1, "a run has one folder: {parts:?}");
    assert_eq!(essence(&parts), essence(&[whole]));
}

#[test]
fn the_partitions_together_contain_every_case_once() {
    let list = |more: &[&str]| -> Option<Vec<String>> {
        let arguments = [&["list", "--message-format", "oneline"], more].concat();
        let output = nextest(&arguments, &[])?;
        assert!(output.status.success(), "{}", stderr(&output));
        Some(stdout(&output).lines().map(str::to_owned).collect())
    };
    let Some(mut whole) = list(&[]) else { return };
    let parts = (1..=3).filter_map(|part| list(&["--partition", &format!("slice:{part}/3")]));
    let mut parts: Vec<String> = parts.flatten().collect();
    parts.sort();
    whole.sort();
    assert!(!whole.is_empty());
    assert_eq!(parts, whole);
}

#[test]
fn the_report_of_nextest_contains_the_failure_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("nextest.toml");
    let junit = folder.path().join("junit.xml");
    let text = format!("[profile.default.junit]\npath = {:?}\n", junit.display().to_string());
    fs::write(&config, text).expect("a file");
    let config = config.display().to_string();
    let arguments = ["run", "--config-file", &config, "-E", "test(patch-orders)", "--no-fail-fast"];
    let fault = [("STATUSQUO_FAULT", "method-without-allow")];
    let Some(output) = nextest(&arguments, &fault) else { return };
    assert!(!output.status.success(), "{}", stderr(&output));
    let report = fs::read_to_string(&junit).expect("its report");
    assert!(report.contains("<failure"), "{report}");
    let failures = report.lines().filter(|line| line.contains("<failure message="));
    let messages: Vec<&str> = failures.collect();
    assert!(messages.iter().all(|line| line.contains("Allow")), "{messages:?}");
    assert!(!messages.is_empty(), "{report}");
}

#[test]
fn a_single_report_is_refused_if_each_test_is_a_process() {
    let environment = [("STATUSQUO_REPORT", "junit=never.xml")];
    let Some(output) = nextest(&["run", "-E", "test(unknown-order)"], &environment) else { return };
    assert!(!output.status.success());
    assert!(stderr(&output).contains("STATUSQUO_REPORTS=DIR"), "{}", stderr(&output));
}

#[test]
fn a_case_that_was_not_judged_fails() {
    let only = ["run", "-E", "test(post-orders) | test(create-order)"];
    let environment = [("STATUSQUO_READ_ONLY", "true")];
    let Some(output) = nextest(&only, &environment) else { return };
    assert!(!output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("Error: not judged:"), "{}", stderr(&output));
}
