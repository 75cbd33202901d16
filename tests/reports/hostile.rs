//! Answers that would break out of a report, command whoever prints it, or hide what they were.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use statusquo::contract::ErrorCode;
use statusquo::event::{CaseFinished, Event};
use statusquo::record::events;
use statusquo::redact::Content;

use super::{formats, readers};

/// What a body may be, each beginning with a letter, so that none is JSON.
fn corpus() -> Vec<String> {
    let controls: String =
        (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control()).collect();
    let texts = [
        controls.as_str(),
        "\u{fffe}\u{ffff}\u{fdd0} non-characters",
        "\u{1b}]0;everything behind an unterminated OSC",
        "\u{1b}Peverything behind an unterminated DCS",
        "\u{9b}2J\u{9d}0;x C1",
        "]]> ]]]]><![CDATA[> <!-- --> <?xml?> &amp; &#0; </failure></testcase>",
        "</script><script>alert(1)</script></details></pre><img src=x onerror=alert(1)>",
        "[[ATTACHMENT|/etc/passwd]] [[attachment|/etc/passwd]]",
        "\n::set-output name=a::b\n::error::c\n  ::stop-commands::d\n\u{3000}::add-mask::e",
        "##vso[task.setvariable variable=a]b ##[group]c ##[error]d ###vso[e] ##teamcity[buildStop]",
        "\u{202e}txt.exe\u{202c} \u{2066}a\u{2069} \u{200b}b\u{feff}c\u{ad}d\u{180e}e\u{e0041}",
        "```\n````\n~~~\n</details>\n| a | b |\n@everyone #1 [x](http://y) <b>",
        "not ok 1 - x\nok 2 # SKIP\n1..3\nBail out!\n  ---\n  ...\n# TODO\nTAP version 13",
        "---\n...\n- a: 'b\n\"c: \\\" \\x1b %TAG &a *a !x",
        "\r\u{85}\u{2028}\u{2029}\u{b}\u{c} line ends",
    ];
    texts.map(|text| format!("x{text}")).into()
}

/// The events of the sample of a faulty run.
fn sample() -> Vec<Event> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/faulty/run.ndjson");
    let text = fs::read(path).expect("the sample is there");
    events(text.as_slice()).map(|event| event.expect("it is an event")).collect()
}

/// A run in which one case failed for each of these texts, which stands everywhere that an answer reaches.
fn run_of(texts: &[String]) -> Vec<Event> {
    let sample = sample();
    let failed = |event: &Event| match event {
        Event::CaseFinished(case) if !case.findings.is_empty() && case.exchange.is_some() => {
            Some((**case).clone())
        }
        _ => None,
    };
    let template = sample.iter().find_map(failed).expect("the sample has a case that failed");
    let mut events = vec![sample[0].clone()];
    for (at, text) in texts.iter().enumerate() {
        events.push(Event::CaseFinished(Box::new(hostile(template.clone(), at, text))));
    }
    events.push(sample[sample.len() - 1].clone());
    events
}

fn hostile(mut case: CaseFinished, at: usize, text: &str) -> CaseFinished {
    case.case.id = format!("hostile-{at}");
    for finding in &mut case.findings {
        finding.path = None;
        finding.message = format!("the body is {text}");
        finding.expected = "nothing".into();
        finding.actual = text.into();
    }
    if let Some(sighting) = &mut case.sighting {
        sighting.code = Some(ErrorCode::new(text));
    }
    case.correlation = Some(from_json(json!({ "name": text, "value": text })));
    let exchange = case.exchange.as_mut().expect("the template has one");
    let response = exchange.response.as_mut().expect("the template has one");
    response.headers.push(from_json(json!({ "name": "location", "value": text })));
    response.body = Some(content(text));
    case
}

fn content(text: &str) -> Content {
    from_json(json!({ "text": text, "bytes": text.len() }))
}

