use super::*;
use crate::diagnostic::Code;

/// A file, and the spans of texts in it.
struct Page {
    sources: Sources,
    file: FileId,
}

impl Page {
    fn new(text: &str) -> Self {
        let mut sources = Sources::new();
        let file = sources.add("suites/a.yaml", text);
        Self { sources, file }
    }

    #[track_caller]
    fn span(&self, marked: &str) -> Span {
        let start = self.sources.text(self.file).find(marked).expect("the mark is in the text");
        let offset = |at: usize| u32::try_from(at).expect("short");
        Span { file: self.file, start: offset(start), end: offset(start + marked.len()) }
    }

    fn draw(&self, problem: Diagnostic, width: usize) -> String {
        render(&[problem], &self.sources, Palette::Plain, width)
    }
}

fn unknown_key() -> Diagnostic {
    Diagnostic::error(Code("unknown-key"), "a case has no key `exepct`")
}

#[test]
fn a_mistake_is_shown_with_its_line() {
    let page = Page::new("suite: a\ncases:\n  - exepct: 404\n");
    let problem = unknown_key().at(page.span("exepct"), "unknown key");
    insta::assert_snapshot!(page.draw(problem.help("did you mean `expect`?"), 80), @r"
    error[unknown-key]: a case has no key `exepct`
     --> suites/a.yaml:3:5
      |
    3 |   - exepct: 404
      |     ^^^^^^ unknown key
      |
      = help: did you mean `expect`?
    ");
}

#[test]
fn a_related_place_is_marked() {
    let page = Page::new("vars:\n  one: 1\n  two: 2\n  three: 3\n  four: 4\n  five: 5\n  ONE: 1\n");
    let problem = Diagnostic::error(Code("duplicate-key"), "the key occurs twice")
        .at(page.span("ONE"), "again")
        .related(page.span("one"), "first here");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    error[duplicate-key]: the key occurs twice
     --> suites/a.yaml:7:3
      |
    2 |   one: 1
      |   --- first here
    ...
    7 |   ONE: 1
      |   ^^^ again
    ");
}

#[test]
fn a_related_place_in_another_file_names_that_file() {
    let mut page = Page::new("suite: a\nexpect: 404 NOPE\n");
    let contract = page.sources.add("specs/point.yaml", "contract: point\ncodes: []\n");
    let problem = Diagnostic::warning(Code("undocumented-code"), "the contract has no `404 NOPE`")
        .at(page.span("404 NOPE"), "")
        .related(Span { file: contract, start: 16, end: 21 }, "the documented codes");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    warning[undocumented-code]: the contract has no `404 NOPE`
     --> suites/a.yaml:2:9
      |
    2 | expect: 404 NOPE
      |         ^^^^^^^^
      |
     ::: specs/point.yaml:2:1
      |
    2 | codes: []
      | ----- the documented codes
    ");
}

#[test]
fn every_suggestion_has_a_line() {
    let page = Page::new("a: b: c\n");
    let problem = Diagnostic::error(
        Code("yaml-syntax"),
        "a `:` is not allowed here, because this cannot be a key",
    )
    .at(page.span(": c"), "")
    .help("put it in quotes")
    .help("or begin a new line");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    error[yaml-syntax]: a `:` is not allowed here, because this cannot be a key
     --> suites/a.yaml:1:5
      |
    1 | a: b: c
      |     ^^^
      |
      = help: put it in quotes
      = help: or begin a new line
    ");
}

#[test]
fn a_diagnostic_without_a_place_is_one_line() {
    let page = Page::new("");
    let problem = Diagnostic::error(Code("no-suites"), "no suites in `empty`");
    insta::assert_snapshot!(page.draw(problem.clone(), 80), @r"
    error[no-suites]: no suites in `empty`
    ");
    insta::assert_snapshot!(page.draw(problem.help("name a file"), 80), @r"
    error[no-suites]: no suites in `empty`
      = help: name a file
    ");
}

#[test]
fn a_tab_keeps_the_carets_in_place() {
    let page = Page::new("a:\n\t- \tc\n");
    let problem = Diagnostic::error(Code("yaml-syntax"), "a tab").at(page.span("c"), "here");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    error[yaml-syntax]: a tab
     --> suites/a.yaml:2:5
      |
    2 |     -     c
      |           ^ here
    ");
}

#[test]
fn a_long_line_is_cut_around_the_mark() {
    let page = Page::new(&format!("a: {}HERE{}\n", "x".repeat(500), "y".repeat(500)));
    let problem = Diagnostic::error(Code("long"), "too long").at(page.span("HERE"), "this");
    let drawn = page.draw(problem, 80);
    assert!(drawn.lines().all(|line| line.chars().count() <= 80), "{drawn}");
    insta::assert_snapshot!(drawn, @r"
    error[long]: too long
     --> suites/a.yaml:1:504
      |
    1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxHEREyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
      |                                  ^^^^ this
    ");
}

#[test]
fn wide_characters_count_as_wide() {
    let page = Page::new("naïve: 日本語 ßtop\n");
    let problem = Diagnostic::error(Code("wide"), "wide").at(page.span("ßtop"), "this");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    error[wide]: wide
     --> suites/a.yaml:1:12
      |
    1 | naïve: 日本語 ßtop
      |               ^^^^ this
    ");
}

#[test]
fn a_span_over_several_lines_is_marked_on_its_first_line() {
    let page = Page::new("a:\n  b: 1\n  c: 2\n");
    let problem =
        Diagnostic::error(Code("many"), "lines").at(page.span("b: 1\n  c: 2"), "from here");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    error[many]: lines
     --> suites/a.yaml:2:3
      |
    2 |   b: 1
      |   ^^^^ from here
    ");
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let page = Page::new("a: \"\u{1b}[31m\u{9b}2J\" \u{202e}x\r\nb: 1");
    let problem = Diagnostic::error(Code("raw"), "ESC \u{1b}[0m and\nmore")
        .at(page.span("x"), "\u{7}bell")
        .help("\u{1b}c");
    let drawn = page.draw(problem, 80);
    assert!(drawn.chars().all(|c| c == '\n' || !is_control(c)), "{drawn:?}");
    insta::assert_snapshot!(drawn, @r#"
    error[raw]: ESC ␛[0m and␊more
     --> suites/a.yaml:1:16
      |
    1 | a: "␛[31m�2J" �x
      |                ^ ␇bell
      |
      = help: ␛c
    "#);
}

#[test]
fn the_end_of_a_file_can_be_marked() {
    let page = Page::new("a: 1\n");
    let end = Span { file: page.file, start: 5, end: 5 };
    let problem = Diagnostic::error(Code("end"), "it ends").at(end, "here");
    insta::assert_snapshot!(page.draw(problem, 80), @r"
    error[end]: it ends
     --> suites/a.yaml:2:1
      |
    2 |
      | ^ here
    ");
}

#[test]
fn problems_are_sorted_by_their_place() {
    let page = Page::new("a: 1\nb: 2\n");
    let problem = |mark: &str| Diagnostic::error(Code("x"), mark).at(page.span(mark), "");
    let placeless = Diagnostic::warning(Code("x"), "none");
    let problems = [problem("b"), problem("a"), placeless];
    insta::assert_snapshot!(render(&problems, &page.sources, Palette::Plain, 80), @r"
    warning[x]: none

    error[x]: a
     --> suites/a.yaml:1:1
      |
    1 | a: 1
      | ^

    error[x]: b
     --> suites/a.yaml:2:1
      |
    2 | b: 2
      | ^
    ");
}

#[test]
fn every_width_can_be_rendered() {
    let page = Page::new("suite: a\ncases:\n  - exepct: 404\n");
    for width in [0, 1, 10, 40, 120, 10_000] {
        let problem = unknown_key().at(page.span("exepct"), "unknown key");
        assert!(page.draw(problem, width).contains("exepct"), "{width}");
    }
}

#[test]
fn a_summary_counts_errors_and_warnings() {
    let error = unknown_key();
    let warning = Diagnostic::warning(Code("x"), "x");
    assert_eq!(summary(std::slice::from_ref(&error)), "1 error");
    assert_eq!(summary(std::slice::from_ref(&warning)), "1 warning");
    assert_eq!(summary(&[error.clone(), error, warning]), "2 errors and 1 warning");
}
