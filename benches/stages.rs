//! `cargo bench --bench stages`: the time of each stage of a run.
//!
//! Reading, compiling and rendering are measured for a whole file. Binding and judging are measured for one case.

#[path = "compare/cases.rs"]
mod cases;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use divan::{Bencher, black_box};
use http::{HeaderMap, StatusCode, Version, header};
use jiff::Timestamp;
use statusquo::check;
use statusquo::diagnostic::Sources;
use statusquo::event::Event;
use statusquo::http::{Exchange, Framing, Response};
use statusquo::plan::{Bindings, Plan};
use statusquo::record::{RunRecord, SavedRun, events};
use statusquo::redact::Mask;
use statusquo::report::{Format, How, Ndjson, Reporter};
use statusquo::source::{Budget, read};
use statusquo::workspace::{self, Request};
use tempfile::TempDir;
use url::Url;

/// The result type of the functions in [`cases`].
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Number of cases of a suite.
const CASES: usize = 1_000;

const REFUSAL: &str = r#"{"name":"RESOURCE_NOT_FOUND","message":"The specified resource does not exist.","debug_id":"r-2","details":[{"field":"/items","location":"path","issue":"INVALID_ID","description":"What was asked for cannot be done."}],"links":[{"href":"https://items.example/docs/errors","rel":"information_link","method":"GET"}]}"#;

fn main() {
    divan::main();
}

/// Writes a suite into a temporary folder, which is removed on drop.
fn suite() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    cases::write(folder.path(), CASES, &cases::KINDS).expect("the folder is ours");
    folder
}

fn compiled(folder: &Path) -> Plan {
    let environment = [("ITEMS_TOKEN".to_owned(), cases::TOKEN.to_owned())];
    let request = Request {
        paths: vec![folder.join("suite.yaml")],
        environment: Some(environment.into()),
        ..Request::default()
    };
    workspace::open(request, folder).plan.expect("the suite has no problem")
}

fn target() -> Url {
    "http://127.0.0.1:8080".parse().expect("a URL")
}

/// Returns the exchange of a case that requests a missing item.
fn exchange(plan: &Plan) -> Exchange {
    let bindings = Bindings::new(plan.slots);
    let request = bindings.request(&plan.cases[1], &target(), None).expect("nothing is captured");
    let json = header::HeaderValue::from_static("application/json");
    let response = Response {
        status: StatusCode::NOT_FOUND,
        version: Version::HTTP_11,
        headers: HeaderMap::from_iter([(header::CONTENT_TYPE, json)]),
        body: REFUSAL.into(),
        framing: Framing::Whole,
    };
    Exchange { request, response, started: Timestamp::now(), elapsed: Duration::from_millis(1) }
}

#[divan::bench]
fn read_a_file_of_1000_cases(bencher: Bencher<'_, '_>) {
    let text = cases::suite(CASES, &cases::KINDS);
    bencher.bench(|| {
        let file = Sources::new().add("suite.yaml", text.clone());
        read(file, black_box(&text), Budget::default())
    });
}

#[divan::bench]
fn compile_1000_cases(bencher: Bencher<'_, '_>) {
    let folder = suite();
    bencher.bench(|| compiled(folder.path()));
}

#[divan::bench]
fn bind_a_request(bencher: Bencher<'_, '_>) {
    let plan = compiled(suite().path());
    let (bindings, target) = (Bindings::new(plan.slots), target());
    bencher.bench(|| bindings.request(black_box(&plan.cases[2]), &target, None));
}

#[divan::bench]
fn judge_a_response(bencher: Bencher<'_, '_>) {
    let plan = compiled(suite().path());
    let exchange = exchange(&plan);
    let bindings = Bindings::new(plan.slots);
    let expectation = bindings.expectation(&plan.cases[1], &[]).expect("nothing is captured");
    let layers = &plan.suites[0].layers;
    let judge =
        || check::judge(&exchange, "/items/none-2", layers, &expectation, &plan.sources).findings;
    assert_eq!(judge(), [], "the response meets the expectation of the case");
    bencher.bench(judge);
}

#[divan::bench]
fn mask_an_exchange(bencher: Bencher<'_, '_>) {
    let plan = compiled(suite().path());
    let exchange = exchange(&plan);
    let mask = Mask::new(plan.secrets.iter().cloned());
    bencher.bench(|| mask.transcript(black_box(&exchange)));
}

/// Writes the record of 190 cases as NDJSON, one event per line, into a file.
#[divan::bench]
fn write_the_record_of_190_cases(bencher: Bencher<'_, '_>) {
    let record = include_bytes!("../reports/faulty/run.ndjson");
    let recorded: Vec<Event> =
        events(record.as_slice()).collect::<Result<_, _>>().expect("the sample is a record");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("run.ndjson");
    bencher.bench(|| {
        let mut report = Box::new(Ndjson::create(&path).expect("the folder is ours"));
        for event in &recorded {
            report.on_event(event).expect("the file is writable");
        }
        report.finish().expect("the file is writable");
    });
}

#[divan::bench(args = ["junit", "html", "json", "markdown", "sarif"])]
fn render_190_cases(bencher: Bencher<'_, '_>, format: &str) {
    let record = include_bytes!("../reports/faulty/run.ndjson");
    let record = RunRecord::read(record.as_slice()).expect("the sample is a record");
    let How::Document(render) = Format::named(format).expect("a format").how else {
        panic!("a document")
    };
    bencher.bench(|| {
        let mut out = Vec::new();
        render(&SavedRun::new(&record, None), &mut out).expect("writing to memory succeeds");
        out
    });
}
