use super::*;
use crate::diagnostic::Palette;
use crate::record::sample::{all_proven_events, attempts, case, events, exchange, sample_events};

fn report(events: &[Event], width: usize, verbosity: Verbosity, palette: Palette) -> String {
    let settings = TerminalSettings {
        width,
        verbosity,
        palette,
        progress: Progress::Off,
        ..TerminalSettings::default()
    };
    let mut out = Vec::new();
    let mut terminal = Terminal::new(&mut out, settings);
    for event in events {
        terminal.on_event(event).expect("writing to memory succeeds");
    }
    Box::new(terminal).finish().expect("writing to memory succeeds");
    String::from_utf8(out).expect("the report is UTF-8")
}

#[test]
fn a_run_with_every_outcome_in_80_columns() {
    let text = report(&sample_events(), 80, Verbosity::Failures, Palette::Plain);
    insta::assert_snapshot!(text);
}

#[test]
fn a_run_with_every_outcome_in_120_columns() {
    let text = report(&sample_events(), 120, Verbosity::Cases, Palette::Plain);
    insta::assert_snapshot!(text);
}

#[test]
fn a_run_that_proves_every_code_has_a_short_report() {
    let text = report(&all_proven_events(), 80, Verbosity::Failures, Palette::Plain);
    insta::assert_snapshot!(text, @r"
point: Point REST API  (specs/point.yaml)
  ✓ proven        200, 201, 204, 403 NOT_AUTHORIZED, 404 RESOURCE_NOT_FOUND,
                  405 METHOD_NOT_SUPPORTED, 500 INTERNAL_SERVER_ERROR
  identity
  ✓ proven        401 invalid_client

8 of 8 documented codes proven; 8 cases: 8 passed in 0.4 s
target: http://127.0.0.1:40123 (the embedded reference server)
seed: 7
");
}

#[test]
fn a_coloured_report_has_the_same_text() {
    let plain = report(&sample_events(), 80, Verbosity::Failures, Palette::Plain);
    let colour = report(&sample_events(), 80, Verbosity::Failures, Palette::Colour);
    assert_ne!(colour, plain);
    assert_eq!(anstream::adapter::strip_str(&colour).to_string(), plain);
}

#[test]
fn only_lines_for_copying_are_wider_than_the_terminal() {
    for width in [60, 80, 100, 120] {
        let text = report(&sample_events(), width, Verbosity::Cases, Palette::Plain);
        let wide = text.lines().filter(|line| crate::report::text::width(line) > width);
        let copied = ["request: ", "curl: ", "rerun: ", "(***"];
        let wide: Vec<&str> =
            wide.filter(|l| !copied.iter().any(|word| l.trim_start().starts_with(word))).collect();
        assert_eq!(wide, Vec::<&str>::new(), "at {width}");
    }
}

/// Returns a case in which every text from the server is hostile.
fn hostile() -> CaseFinished {
    let evil =
        "::error::a\n::error::b\r\u{1b}]0;x\u{7}\u{9b}2J ##vso[a] ##[b] ##teamcity[c] \u{202e}";
    let mut hostile = case("hostile", "200", 5);
    hostile.outcome = Outcome::Errored { reason: evil.into() };
    hostile.correlation = Some(crate::event::Correlation { name: evil.into(), value: evil.into() });
    hostile.exchange = Some(exchange(evil, evil, Some(evil), 500, evil));
    hostile
}

#[test]
fn a_hostile_response_cannot_command_a_terminal_or_a_ci_system() {
    for width in 20..140 {
        let text = report(&events(vec![hostile()]), width, Verbosity::Cases, Palette::Plain);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'));
        for line in text.lines() {
            assert!(!line.trim_start().starts_with("::"), "{line}");
            assert!(
                !["##[", "##vso[", "##teamcity["].iter().any(|word| line.contains(word)),
                "{line}"
            );
        }
    }
}

#[test]
fn a_large_body_takes_few_lines() {
    let sizes = [
        "x".repeat(100_000),
        "x\n".repeat(100_000),
        format!("[{}1]", "1,".repeat(100_000)),
        format!("{{{}\"name\":1}}", "\"name\":1,".repeat(100_000)),
    ];
    for body in sizes {
        let mut failed = sample_events()
            .into_iter()
            .find_map(|event| match event {
                Event::CaseFinished(case) if case.outcome == Outcome::Failed => Some(case),
                _ => None,
            })
            .expect("the sample has a case that failed");
        failed.exchange = Some(exchange("GET", "/", None, 404, &body));
        let text = report(&events(vec![*failed]), 80, Verbosity::Failures, Palette::Plain);
        let lines = text.lines().count();
        assert!(lines < 100, "{lines} lines for {}…", &body[..20]);
    }
}

#[test]
fn a_header_value_that_begins_like_an_unread_body_hides_no_source_line() {
    let mut failed = sample_events()
        .into_iter()
        .find_map(|event| match event {
            Event::CaseFinished(case) if case.findings.len() > 1 => Some(*case),
            _ => None,
        })
        .expect("the sample has a case with several findings");
    for finding in &mut failed.findings {
        finding.actual = "no JSON: a text of the target".into();
    }
    let places: std::collections::BTreeSet<String> = failed
        .findings
        .iter()
        .filter_map(|finding| finding.place.as_ref())
        .map(|place| format!("{}:{}", place.file, place.line))
        .collect();
    let text = report(&events(vec![failed]), 100, Verbosity::Failures, Palette::Plain);
    for place in &places {
        assert!(text.contains(place), "{place} is shown: {text}");
    }
    assert!(places.len() > 1);
}

#[test]
fn flaky_cases_are_listed_with_their_reasons() {
    let mut flaky = case("flaky", "200", 1);
    flaky.attempts = attempts();
    let events = events(vec![flaky, case("steady", "200", 2)]);
    let text = report(&events, 120, Verbosity::Failures, Palette::Plain);
    let line =
        "flaky: orders/flaky passed at attempt 3: it was answered by 503; the line went dead";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("2 cases: 2 passed (1 flaky) in "), "{text}");
}
