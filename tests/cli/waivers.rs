//! Waivers, from the suite and contract files to the exit code.

use std::fs;
use std::path::Path;

use super::{run, stderr, stdout};

const LATER: &str = "2999-12-31";
const PAST: &str = "2020-01-31";

/// Writes a suite whose cases have `waive`, and the Point contract with `row` at its 404, into a temporary folder.
fn files(row: &str, waive: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let bodies = folder.path().join("bodies");
    fs::create_dir(&bodies).expect("a folder");
    for entry in fs::read_dir(specs.join("bodies")).expect("the bodies") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, bodies.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let contract = fs::read_to_string(specs.join("point.yaml")).expect("the contract");
    let code = "    code: RESOURCE_NOT_FOUND\n";
    assert!(contract.contains(code), "the contract documents it");
    let contract = contract.replacen(code, &format!("{code}{row}"), 1);
    fs::write(folder.path().join("point.yaml"), contract).expect("a contract");
    let suite = format!(
        "suite: s
contract: ../point.yaml
credentials: {{ buyer: {{ bearer: buyer-token }} }}
as: buyer
cases:
  - {{ id: list, GET: /v2/orders, expect: 200 }}
  - id: unknown
    GET: /v2/orders/none
    expect: 404 RESOURCE_NOT_FOUND
{waive}"
    );
    fs::create_dir(folder.path().join("suites")).expect("a folder");
    fs::write(folder.path().join("suites/s.yaml"), suite).expect("a suite");
    folder
}

fn waive(until: &str) -> String {
    format!("    waive: {{ why: moves house, until: {until}, issue: PT-7 }}\n")
}

/// Runs the suite against the reference server, and checks the exit code and the words of the report.
#[track_caller]
fn check(folder: &tempfile::TempDir, arguments: &[&str], code: i32, words: &[&str]) {
    let suites = folder.path().join("suites").to_string_lossy().into_owned();
    let target = ["run", &suites, "--target", "reference"];
    let output = run(&[&target, arguments].concat());
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(code), "{said}{}", stderr(&output));
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(flat.contains(word), "{word:?} is not in:\n{said}");
    }
}

const FAULT: [&str; 2] = ["--fault", "missing-as-html"];

#[test]
fn a_waived_row_that_is_violated_does_not_fail_the_run() {
    let folder = files(&waive(LATER), "");
    let row = "~ waived 404 RESOURCE_NOT_FOUND until 2999-12-31: moves house (PT-7); \
               violated by s/unknown";
    check(&folder, &FAULT, 0, &[row, "waived: s/unknown: until 2999-12-31", "1 passed, 1 waived"]);
}

/// Nothing fails, but a reader must not take exit code 0 for a proof.
#[test]
fn a_run_of_waived_cases_alone_says_that_nothing_was_proven() {
    let folder = files("", &waive(LATER));
    let page = folder.path().join("page.md");
    let report = format!("markdown={}", page.display());
    let flags = [&FAULT[..], &["--filter", "unknown", "--report", &report]].concat();
    check(&folder, &flags, 0, &["nothing was proven: every case that was judged is waived"]);
    let page = fs::read_to_string(page).expect("the report");
    assert!(page.starts_with("## statusquo: ✅ nothing proven, everything waived"), "{page}");
}

#[test]
fn a_run_with_a_proof_beside_waived_cases_has_no_such_headline() {
    let folder = files("", &waive(LATER));
    let report = folder.path().join("page.md");
    let report = format!("markdown={}", report.display());
    check(&folder, &[&FAULT[..], &["--report", &report]].concat(), 0, &["1 passed, 1 waived"]);
    let page = fs::read_to_string(folder.path().join("page.md")).expect("the report");
    assert!(page.starts_with("## statusquo: ✅ conforms"), "{page}");
}

