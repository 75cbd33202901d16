//! The guide in `docs/` is correct: every YAML block is checked, and every keyword is named.
//!
//! A block is a whole file or a part of a file. The tests add the lines that a part lacks. A comment before a block
//! has instructions: `<!-- with: LINE -->` adds a line to the file, `<!-- wrong: CODE -->` names the mistake that the
//! block shows, and `<!-- file: NAME -->` saves the block as a file for the blocks that follow.

use std::fs;
use std::path::Path;

use statusquo::contract::keywords::CONTRACT_FORM;
use statusquo::diagnostic::{Severity, Sources};
use statusquo::source::Form;
use statusquo::suite::{FUNCTIONS, SHARED_FORM, SUITE_FORM};
use statusquo::workspace::{self, Request};

/// One fenced block of YAML.
#[derive(Debug)]
struct Block {
    line: usize,
    text: String,
    with: Option<String>,
    wrong: Option<String>,
    file: Option<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).expect("a page of the guide")
}

fn marked(line: &str, word: &str) -> Option<String> {
    let inner = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    inner.strip_prefix(word)?.strip_prefix(": ").map(str::to_owned)
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut before = "";
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        if let Some(block) = &mut open {
            if line == "```" {
                found.extend(open.take());
            } else {
                block.text += &[line, "\n"].concat();
            }
        } else if line == "```yaml" {
            let (with, wrong) = (marked(before, "with"), marked(before, "wrong"));
            let file = marked(before, "file");
            open = Some(Block { line: at + 1, text: String::new(), with, wrong, file });
        }
        before = line;
    }
    assert!(found.len() > 2, "the page has blocks");
    found
}

/// Returns the whole file that a block is a part of.
fn whole(block: &Block, needed: &[(&str, &str)]) -> String {
    let mut text = if block.text.starts_with("- ") {
        let lines: Vec<String> = block.text.lines().map(|line| format!("  {line}\n")).collect();
        ["cases:\n", &lines.concat()].concat()
    } else {
        block.text.clone()
    };
    text = [block.with.as_deref().unwrap_or_default(), "\n", &text].concat();
    let lacks = |key: &str| !text.lines().any(|line| line.starts_with(&format!("{key}:")));
    let missing: String = needed
        .iter()
        .filter(|(key, _)| lacks(key))
        .map(|(_, line)| [*line, "\n"].concat())
        .collect();
    missing + &text
}

/// Returns a temporary folder with the contracts of the repository. A suite in it is two folders deep.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
            }
        }
    };
    let specs = folder.path().join("specs");
    copy(&root().join("specs"), &specs);
    copy(&root().join("specs/bodies"), &specs.join("bodies"));
    fs::create_dir_all(folder.path().join("suites/guide")).expect("a folder");
    folder
}

/// Checks a suite and, unless it is `None`, a contract that the suite names `guide.yaml`.
fn check(page: &str, block: &Block, suite: &str, contract: Option<&str>) {
    let folder = workplace();
    for Block { file, text, .. } in blocks(&self::page(page)) {
        if let Some(name) = file {
            fs::write(folder.path().join("suites/guide").join(name), text).expect("a file");
        }
    }
    if let Some(contract) = contract {
        fs::write(folder.path().join("specs/guide.yaml"), contract).expect("a contract");
    }
    let path = folder.path().join("suites/guide/suite.yaml");
    fs::write(&path, suite).expect("a suite");
    let opened =
        workspace::open(Request { paths: vec![path], ..Request::default() }, folder.path());
    let codes: Vec<&str> = opened.problems.iter().map(|problem| problem.code.as_str()).collect();
    let problems = drawn(&opened.problems, &opened.sources);
    match &block.wrong {
        Some(code) => assert_eq!(codes, [code.as_str()], "docs/{page}:{}\n{problems}", block.line),
        None => assert!(codes.is_empty(), "docs/{page}:{}\n{problems}", block.line),
    }
}

fn drawn(problems: &[statusquo::diagnostic::Diagnostic], sources: &Sources) -> String {
    let line = |problem: &statusquo::diagnostic::Diagnostic| {
        let place = problem.primary.as_ref().map(|label| sources.place(label.span).line);
        let level = if problem.severity == Severity::Error { "error" } else { "warning" };
        format!("{level}[{}] line {place:?}: {}\n", problem.code, problem.message)
    };
    problems.iter().map(line).collect()
}

#[test]
fn every_block_about_suites_has_no_problem() {
    let needed = [
        ("suite", "suite: guide"),
        ("contract", "contract: ../../specs/point.yaml"),
        ("cases", "cases: [{ id: any, GET: /v2/orders }]"),
    ];
    for page_name in ["suites.md", "targets.md", "probes.md"] {
        for block in blocks(&page(page_name)).into_iter().filter(|block| block.file.is_none()) {
            check(page_name, &block, &whole(&block, &needed), None);
        }
    }
}

#[test]
fn every_block_of_the_hurl_page_has_no_problem() {
    let needed = [("suite", "suite: guide"), ("contract", "contract: ../../specs/point.yaml")];
    for block in blocks(&page("hurl.md")) {
        check("hurl.md", &block, &whole(&block, &needed), None);
    }
}

#[test]
fn every_block_about_contracts_has_no_problem() {
    let needed = [("contract", "contract: guide"), ("codes", "codes: [{ status: 200 }]")];
    let suite = "suite: guide\ncontract: ../../specs/guide.yaml\ncases: [{ id: any, GET: /, expect: { headers: { A: b } } }]\n";
    for block in blocks(&page("contracts.md")) {
        check("contracts.md", &block, suite, Some(&whole(&block, &needed)));
    }
}

/// Checks that the text names every keyword and that an example has the keyword.
fn names_all(name: &str, form: &'static Form) {
    let text = page(name);
    let examples: String = blocks(&text).into_iter().map(|block| block.text).collect();
    let mut lacking = Vec::new();
    for form in form.all() {
        for key in form.keys {
            let shown = examples.match_indices(&format!("{}:", key.name)).any(|(at, _)| {
                !examples[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-')
            });
            if !text.contains(&format!("`{}`", key.name)) || !shown {
                lacking.push(format!("`{}` of {}", key.name, form.name));
            }
        }
    }
    assert!(lacking.is_empty(), "docs/{name} does not name and show {lacking:#?}");
}

#[test]
fn the_guide_names_and_shows_every_keyword_of_suites() {
    names_all("suites.md", &SUITE_FORM);
    names_all("suites.md", &SHARED_FORM);
}

#[test]
fn the_guide_names_and_shows_every_keyword_of_contracts() {
    names_all("contracts.md", &CONTRACT_FORM);
}

#[test]
fn the_guide_names_every_function() {
    let text = page("suites.md");
    let lacking: Vec<&str> = FUNCTIONS
        .iter()
        .map(|function| function.name)
        .filter(|name| !text.contains(&format!("{name}(")))
        .collect();
    assert!(lacking.is_empty(), "docs/suites.md does not name {lacking:?}");
}
