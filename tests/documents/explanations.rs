//! Every code of a diagnostic is explained, and each explanation's example is what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use statusquo::diagnostic::{Example, Explanation, explanations};
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

/// The codes that the sources name outside of tests.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for path in sources(&root().join("src")) {
        if path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests")) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for found in code.split("Code(\"").skip(1) {
            codes.insert(found.split('"').next().expect("a quote ends it").to_owned());
        }
    }
    codes
}

#[test]
fn every_code_is_explained_and_nothing_else() {
    let explained: BTreeSet<String> = explanations().map(|e| e.code.to_owned()).collect();
    let codes = codes();
    let lacking: Vec<&String> = codes.difference(&explained).collect();
    assert!(lacking.is_empty(), "src/diagnostic/explain does not explain {lacking:?}");
    let extra: Vec<&String> = explained.difference(&codes).collect();
    assert!(extra.is_empty(), "no diagnostic has the code {extra:?}");
}

#[test]
fn no_code_is_explained_twice() {
    let mut seen = BTreeSet::new();
    for explanation in explanations() {
        assert!(seen.insert(explanation.code), "{}", explanation.code);
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

/// The codes of the problems with a suite, or with a contract and a suite for it.
fn problems(example: &Example, lines: &[&str]) -> Vec<&'static str> {
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
    let text = match example {
        Example::OpenApi(..) => {
            let path = folder.path().join("_openapi.yaml");
            fs::write(path, completed(lines, &openapi)).expect("a document");
            "suite: example\ncontract: _openapi.yaml\ncases: [{ id: any, GET: /orders }]\n"
                .to_owned()
        }
        Example::Contract(..) => {
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
    let codes = opened.problems.iter().map(|problem| problem.code.0);
    // The contract of an example may document errors alone, and its suite is not the example.
    let of_suite = |code: &&str| !matches!(example, Example::Suite(..)) && *code == "never-passes";
    codes.filter(|code| !of_suite(code)).collect()
}

fn checked() -> Vec<&'static Explanation> {
    explanations().filter(|e| !matches!(e.example, Example::Told(..))).collect()
}

#[test]
fn every_example_makes_the_mistake_and_no_other() {
    let mut wrong = Vec::new();
    for Explanation { code, example, .. } in checked() {
        let found = problems(example, example.mistake());
        if found.is_empty() || found.iter().any(|other| other != code) {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mended_example_is_without_fault() {
    let mut wrong = Vec::new();
    for Explanation { code, example, .. } in checked() {
        let found = problems(example, example.mend());
        if found.iter().any(|other| other == code || !other.starts_with("unused-")) {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