/// Makes a type of the record, which other crates cannot build field by field.
fn from_json<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the value is of the format of the record")
}

/// What stands in a report for a text, apart from white space and from the `\` that takes its force from a
/// command; our own mapping, so that it is not the one under test.
fn squeezed(text: &str) -> String {
    let harmless = |c: char| !c.is_whitespace() && c != '\\';
    text.chars().filter(|c| harmless(*c)).collect()
}

fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match u32::from(c) {
            0x0a => {}
            code @ 0..0x20 => shown.extend(char::from_u32(0x2400 + code)),
            0x7f => shown.push('\u{2421}'),
            code if is_hidden(c) => shown.extend(format!("\\u{{{code:x}}}").chars()),
            _ => shown.push(c),
        }
    }
    squeezed(&shown)
}

fn is_hidden(c: char) -> bool {
    matches!(u32::from(c),
        0x80..=0x9f | 0xad | 0x61c | 0x180e | 0x200b | 0x200e | 0x200f | 0x2028..=0x202e
        | 0x2060..=0x2069 | 0xfeff | 0xfff9..=0xfffb | 0xfffe | 0xffff | 0xe0000..=0xe007f)
}

fn file(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("it was written, as UTF-8")
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&file(folder, name)).expect("it is JSON")
}

fn unescaped(xml: &str) -> String {
    let mut text = xml.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    for (reference, c) in
        [("&#35;", "#"), ("&#58;", ":"), ("&#10;", "\n"), ("&#9;", "\t"), ("&#13;", "\r")]
    {
        text = text.replace(reference, c);
    }
    text.replace("&amp;", "&")
}

/// No format has lost the body of a text that stands in a run alone.
#[track_caller]
fn nothing_is_lost(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let events = run_of(&[text.to_owned()]);
    formats::render_all(&events, folder.path());
    let read: Vec<Event> = statusquo::record::events(file(folder.path(), "run.ndjson").as_bytes())
        .map(|event| event.expect("it is an event"))
        .collect();
    assert!(read == events, "the run record reads back as it was");
    let har = json(folder.path(), "run.har");
    assert_eq!(har["log"]["entries"][0]["response"]["content"]["text"], text);
    let sarif = json(folder.path(), "run.sarif");
    assert_eq!(sarif["runs"][0]["results"][0]["webResponse"]["body"]["text"], text);
    let ctrf = json(folder.path(), "ctrf.json");
    let all = ctrf["results"]["tests"].as_array().expect("a list");
    let trace = all.iter().find_map(|test| test["trace"].as_str()).expect("a failure").to_owned();
    let texts = [
        ("ctrf.json", trace),
        ("junit.xml", unescaped(&file(folder.path(), "junit.xml"))),
        ("junit-strict.xml", unescaped(&file(folder.path(), "junit-strict.xml"))),
        ("run.tap", file(folder.path(), "run.tap")),
        ("summary.md", file(folder.path(), "summary.md")),
        ("terminal.txt", file(folder.path(), "terminal.txt")),
    ];
    let body = shown(text);
    for (name, report) in texts {
        // A terminal shows the beginning of a body, and every value in full.
        assert!(squeezed(&report).contains(&body), "{name} has lost {body}:\n{report}");
    }
}

/// No line of a report is a command, and no character of it moves a cursor.
#[track_caller]
fn commands_nobody(folder: &Path) {
    for name in formats::files().filter(|name| *name != "report.html") {
        is_harmless(name, &file(folder, name));
    }
}

#[track_caller]
fn is_harmless(name: &str, text: &str) {
    let json = text.starts_with('{');
    let moves = |c: char| c != '\n' && (c.is_control() || is_hidden(c));
    assert!(!text.contains(moves), "{name}: {:?}", text.chars().find(|c| moves(*c)));
    for line in text.lines() {
        let lower = line.to_lowercase();
        let words = ["##[", "##vso[", "##teamcity["];
        assert!(words.iter().all(|word| !lower.contains(word)), "{name}: {line}");
        // What is no JSON may be captured into somebody's JUnit file.
        assert!(json || !lower.contains("[[attachment|"), "{name}: {line}");
        let own = name == "github.txt"
            && ["::error ", "::notice "].iter().any(|word| line.starts_with(word));
        assert!(own || !line.trim_start().starts_with("::"), "{name}: {line}");
    }
}

