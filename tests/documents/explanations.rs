//! Every diagnostic code has an explanation, and each example shows the mistake and its correction.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use statusquo::diagnostic::Code;
use statusquo::explain::{Explanation, Format, explanations};
use statusquo::workspace::{self, Request};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the codes that the sources report, except tests, the table of codes and the explanations.
fn reported() -> BTreeSet<&'static str> {
    let src = root().join("src");
    let mut text = String::new();
    for path in sources(&src) {
        let table = path.ends_with("diagnostic/code.rs") || path.starts_with(src.join("explain"));
        let is_test =
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        if !table && !is_test {
            let file = fs::read_to_string(&path).expect("a source file");
            text += file.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        }
    }
    let name = |code: &Code| code.as_str().to_uppercase().replace('-', "_");
    let is_reported = |code: &Code| {
        let constant = format!("Code::{}", name(code));
        text.match_indices(&constant).any(|(at, found)| {
            let next = text[at + found.len()..].chars().next();
            next.is_none_or(|next| !next.is_alphanumeric() && next != '_')
        })
    };
    Code::ALL.iter().filter(|code| is_reported(code)).map(|code| code.as_str()).collect()
}

#[test]
fn every_code_is_reported_somewhere() {
    let codes = reported();
    let dead: Vec<&Code> = Code::ALL.iter().filter(|code| !codes.contains(code.as_str())).collect();
    assert!(dead.is_empty(), "no diagnostic has the code {dead:?}");
}

#[test]
fn every_code_has_one_explanation_in_whole_sentences() {
    let explained: Vec<Code> = explanations().map(|explanation| explanation.code).collect();
    assert_eq!(explained, Code::ALL, "src/explain and src/diagnostic/code.rs list the same codes");
    for explanation in explanations() {
        assert!(explanation.about.ends_with('.'), "{}", explanation.code);
    }
}

/// Adds the lines that a file needs and an example leaves out.
fn completed(lines: &[&str], needed: &[(&str, &str)]) -> String {
    let mut text = String::new();
    if lines.first().is_some_and(|line| line.starts_with("- ")) {
        text += "cases:\n";
        for line in lines {
            text += &["  ", line, "\n"].concat();
        }
    } else {
        text += &[&lines.join("\n"), "\n"].concat();
    }
    let missing =
        needed.iter().filter(|(key, _)| !format!("\n{text}").contains(&format!("\n{key}:")));
    let missing: String = missing.map(|(_, line)| [*line, "\n"].concat()).collect();
    missing + &text
}

/// Returns the codes of the problems with a suite, or with a contract and a suite for that contract.
fn problems(format: Format, lines: &[&str]) -> Vec<Code> {
    let folder = tempfile::tempdir().expect("a folder");
    let point = format!("contract: {}", root().join("specs/point.yaml").display());
    let suite = [
        ("suite", "suite: example"),
        ("contract", point.as_str()),
        ("cases", "cases: [{ id: any, GET: /v2/orders }]"),
    ];
    let contract = [("contract", "contract: example"), ("codes", "codes: [{ status: 200 }]")];
    let openapi = [
        ("openapi", "openapi: 3.1.0"),
        ("info", "info: { title: Example, version: '1' }"),
        ("paths", "paths: { /orders: { get: { responses: { '200': { description: All. } } } } }"),
    ];
    fs::write(folder.path().join("orders.openapi.yaml"), completed(&[], &openapi))
        .expect("a document");
    let text = match format {
        Format::OpenApi => {
            let path = folder.path().join("_openapi.yaml");
            fs::write(path, completed(lines, &openapi)).expect("a document");
            "suite: example\ncontract: _openapi.yaml\ncases: [{ id: any, GET: /orders }]\n"
                .to_owned()
        }
        Format::Contract => {
            let path = folder.path().join("_contract.yaml");
            fs::write(path, completed(lines, &contract)).expect("a contract");
            "suite: example\ncontract: _contract.yaml\ncases: [{ id: any, GET: /v2/orders }]\n"
                .to_owned()
        }
        _ => completed(lines, &suite),
    };
    let path = folder.path().join("suite.yaml");
    fs::write(&path, text).expect("a suite");
    let request = Request { paths: vec![path], ..Request::default() };
    let opened = workspace::open(request, root());
    let codes = opened.problems.iter().map(|problem| problem.code);
    // The contract of an example may document errors only. The suite for that contract is not part of the example.
    let of_suite = |code: &Code| format != Format::Suite && *code == Code::NEVER_PASSES;
    codes.filter(|code| !of_suite(code)).collect()
}

fn checked() -> Vec<&'static Explanation> {
    explanations().filter(|e| e.example.format != Format::Prose).collect()
}

#[test]
fn every_example_has_its_mistake_and_no_other() {
    let mut wrong = Vec::new();
    for Explanation { code, example, .. } in checked() {
        let found = problems(example.format, &example.mistake);
        if found.is_empty() || found.iter().any(|other| other != code) {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_corrected_example_has_no_problem() {
    let mut wrong = Vec::new();
    for Explanation { code, example, .. } in checked() {
        let found = problems(example.format, &example.correction);
        if found.iter().any(|other| other == code || !other.reports_unused()) {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