#[test]
fn an_expired_waiver_fails_the_run_whatever_the_response_is() {
    let folder = files(&waive(PAST), "");
    let lapse = "! waiver 404 RESOURCE_NOT_FOUND: the waiver has expired";
    check(&folder, &FAULT, 1, &["✗ violated 404 RESOURCE_NOT_FOUND", lapse]);
    check(&folder, &[], 1, &["✓ proven", lapse]);
}

#[test]
fn a_waived_row_that_is_proven_fails_the_run() {
    let folder = files(&waive(LATER), "");
    check(&folder, &[], 1, &["! waiver 404 RESOURCE_NOT_FOUND: proven although it is waived"]);
}

#[test]
fn a_waived_row_that_no_case_exercises_stays_waived() {
    let folder = files(&waive(LATER), "");
    let row =
        "~ waived 404 RESOURCE_NOT_FOUND until 2999-12-31: moves house (PT-7); never exercised";
    check(&folder, &["--filter", "list"], 0, &[row]);
}

#[test]
fn a_waived_case_that_fails_is_neither_passed_nor_failed() {
    let folder = files("", &waive(LATER));
    let junit = folder.path().join("junit.xml");
    let report = format!("junit={}", junit.display());
    let row = "~ waived 404 RESOURCE_NOT_FOUND until 2999-12-31: moves house (PT-7); \
               violated by s/unknown";
    check(&folder, &[&FAULT[..], &["--report", &report]].concat(), 0, &[row]);
    let junit = fs::read_to_string(junit).expect("the report");
    assert!(junit.contains("<skipped message=\"waived until 2999-12-31: moves house (PT-7)\""));
    assert!(!junit.contains("<failure"), "{junit}");
}

#[test]
fn a_waived_case_fails_when_it_passes_or_its_day_is_over() {
    let folder = files("", &waive(LATER));
    check(&folder, &[], 1, &["must[waiver]: it passes although it is waived"]);
    let folder = files("", &waive(PAST));
    check(&folder, &FAULT, 1, &["must[waiver]: the waiver has expired", "must[content-type]"]);
    check(&folder, &[], 1, &["must[waiver]: the waiver has expired"]);
}

#[test]
fn waivers_are_listed_and_check_warns_about_expired_waivers() {
    let folder = files(&waive(PAST), &waive(LATER));
    let suites = folder.path().join("suites").to_string_lossy().into_owned();
    let listed = stdout(&run(&["list", &suites, "--waivers"]));
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].starts_with("point 404 RESOURCE_NOT_FOUND  until 2020-01-31  EXPIRED "));
    assert!(lines[1].starts_with("s/unknown ") && lines[1].contains(" days left "), "{listed}");
    assert!(lines[1].ends_with("  moves house (PT-7)"), "{listed}");
    let checked = run(&["check", &suites]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    let said = stderr(&checked);
    assert!(said.contains("warning[waiver-expired]: this waiver ended on 2020-01-31"), "{said}");
}

/// Runs one case with `retry` and a waiver that asks for 200; the server's fault hook makes it fail.
#[track_caller]
fn retried(fault: &str, code: i32, words: &[&str]) {
    let folder = files("", "");
    let suite = format!(
        "suite: s
contract: ../point.yaml
credentials: {{ buyer: {{ bearer: buyer-token }} }}
as: buyer
cases:
  - {{ id: list, GET: /v2/orders, expect: 200 }}
  - id: shaky
    GET: /v2/orders
    headers: {{ Point-Fault: {fault}, Point-Request-Id: one }}
    retry: {{ times: 2, wait: 1ms }}
    expect: 200
{}",
        waive(LATER)
    );
    fs::write(folder.path().join("suites/s.yaml"), suite).expect("a suite");
    check(&folder, &[], code, words);
}

#[test]
fn a_case_that_fails_after_every_retry_is_waived() {
    retried("internal-error", 0, &["waived: s/shaky: until 2999-12-31", "1 passed, 1 waived"]);
}

#[test]
fn a_case_that_passes_at_the_second_attempt_is_flaky_and_its_waiver_is_stale() {
    retried("unavailable-at-first", 1, &["FAIL s/shaky", "waive"]);
}