#[test]
fn no_evidence_is_lost() {
    for text in corpus() {
        nothing_is_lost(&text);
    }
}

#[test]
fn no_report_commands_anybody_and_every_reader_takes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    formats::render_all(&run_of(&corpus()), folder.path());
    commands_nobody(folder.path());
    readers::check_all(folder.path());
}

#[test]
fn of_bytes_that_are_no_text_all_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut events = run_of(&["x".to_owned()]);
    let Event::CaseFinished(case) = &mut events[1] else { panic!("a case stands there") };
    let response = case.exchange.as_mut().and_then(|exchange| exchange.response.as_mut());
    // `a`, an unfinished character, `##[b]`, 0xFF.
    let bytes = from_json(json!({ "base64": "YcMjI1tiXf8=", "bytes": 8 }));
    response.expect("there is one").body = Some(bytes);
    formats::render_all(&events, folder.path());
    for name in ["junit.xml", "junit-strict.xml", "run.tap", "summary.md", "terminal.txt"] {
        let text = squeezed(&unescaped(&file(folder.path(), name)));
        assert!(text.contains("axC3##[b]xFF"), "{name}: {text}");
    }
    commands_nobody(folder.path());
    readers::check_all(folder.path());
}

#[test]
fn a_large_body_makes_no_report_that_its_readers_refuse() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = ["x".repeat(2_000_000), "<>&\n".repeat(200_000), "x ".repeat(200_000)];
    let events = run_of(&large);
    formats::render_all(&events, folder.path());
    are_bounded(folder.path());
    commands_nobody(folder.path());
    readers::check_all(folder.path());
}

#[test]
fn twenty_megabytes_go_through_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut events = run_of(&["x".to_owned()]);
    let Event::CaseFinished(case) = &mut events[1] else { panic!("a case stands there") };
    let response = case.exchange.as_mut().and_then(|exchange| exchange.response.as_mut());
    let text = "x\u{1b}]0;<&]]></script>\n::error::y\n".repeat(650_000);
    assert!(text.len() > 20_000_000);
    response.expect("there is one").body = Some(content(&text));
    formats::render_all(&events, folder.path());
    are_bounded(folder.path());
    assert_eq!(
        json(folder.path(), "run.har")["log"]["entries"][0]["response"]["content"]["text"],
        *text
    );
    readers::check_all(folder.path());
}

/// What stops reading a file that is too large gets none; what is left out is said.
#[track_caller]
fn are_bounded(folder: &Path) {
    for (name, most) in [("junit.xml", 28_000_000), ("summary.md", 65_000), ("run.tap", 1_000_000)]
    {
        let bytes = file(folder, name).len();
        assert!(bytes < most, "{name} has {bytes} bytes");
    }
    assert!(file(folder, "junit.xml").contains("more line"), "what is left out is said");
}

/// Random texts, each beginning with a letter, so that none is JSON; a line ends with a line feed alone.
fn random_text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| format!("x{}", text.replace("\r\n", "\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_random_text_is_lost(text in random_text()) {
        nothing_is_lost(&text);
    }
}

#[test]
fn every_reader_takes_random_texts() {
    let mut runner = TestRunner::default();
    let texts = prop::collection::vec(random_text(), 60);
    let texts = texts.new_tree(&mut runner).expect("there are texts").current();
    let folder = tempfile::tempdir().expect("a folder");
    formats::render_all(&run_of(&texts), folder.path());
    commands_nobody(folder.path());
    readers::check_all(folder.path());
}
