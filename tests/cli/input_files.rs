//! Input files that are in the same folder as the reports of the run.

use std::fs;
use std::path::{Path, PathBuf};

use super::{run, stderr, stdout};

/// Returns a folder with the usual reports of a run in which one documented code is violated.
fn reports_of_a_broken_run() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run_suites(&["--fault", "missing-as-html", "--reports", &text(folder.path())]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let record = folder.path().join("run.ndjson");
    assert!(record.is_file());
    (folder, record)
}

fn run_suites(flags: &[&str]) -> std::process::Output {
    let case = ["run", "suites/point", "--target", "reference", "--filter", "unknown-order"];
    run(&[&case[..], flags].concat())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn a_baseline_is_read_before_its_folder_gets_the_new_reports() {
    let (folder, record) = reports_of_a_broken_run();
    let before = fs::read_to_string(&record).expect("the first record");
    let again = ["--fault", "missing-as-html", "--baseline", &text(&record)];
    let output = run_suites(&[&again[..], &["--reports", &text(folder.path())]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_ne!(fs::read_to_string(&record).expect("the second record"), before);
}

#[test]
fn an_unusable_baseline_leaves_the_earlier_reports_where_they_are() {
    let (folder, record) = reports_of_a_broken_run();
    let flags = ["--baseline", "no-such.ndjson", "--reports", &text(folder.path())];
    let output = run_suites(&flags);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(record.is_file());
}

#[test]
fn failed_cases_are_read_before_their_folder_gets_the_new_reports() {
    let (folder, record) = reports_of_a_broken_run();
    let output = run_suites(&["--failed-from", &text(&record), "--reports", &text(folder.path())]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("errors/unknown-order"), "{}", stdout(&output));
}

/// Runs a command that must refuse to replace one of its inputs and leave the input as it was.
#[track_caller]
fn check_refused(arguments: &[&str], input: &Path) {
    let before = fs::read(input).expect("an input");
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{}{}", stdout(&output), stderr(&output));
    let message = stderr(&output);
    assert!(message.contains("would replace"), "{message}");
    assert!(message.contains("help: "), "{message}");
    assert_eq!(fs::read(input).expect("the input is still there"), before);
}

#[test]
fn a_rendered_run_is_never_replaced_by_its_reports() {
    let (folder, record) = reports_of_a_broken_run();
    check_refused(&["report", &text(&record), "--reports", &text(folder.path())], &record);
    check_refused(&["report", &text(folder.path()), "--reports", &text(folder.path())], &record);
    let other_spelling = format!("ndjson={}/./run.ndjson", folder.path().display());
    check_refused(&["report", &text(&record), "--report", &other_spelling], &record);
    check_refused(
        &["report", &text(&record), "--report", &format!("junit={}", text(&record))],
        &record,
    );
}

#[test]
fn judged_traffic_is_never_replaced_by_its_reports() {
    let (folder, record) = reports_of_a_broken_run();
    let contract = ["--contract", "specs/point.yaml"];
    let judge = ["judge", &text(&record), "--reports", &text(folder.path())];
    check_refused(&[&judge[..], &contract].concat(), &record);
}

#[test]
fn judged_traffic_may_be_in_the_folder_of_its_reports() {
    let (folder, record) = reports_of_a_broken_run();
    let traffic = folder.path().join("traffic.ndjson");
    fs::rename(&record, &traffic).expect("another name");
    let judge = ["judge", &text(&traffic), "--contract", "specs/point.yaml"];
    let output = run(&[&judge[..], &["--reports", &text(folder.path())]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(traffic.is_file() && record.is_file());
}

#[test]
fn a_contract_is_never_replaced_by_a_report() {
    let (folder, record) = reports_of_a_broken_run();
    let contract = folder.path().join("point.yaml");
    fs::copy("specs/point.yaml", &contract).expect("a copy");
    let report = format!("junit={}", text(&contract));
    let judge = ["judge", &text(&record), "--contract", &text(&contract), "--report", &report];
    check_refused(&judge, &contract);
}

#[test]
fn a_suite_is_never_replaced_by_a_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let suite = folder.path().join("s.yaml");
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");
    let content =
        format!("suite: s\ncontract: {contract}\ncases: [{{ id: a, GET: /, expect: 404 }}]\n");
    fs::write(&suite, content).expect("a suite");
    let report = format!("json={}", text(&suite));
    let target = ["--target", "reference", "--report", &report];
    check_refused(&[&["run", &text(&suite)][..], &target].concat(), &suite);
    check_refused(&[&["run", &text(folder.path())][..], &target].concat(), &suite);
    let report = format!("sarif={}", text(&suite));
    check_refused(&["check", &text(&suite), "--report", &report], &suite);
}

#[test]
fn a_variable_file_is_never_replaced_by_a_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vars.yaml");
    fs::write(&file, "a: b\n").expect("a file");
    let report = format!("json={}", text(&file));
    let case = ["run", "suites/point", "--target", "reference", "--filter", "unknown-order"];
    let flags = ["--vars", &text(&file), "--report", &report];
    check_refused(&[&case[..], &flags].concat(), &file);
}

#[test]
fn two_reports_to_one_file_are_refused_however_the_file_is_spelt() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = text(folder.path());
    let (one, other) = (format!("junit={place}/r"), format!("json={place}/a/../r"));
    let output = run_suites(&["--report", &one, "--report", &other]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("two reports would be written to"), "{}", stderr(&output));
    let output = run_suites(&["--report", "junit=same", "--report", "json=./same"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn one_record_may_be_baseline_and_selection() {
    let (folder, record) = reports_of_a_broken_run();
    let record = text(&record);
    let flags = ["--fault", "missing-as-html", "--baseline", &record, "--failed-from", &record];
    let output = run_suites(&[&flags[..], &["--reports", &text(folder.path())]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
