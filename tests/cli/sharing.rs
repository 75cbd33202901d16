//! Shared files: a shared case runs once for all suites, and its failure makes the cases that need it errored.

use std::fs;
use std::path::Path;

use super::{run, stderr, stdout};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");

/// Writes two suites that use one shared file into a temporary folder.
fn folder(expected: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    let shared = format!(
        "shared: common\ncontract: {CONTRACT}\nvars: {{ token: unknown }}\n\
         credentials: {{ buyer: {{ bearer: \"${{token}}\" }} }}\nas: buyer\n\
         setup:\n  - id: make\n    POST: /v2/orders\n\
         \x20   json: {{ amount: {{ value: \"5.00\", currency: EUR }} }}\n\
         \x20   expect: {expected}\n    capture: {{ order: $.id }}\n\
         teardown: [ {{ id: clear, DELETE: \"/v2/orders/${{order}}\", expect: 204 }} ]\n"
    );
    write("common.yaml", shared);
    for name in ["one", "two"] {
        let text = format!(
            "suite: {name}\ncontract: {CONTRACT}\nuse: common.yaml\nas: buyer\n\
             cases: [ {{ id: look, GET: \"/v2/orders/${{order}}\", expect: 200 }} ]\n"
        );
        write(&format!("{name}.yaml"), text);
    }
    write("first.yaml.txt", "token: nobody\n".to_owned());
    write("second.json", "{ \"token\": \"buyer-token\" }".to_owned());
    folder
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Compares the sorted lines of all cases of a run, without times.
#[track_caller]
fn check(path: &Path, vars: &[&str], code: i32, expected: &[&str]) {
    let path = text(path);
    let arguments = ["run", &path, "-v", "--target", "reference"];
    let output = run(&[&arguments[..], vars].concat());
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(code), "{said}{}", stderr(&output));
    let marks = ["PASS ", "FAIL ", "ERROR ", "SKIP "];
    let lines = said.lines().filter(|line| marks.iter().any(|mark| line.starts_with(mark)));
    let mut lines: Vec<String> =
        lines.map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")).collect();
    lines.sort();
    assert_eq!(lines, expected, "{said}");
}

#[test]
fn a_shared_setup_runs_once_for_all_suites() {
    let folder = folder("201");
    let all = ["PASS common/clear", "PASS common/make", "PASS one/look", "PASS two/look"];
    check(folder.path(), &["--var", "token=buyer-token"], 0, &all);
    let one = ["PASS common/clear", "PASS common/make", "PASS one/look"];
    check(folder.path(), &["--var", "token=buyer-token", "--filter", "one/look"], 0, &one);
    let alone = ["PASS common/clear", "PASS common/make"];
    check(&folder.path().join("common.yaml"), &["--var", "token=buyer-token"], 0, &alone);
}

#[test]
fn a_shared_setup_that_fails_makes_all_that_use_it_errored() {
    let folder = folder("422");
    let expected = ["ERROR one/look", "ERROR two/look", "FAIL common/make", "SKIP common/clear"];
    check(folder.path(), &["--var", "token=buyer-token"], 1, &expected);
}

#[test]
fn a_later_variable_file_overrides_an_earlier_one_and_a_flag_overrides_both() {
    let folder = folder("201");
    let [first, second] =
        ["first.yaml.txt", "second.json"].map(|name| text(&folder.path().join(name)));
    let passed = ["PASS common/clear", "PASS common/make", "PASS one/look", "PASS two/look"];
    check(folder.path(), &["--vars", &first, "--vars", &second], 0, &passed);
    // The other token cannot be used, so no case can be judged and no further request is sent.
    // A case that could not be judged has a line of its own, and its exchange is shown at the end.
    let error = "ERROR common/make";
    let dead = [error, error, "SKIP common/clear", "SKIP one/look", "SKIP two/look"];
    check(folder.path(), &["--vars", &second, "--vars", &first], 3, &dead);
    check(folder.path(), &["--vars", &first, "--var", "token=buyer-token"], 0, &passed);
}

#[test]
fn a_shared_file_is_listed_under_its_own_name() {
    let folder = folder("201");
    let listed = run(&["list", &text(folder.path())]);
    let names: Vec<String> = stdout(&listed)
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    assert_eq!(names, ["common/clear", "common/make", "one/look", "two/look"]);
    let checked = run(&["check", &text(folder.path())]);
    assert!(stderr(&checked).contains("2 suites with 4 cases"), "{}", stderr(&checked));
}
