//! Destinations of reports: files, standard output and GitHub.

use super::{run, statusquo, stderr, stdout};

const ONE_CASE: [&str; 6] =
    ["run", "suites/point", "--target", "reference", "--filter", "unknown-order"];

#[test]
fn a_report_without_a_path_is_the_only_text_on_standard_output() {
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
fn an_environment_variable_can_request_reports() {
    let folder = tempfile::tempdir().expect("a folder");
    let (junit, json) = (folder.path().join("a.xml"), folder.path().join("b.json"));
    let reports = format!("junit={},json={}", junit.display(), json.display());
    let output = statusquo().args(ONE_CASE).env("STATUSQUO_REPORT", reports).output();
    assert_eq!(output.expect("the binary runs").status.code(), Some(0));
    assert!(junit.is_file() && json.is_file());
}

#[test]
fn check_writes_its_problems_for_code_scanning() {
    let output = run(&["check", "tests/suites/wrong/misspelt-key.yaml", "--report", "sarif"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let log: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("only JSON");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unknown-key");
    let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "tests/suites/wrong/misspelt-key.yaml");
}

#[test]
fn check_refuses_a_report_of_a_run() {
    let output = run(&["check", "suites/point", "--report", "junit"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`check` runs nothing"), "{}", stderr(&output));
}

#[test]
fn a_run_on_github_writes_annotations_and_a_job_summary() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = folder.path().join("summary.md");
    std::fs::write(&summary, "# before\n").expect("a file");
    let output = statusquo()
        .args(["run", "suites/point", "--target", "reference", "--fault", "missing-as-html"])
        .args(["--report", "github"])
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let lines = stdout(&output);
    assert!(lines.starts_with("::error file=suites/point/"), "{lines}");
    assert!(lines.lines().filter(|line| line.starts_with("::error")).count() <= 10, "{lines}");
    let page = std::fs::read_to_string(&summary).expect("the summary");
    assert!(page.starts_with("# before\n## statusquo: ❌ contract broken\n"), "{page}");
}

#[test]
fn exchanges_of_cases_that_passed_are_in_the_har_too() {
    let output = run(&[&ONE_CASE[..], &["--report", "har"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let har: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("only JSON");
    let statuses = har["log"]["entries"].as_array().expect("entries").iter();
    let statuses: Vec<_> = statuses.map(|entry| entry["response"]["status"].clone()).collect();
    assert!(statuses.contains(&404.into()), "{statuses:?}");
}
