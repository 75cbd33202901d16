//! Recorded traffic, judged again by the real binary.

use serde_json::Value;

use super::{run, stderr, stdout};

/// Runs the Point suites with an additional report, and judges the traffic in that report.
fn judged_again(report: &str, fault: &[&str], more: &[&str]) -> (i32, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(format!("recorded.{report}"));
    let asked = format!("--report={report}={}", file.display());
    let arguments = ["run", "suites/point", "--target", "reference", "--seed", "7", &asked];
    run(&[&arguments[..], fault].concat());
    let file = file.display().to_string();
    let arguments = ["judge", &file, "--contract", "specs/point.yaml", "--report", "json"];
    let output = run(&[&arguments[..], more].concat());
    let summary = serde_json::from_str(&stdout(&output));
    (
        output.status.code().expect("an exit code"),
        summary.unwrap_or_else(|_| panic!("{}", stderr(&output))),
    )
}

/// Returns the verdict on a documented code.
fn verdict(summary: &Value, code: &str) -> String {
    let contracts = summary["ledger"]["contracts"].as_array().expect("contracts");
    let mut rows = contracts.iter().flat_map(|contract| contract["rows"].as_array().expect("rows"));
    let row = rows.find(|row| row["row"] == code).expect("it is documented");
    row["is"].as_str().expect("a verdict").to_owned()
}

#[test]
fn recorded_traffic_proves_the_same_codes_as_its_run() {
    for report in ["har", "ndjson"] {
        let (exit, summary) = judged_again(report, &[], &[]);
        assert_eq!(exit, 0, "{report}: {summary}");
        assert_eq!(summary["target"]["recorded"], true);
        for code in ["500 INTERNAL_SERVER_ERROR", "503 SERVICE_UNAVAILABLE", "201"] {
            assert_eq!(verdict(&summary, code), "proven", "{report}: {code}");
        }
    }
}

#[test]
fn a_recorded_violation_is_a_violation_again() {
    for report in ["har", "ndjson"] {
        let (exit, summary) = judged_again(report, &["--fault", "missing-named-invalid"], &[]);
        assert_eq!(exit, 1, "{report}");
        // No case expects a 404 here, and the response has an error code of another status.
        let problems = summary["problems"].to_string();
        assert!(problems.contains("error-code"), "{report}: {problems}");
    }
}

#[test]
fn a_file_without_traffic_is_refused() {
    let output = run(&["judge", "Cargo.toml", "--contract", "specs/point.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("neither a HAR file nor a run record"), "{}", stderr(&output));
}
