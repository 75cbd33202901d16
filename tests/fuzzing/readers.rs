//! Runs every reader of user files as far as it goes. No input may make a reader panic or run forever. The targets in
//! `fuzz/` use this file too.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use statusquo::contract::{Contract, Layers, Query};
use statusquo::diagnostic::{Palette, Sources, render};
use statusquo::event::Event;
use statusquo::record::{Recorder, SavedRun, events};
use statusquo::report::{Ndjson, Reporter};
use statusquo::traffic::{self, Recording};
use statusquo::workspace::{self, Request};

/// A small contract that uses most features.
const CONTRACT: &str = "contract: c
bodies: { error: { type: object, required: [name], properties: { name: { type: string } } } }
errors: { content-type: application/json, body: error, code: $.name }
links: { at: $.links, item: { type: object } }
codes: [{ status: 200 }, { status: 201, replay: 200 }, { status: 404, code: RESOURCE_NOT_FOUND }]
scopes: [{ name: identity, match: /v1/oauth2/**, codes: [{ status: 401, code: invalid_client }] }]
";

/// Returns a temporary folder for one input.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn write(folder: &Path, name: &str, text: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("the file is writable");
    path
}

/// Reads a suite, binds it to a contract, and renders the diagnostics.
pub(crate) fn suite(text: &[u8]) {
    let folder = folder();
    write(folder.path(), "contract.yaml", CONTRACT.as_bytes());
    let path = write(folder.path(), "suite.yaml", text);
    let request = Request { paths: vec![path], seed: 1, ..Request::default() };
    let opened = workspace::open(request, folder.path());
    let drawn = render(&opened.problems, &opened.sources, Palette::Plain, 80);
    assert_eq!(drawn.is_empty(), opened.problems.is_empty());
    assert!(
        opened.plan.is_some() || !drawn.is_empty(),
        "the input is refused without a diagnostic"
    );
}

/// Reads a contract or an `OpenAPI` document.
pub(crate) fn contract(text: &[u8]) -> Option<(Contract, Sources)> {
    let folder = folder();
    let path = write(folder.path(), "contract.yaml", text);
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let contract = Contract::load(&path, "contract.yaml", &mut sources, &mut problems);
    let drawn = render(&problems, &sources, Palette::Plain, 80);
    assert!(contract.is_some() || !drawn.is_empty(), "the input is refused without a diagnostic");
    contract.map(|contract| (contract, sources))
}

/// Reads recorded traffic (a HAR file or a run record), judges it, and writes it in every format.
pub(crate) fn traffic(text: &[u8]) {
    let folder = folder();
    let path = write(folder.path(), "traffic.har", text);
    let Ok(recording) = Recording::read(&path, None) else { return };
    let (contract, sources) = contract(CONTRACT.as_bytes()).expect("it is a contract");
    let layers = Layers::new(vec![Arc::new(contract)]).expect("the list has a layer");
    let mut told = Vec::new();
    traffic::judge(&[recording], &layers, sources, |event| told.push(event));
    reports(&told);
}

/// Reads a run record and writes it in every format.
pub(crate) fn record(text: &[u8]) {
    let told: Vec<Event> = events(text).map_while(Result::ok).collect();
    if matches!(told.first(), Some(Event::RunStarted(_))) {
        reports(&told);
    }
}

fn reports(told: &[Event]) {
    let folder = folder();
    let file = folder.path().join("run.ndjson");
    let mut ndjson = Box::new(Ndjson::create(&file).expect("the file is writable"));
    let mut recorder = Recorder::default();
    for event in told {
        ndjson.on_event(event).expect("the file is writable");
        recorder.observe(event.clone());
    }
    ndjson.finish().expect("the file is writable");
    let Some(record) = recorder.into_record() else { return };
    let run = SavedRun::new(&record, None).written_in(&file);
    for format in statusquo::report::FORMATS {
        use statusquo::report::How;
        match format.how {
            How::Document(render) | How::Job { log: render, .. } => {
                let mut out = Vec::new();
                render(&run, &mut out).expect("writing to memory succeeds");
                assert!(std::str::from_utf8(&out).is_ok(), "{} is no text", format.name);
            }
            How::Live | How::Folder(_) => {}
        }
    }
}

/// Reads a query and evaluates it on a value that has every JSON type.
pub(crate) fn query(text: &str) {
    let json = serde_json::json!({
        "a": [1, 2.5, "x", null, true, { "a": { "b": [[], {}] } }],
        "b": { "c": "\u{e9}", "": 1, "a b": -1 },
    });
    if let Ok(query) = Query::parse(text) {
        let (all, located) = (query.select(&json), query.locate(&json));
        assert_eq!(all.len(), located.len());
        assert_eq!(query.first(&json), all.first().copied());
    }
}
