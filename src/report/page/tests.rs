//! Tests of the whole page: its content, and that no text of a server becomes markup.

use proptest::prelude::*;

use super::*;
use crate::event::{CaseFinished, Event};
use crate::record::sample::{case, content, events, exchange, record, sample_events};
use crate::record::{Exit, MemoryBudget, Recorder, RunRecord};
use crate::verdict::{Finding, Outcome};

fn rendered(record: &RunRecord, exit: Option<Exit>) -> String {
    let mut page = Vec::new();
    write(&SavedRun::new(record, exit), &mut page).expect("memory takes it");
    String::from_utf8(page).expect("a page is text")
}

/// Returns the names of all tags and of their attributes, in order.
fn structure(page: &str) -> Vec<String> {
    let page = page.replace(STYLE, "").replace(SCRIPT, "");
    let mut tags = Vec::new();
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        // Attribute values are in quotes, so text outside of quotes comes from the templates.
        let outside: Vec<&str> = tag.split('"').step_by(2).collect();
        tags.push(outside.concat());
    }
    tags
}

/// Returns a run with this text in every place that a target, an author or a URL controls.
fn saying(text: &str) -> RunRecord {
    let said = || text.to_owned();
    let finding = Finding {
        path: Some(said()),
        source: Some(said()),
        ..Finding::new(text.into(), text, text, text)
    };
    let mut transcript = exchange("GET", "/", Some(text), 404, "{}");
    if let Some(response) = &mut transcript.response {
        response.body = Some(content(&format!("<{text}")));
        response.headers[0].value = said();
        response.headers[1].name = said();
    }
    let failed = CaseFinished {
        outcome: Outcome::Failed,
        findings: vec![finding],
        exchange: Some(transcript),
        tags: vec![said()],
        ..case(&format!("a[{text}]"), text, 1)
    };
    let errored =
        CaseFinished { outcome: Outcome::Errored { reason: said() }, ..case("b", text, 2) };
    let mut events = events(vec![failed, errored]);
    if let Some(Event::RunStarted(started)) = events.first_mut() {
        started.target.url = said();
        started.contracts[0].title = said();
        started.contracts[0].rows[0].meaning = Some(said());
    }
    record(&events)
}

#[track_caller]
fn check_harmless(text: &str) {
    // As long and as many lines, and nothing but letters.
    let plain: String = text.chars().map(|c| if c == '\n' { c } else { 'x' }).collect();
    let page = rendered(&saying(text), None);
    assert_eq!(structure(&page), structure(&rendered(&saying(&plain), None)), "{text:?}");
}

#[test]
fn a_page_has_every_part_of_a_run() {
    let page = rendered(&record(&sample_events()), Some(Exit::new(1, "contract broken")));
    let page = page.replace(STYLE, "(style)").replace(SCRIPT, "(script)");
    let (policy, rest) = page.split_once("content=\"default-src").expect("there is a policy");
    let rest = rest.split_once("\">").expect("it ends").1;
    insta::assert_snapshot!(format!("{policy}content=\"(policy)\">{rest}"));
}

#[test]
fn a_page_is_the_same_wherever_its_exchanges_come_from() {
    let events = sample_events();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let lines = events.iter().map(|event| serde_json::to_string(event).expect("it is plain data"));
    std::fs::write(file.path(), lines.collect::<Vec<_>>().join("\n")).expect("there is room");
    let record = record(&events);
    let mut recorder =
        Recorder::with_budget(MemoryBudget { exchange_bytes: SHOWN, ..MemoryBudget::default() });
    for event in events {
        recorder.observe(event);
    }
    let with_exchanges = recorder.into_record().expect("the sample has a start");
    let page = |run: SavedRun<'_>| {
        let mut page = Vec::new();
        write(&run, &mut page).expect("memory takes it");
        String::from_utf8(page).expect("a page is text")
    };
    let bare = page(SavedRun::new(&record, None));
    let held = page(SavedRun::new(&with_exchanges, None));
    assert_ne!(held, bare);
    assert_eq!(held, page(SavedRun::new(&record, None).written_in(file.path())));
}

#[test]
fn the_policy_allows_exactly_the_style_and_the_script_of_the_page() {
    let page = rendered(&record(&sample_events()), None);
    for (name, text) in [("style", STYLE), ("script", SCRIPT)] {
        let within = page.split_once(&format!("<{name}>")).expect("it begins").1;
        let within = within.split_once(&format!("</{name}>")).expect("it ends").0;
        assert_eq!(within, text);
        let hash = STANDARD.encode(Sha256::digest(within));
        assert!(policy().contains(&format!("{name}-src 'sha256-{hash}'")));
    }
}

#[test]
fn templates_escape_everything_but_style_and_script() {
    let (beginning, end) = (include_str!("beginning.html"), include_str!("end.html"));
    assert!(beginning.contains("{{ style|safe }}") && end.contains("{{ script|safe }}"));
    let others = [
        include_str!("head.html"),
        include_str!("share.html"),
        include_str!("matrix.html"),
        include_str!("codes.html"),
        include_str!("timeline.html"),
        include_str!("cases.html"),
        include_str!("suite.html"),
        include_str!("case.html"),
    ];
    let unescaped = |template: &str| template.matches("safe").count();
    assert_eq!([beginning, end].map(unescaped), [1; 2]);
    assert_eq!(others.map(unescaped), [0; 8]);
    for template in others.into_iter().chain([beginning, end]) {
        for (at, _) in template.match_indices("|e(\"text\")") {
            let before = without_expressions(&template[..at]);
            assert!(
                before.rfind('>') > before.rfind('<'),
                "quotes would end an attribute: {before}"
            );
        }
    }
}

/// Returns the literal beginning of a template.
fn without_expressions(template: &str) -> String {
    let parts = template.split("{{").flat_map(|part| part.split("{%"));
    let written = |part: &str| {
        let end = part.rfind("}}").into_iter().chain(part.rfind("%}")).max();
        part[end.map_or(0, |end| end + 2)..].to_owned()
    };
    let mut parts: Vec<&str> = parts.collect();
    // The last one is the expression in question.
    parts.pop();
    let first = parts.first().map(|first| (*first).to_owned()).unwrap_or_default();
    parts.into_iter().skip(1).fold(first, |text, part| text + &written(part))
}

#[test]
fn markup_off_the_wire_is_text() {
    check_harmless("</script><script>alert(1)</script>");
    check_harmless("\" onmouseover=\"alert(1)");
    check_harmless("' onmouseover='alert(1)");
    check_harmless("</pre></details></textarea></title><img src=x onerror=alert(1)>");
    check_harmless("<!-- --> <![CDATA[ ]]> <?xml ?> {{ 7 }} {% if %}");
    check_harmless("&lt;img&gt; &#x3c;script&#x3e;");
    check_harmless("javascript:alert(1)");
}

#[test]
fn a_page_names_nothing_that_a_browser_would_fetch() {
    let page = rendered(&saying("//example.com/x.js"), None);
    for attribute in [" src=", " srcset=", " style=", "@import", "url("] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    let links = page.split("href=\"").skip(1);
    assert!(links.into_iter().all(|link| link.starts_with('#')));
}

#[test]
fn a_record_that_breaks_off_says_so() {
    let mut events = sample_events();
    events.truncate(events.len() - 3);
    let page = rendered(&record(&events), None);
    assert!(page.contains("this is not the whole run"));
    assert!(page.contains("not run"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_changes_the_structure_of_the_page(text in "[\\x00-\\x7f\u{202e}\u{fffe}ß]{0,40}") {
        check_harmless(&text);
    }
}
