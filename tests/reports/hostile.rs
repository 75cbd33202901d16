//! Hostile responses: text that would break the syntax of a report, run a command, or hide evidence.

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

/// Returns hostile bodies. Each begins with a letter, so that none is JSON.
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

/// Returns the events of the sample of a faulty run.
fn sample() -> Vec<Event> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/faulty/run.ndjson");
    let text = fs::read(path).expect("the sample is there");
    events(text.as_slice()).map(|event| event.expect("it is an event")).collect()
}

/// Returns a run with one failed case per text. The text is everywhere that a response can put text.
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

/// Builds a record type from JSON, because other crates cannot construct record types.
fn from_json<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the value is of the format of the record")
}

/// Returns the expected text in a report, without white space and without the `\` that escapes a command. This
/// mapping is independent of the code under test.
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

/// Checks that no format loses a body, in a run with this text only.
#[track_caller]
fn nothing_is_lost(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let events = run_of(&[text.to_owned()]);
    formats::render_all(&events, folder.path());
    let read: Vec<Event> = statusquo::record::events(file(folder.path(), "run.ndjson").as_bytes())
        .map(|event| event.expect("it is an event"))
        .collect();
    assert!(read == events, "the run record reads back unchanged");
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
        // The terminal shows the beginning of a body only, but shows every value in full.
        assert!(squeezed(&report).contains(&body), "{name} has lost {body}:\n{report}");
    }
}

/// Checks that no line of a report is a command and that no character moves the cursor.
#[track_caller]
fn assert_no_commands(folder: &Path) {
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
        // A report that is not JSON may be captured into a JUnit file, where Jenkins reads `[[ATTACHMENT|`.
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
fn no_report_has_a_command_and_every_reader_accepts_it() {
    let folder = tempfile::tempdir().expect("a folder");
    formats::render_all(&run_of(&corpus()), folder.path());
    assert_no_commands(folder.path());
    readers::check_all(folder.path());
}

#[test]
fn bytes_that_are_not_text_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut events = run_of(&["x".to_owned()]);
    let Event::CaseFinished(case) = &mut events[1] else { panic!("the second event is a case") };
    let response = case.exchange.as_mut().and_then(|exchange| exchange.response.as_mut());
    // The bytes are `a`, an incomplete character, `##[b]` and 0xFF.
    let bytes = from_json(json!({ "base64": "YcMjI1tiXf8=", "bytes": 8 }));
    response.expect("the case has a response").body = Some(bytes);
    formats::render_all(&events, folder.path());
    for name in ["junit.xml", "junit-strict.xml", "run.tap", "summary.md", "terminal.txt"] {
        let text = squeezed(&unescaped(&file(folder.path(), name)));
        assert!(text.contains("axC3##[b]xFF"), "{name}: {text}");
    }
    assert_no_commands(folder.path());
    readers::check_all(folder.path());
}

#[test]
fn every_reader_accepts_the_reports_of_a_large_body() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = ["x".repeat(2_000_000), "<>&\n".repeat(200_000), "x ".repeat(200_000)];
    let events = run_of(&large);
    formats::render_all(&events, folder.path());
    are_bounded(folder.path());
    assert_no_commands(folder.path());
    readers::check_all(folder.path());
}

#[test]
fn every_format_can_report_a_body_of_twenty_megabytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut events = run_of(&["x".to_owned()]);
    let Event::CaseFinished(case) = &mut events[1] else { panic!("the second event is a case") };
    let response = case.exchange.as_mut().and_then(|exchange| exchange.response.as_mut());
    let text = "x\u{1b}]0;<&]]></script>\n::error::y\n".repeat(650_000);
    assert!(text.len() > 20_000_000);
    response.expect("the case has a response").body = Some(content(&text));
    formats::render_all(&events, folder.path());
    are_bounded(folder.path());
    assert_eq!(
        json(folder.path(), "run.har")["log"]["entries"][0]["response"]["content"]["text"],
        *text
    );
    readers::check_all(folder.path());
}

/// Checks that reports stay below the size limits of their readers, and that they report what they leave out.
#[track_caller]
fn are_bounded(folder: &Path) {
    for (name, most) in [("junit.xml", 28_000_000), ("summary.md", 65_000), ("run.tap", 1_000_000)]
    {
        let bytes = file(folder, name).len();
        assert!(bytes < most, "{name} has {bytes} bytes");
    }
    assert!(
        file(folder, "junit.xml").contains("more line"),
        "the report states what it leaves out"
    );
}

/// Generates texts that begin with a letter, so that none is JSON. Lines end with a line feed.
fn random_text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| format!("x{}", text.replace("\r\n", "\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_format_loses_a_random_text(text in random_text()) {
        nothing_is_lost(&text);
    }
}

#[test]
fn every_reader_accepts_random_texts() {
    let mut runner = TestRunner::default();
    let texts = prop::collection::vec(random_text(), 60);
    let texts = texts.new_tree(&mut runner).expect("there are texts").current();
    let folder = tempfile::tempdir().expect("a folder");
    formats::render_all(&run_of(&texts), folder.path());
    assert_no_commands(folder.path());
    readers::check_all(folder.path());
}
