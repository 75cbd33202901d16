//! Where reports go.

use super::{run, statusquo, stderr, stdout};

const ONE_CASE: [&str; 6] =
    ["run", "suites/point", "--target", "reference", "--filter", "unknown-order"];

#[test]
fn a_report_without_a_path_goes_to_standard_output_and_talk_does_not() {
    let output = run(&[&ONE_CASE[..], &["--report", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let summary: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("only JSON");
    assert_eq!(summary["exit"]["code"], 0);
    assert!(stderr(&output).contains("documented codes proven"), "{}", stderr(&output));
}

#[test]
fn the_run_record_goes_to_standard_output_line_by_line() {
    let output = run(&[&ONE_CASE[..], &["--report", "ndjson=-"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let events: Vec<serde_json::Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is an event"))
        .collect();
    assert_eq!(events.first().expect("a start")["event"], "run-started");
    assert_eq!(events.last().expect("an end")["event"], "run-finished");
}

#[test]
fn only_one_report_can_go_to_standard_output() {
    let output = run(&[&ONE_CASE[..], &["--report", "junit", "--report", "json=-"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("two reports would be written to standard output"), "{said}");
}

#[test]
fn a_variable_asks_for_reports_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (junit, json) = (folder.path().join("a.xml"), folder.path().join("b.json"));
    let reports = format!("junit={},json={}", junit.display(), json.display());
    let output = statusquo().args(ONE_CASE).env("STATUSQUO_REPORT", reports).output();
    assert_eq!(output.expect("the binary runs").status.code(), Some(0));
    assert!(junit.is_file() && json.is_file());
}
